"""Wall clocks: what local times, lengths and weekly hours mean.

Two whole numbers carry all arithmetic: *seconds*, counted in UTC from 0001-01-01 (a Monday), and
*local seconds*, the same count of what a wall clock shows, without any zone. Instants become
`datetime` only at the edge.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from watchbill.engine.spans import Span, unite
from watchbill.model.base import Window
from watchbill.model.rosters import Hours
from watchbill.model.scalars import DAY_NAMES

MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800
LAST_DAY = date.max.toordinal() - 1
END = (LAST_DAY + 1) * DAY
"""The end of the calendar, 10000-01-01, in seconds; nothing lasts longer."""

_ZERO = datetime(1, 1, 1, tzinfo=UTC)
_LOCAL_ZERO = datetime(1, 1, 1)
_SECOND = timedelta(seconds=1)
_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}


class Length(NamedTuple):
    """A number of units (minute, hour, day, week or month), such as 2 weeks."""

    number: int
    unit: str


@lru_cache(maxsize=4096)
def length(text: str) -> Length:
    """Return the parts of an `Every`, `Minutes` or `Days` such as "2 weeks"."""
    number, _, unit = text.partition(" ")
    return Length(int(number), unit.removesuffix("s"))


def elapsed(text: str) -> timedelta:
    """Return a `Minutes` or `Days` such as "5 minutes" as elapsed time; a month is 30 days."""
    number, unit = length(text)
    return number * _UNITS[unit]


@lru_cache(maxsize=4096)
def time_of_day(text: str) -> int:
    """Return a `ClockTime` such as "09:00" in seconds after midnight."""
    hours, _, minutes = text.partition(":")
    return int(hours) * HOUR + int(minutes) * MINUTE


def weekly_time(text: str) -> tuple[int | None, int]:
    """Return a `WindowTime` such as "fri 17:00" as day (Monday is 0, or None) and seconds."""
    day, _, time = text.rpartition(" ")
    days: tuple[str, ...] = DAY_NAMES
    return (days.index(day) if day else None), time_of_day(time)


def second(at: datetime) -> int:
    """Return the second of an aware datetime; parts of a second are cut off."""
    return (at - _ZERO) // _SECOND


# The end of a shift is the begin of the next one, and of those that follow it.
@lru_cache(maxsize=1 << 14)
def moment(at: int) -> datetime:
    """Return a second as a UTC datetime, or the calendar's first or last one beyond its ends."""
    inside = at if 0 <= at < END else min(max(at, 0), END - 1)
    return _ZERO + timedelta(0, inside)


def local_second(local: datetime) -> int:
    """Return the local second of a naive datetime."""
    passed = local - _LOCAL_ZERO
    return passed.days * DAY + passed.seconds


def instant(zone: str, local: datetime) -> datetime:
    """Return the first instant (UTC) at which the zone's clock shows a naive time or later.

    A time that a change of the clock leaves out is that change itself; one that is shown twice is
    the first of the two.
    """
    return moment(utc(zone, local_second(local)))


def utc(zone: str, local: int) -> int:
    """Return the first second at which the zone's clock shows a local second or later."""
    offset = _offset(zone, local // DAY)
    return _first(zone, local) if offset is None else local - offset


def wall(zone: str, at: datetime) -> datetime:
    """Return an instant as the zone shows it; at the calendar's ends, the nearest possible."""
    room = timedelta(days=1)
    inside = min(max(at.astimezone(UTC), _ZERO + room), moment(END) - room)
    return inside.astimezone(zone_info(zone))


@cache
def zone_info(zone: str) -> ZoneInfo:
    """Return a zone by its name, read once (the library itself remembers only eight)."""
    return ZoneInfo(zone)


@lru_cache(maxsize=1 << 16)
def _offset(zone: str, day: int) -> int | None:
    """Return the offset (seconds) of a local day counted from 0; None when it changes that day."""
    offset = _midnight(zone, day)
    return offset if offset == _midnight(zone, day + 1) else None


@lru_cache(maxsize=1 << 16)
def _midnight(zone: str, day: int) -> int | None:
    """Return the offset at the begin of a local day; None if shown twice or left out."""
    ordinal = min(max(day, 0), LAST_DAY) + 1
    before, after = _readings(datetime.fromordinal(ordinal).replace(tzinfo=zone_info(zone)))
    return before if before == after else None


def _readings(local: datetime) -> tuple[int, int]:
    """Return the two offsets (seconds) that a local time may have: before a change, and after."""
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    assert before is not None and after is not None  # noqa: S101, PT018 - it has a zone
    return before // _SECOND, after // _SECOND


def _first(zone: str, local: int) -> int:
    """Do what `utc` says on a day on which the clock changes."""
    shown = _LOCAL_ZERO + timedelta(seconds=local)
    before, after = _readings(shown.replace(tzinfo=zone_info(zone)))
    if before >= after:
        return local - before
    early, late = local - after, local - before
    while late - early > 1:
        middle = (early + late) // 2
        if _shown(zone, middle) >= local:
            late = middle
        else:
            early = middle
    return late


def _shown(zone: str, at: int) -> int:
    """Return the local second that the zone's clock shows at a second."""
    return local_second(moment(at).astimezone(zone_info(zone)).replace(tzinfo=None))


def covered(
    hours: Hours, zone: str, start: datetime, end: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Return the stretches (UTC) of weekly hours in a zone, united and cut to `[start, end)`."""
    spans = covered_spans(hours, zone, second(start), second(end))
    return tuple((moment(first), moment(last)) for first, last in spans)


def covered_spans(hours: Hours, zone: str, start: int, end: int) -> list[Span]:
    """Return the same as `covered` in seconds."""
    if isinstance(hours, str):
        return [(start, end)] if start < end else []
    pattern = weekly(hours)
    weeks = range((start - DAY) // WEEK - 1, (end + DAY) // WEEK + 1)
    whole = (
        (utc(zone, week * WEEK + first), utc(zone, week * WEEK + last))
        for week in weeks
        for first, last in pattern
    )
    return unite((max(first, start), min(last, end)) for first, last in whole)


@lru_cache(maxsize=4096)
def weekly(windows: tuple[Window, ...]) -> tuple[Span, ...]:
    """Return windows as united local seconds of a week that begins on Monday.

    All begin within the week and may end in the next one.
    """
    spans = [span for window in windows for span in _window_spans(window)]
    return tuple(unite((first % WEEK, first % WEEK + last - first) for first, last in spans))


def _window_spans(window: Window) -> Iterable[Span]:
    first_day, first = weekly_time(window.from_)
    last_day, last = weekly_time(window.until)
    if first_day is None and last_day is None:
        last += DAY if last <= first else 0
        days = [DAY_NAMES.index(name) for name in window.days] or range(7)
        return [(day * DAY + first, day * DAY + last) for day in days]
    # A rule reports a single day name; the other end is then taken to mean the same day.
    first_day = last_day if first_day is None else first_day
    last_day = first_day if last_day is None else last_day
    first, last = (first_day or 0) * DAY + first, (last_day or 0) * DAY + last
    return [(first, last if last > first else last + WEEK)]


def touches(hours: Hours, start: int, end: int) -> bool:
    """Say whether weekly hours overlap `[start, end)` in local seconds."""
    if isinstance(hours, str):
        return start < end
    if end - start >= WEEK:
        return bool(hours)
    end, start = start % WEEK + end - start, start % WEEK
    return any(
        first + week < end and start < last + week
        for first, last in weekly(hours)
        for week in (-WEEK, 0, WEEK)
    )
