"""How a timeline is said in a pager's words: layers where they hold, dated shifts elsewhere.

The timeline is the contract, so nothing is believed about a pager: its layers are expanded by a
simulator of its own semantics, and where they page somebody else than the timeline, a dated shift
is laid over them.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from watchbill.engine.clock import zone_info
from watchbill.pager.layers import Layer
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import differences, people_at, settle

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
    """Return the fewest layers and dated shifts that make a settled timeline in a window.

    A dated shift can put people on call, and cannot take everybody off: layers that page where
    nobody is wanted are left out.
    """
    fits = (_over(want, kept, simulate, window) for kept in _choices(layers))
    found = [fit for fit in fits if fit is not None]
    return min(found, key=lambda fit: (len(fit.dated), -len(fit.layers)))


def _choices(layers: Sequence[Layer]) -> Iterator[tuple[Layer, ...]]:
    """Yield what may be kept: all, all but one, none."""
    whole = tuple(layers)
    yield whole
    if len(whole) > 1:
        yield from (whole[:i] + whole[i + 1 :] for i in range(len(whole)))
    if whole:
        yield ()


def _over(
    want: Sequence[Stint],
    layers: tuple[Layer, ...],
    simulate: Simulate,
    window: tuple[datetime, datetime],
) -> Fit | None:
    made = simulate(layers, *window) if layers else ()
    found = differences(made, want, *window)
    if any(not difference.after for difference in found):
        return None
    return Fit(layers, settle(Stint(start, end, after) for start, end, _, after in found))


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
        cuts = [start, *(time for time in times if start < time < end), end]
        for i in range(len(cuts) - 1):
            yield Stint(cuts[i], cuts[i + 1], people)


def _seats(stint: Stint, bases: Sequence[Sequence[Stint]]) -> list[str | None]:
    seats: list[str | None] = []
    left = list(stint.people)
    for base in bases:
        own = next((p for p in people_at(base, stint.start) if p in left), None)
        if own:
            left.remove(own)
        seats.append(own)
    for person in left:
        seats[seats.index(None)] = person
    return seats
