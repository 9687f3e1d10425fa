"""Findings for programs: JSON, GitHub's commands and job summary, SARIF."""

import json
import re

import pytest

from tests.unit.report.findings import finding, summary
from watchbill.report import github, machine, sarif
from watchbill.rules import BY_CODE


def loads(lines):
    text = "\n".join(lines)
    assert text.isascii(), "any pipe can take it"
    return json.loads(text)


def test_json():
    one = finding(hint="h", pointer=("a/b", 0, "c~d"), level="info", path="é\udcff.yaml")
    found = loads(machine.write(summary(one, finding())))
    assert found["files"] == 10
    assert found["counts"] == {"error": 1, "warning": 0, "info": 1}
    assert found["findings"][0] == {
        "path": "é\udcff.yaml",
        "line": 2,
        "column": 1,
        "end_column": 2,
        "code": "WB010",
        "level": "info",
        "message": "unknown key `a`",
        "hint": "h",
        "pointer": "/a~1b/0/c~0d",
    }


def test_github_commands():
    lines = list(github.write(summary(finding(hint="mend it"), finding(level="info"))))
    where = "file=rosters/people/ada.yaml,line=2,col=1,endColumn=2,title=WB010"
    assert lines == [
        f"::error {where}::unknown key `a` (mend it)",
        f"::notice {where}::unknown key `a`",
        "1 error, 1 info in 1 of 10 files (0.12 s)",
    ]


def test_github_commands_are_no_way_in():
    one = finding("100%\n::set-output::x\r", path="a,b:c%\n::error::.yaml")
    first, _ = github.write(summary(one))
    assert "\n" not in first
    assert "\r" not in first
    assert first.startswith("::error file=a%2Cb%3Ac%25")
    assert first.count("::", 0, first.index("set-output")) == 3, "begin, end, and the message's own"


def test_github_shows_the_worst_files_first_within_its_limits():
    many = [
        finding(path=f"{n:02}.yaml", level=lv) for n in range(15) for lv in ("error", "warning")
    ]
    worst = [finding(path="99.yaml", line=n, level="error") for n in range(12)]
    shown = github.annotated([*many, *worst])
    assert [each.level for each in shown] == ["error"] * 10 + ["warning"] * 10
    assert {each.path for each in shown[:10]} == {"99.yaml"}
    last = list(github.write(summary(*many, *worst)))[-1]
    assert last.endswith("; 22 more in the job summary")


def test_the_job_summary_holds_the_rest_and_is_no_markup():
    many = [finding(path=f"{n:02}.yaml") for n in range(30)]
    evil = finding("<img src=x> | `a` [b](c) @team #1\n| x | y |", path="<b>.yaml")
    lines = list(github.job_summary(summary(*many, evil)))
    rows = [line for line in lines if re.match(r"\| (?!where|---)", line)]
    assert len(rows) == 31
    assert not re.search(r"[<>`@\[\]()]", rows[-1])
    assert rows[-1].count("|") == 3
    assert lines[1].startswith("31 errors in 31 of 10 files")


def test_the_job_summary_ends_before_githubs_limit():
    many = [finding("x" * 300, path=f"{n}.yaml") for n in range(2000)]
    text = "\n".join(github.job_summary(summary(*many)))
    assert len(text.encode()) < 1 << 20
    assert "and 1,000 more" in text


@pytest.fixture
def run():
    findings = [
        finding(hint="h"),
        finding("no person", code="WB101", level="warning", path="a b/é%.yaml", column=5),
        finding(level="info", end_column=0),
    ]
    document = loads(sarif.write(summary(*findings)))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-2.1.0.json")
    (run,) = document["runs"]
    return run


def test_sarif_names_its_tool_and_rules(run):
    driver = run["tool"]["driver"]
    assert driver["name"] == "watchbill"
    assert re.fullmatch(r"\d+\.\d+.*", driver["version"])
    assert [rule["id"] for rule in driver["rules"]] == ["WB010", "WB101"]
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"] == BY_CODE[rule["id"]].text.strip().split("\n")[0]
        assert len(rule["fullDescription"]["text"]) < 1024, "GitHub cuts what is longer"
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_results(run):
    assert [each["level"] for each in run["results"]] == ["error", "warning", "note"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert set(result["message"]) == {"text"}
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert 1 <= region["startColumn"] < region["endColumn"]
        assert region["startLine"] == 2
        assert all(result["partialFingerprints"].values())
    place = run["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "a%20b/%C3%A9%25.yaml"}


def test_sarif_rules_are_short_enough_for_github():
    assert all(len(rule.text) < 1024 for rule in BY_CODE.values())


def fingerprint(one):
    (run,) = loads(sarif.write(summary(one)))["runs"]
    return run["results"][0]["partialFingerprints"]


def test_a_fingerprint_stays_when_lines_move_and_only_then():
    assert fingerprint(finding()) == fingerprint(finding(line=40, column=3, excerpt="  a: 2"))
    others = [finding("x"), finding(path="b"), finding(code="WB012"), finding(pointer=("b",))]
    assert len({json.dumps(fingerprint(one)) for one in [finding(), *others]}) == 5


def test_names_that_are_no_text():
    one = finding(path="\udcff.yaml", message="\udcff")
    (run,) = loads(sarif.write(summary(one)))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "%FF.yaml"
    "\n".join(github.write(summary(one))).encode()
    "\n".join(github.job_summary(summary(one))).encode()
