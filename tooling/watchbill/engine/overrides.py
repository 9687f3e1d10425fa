"""Overrides: dated replacements of who is on call in a rotation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from watchbill.engine.clock import DAY, local_second, utc
from watchbill.engine.runs import People
from watchbill.engine.turns import Piece
from watchbill.model.rosters import Override, Roster, Rotation


class Stretch(NamedTuple):
    """Seconds `[start, end)` with the overrides in force, as positions in written order."""

    start: int
    end: int
    positions: tuple[int, ...]


def overridden(
    roster: Roster, rotation: Rotation, found: list[Piece], start: int, end: int
) -> list[Piece]:
    """Return the pieces of a rotation with the overrides applied; only who changes, not when."""
    stretches = list(_stretches(roster, rotation, start, end))
    return _applied(found, stretches, roster.overrides) if stretches else found


def _stretches(roster: Roster, rotation: Rotation, start: int, end: int) -> Iterator[Stretch]:
    zone = rotation.timezone or roster.timezone
    begins, ends = defaultdict(list), defaultdict(list)
    for position, override in enumerate(roster.overrides):
        if override.rotation != rotation.id:
            continue
        first, last = local_second(override.from_), local_second(override.until)
        if first < last and first < end + DAY and start - DAY < last:
            begins[utc(zone, first)].append(position)
            ends[utc(zone, last)].append(position)
    active: set[int] = set()
    for border, following in pairwise(sorted({*begins, *ends})):
        active.update(begins[border])
        active.difference_update(ends[border])
        if active:
            yield Stretch(border, following, tuple(sorted(active)))


def _applied(
    found: Iterable[Piece], stretches: Sequence[Stretch], overrides: Sequence[Override]
) -> list[Piece]:
    result: list[Piece] = []
    index = 0
    for piece in found:
        while index < len(stretches) and stretches[index].end <= piece.start:
            index += 1
        at, rest = index, piece
        while at < len(stretches) and stretches[at].start < rest.end:
            start, end, positions = stretches[at]
            if rest.start < start:
                result.append(rest._replace(end=start))
            during = rest._replace(start=max(start, rest.start), end=min(end, rest.end))
            result.append(_replaced(during, positions, overrides))
            rest = rest._replace(start=during.end)
            at += 1
        if rest.start < rest.end:
            result.append(rest)
    return result


def _replaced(piece: Piece, positions: Sequence[int], overrides: Sequence[Override]) -> Piece:
    people, used = replacement(piece.people, [(at, overrides[at]) for at in positions])
    return piece._replace(people=people, because=piece.because._replace(overrides=used))


def replacement(
    people: People, overrides: Iterable[tuple[int, Override]]
) -> tuple[People, tuple[int, ...]]:
    """Return who is on call after overrides in written order, and which of them took effect.

    Whoever an override `replaces` is found by who had the place at first or has it by now, so
    that of two overrides for one place the one written last wins.
    """
    slots = [(person, person) for person in people]
    used: list[int] = []
    for position, override in overrides:
        gone = override.replaces
        if gone is not None and not any(gone in slot for slot in slots):
            continue
        used.append(position)
        if gone is None:
            slots = [(override.person, override.person)]
        else:
            slots = [(base, override.person if gone in (base, now) else now) for base, now in slots]
    return tuple(dict.fromkeys(now for _, now in slots)), tuple(used)
