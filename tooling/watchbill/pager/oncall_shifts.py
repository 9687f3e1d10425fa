"""What Grafana OnCall's engine makes of on-call shifts, with its fault of the clocks.

It takes the elapsed time of the first occurrence of each set of people for the length of all of
the set's occurrences, and adds it to the wall clock.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple

from watchbill.engine.clock import zone_info
from watchbill.pager.layers import People
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import clip, settle


class Shift(NamedTuple):
    """An on-call shift.

    `start` is on the wall clock of `zone`, `seconds` the length there. `period` seconds later it
    is the next set's, of `sets` from `first` on; without a period it is a single event. `days`
    (0 is Monday) are those of each week, which begins on `week`, at which it starts; none for the
    day of `start`. `until` (UTC) is the last instant at which it may begin.
    """

    level: int
    zone: str
    start: datetime
    seconds: int
    sets: tuple[People, ...]
    period: int = 0
    first: int = 0
    days: tuple[int, ...] = ()
    week: int = 0
    until: datetime | None = None


def rendered(shifts: Iterable[Shift], start: datetime, end: datetime) -> tuple[Stint, ...]:
    """Return who is on call by shifts in `[start, end)` (UTC), settled: the highest level pages."""
    levels: dict[int, list[Stint]] = {}
    for shift in shifts:
        levels.setdefault(shift.level, []).extend(_events(shift, start, end))
    found: list[Stint] = []
    for level in sorted(levels):
        above = clip(settle(levels[level]), start, end)
        for one in above:
            found = [*clip(found, start, one.start), *clip(found, one.end, end)]
        found += above
    return settle(found)


def _events(shift: Shift, start: datetime, end: datetime) -> Iterator[Stint]:
    for number, begin, stop in occurrences(shift, start, end):
        people = shift.sets[(shift.first + number) % len(shift.sets)]
        if people and begin < stop:
            yield Stint(begin, stop, people)


def occurrences(
    shift: Shift, start: datetime, end: datetime
) -> Iterator[tuple[int, datetime, datetime]]:
    """Yield number, start and end (UTC) of occurrences that can touch `[start, end)`."""
    if not shift.period:
        yield 0, _utc(shift, shift.start), _utc(shift, shift.start + elapsed(shift, shift.start))
        return
    lengths: dict[int, timedelta] = {}
    away = [timedelta(days=(day - shift.start.weekday()) % 7) for day in shift.days]
    earliest = wall(shift.zone, start) - timedelta(days=9, seconds=shift.seconds)
    k = max(0, ceil((earliest - shift.start) / period_of(shift)))
    while True:
        base = shift.start + k * period_of(shift)
        if _utc(shift, base) >= end:
            return
        own = k % len(shift.sets)
        length = lengths.setdefault(own, elapsed(shift, shift.start + own * period_of(shift)))
        for begin in (base + later for later in away or [timedelta(0)]):
            at = _utc(shift, begin)
            if at < end and not (shift.until and at > shift.until):
                yield k, at, _utc(shift, begin + length)
        k += 1


def elapsed(shift: Shift, begin: datetime) -> timedelta:
    """Return what the engine takes for the length of an occurrence at a local time."""
    end = begin + timedelta(seconds=shift.seconds)
    if shift.until:
        end = min(end, shift.until.replace(tzinfo=None))
    return _utc(shift, end) - _utc(shift, begin)


def _utc(shift: Shift, local: datetime) -> datetime:
    return local.replace(tzinfo=zone_info(shift.zone)).astimezone(UTC)


def wall(zone: str, at: datetime) -> datetime:
    """Return an instant as a zone's clock shows it."""
    return at.astimezone(zone_info(zone)).replace(tzinfo=None)


def period_of(shift: Shift) -> timedelta:
    """Return how long after an occurrence the next set's is, on the wall clock."""
    return timedelta(seconds=shift.period)
