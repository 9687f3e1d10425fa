"""A swap of two people: the overrides that exchange their shifts in a stretch of time."""

from collections.abc import Iterator
from datetime import datetime

from watchbill.engine.clock import instant, moment, second, wall
from watchbill.engine.rotation import rotation_pieces
from watchbill.engine.spans import Span, unite
from watchbill.errors import WatchbillError
from watchbill.model.rosters import Override, Roster, Rotation
from watchbill.model.scalars import LocalDateTime


def swapped(
    roster: Roster, rotation: Rotation, pair: tuple[str, str], start: datetime, end: datetime
) -> tuple[Override, ...]:
    """Return overrides that give each of two people the other's shifts in `[start, end)`.

    Shifts are those of now, overrides applied; one is left alone in which both are on call
    together. There are none where neither is on call, and they are in order of time.
    """
    found = rotation_pieces(roster, rotation, second(start), second(end))
    zone = rotation.timezone or roster.timezone
    overrides: list[Override] = []
    for gone, instead in (pair, pair[::-1]):
        alone = (p for p in found if gone in p.people and instead not in p.people)
        spans = unite((piece.start, piece.end) for piece in alone)
        overrides += _overrides(rotation.id, zone, spans, gone, instead)
    return tuple(sorted(overrides, key=lambda override: override.from_))


def _overrides(
    rotation: str, zone: str, spans: list[Span], gone: str, instead: str
) -> Iterator[Override]:
    for first, last in spans:
        ends = written(zone, moment(first)), written(zone, moment(last))
        yield Override(rotation, *ends, person=instead, replaces=gone)


def written(zone: str, at: datetime) -> LocalDateTime:
    """Return an instant (UTC) as an override writes it: the wall clock of its zone, in minutes.

    Raise WatchbillError where the clock shows seconds then, or shows that time twice.
    """
    local = wall(zone, at).replace(tzinfo=None, fold=0)
    if instant(zone, local) != at or local.second:
        hint = "choose a time some hours earlier or later"
        raise WatchbillError(f"{local} in {zone} cannot be written as a wall-clock time", hint)
    return LocalDateTime(*local.timetuple()[:5])
