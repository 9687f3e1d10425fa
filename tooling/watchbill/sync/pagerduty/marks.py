"""Marks: the line in a description that says whose an object is, and which overrides are ours.

    Kept by watchbill: schedule/payments--primary. Shifts: a2b2cd3e4f

PagerDuty's overrides have no text, so that each of ours has a tag in its schedule's line: five
letters of a hash, four of its end and user, one of its start. PagerDuty moves the start of an
override that runs (never into the past, and not before the window that is asked for), so that the
last one counts only for those that are to come.
"""

import re
from base64 import b32encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from watchbill.errors import WatchbillError
from watchbill.pager.objects import kind_of
from watchbill.sync.pagerduty.there import Dated, written

MOST_SHIFTS = 150
"""How many tags a description has room for, next to a description of the schedule."""

LONGEST = 1024
"""The longest description that PagerDuty keeps, in characters."""

_SIZE, _GROUP = 5, 5
_BREAK = "\n\n"
_LINE = re.compile(
    r"^Kept by watchbill: (?P<key>[a-z]+/[^\s/]+?)\.?(?: Shifts: (?P<tags>[a-z2-7 ]+))?$"
)


class Marked(NamedTuple):
    """A description, apart: what people wrote, the key of the mark, and the tags of shifts."""

    text: str
    key: str | None
    tags: frozenset[str]


def read(description: object) -> Marked:
    """Return the parts of a description; without a mark it has no key."""
    lines = str(description or "").splitlines()
    for place in range(len(lines) - 1, -1, -1):
        if found := _LINE.match(lines[place].strip()):
            tags = "".join((found["tags"] or "").split())
            cut = (tags[at : at + _SIZE] for at in range(0, len(tags), _SIZE))
            return Marked("\n".join(lines[:place]).strip(), found["key"], frozenset(cut))
    return Marked("\n".join(lines).strip(), None, frozenset())


def key(description: object, kind: str) -> str | None:
    """Return the key of a description's mark, if it is one of a kind."""
    found = read(description).key
    return found if found and kind_of(found) == kind else None


def write(text: str, key: str, tags: Iterable[str] = ()) -> str:
    """Return a description with its mark; raise WatchbillError for more tags than there is room.

    A text that is too long is cut with an ellipsis.
    """
    kept = sorted(set(tags))
    if len(kept) > MOST_SHIFTS:
        raise WatchbillError(
            f"{key} needs {len(kept)} dated shifts, and PagerDuty has room for the marks of "
            f"{MOST_SHIFTS}",
            "lower the pager's `weeks`, or use turns that PagerDuty can repeat: watchbill check",
        )
    line = _line(key, kept)
    room = LONGEST - len(line) - len(_BREAK)
    return f"{cut(text, room)}{_BREAK}{line}" if text and room > 0 else line


def room(key: str) -> int:
    """Return how many characters of a description fit beside any mark that an object can get."""
    tags = ["a" * _SIZE] * MOST_SHIFTS if kind_of(key) == "schedule" else []
    return max(LONGEST - len(_line(key, tags)) - len(_BREAK), 0)


def cut(text: str, room: int) -> str:
    """Return a text of at most so many characters, with an ellipsis where it was cut."""
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def tag(start: datetime, end: datetime, user: str) -> str:
    """Return the tag of a dated override (UTC) for a user's id."""
    return _hash(f"{written(end)} {user}")[: _SIZE - 1] + _hash(written(start))[0]


def ours(dated: Dated, user: str, tags: frozenset[str], since: datetime) -> bool:
    """Say whether an override is one of the tagged ones.

    The start counts where it lies behind `since`, some time after the plan.
    """
    mine = tag(dated.start, dated.end, user)
    if dated.start > since:
        return mine in tags
    return any(mine[:-1] == one[:-1] for one in tags)


def noted(dated: Dated, user: str, tags: frozenset[str]) -> frozenset[str]:
    """Return the tags by which an override that runs is known; its own, if it is by none."""
    mine = tag(dated.start, dated.end, user)
    return frozenset(one for one in tags if one[:-1] == mine[:-1]) or frozenset({mine})


def _line(key: str, tags: Sequence[str]) -> str:
    groups = ("".join(tags[at : at + _GROUP]) for at in range(0, len(tags), _GROUP))
    shifts = f" Shifts: {' '.join(groups)}" if tags else ""
    return f"Kept by watchbill: {key}.{shifts}"


def _hash(text: str) -> str:
    return b32encode(sha256(text.encode()).digest()).decode().lower()
