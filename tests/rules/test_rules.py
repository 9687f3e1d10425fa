"""Every file in WBnnn/ is a case: files laid over base.yaml, with the findings in place.

`#== path` begins a file, `#== -path` takes one of the base away. A finding stands at the end of
its line: `members: [ada, eve]  #! WB101 no person named `eve``; its message begins with that text.
`#@ at: …` sets the instant that is taken for now; after `#@ escapes` a \\xNN is that byte.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from watchbill.cli import cli
from watchbill.findings import Finding, in_order, locate
from watchbill.rules import RULES, judge
from watchbill.rules.rule import Rule
from watchbill.source.load import load
from watchbill.source.tree import Files
from watchbill.sync.provider import problems

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("WB*/*.yaml"))
MARK = re.compile(r"[ \t]*#! (WB\d{3})(?: (?!#!)(.*?))?(?=\s+#! WB|$)")


class Expected(NamedTuple):
    """A finding as a case writes it."""

    path: str
    line: int
    code: str
    message: str


class Case(NamedTuple):
    """The files of a case by path, None for those taken away, and what is to be found."""

    files: Mapping[str, bytes | None]
    expected: tuple[Expected, ...]
    at: datetime


def read(path: Path) -> Case:
    head, *parts = re.split(r"^#== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    directives = dict(re.findall(r"^#@ (\w+):? *(.*)$", head, flags=re.MULTILINE))
    files: dict[str, bytes | None] = {}
    expected: list[Expected] = []
    for part in parts:
        name, _, text = part.partition("\n")
        if name.startswith("-"):
            files[name[1:].strip()] = None
            continue
        expected += _expected(name.strip(), text)
        data = "\n".join(MARK.sub("", line) for line in text.split("\n")).encode()
        if "escapes" in directives:
            data = re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes.fromhex(m[1].decode()), data)
        files[name.strip()] = data
    at = datetime.fromisoformat(directives.get("at", "2026-11-24T12:00+00:00"))
    return Case(files, tuple(sorted(expected)), at.astimezone(UTC))


def _expected(path: str, text: str) -> Iterator[Expected]:
    for number, line in enumerate(text.split("\n"), 1):
        for code, message in MARK.findall(line):
            yield Expected(path, number, code, message)


def check(files: Mapping[str, bytes | None], at: datetime) -> tuple[Finding, ...]:
    loaded = load(Files({path: data for path, data in files.items() if data is not None}))
    resources = loaded.catalog.resources
    before = (*loaded.problems, *problems(loaded.catalog, at))
    return in_order(
        locate(problem, level, resources[problem.ref], loaded.document)
        for problem, level in judge(loaded.catalog, before, at, "strict")
    )


BASE = read(HERE / "base.yaml")


def test_the_base_is_clean():
    assert check(BASE.files, BASE.at) == ()


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case(path):
    case = read(path)
    found = check({**BASE.files, **case.files}, case.at)
    shown = sorted(f"{f.path}:{f.line} {f.code} {f.message}" for f in found)
    wanted = sorted(f"{e.path}:{e.line} {e.code} {e.message}" for e in case.expected)
    pairs = list(zip(shown, wanted, strict=False))
    assert len(shown) == len(wanted), "\n".join(shown)
    assert all(each.startswith(begin) for each, begin in pairs), "\n".join(shown)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_case_that_speaks_and_one_that_is_silent(rule):
    mine = [path for path in CASES if path.parent.name == rule.code]
    silent = [path for path in mine if path.name.startswith("silent-")]
    speaking = [path for path in mine if path not in silent]
    assert silent
    assert speaking
    assert all(rule.code not in codes(path) for path in silent)
    assert all(rule.code in codes(path) for path in speaking)


def codes(path: Path) -> set[str]:
    return {each.code for each in read(path).expected}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_says_what_and_why_and_how_to_mend(rule: Rule):
    what, *rest = [part for part in re.split(r"\n\s*\n", rule.text.strip()) if part]
    assert what.endswith((".", ":"))
    assert "\n" not in what.partition(". ")[0], "the first sentence fits a line"
    assert rest, "why it matters and how to mend it"
    assert len(" ".join(rest).split()) > 10


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_explain_shows_every_rule(rule: Rule):
    for name in (rule.code, rule.code.lower(), rule.name):
        shown = CliRunner().invoke(cli, ["explain", name]).output
        assert shown.startswith(f"{rule.code} {rule.name}\n\n")
        assert rule.text.strip().splitlines()[0] in shown
        assert "\n        " not in shown, "the indentation of the source"
        assert all(f"{preset}" in shown for preset in ("starter", "recommended", "strict"))
