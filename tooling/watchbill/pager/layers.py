"""Layers: the recurring turns behind a roster's shifts, as most pagers know them in some form.

A layer is a formula: turn k lasts from `origin + k × every` to the next one on the wall clock of
its zone, and belongs to `order[k mod n]`. Layers are listed bottom up: where several cover an
instant, the last one is on call, unless it is `alongside`. They say nothing about overrides,
special periods and whatever else is dated; those come from the timeline itself (`fit`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import gcd
from typing import NamedTuple

from watchbill.engine.clock import (
    DAY,
    END,
    HOUR,
    WEEK,
    Length,
    covered_spans,
    local_second,
    moment,
    second,
    utc,
    weekly,
)
from watchbill.engine.grid import Grid, counted, handoff_at, last_handoff, rhythm
from watchbill.engine.runs import Run
from watchbill.engine.spans import Span, meet
from watchbill.engine.turns import Link, chain, ordinary_runs
from watchbill.model.base import Window
from watchbill.model.rosters import Hours, Roster, Rotation
from watchbill.model.scalars import DAY_NAMES

People = tuple[str, ...]
_LOCAL_ZERO = datetime(1, 1, 1)


class Layer(NamedTuple):
    """Recurring turns on the wall clock of `zone`.

    `origin` is the local begin of turn 0; `every` its length, in hours, days, weeks or months
    (`day` is then the day of the month asked for). An empty participant is nobody. `hours` cut the
    turns. `[start, end)` in UTC is how long the layer is in force.
    """

    name: str
    zone: str
    origin: datetime
    every: Length
    order: tuple[People, ...]
    hours: Hours
    start: datetime
    end: datetime | None = None
    alongside: bool = False
    day: int = 0


def layers(roster: Roster, role: str, start: datetime, end: datetime) -> tuple[Layer, ...]:
    """Return the layers of a role that reach into `[start, end)` (aware), bottom up.

    A rotation whose hours and turns go by different zones has none; neither has a broken one.
    """
    window = second(start), second(end)
    return tuple(
        layer
        for rotation in roster.rotations
        if rotation.role == role
        for layer in _of_rotation(roster, rotation, window)
    )


def _of_rotation(roster: Roster, rotation: Rotation, window: Span) -> Iterator[Layer]:
    links = chain(roster, rotation)
    hours = _hours(links)
    if not links or hours is None:
        return
    leader = links[-1]
    for run in ordinary_runs(leader, window):
        first, last = utc(leader.zone, run.start), utc(leader.zone, run.end)
        order = _expanded(run, leader.back)
        if first < min(last, window[1]) and window[0] < last and order:
            yield Layer(
                rotation.id,
                leader.zone,
                _LOCAL_ZERO + timedelta(seconds=run.grid.origin),
                _every(run.grid),
                order,
                hours,
                moment(first),
                None if run.end >= END else moment(last),
                rotation.alongside,
                0 if run.grid.step else run.grid.day,
            )


def _hours(links: Sequence[Link]) -> Hours | None:
    """Return the hours of a chain; None where they are not one list in the leader's zone."""
    cut = {(link.zone, link.rotation.hours) for link in links if link.rotation.hours != "always"}
    if not cut:
        return "always"
    (zone, hours), *more = cut
    return None if more or zone != links[-1].zone else hours


def _every(grid: Grid) -> Length:
    if not grid.step:
        return Length(grid.months, "month")
    unit, size = next(pair for pair in _UNITS if not grid.step % pair[1])
    return Length(grid.step // size, unit)


_UNITS = (("week", WEEK), ("day", DAY), ("hour", HOUR))


def _expanded(run: Run, back: int) -> tuple[People, ...]:
    """Return the order turn by turn, idle turns included, until it repeats; `back` turns later.

    The engine counts no turn in which the rotation has no hours; pagers count them all.
    """
    beats = rhythm(run.hours, run.grid.origin % WEEK, run.grid.step)
    busy, size = beats[-1], len(run.order)
    if not busy:
        return ()
    turns = (len(beats) - 1) * (size // gcd(busy, size))
    return tuple(
        run.order[(counted(beats, k) - back) % size]
        if counted(beats, k + 1) > counted(beats, k)
        else ()
        for k in range(turns)
    )


class Turn(NamedTuple):
    """A stretch `[start, end)` in UTC that a layer gives to people, before others hide it."""

    start: datetime
    end: datetime
    people: People


def expand(layer: Layer, start: datetime, end: datetime) -> Iterator[Turn]:
    """Yield the turns of a layer in `[start, end)` (aware), cut to its hours and to the window.

    Turns before `origin` count backwards, as every pager counts them.
    """
    first = max(second(start), second(layer.start))
    last = min(second(end), second(layer.end) if layer.end else END)
    if first >= last:
        return
    spans = covered_spans(layer.hours, layer.zone, first, last)
    for begin, stop, people in _turns(layer, first, last):
        for inside in meet([(begin, stop)], spans) if people else ():
            yield Turn(moment(inside[0]), moment(inside[1]), people)


def _turns(layer: Layer, first: int, last: int) -> Iterator[tuple[int, int, People]]:
    grid = grid_of(layer)
    k = turn_at(grid, first - DAY)
    begin = utc(layer.zone, handoff_at(grid, k))
    while begin < last:
        stop = utc(layer.zone, handoff_at(grid, k + 1))
        if max(begin, first) < min(stop, last):
            yield max(begin, first), min(stop, last), layer.order[k % len(layer.order)]
        k, begin = k + 1, stop


def grid_of(layer: Layer) -> Grid:
    """Return the handoffs of a layer as the engine counts them."""
    origin, (number, unit) = local_second(layer.origin), layer.every
    if unit != "month":
        return Grid(origin, number * dict(_UNITS)[unit])
    day = layer.origin
    return Grid(origin, 0, number, day.year * 12 + day.month - 1, layer.day or day.day)


def turn_at(grid: Grid, local: int) -> int:
    """Return the number of the turn at a local second, negative before the origin."""
    if grid.step:
        return (local - grid.origin) // grid.step
    return max(last_handoff(grid, local), 0)


def windows(hours: Hours) -> tuple[Span, ...]:
    """Return weekly hours as local seconds `[start, end)` of a week from Monday 00:00.

    All begin within the week and may end in the next one; none for `always`.
    """
    return () if isinstance(hours, str) else weekly(hours)


def hours_of(spans: Iterable[Span]) -> Hours:
    """Return hours of spans of a week, whole minutes; the reverse of `windows`."""
    found = tuple(Window(from_=_clock(start), until=_clock(end % WEEK)) for start, end in spans)
    return found or "always"


def _clock(at: int) -> str:
    day, rest = divmod(at, DAY)
    return f"{DAY_NAMES[day]} {rest // HOUR:02}:{rest % HOUR // 60:02}"
