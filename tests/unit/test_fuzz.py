"""Whatever the files hold: a check never raises, ends soon, and is never silent about a file.

Set WATCHBILL_FUZZ to a number to try so many more of each, anew every time.
"""

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.test_rules import BASE, check
from tests.unit.report.findings import summary
from watchbill import cli
from watchbill.findings import Finding
from watchbill.model.kinds import FILE_KINDS
from watchbill.report import github, machine, sarif, text
from watchbill.source.load import load
from watchbill.source.tree import Files

ROOT = Path(__file__).parents[2]
TOPS = [ROOT / "watchbill.yaml", *(ROOT / name for name in ("rosters", "policies", "runbooks"))]
EXAMPLE: Mapping[str, bytes] = {
    path.relative_to(ROOT).as_posix(): path.read_bytes()
    for top in TOPS
    for path in sorted([top, *top.rglob("*")])
    if path.is_file()
}
SMALL = {path: data for path, data in BASE.files.items() if data is not None}
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
MORE = int(os.environ.get("WATCHBILL_FUZZ", "0"))


def examples(count: int) -> settings:
    return settings(
        max_examples=MORE or count,
        derandomize=not MORE,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )


def judge(files: Mapping[str, bytes], at: datetime = AT) -> tuple[Finding, ...]:
    """Check files and write every report; every file that is not read must be told."""
    found = check(files, at)
    for lines in (
        text.write(summary(*found), colour=True),
        machine.write(summary(*found)),
        github.write(summary(*found)),
        github.job_summary(summary(*found)),
        sarif.write(summary(*found)),
    ):
        "\n".join(lines).encode()
    for resource in load(Files(files)).catalog.resources.values():
        if resource.value is None:
            assert any(f.path == resource.path and f.level == "error" for f in found), resource
    for finding in found:
        assert finding.line >= 1
        assert finding.column >= 1
        assert finding.message
        assert len(finding.message) < 1000
    return found


NASTY = st.sampled_from(
    [bytes([n]) for n in range(256)]
    + [
        b"\n",
        b"\r\n",
        b": ",
        b"- ",
        b"  ",
        b"\t",
        b"---\n",
        b"...\n",
        b"[",
        b"]",
        b"{",
        b"}",
        b"''",
    ]
    + [
        b"&a ",
        b"*a",
        b"<<: ",
        b"!!set ",
        b"~",
        b"null",
        b"|\n",
        b">-\n",
        b"#",
        b'"',
        b"\xef\xbb\xbf",
    ]
    + ["\x85".encode(), "\u2028".encode(), "\U0001f600".encode(), b"\xed\xa0\x80", b"\xff\xfe"]
    + [b"9999-12-31", b"1970-01-01", b"2199-12-31T23:59", b"00:00", b"24:00", b"Europe/London"]
    + [b"[" * 80, b"- " * 80, b"9" * 400, b"x" * 2000, b"ada", b"payments", b"primary"]
)


@st.composite
def mutated(draw: Any, data: bytes) -> bytes:
    """Flip, cut, splice, double, swap, or put something nasty in; once or a few times."""
    for _ in range(draw(st.integers(1, 4))):
        first, last = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        lines = data.split(b"\n")
        line = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 8)):
            case 0:
                data = data[:first] + draw(NASTY) + data[first:]
            case 1:
                data = data[:first] + draw(NASTY) + data[first + 1 :]
            case 2:
                data = data[:first] + data[last:]
            case 3:
                data = data[:last]
            case 4:
                data = data[:first] + data[first : first + 80] * 2 + data[first + 80 :]
            case 5:
                lines.insert(line, lines[draw(st.integers(0, len(lines) - 1))])
                data = b"\n".join(lines)
            case 6:
                del lines[line]
                data = b"\n".join(lines)
            case 7:
                lines[line] = b" " * draw(st.integers(0, 6)) + lines[line].lstrip()
                data = b"\n".join(lines)
            case _:
                other = draw(st.sampled_from(sorted(EXAMPLE)))
                data = data[:first] + EXAMPLE[other][:200] + data[last:]
    return data


@given(st.data())
@examples(150)
def test_bytes(source):
    path = source.draw(st.sampled_from(sorted(EXAMPLE)))
    judge({**SMALL, path: source.draw(mutated(EXAMPLE[path]))})


@given(st.data())
@examples(60)
def test_bytes_of_what_others_name(source):
    paths = source.draw(st.lists(st.sampled_from(sorted(SMALL)), min_size=1, max_size=3))
    judge({**SMALL, **{path: source.draw(mutated(SMALL[path])) for path in paths}})


PLACES = [f"{k.folder}/{k.file or 'a.yaml'}".lstrip("/") for k in FILE_KINDS if not k.markdown]
KEYS = sorted(set(re.findall(rb"[a-z_]{2,}(?=:)", b" ".join(EXAMPLE.values()))))
WORDS = st.one_of(
    st.sampled_from([key.decode() for key in KEYS]),
    st.sampled_from(["ada", "payments", "primary", "sev1", "2026-01-01", "12:00", "UTC", "1 day"]),
    st.text(max_size=6),
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=25,
)


@given(st.sampled_from(PLACES), ANYTHING)
@examples(120)
def test_any_structure_anywhere(path, data):
    written = yaml.safe_dump(data, allow_unicode=True).encode("utf-8", "surrogatepass")
    judge({**SMALL, path: written, "runbooks/a.md": b"---\n" + written + b"---\n# A\n"})


PEOPLE = st.sampled_from(["ada", "grace", "ken"])
IDS = st.sampled_from(["a", "b", "c", "primary"])
CLOCKS = st.sampled_from(["00:00", "02:30", "12:00", "23:59"])
DAYS = st.sampled_from(
    [
        "1970-01-01",
        "2026-01-31",
        "2026-03-29",
        "2026-10-25",
        "2026-11-23",
        "2026-11-24",
        "2026-11-25",
        "2026-12-31",
        "2027-02-28",
        "2028-02-29",
        "2199-12-31",
    ]
)
MOMENTS = st.builds("{}T{}".format, DAYS, CLOCKS)
ENDS = (
    CLOCKS | st.just("24:00") | st.builds("{} {}".format, st.sampled_from(["fri", "mon"]), CLOCKS)
)
WINDOWS = st.fixed_dictionaries(
    {"from": ENDS, "until": ENDS},
    optional={"days": st.lists(st.sampled_from(["mon", "tue", "sat", "sun"]), max_size=3)},
)
HOURS = st.just("always") | st.lists(WINDOWS, min_size=1, max_size=3)
ORDERS = st.lists(PEOPLE | st.lists(PEOPLE, min_size=1, max_size=3), min_size=1, max_size=4)
HANDOFFS = st.fixed_dictionaries(
    {
        "every": st.sampled_from(
            [
                "1 hour",
                "12 hours",
                "999 hours",
                "1 day",
                "999 days",
                "1 week",
                "1 month",
                "999 months",
            ]
        ),
        "at": CLOCKS,
    },
    optional={"on": st.sampled_from(["monday", "sunday", 1, 29, 31])},
)
TURNS = st.lists(st.fixed_dictionaries({"since": DAYS, "order": ORDERS}), max_size=4)
SPECIALS = st.lists(
    st.fixed_dictionaries(
        {"name": st.just("x"), "from": MOMENTS, "until": MOMENTS, "order": ORDERS},
        optional={"handoff": HANDOFFS},
    ),
    max_size=3,
)
FOLLOWS = st.fixed_dictionaries({"rotation": IDS}, optional={"turns": st.sampled_from([1, 2, 100])})
ZONES = st.sampled_from(
    ["UTC", "Europe/London", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Tokyo"]
)
ROLES = st.sampled_from(["primary", "secondary", "incident_commander"])
ROTATIONS = st.lists(
    st.fixed_dictionaries(
        {"id": IDS, "role": ROLES},
        optional={
            "timezone": ZONES,
            "hours": HOURS,
            "alongside": st.booleans(),
            "handoff": HANDOFFS,
            "turns": TURNS,
            "follows": FOLLOWS,
            "special": SPECIALS,
        },
    ),
    max_size=4,
)
OVERRIDES = st.lists(
    st.fixed_dictionaries(
        {"rotation": IDS, "from": MOMENTS, "until": MOMENTS, "person": PEOPLE},
        optional={"replaces": PEOPLE},
    ),
    max_size=4,
)
ROSTERS = st.fixed_dictionaries(
    {
        "name": st.just("Payments"),
        "timezone": ZONES,
        "members": st.lists(PEOPLE, max_size=3, unique=True),
        "rotations": ROTATIONS,
        "coverage": st.lists(st.fixed_dictionaries({"role": ROLES, "hours": HOURS}), max_size=3),
        "overrides": OVERRIDES,
    }
)
TIMES_OFF = st.lists(st.fixed_dictionaries({"from": DAYS, "until": DAYS}), max_size=3)
MOMENTS_NOW = st.sampled_from(
    [
        AT,
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2199, 12, 31, 23, 59, tzinfo=UTC),
    ]
)


@given(ROSTERS, TIMES_OFF, MOMENTS, MOMENTS_NOW)
@examples(120)
def test_rosters_that_fit_their_types_and_are_strange(roster, off, at, now):
    ada: dict[str, Any] = yaml.safe_load(SMALL["rosters/people/ada.yaml"])
    night = {"at": at, "service": "checkout", "severity": "sev3"}
    night["pages"] = [{"after": "0 minutes", "people": ["ada"]}]
    judge(
        {
            **SMALL,
            "rosters/teams/payments.yaml": yaml.safe_dump(roster).encode(),
            "rosters/people/ada.yaml": yaml.safe_dump({**ada, "time_off": off}).encode(),
            "policies/expectations/night.yaml": yaml.safe_dump(night).encode(),
        },
        now,
    )


@pytest.mark.parametrize("style", ["text", "json", "github", "sarif"])
def test_the_command_itself(tmp_path, capsys, monkeypatch, style):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for path, data in EXAMPLE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    command = ["-C", str(tmp_path), "check", "--format", style, "--at", "2026-11-24T12:00Z"]
    assert cli.run(command) == 0, capsys.readouterr()
    for number, path in enumerate(sorted(EXAMPLE)):
        if number % 3 == 0:
            (tmp_path / path).write_bytes(EXAMPLE[path][: len(EXAMPLE[path]) * 2 // 3] + b"\x00")
    assert cli.run(command) == 1
    assert "WB001" in capsys.readouterr().out


def test_findings_of_the_whole_example_are_a_few_when_a_file_is_gone():
    for path in ("policies/roles.yaml", "rosters/people/ada.yaml", "rosters/teams/payments.yaml"):
        broken = {**EXAMPLE, path: b"name: [\n"}
        found = judge(broken)
        assert [finding.path for finding in found] == [path], [str(f[:6]) for f in found]
