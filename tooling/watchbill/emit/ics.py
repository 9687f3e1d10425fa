"""The iCalendar format (RFC 5545): escaping, folding, and calendars of events in UTC."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

_LIMIT = 75
_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPECIAL = re.compile(r"([\\;,])")


class Event(NamedTuple):
    """An event `[start, end)` in UTC; `uid` is its name for ever, `url` may be empty."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str
    url: str = ""


class Calendar(NamedTuple):
    """A calendar as its subscribers see it; `zone` is the IANA zone that they are shown."""

    name: str
    description: str
    zone: str
    events: tuple[Event, ...]


def text(calendar: Calendar) -> str:
    """Return a calendar as text with CRLF line ends, folded at 75 octets."""
    return "".join(f"{fold(line)}\r\n" for line in _lines(calendar))


def escape(value: str) -> str:
    r"""Return a TEXT value: line breaks become \n, other control characters vanish."""
    broken = _SPECIAL.sub(r"\\\1", _BREAKS.sub("\n", value))
    return _CONTROLS.sub("", broken.replace("\n", "\\n"))


def fold(line: str) -> str:
    """Return a content line in pieces of at most 75 octets, none of which splits a character."""
    if len(line) <= _LIMIT and line.isascii():
        return line
    pieces, size = [""], 0
    for character in line:
        width = 1 if character.isascii() else len(character.encode("utf-8"))
        if size + width > _LIMIT:
            pieces.append("")
            size = 1  # the blank that begins a continuation
        pieces[-1] += character
        size += width
    return "\r\n ".join(pieces)


def utc(at: datetime) -> str:
    """Return an instant in UTC as 20261124T120000Z."""
    return f"{at:%Y%m%dT%H%M%SZ}"


def _lines(calendar: Calendar) -> Iterator[str]:
    name, about = escape(calendar.name), escape(calendar.description)
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//watchbill//watchbill//EN")
    yield from ("CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    # NAME and REFRESH-INTERVAL are RFC 7986; the X- ones say the same to Google, Apple, Outlook.
    yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}")
    yield from (f"DESCRIPTION:{about}", f"X-WR-CALDESC:{about}")
    yield f"X-WR-TIMEZONE:{calendar.zone}"
    yield from ("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H")
    yield from _events(calendar.events)
    yield "END:VCALENDAR"


def _events(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        yield "BEGIN:VEVENT"
        yield f"UID:{event.uid}"
        # Not the time of writing: a shift that stays the same keeps every byte.
        yield f"DTSTAMP:{utc(event.start)}"
        yield from (f"DTSTART:{utc(event.start)}", f"DTEND:{utc(event.end)}")
        yield from (f"SUMMARY:{escape(event.summary)}", f"DESCRIPTION:{escape(event.description)}")
        if event.url:
            yield f"URL:{_CONTROLS.sub('', _BREAKS.sub('', event.url))}"
        # A week on call is no week in a meeting.
        yield from ("CATEGORIES:On call", "TRANSP:TRANSPARENT", "END:VEVENT")
