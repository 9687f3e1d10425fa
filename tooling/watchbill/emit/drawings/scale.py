"""Weeks as they are drawn: instants become places, and days, weekends and changes of the clock
are found on a zone's wall clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from watchbill.engine.clock import instant, wall

_DAY = timedelta(days=1)


class Scale(NamedTuple):
    """A stretch `[start, end)` in UTC, and the zone whose days are marked in it."""

    start: datetime
    end: datetime
    zone: str

    def at(self, moment: datetime) -> float:
        """Return where an instant is, in percent, cut to the stretch."""
        share = (moment - self.start) / (self.end - self.start)
        return round(min(max(share, 0.0), 1.0) * 100, 2)

    def meets(self, start: datetime, end: datetime) -> bool:
        """Say whether some of `[start, end)` lies in the stretch."""
        return start < self.end and self.start < end


def weeks(at: datetime, until: datetime, zone: str) -> tuple[Scale, ...]:
    """Return the weeks, from Monday 00:00 on in the zone, that hold `[at, until)`.

    A week in which the clock changes is 167 or 169 hours long.
    """
    local = wall(zone, at).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    local -= local.weekday() * _DAY
    found: list[Scale] = []
    while not found or found[-1].end < until:
        ends = (instant(zone, local).astimezone(UTC), instant(zone, local + 7 * _DAY))
        found.append(Scale(*ends, zone))
        local += 7 * _DAY
    return tuple(found)


def days(scale: Scale) -> Iterator[tuple[date, datetime]]:
    """Yield the local dates that begin in a stretch, each with its first instant."""
    local = wall(scale.zone, scale.start).replace(tzinfo=None, hour=0, minute=0, second=0)
    while (at := instant(scale.zone, local)) < scale.end:
        if at >= scale.start:
            yield local.date(), at
        local += _DAY


def clock_changes(scale: Scale) -> Iterator[tuple[datetime, timedelta]]:
    """Yield the instants at which the zone's clock is set, and by how much."""
    marks = [at for _, at in days(scale)] + [scale.end]
    for early, late in pairwise(marks):
        by = _offset(late, scale.zone) - _offset(early, scale.zone)
        if by:
            yield _change(early, late, scale.zone), by


def _change(early: datetime, late: datetime, zone: str) -> datetime:
    """Return the first second with the later offset, by halving."""
    before = _offset(early, zone)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        early, late = (middle, late) if _offset(middle, zone) == before else (early, middle)
    return late


def _offset(at: datetime, zone: str) -> timedelta:
    return wall(zone, at).utcoffset() or timedelta()
