"""Runs of turns: blocks and special periods as formulas, from which any turn can be had at once."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from watchbill.engine.clock import DAY, END, WEEK, local_second, touches, utc
from watchbill.engine.grid import (
    Grid,
    counted,
    grid,
    handoff_at,
    handoffs,
    last_handoff,
    once,
    rhythm,
)
from watchbill.engine.spans import Span
from watchbill.model.rosters import Handoff, Hours, Order, SpecialPeriod, Turns

People = tuple[str, ...]


class Run(NamedTuple):
    """A block or a special period: from `start` until `end` (local seconds), turns by a grid.

    Turn 0 lasts from `start` to handoff number `first`, each other one until the next handoff.
    """

    name: str
    special: bool
    order: tuple[People, ...]
    start: int
    end: int
    grid: Grid
    first: int
    hours: Hours


Turn = tuple[int, int, int]
"""A turn `[start, end)` in seconds, and its number in the run, idle ones left out."""


def blocks(
    turns: Iterable[Turns], handoff: Handoff | None, hours: Hours, start: int = 0, end: int = END
) -> list[Run]:
    """Return the blocks that reach into `[start, end)` local seconds, in order.

    Each ends where the next one begins; of blocks that begin together, the one listed last counts.
    """
    if handoff is None:
        return []
    ordered = sorted(turns, key=lambda block: block.since)
    grids = [grid(handoff, block.since) for block in ordered]
    borders = pairwise([*(its.origin for its in grids), END])
    return [
        Run(block.since.isoformat(), False, _people(block.order), *span, its, 1, hours)
        for block, its, span in zip(ordered, grids, borders, strict=True)
        if span[0] < min(span[1], end) and start < span[1] and block.order
    ]


def special_run(special: SpecialPeriod, handoff: Handoff | None, hours: Hours) -> Run | None:
    """Return the turns of a special period; None if it is empty.

    `handoff` holds where the period has none of its own; without any there is a single turn.
    """
    start, end = local_second(special.from_), local_second(special.until)
    handoff = special.handoff or handoff
    if start >= end or not special.order:
        return None
    its = grid(handoff, special.from_.date()) if handoff else once(start)
    first = last_handoff(its, start) + 1
    return Run(special.name, True, _people(special.order), start, end, its, first, hours)


def _people(order: Order) -> tuple[People, ...]:
    return tuple((p,) if isinstance(p, str) else tuple(dict.fromkeys(p)) for p in order)


def turn_start(run: Run, turn: int) -> int:
    """Return the begin of a turn, idle ones counted, in local seconds."""
    return handoff_at(run.grid, run.first + turn - 1) if turn else run.start


def turn_end(run: Run, turn: int) -> int:
    """Return the end of a turn, idle ones counted, in local seconds."""
    return min(handoff_at(run.grid, run.first + turn), run.end)


def turn_at(run: Run, local: int) -> int:
    """Return the turn of a local second, idle ones counted; 0 before the run."""
    return max(0, last_handoff(run.grid, local) - run.first + 1)


def turns_before(run: Run, turn: int) -> int:
    """Return how many turns before this one are not idle."""
    if not turn:
        return 0
    beats = _beats(run)
    rest = counted(beats, run.first + turn - 1) - counted(beats, run.first)
    return _busy(run, 0) + rest


def turns_in(run: Run) -> int:
    """Return how many turns of the whole run are not idle, the last one cut by the run's end."""
    last = turn_at(run, run.end - 1)
    return turns_before(run, last) + _busy(run, last)


def _busy(run: Run, turn: int) -> int:
    """Return 1 for a turn with hours on the wall clock, 0 for an idle one."""
    months = not run.grid.step
    return int(months or touches(run.hours, turn_start(run, turn), turn_end(run, turn)))


def _beats(run: Run) -> tuple[int, ...]:
    return rhythm(run.hours, run.grid.origin % WEEK, run.grid.step)


def turns(run: Run, zone: str, window: Span) -> Iterator[Turn]:
    """Yield the turns that may reach into a window of seconds, without idle and empty ones."""
    first = turn_at(run, window[0] - DAY)
    last = turn_at(run, min(window[1] + DAY, run.end) - 1)
    beats, number = _beats(run), turns_before(run, first)
    period, lead = len(beats) - 1, run.first - 1
    start = utc(zone, turn_start(run, first))
    ends = handoffs(run.grid, run.first + first, run.first + last + 1)
    for turn, until in enumerate(ends, first):
        end = utc(zone, min(until, run.end))
        beat = (lead + turn) % period
        busy = beats[beat + 1] - beats[beat] if turn else _busy(run, 0)
        if busy and start < end:
            yield start, end, number
        number += busy
        start = end
