"""Slots: a layer as stretches of the wall clock that come again each period, with their owners.

A pager that repeats a stretch (Mondays 09:00 to 17:00) and deals its repetitions out in turn needs
no idea of turns that hours cut: each piece that a turn leaves of a window is a slot of its own.
"""

from collections.abc import Iterator
from math import gcd, lcm
from typing import NamedTuple

from watchbill.engine.clock import DAY, WEEK, local_second
from watchbill.engine.spans import Span, meet
from watchbill.pager.layers import Layer, People, grid_of, windows

_LONGEST = 120
"""Owners of a slot before they repeat: more are no turns that a pager should be told."""


class Slot(NamedTuple):
    """A stretch that begins at local second `begin` and every period again; `length` in seconds.

    Repetition k belongs to `owners[k mod n]`, counted from the layer's origin.
    """

    begin: int
    length: int
    owners: tuple[People, ...]


class Slots(NamedTuple):
    """The slots of a layer, and the period (seconds of the wall clock) in which they repeat."""

    period: int
    found: tuple[Slot, ...]


def slots(layer: Layer) -> Slots | None:
    """Return the slots of a layer, each owned in every period; None where it has no such form."""
    grid = grid_of(layer)
    period = _period(layer, grid.step)
    if not period or not layer.order:
        return None
    cycle = lcm(grid.step * len(layer.order), period)
    if cycle // period > _LONGEST:
        return None
    owned: dict[Span, dict[int, People]] = {}
    for (begin, end), people in _pieces(layer, grid.step, gcd(grid.step, period), cycle):
        number, offset = divmod(begin - grid.origin, period)
        owned.setdefault((offset, end - begin), {})[number] = people
    if not all(len(owners) == cycle // period for owners in owned.values()):
        return None
    found = (
        Slot(grid.origin + offset, length, _shortest(tuple(owners[k] for k in sorted(owners))))
        for (offset, length), owners in owned.items()
    )
    return Slots(period, tuple(sorted(found)))


def _period(layer: Layer, step: int) -> int:
    """Return after how long the pieces of turns lie alike; 0 for never."""
    spans = windows(layer.hours)
    if not step or (not spans and not step % DAY):
        return step
    if not spans:
        return DAY
    return DAY if step % WEEK and _daily(spans) else WEEK


def _daily(spans: tuple[Span, ...]) -> bool:
    moved = {((start + DAY) % WEEK, end - start) for start, end in spans}
    return moved == {(start, end - start) for start, end in spans}


def _pieces(layer: Layer, step: int, part: int, cycle: int) -> Iterator[tuple[Span, People]]:
    """Yield what hours leave of each turn of a cycle, in local seconds.

    Turns are cut into parts, so that each period is cut at the same times as the others.
    """
    origin = local_second(layer.origin)
    for begin in range(0, cycle, part):
        turn = origin + begin, origin + begin + part
        people = layer.order[begin // step % len(layer.order)]
        for piece in meet([turn], _hours(layer, turn)) if people else ():
            yield piece, people


def _hours(layer: Layer, turn: Span) -> list[Span]:
    spans = windows(layer.hours)
    if not spans:
        return [turn]
    weeks = range(turn[0] // WEEK - 1, turn[1] // WEEK + 1)
    return [(week * WEEK + first, week * WEEK + last) for week in weeks for first, last in spans]


def _shortest(owners: tuple[People, ...]) -> tuple[People, ...]:
    """Return owners up to where they repeat."""
    sizes = (size for size in range(1, len(owners) + 1) if not len(owners) % size)
    return next(owners[:s] for s in sizes if owners[:s] * (len(owners) // s) == owners)
