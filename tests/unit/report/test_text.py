"""Findings for people: the place, the line, a caret below, and how to mend it."""

import pytest

from tests.unit.report.findings import finding, summary
from watchbill.report.summary import printable
from watchbill.report.text import write


def test_a_finding():
    shown = list(write(summary(finding(hint="did you mean `b`?")), colour=False))
    assert shown == [
        "rosters/people/ada.yaml:2:1: error[WB010]: unknown key `a`",
        "  2 | a: 1",
        "    | ^",
        "  hint: did you mean `b`?",
        "",
        "1 error in 1 of 10 files (0.12 s)",
    ]


LONG = "a: [" + "x" * 200 + "]"
EXCERPTS = [  # line, column, end column, what is shown, what is below
    ("abc: d", 6, 7, "abc: d", "     ^"),
    ("a: [b, cd]", 8, 10, "a: [b, cd]", "       ^^"),
    ("\ta: b", 2, 3, "    a: b", "    ^"),
    ("a: \tb", 5, 6, "a:     b", "       ^"),
    ("a: b", 5, 5, "a: b", "    ^"),
    ("é: ü", 4, 5, "é: ü", "   ^"),
    ("\U0001f600: x", 4, 5, "\U0001f600: x", "    ^"),
    ("e\u0301: x", 5, 6, "e\u0301: x", "   ^"),
    ("a: 木b", 5, 6, "a: 木b", "     ^"),
    ("a: \x1b[2Jb", 8, 9, "a: \\x1b[2Jb", "          ^"),
    ("a: \u202eb", 5, 6, "a: \\u202eb", "         ^"),
    (LONG, 4, 5, LONG[:100] + "…", "   ^"),
    (LONG, 205, 206, "…" + LONG[105:], " " * 100 + "^"),
    (LONG, 150, 151, "…" + LONG[105:], " " * 45 + "^"),
    (LONG, 4, 206, LONG[:100] + "…", "   " + "^" * 97),
]


@pytest.mark.parametrize(("line", "column", "end", "shown", "below"), EXCERPTS)
def test_the_caret_is_below_the_place(line, column, end, shown, below):
    one = finding(excerpt=line, column=column, end_column=end)
    lines = list(write(summary(one), colour=False))
    assert lines[1] == f"  2 | {shown}"
    assert lines[2] == f"    | {below}"


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("column", [1, 60, 290])
def test_on_a_terminal_no_line_of_a_file_wraps(columns, column):
    one = finding(line=1234, column=column, end_column=column + 9, excerpt="0123456789" * 30)
    shown, below = list(write(summary(one), colour=False, columns=columns))[1:3]
    assert len(shown) <= columns
    assert len(below) <= columns
    assert shown[below.index("^")] == str((column - 1) % 10)


def test_an_empty_line_is_not_shown():
    assert len(list(write(summary(finding(excerpt="  ")), colour=False))) == 3


def test_nothing_of_a_file_reaches_the_terminal_raw():
    one = finding("no \x1b[31m\n::error::", path="a\x1b]0;\udcff.yaml", hint="\x07\x9b")
    text = "\n".join(write(summary(one), colour=False))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\x9b" not in text
    assert "\n::error" not in text
    text.encode()


def test_colours_are_only_paint():
    one = finding(hint="h")
    plain = "\n".join(write(summary(one), colour=False))
    painted = "\n".join(write(summary(one), colour=True))
    assert "\033[" not in plain
    assert "\033[31;1m" in painted
    stripped = painted
    for code in ("31;1", "1", "0"):
        stripped = stripped.replace(f"\033[{code}m", "")
    assert stripped == plain


COUNTS = [
    ([], "10 files checked, nothing found (0.12 s)"),
    ([finding()], "1 error in 1 of 10 files (0.12 s)"),
    ([finding(), finding(path="b")], "2 errors in 2 of 10 files (0.12 s)"),
    ([finding(level="warning"), finding()], "1 error, 1 warning in 1 of 10 files (0.12 s)"),
    ([finding(level="info")], "1 info in 1 of 10 files (0.12 s)"),
]


@pytest.mark.parametrize(("findings", "says"), COUNTS)
def test_the_counts(findings, says):
    assert list(write(summary(*findings), colour=False))[-1] == says


def test_printable():
    assert printable("é \U0001f469\u200d\U0001f692\t.") == "é \U0001f469\u200d\U0001f692    ."
    assert printable("\x00\u2028\ufeff\udc80") == "\\x00\\u2028\\ufeff\\udc80"
