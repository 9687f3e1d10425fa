"""Findings for people, as a good compiler shows them."""

from collections.abc import Iterator
from unicodedata import category, east_asian_width

from watchbill.findings import Finding
from watchbill.report.summary import Summary, printable

_WIDTH, _NARROWEST = 100, 20
_COLOURS = {"error": "31;1", "warning": "33;1", "info": "36;1"}


def write(summary: Summary, colour: bool, columns: int = 0) -> Iterator[str]:
    """Yield the lines of all findings, then the counts.

    Lines of files are cut so that they fit a terminal of so many columns, if that is known.
    """
    for finding in summary.findings:
        yield from _finding(finding, colour, columns)
        yield ""
    yield _paint(summary.sentence(), "1", colour)


def _finding(finding: Finding, colour: bool, columns: int) -> Iterator[str]:
    place = f"{printable(finding.path)}:{finding.line}:{finding.column}"
    level = _paint(f"{finding.level}[{finding.code}]", _COLOURS[finding.level], colour)
    yield f"{_paint(place, '1', colour)}: {level}: {printable(finding.message)}"
    if finding.excerpt.strip():
        beside = len(f"  {finding.line} | ……")
        width = min(_WIDTH, max(columns - beside, _NARROWEST)) if columns else _WIDTH
        yield from _excerpt(finding, colour, width)
    if finding.hint:
        yield f"  hint: {printable(finding.hint)}"


def _excerpt(finding: Finding, colour: bool, width: int) -> Iterator[str]:
    """Yield the line that is meant with a caret below; a long line is cut around the caret."""
    start = finding.column - 1
    end = max(finding.end_column - 1, start + 1)
    left = max(0, min(start - width // 3, len(finding.excerpt) - width))
    shown = finding.excerpt[left : left + width]
    before = ("…" if left else "") + printable(shown[: start - left])
    marked = printable(shown[start - left : end - left]) or " "
    after = printable(shown[end - left :]) + ("…" if finding.excerpt[left + width :] else "")
    number = str(finding.line)
    yield f"  {number} | {before}{marked}{after}".rstrip()
    caret = _paint("^" * _columns(marked), _COLOURS[finding.level], colour)
    yield f"  {' ' * len(number)} | {' ' * _columns(before)}{caret}"


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes (Unicode UAX #11)."""
    if text.isascii():
        return len(text)
    wide = sum(east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(category(c) in {"Mn", "Me"} for c in text)


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\033[{code}m{text}\033[0m" if colour else text
