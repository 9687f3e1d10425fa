"""What commands print: text that no data can disturb, tables, and JSON."""

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import click

# Control characters, marks that turn the writing direction, and halves of characters.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_MINUTES_A_DAY, _MINUTES_AN_HOUR = 1440, 60


def safe(text: str) -> str:
    """Return a text in which characters that would move the terminal's hand are written out."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def say(text: str = "", *, err: bool = False) -> None:
    """Print text, in colour only on a terminal and without NO_COLOR, in any encoding."""
    encoding = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    known = text.encode(encoding, "backslashreplace").decode(encoding)
    click.echo(known, err=err, color=False if os.environ.get("NO_COLOR") else None)


def loud(text: str) -> str:
    """Return a text that nobody overlooks."""
    return click.style(text, fg="red", bold=True)


def strong(text: str) -> str:
    """Return a text that stands out."""
    return click.style(text, bold=True)


def faint(text: str) -> str:
    """Return a text that stands back."""
    return click.style(text, dim=True) if text else ""


def table(rows: Iterable[Sequence[str]], indent: str = "") -> list[str]:
    """Return rows as lines with aligned columns; cells may be styled."""
    lines = [list(row) for row in rows]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    return [
        (indent + "  ".join(_padded(cell, w) for cell, w in zip(row, widths, strict=True))).rstrip()
        for row in lines
    ]


def _padded(cell: str, columns: int) -> str:
    return cell + " " * (columns - width(cell))


def width(text: str) -> int:
    """Return the columns that a text takes on a terminal, without its style."""
    bare = click.unstyle(text)
    if bare.isascii():
        return len(bare)
    from unicodedata import combining, east_asian_width

    return sum(2 if east_asian_width(c) in "WF" else not combining(c) for c in bare)


def iso(at: datetime) -> str:
    """Return an instant in UTC, to the second: 2026-11-24T12:00:00Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def clock_line(at: datetime, zone: Any) -> str:
    """Return an instant in the reader's zone with its year: Tue 24 Nov 2026 12:00 GMT."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y %H:%M %Z}"


def lasting(span: timedelta) -> str:
    """Return a length in its two largest units: 3 d 4 h, 2 h 5 min, 7 min."""
    days, rest = divmod(int(span.total_seconds()) // 60, _MINUTES_A_DAY)
    hours, minutes = divmod(rest, _MINUTES_AN_HOUR)
    parts = [(days, "d"), (hours, "h"), (minutes, "min")]
    said = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(said[:2]) or "0 min"


def say_json(value: Mapping[str, Any]) -> None:
    """Print a value as JSON, with instants in UTC."""
    from json import dumps

    say(safe_json(dumps(value, indent=2, ensure_ascii=False, default=_plain)))


def safe_json(text: str) -> str:
    """Return JSON in which unsafe characters, which stand in strings only, are escaped."""
    return "\n".join(safe(line) for line in text.split("\n"))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
