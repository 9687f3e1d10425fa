"""What a change means: where other people are on call than before."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from watchbill.engine.clock import moment, second
from watchbill.engine.rotation import placed
from watchbill.engine.spans import Span
from watchbill.model import Catalog
from watchbill.model.rosters import Roster

People = tuple[str, ...]


class ShiftChange(NamedTuple):
    """A stretch `[start, end)` in UTC in which other people are on call; both lists are sorted.

    `by_override` says that without overrides nobody would change in it.
    """

    roster: str
    role: str
    start: datetime
    end: datetime
    before: People
    after: People
    by_override: bool


class Sign(NamedTuple):
    """Who is on call before and after, and whether nobody would change without overrides."""

    before: People
    after: People
    by_override: bool


Steps = Mapping[int, People]
"""Who is on call from each of these seconds on, in ascending order."""


def changes(
    base: Catalog, head: Catalog, start: datetime, end: datetime
) -> tuple[ShiftChange, ...]:
    """Return where head has other people on call than base in a window, cut to it.

    Each is as long as neither side changes; they are sorted by roster, role and start.
    """
    window = second(start), second(end)
    if window[0] >= window[1]:
        return ()
    return tuple(
        change
        for roster in sorted({*base.rosters, *head.rosters})
        for change in _of_roster(roster, base.rosters.get(roster), head.rosters.get(roster), window)
    )


def _of_roster(
    roster_id: str, base: Roster | None, head: Roster | None, window: Span
) -> Iterator[ShiftChange]:
    if base == head:
        return
    sides = [_steps(side, window) if side else {} for side in _sides(base, head)]
    for role in sorted({*sides[0], *sides[1]}):
        for start, end, sign in _stretches([side.get(role, {}) for side in sides], window):
            before, after, by_override = sign
            if before != after:
                ends = moment(start), moment(end)
                yield ShiftChange(roster_id, role, *ends, before, after, by_override)


def _sides(base: Roster | None, head: Roster | None) -> Iterator[Roster | None]:
    """Yield both rosters as they are, then both without overrides."""
    yield from (base, head)
    for roster in (base, head):
        yield roster and msgspec.structs.replace(roster, overrides=())


def _steps(roster: Roster, window: Span) -> Mapping[str, Steps]:
    """Return who is on call in each role, changing at seconds of a window."""
    comings: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for _, position, piece in placed(roster, *window):
        borders = comings[roster.rotations[position].role]
        borders[piece.start].update(piece.people)
        borders[piece.end].subtract(piece.people)
    return {role: _people(borders) for role, borders in comings.items()}


def _people(comings: Mapping[int, Counter[str]]) -> Steps:
    """Return who is there from each second on, by who comes (1) and goes (-1) at it."""
    there: Counter[str] = Counter()
    steps: dict[int, People] = {}
    for border in sorted(comings):
        there.update(comings[border])
        steps[border] = tuple(sorted(person for person, times in there.items() if times > 0))
    return steps


def _stretches(sides: Sequence[Steps], window: Span) -> Iterator[tuple[int, int, Sign]]:
    """Yield the longest stretches of a window in which the sign of four sides stays the same."""
    now: list[People] = [()] * len(sides)
    begin, sign = window[0], None
    for border in sorted({window[0], *(border for steps in sides for border in steps)}):
        now = [steps.get(border, people) for steps, people in zip(sides, now, strict=True)]
        new = Sign(now[0], now[1], now[2] == now[3])
        if sign is not None and new != sign:
            yield begin, border, sign
            begin = border
        sign = new
    if sign is not None and begin < window[1]:
        yield begin, window[1], sign
