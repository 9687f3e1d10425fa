"""Shifts by day: what a calendar's cells say, on the wall clock of a zone.

The same is done in the browser for any week (calendar-days.js); a test holds the two together.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from watchbill.emit.drawings.scale import Scale, days
from watchbill.engine.clock import wall

PAST, LATER = "past", "not planned yet"


class Stretch(NamedTuple):
    """Who is on call in `[start, end)` in UTC; nobody where a promise is broken."""

    start: datetime
    end: datetime
    people: tuple[str, ...]


class Part(NamedTuple):
    """A part of a day: its hours in words, empty for all day, and who; nobody in a gap."""

    hours: str
    people: tuple[str, ...]


class Cell(NamedTuple):
    """Days in a row that say the same; `unknown` is why where nothing is known about them."""

    first: date
    last: date
    parts: tuple[Part, ...]
    unknown: str

    @property
    def span(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1

    @property
    def days(self) -> str:
        """Its days in words: Mon 23, or Mon 23 – Wed 25."""
        first, last = (f"{day:%a} {day.day}" for day in (self.first, self.last))
        return first if self.first == self.last else f"{first} \u2013 {last}"


def cells(
    found: Iterable[Stretch], scale: Scale, since: datetime, until: datetime
) -> Iterator[Cell]:
    """Yield what a row says over the days of a stretch of time, in its zone.

    `[since, until)` is what is known: an empty cell outside of it would be taken for nobody.
    """
    marks = tuple(days(scale))
    ends = [at for _, at in marks[1:]] + [scale.end]
    stretches = sorted(found, key=lambda one: (one.start, one.end))
    said = []
    for (day, start), end in zip(marks, ends, strict=True):
        why = PAST if end <= since else LATER if until <= start else ""
        parts = () if why else tuple(_parts(stretches, Scale(start, end, scale.zone)))
        if not parts and not why:  # of a day that is known in part, nothing does not mean nobody
            why = LATER if until < end else PAST if start < since else ""
        said.append((day, (parts, why)))
    for (parts, why), group in groupby(said, key=itemgetter(1)):
        same = [day for day, _ in group]
        yield Cell(same[0], same[-1], parts, why)


def _parts(stretches: Iterable[Stretch], day: Scale) -> Iterator[Part]:
    mine = [one for one in stretches if day.meets(one.start, one.end)]
    begins = {one.start for one in mine}
    for one in mine:
        yield Part(_hours(one, day, followed=one.end in begins), one.people)


def _hours(one: Stretch, day: Scale, *, followed: bool) -> str:
    """Return the hours of a stretch in a day: when it begins, else when it ends.

    Both where nobody follows: else the next one says the end.
    """
    first = _clock(one.start, day.zone) if one.start > day.start else ""
    last = _clock(one.end, day.zone) if one.end < day.end else ""
    if first and last and not followed:
        return f"{first}\u2013{last}"
    return first or (f"until {last}" if last else "")


def _clock(at: datetime, zone: str) -> str:
    return f"{wall(zone, at):%H:%M}"
