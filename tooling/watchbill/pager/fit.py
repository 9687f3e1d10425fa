"""How a timeline is said in a pager's words: layers where they hold, dated shifts elsewhere.

The timeline is the contract, so nothing is believed about a pager: its layers are expanded by a
simulator of its own semantics, and where they page somebody else than the timeline, a dated shift
is laid over them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from operator import itemgetter
from typing import NamedTuple

from watchbill.engine.clock import zone_info
from watchbill.pager.layers import Layer, expand
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import Difference, clip, differences, settle

Simulate = Callable[[Sequence[Layer], datetime, datetime], tuple[Stint, ...]]
"""What a pager makes of layers in `[start, end)`: a settled timeline."""

_LOOK_AHEAD = timedelta(weeks=30)
"""Longer than any zone goes without changing its clock, if it changes it at all."""


class Fit(NamedTuple):
    """A timeline in a pager's words: its layers, and what is laid over them in the window."""

    layers: tuple[Layer, ...]
    dated: tuple[Stint, ...]


def fit(
    want: Sequence[Stint],
    layers: Sequence[Layer],
    simulate: Simulate,
    window: tuple[datetime, datetime],
) -> Fit:
    """Return the fewest dated shifts, with their layers, that make a settled timeline in a window.

    A dated shift can put people on call, and cannot take everybody off: layers that page where
    nobody is wanted are interrupted there, or left out.
    """
    best = Fit((), clip(want, *window))
    for kept in _choices(tuple(layers)):
        found = _over(want, kept, simulate, window)
        if found and len(found.dated) < len(best.dated) + (not best.layers):
            best = found
        if best.layers and not best.dated:
            break
    return best


def _choices(whole: tuple[Layer, ...]) -> Iterator[tuple[Layer, ...]]:
    """Yield what may be kept: all; then less of few, or all but one of many."""
    sizes = range(len(whole), 0 if len(whole) <= _FEW else max(0, len(whole) - 2), -1)
    for size in sizes:
        yield from combinations(whole, size)


def _over(
    want: Sequence[Stint],
    layers: tuple[Layer, ...],
    simulate: Simulate,
    window: tuple[datetime, datetime],
) -> Fit | None:
    found = differences(simulate(layers, *window), want, *window)
    if holes := [one for one in found if not one.after]:
        if len(holes) > _FEW:
            return None
        layers = tuple(piece for layer in layers for piece in _around(layer, holes))
        found = differences(simulate(layers, *window), want, *window)
        if not layers or any(not one.after for one in found):
            return None
    return Fit(layers, settle(Stint(start, end, after) for start, end, _, after in found))


_FEW = 4
"""So many layers are tried in every combination, and so many times they are interrupted."""


def _around(layer: Layer, holes: Sequence[Difference]) -> Iterator[Layer]:
    """Yield a layer as it is in force before, between and after holes in which it pages."""
    for hole in holes:
        if any(expand(layer, hole.start, hole.end)):
            if layer.start < hole.start:
                yield layer._replace(end=hole.start)
            if layer.end and layer.end <= hole.end:
                return
            layer = layer._replace(start=hole.end)
    yield layer


def look_ahead(zones: Sequence[str], until: datetime) -> datetime:
    """Return an instant behind the first change of the clock in any of the zones after `until`.

    A fortnight behind it, so that every turn has met it; `until` where no clock changes.
    """
    changes = [at for zone in zones if (at := _next_change(zone, until))]
    return min(changes) + timedelta(weeks=2) if changes else until


def _next_change(zone: str, after: datetime) -> datetime | None:
    info = zone_info(zone)
    offset = after.astimezone(info).utcoffset()
    days = (after + timedelta(days=n) for n in range(1, _LOOK_AHEAD.days))
    return next((day for day in days if day.astimezone(info).utcoffset() != offset), None)


def dealt(want: Sequence[Stint], bases: Sequence[Sequence[Stint]]) -> tuple[tuple[Stint, ...], ...]:
    """Return a timeline dealt out to lanes in which one person is on call at a time.

    Whoever is in a lane's own base stays there, so that a lane needs few dated shifts; the others
    take the first free lanes. There are as many lanes as bases, or more if more are on call.
    """
    width = max([len(bases), *(len(stint.people) for stint in want)], default=0)
    out: list[list[Stint]] = [[] for _ in range(width)]
    padded = [*bases, *[()] * (width - len(bases))]
    for stint in _pieces(want, bases):
        for lane, person in enumerate(_seats(stint, padded)):
            if person:
                out[lane].append(stint._replace(people=(person,)))
    return tuple(settle(lane) for lane in out)


def _pieces(want: Sequence[Stint], bases: Sequence[Sequence[Stint]]) -> Iterator[Stint]:
    """Yield the stints cut wherever a base passes on."""
    times = sorted({time for base in bases for stint in base for time in stint[:2]})
    for start, end, people in want:
        inside = times[bisect_right(times, start) : bisect_left(times, end)]
        for begin, stop in pairwise([start, *inside, end]):
            yield Stint(begin, stop, people)


def _seats(stint: Stint, bases: Sequence[Sequence[Stint]]) -> list[str | None]:
    seats: list[str | None] = []
    left = list(stint.people)
    for base in bases:
        place = bisect_right(base, stint.start, key=itemgetter(0)) - 1
        there = base[place].people if place >= 0 and stint.start < base[place].end else ()
        own = next((person for person in there if person in left), None)
        if own:
            left.remove(own)
        seats.append(own)
    for person in left:
        seats[seats.index(None)] = person
    return seats
