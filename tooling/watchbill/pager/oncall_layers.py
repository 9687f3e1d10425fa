"""Shifts of Grafana OnCall as layers, for an import."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from watchbill.engine.clock import DAY, WEEK, Length, instant
from watchbill.model.base import Window
from watchbill.model.rosters import Hours
from watchbill.model.scalars import DAY_NAMES
from watchbill.pager.layers import Layer, People
from watchbill.pager.oncall_shifts import Shift, rendered

_HOUR = 3_600


class _Turns(NamedTuple):
    """When turns begin (local), how long they are (s), whose they are, and their hours."""

    origin: datetime
    step: int
    order: tuple[People, ...]
    hours: Hours


def read(name: str, shift: Shift) -> Layer | None:
    """Return the layer that a recurring shift is; None where its hours are none of a week."""
    turns = _turns(shift)
    if turns is None:
        return None
    unit, size = next((unit, size) for unit, size in _UNITS if not turns.step % size)
    start, end = instant(shift.zone, shift.start), _end(shift, turns.origin)
    every = Length(turns.step // size, unit)
    return Layer(name, shift.zone, turns.origin, every, turns.order, turns.hours, start, end)


def _turns(shift: Shift) -> _Turns | None:
    order = shift.sets[shift.first :] + shift.sets[: shift.first]
    if not 0 < shift.seconds <= shift.period:
        return None
    if shift.seconds == shift.period and not shift.days:
        return _Turns(shift.start, shift.period, order, "always")
    part = WEEK if shift.days or not shift.period % WEEK else DAY
    if shift.period % part or not _apart(shift, part):
        return None
    days = shift.days or ((shift.start.weekday(),) if part == WEEK else tuple(range(7)))
    away = (shift.start.weekday() - shift.week) % 7 if shift.days else 0
    idle: tuple[People, ...] = ((),) * (shift.period // part - 1)
    spread = tuple(people for one in order for people in (one, *idle))
    hours = tuple(_window(shift, day) for day in days)
    return _Turns(shift.start - timedelta(days=away), part, spread, hours)


_UNITS = (("week", WEEK), ("day", DAY), ("hour", _HOUR), ("hour", 1))


def _end(shift: Shift, origin: datetime) -> datetime | None:
    """Return when the turn of the last occurrence ends."""
    if shift.until is None:
        return None
    period = timedelta(seconds=shift.period)
    k = (shift.until - instant(shift.zone, origin)) // period
    return instant(shift.zone, origin + (k + 1) * period)


def _apart(shift: Shift, part: int) -> bool:
    """Say whether no occurrence reaches into the next one, or into the next week's turn."""
    places = sorted((day - shift.week) % 7 * DAY for day in shift.days) or [0]
    nexts = [*places[1:], part]
    return all(begin + shift.seconds <= end for begin, end in zip(places, nexts, strict=True))


def _window(shift: Shift, day: int) -> Window:
    end = shift.start + timedelta(seconds=shift.seconds)
    last = (day + (end.date() - shift.start.date()).days) % 7
    return Window(
        from_=f"{DAY_NAMES[day]} {shift.start:%H:%M}", until=f"{DAY_NAMES[last]} {end:%H:%M}"
    )


def stacked(
    found: Sequence[tuple[Layer, Shift]], start: datetime, end: datetime
) -> tuple[Layer, ...]:
    """Return layers bottom up; of one level those alongside that overlap one before them."""
    return tuple(_stacked(sorted(found, key=lambda pair: pair[1].level), start, end))


def _stacked(
    found: Sequence[tuple[Layer, Shift]], start: datetime, end: datetime
) -> Iterator[Layer]:
    for place, (layer, shift) in enumerate(found):
        mine = rendered([shift], start, end)
        beside = [one for _, one in found[:place] if one.level == shift.level]
        others = rendered(beside, start, end)
        overlap = any(a.start < b.end and b.start < a.end for a in mine for b in others)
        yield layer._replace(alongside=overlap)
