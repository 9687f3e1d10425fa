"""Overrides that put given people on call for a while, in whatever rotation is on call then."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from msgspec.structs import replace

from watchbill.engine.rotation import shifts
from watchbill.engine.shift import Shift
from watchbill.engine.swap import written
from watchbill.errors import WatchbillError
from watchbill.model.rosters import Override, Roster

Stretch = tuple[datetime, datetime, tuple[str, ...]]
"""A stretch `[start, end)` in UTC, with the people who are to be on call in it."""


def stand_ins(roster: Roster, role: str, wanted: Iterable[Stretch]) -> tuple[Override, ...]:
    """Return overrides after which exactly these people are on call in these stretches.

    There is one for each shift and place that changes hands. Raise WatchbillError where that
    cannot be: an override replaces whoever is on call, and puts nobody beside them.
    """
    overrides = [each for stretch in wanted for each in _overrides(roster, role, stretch)]
    return tuple(_joined(overrides))


def _overrides(roster: Roster, role: str, stretch: Stretch) -> Iterator[Override]:
    start, end, people = stretch
    if not people:
        raise WatchbillError("an override cannot leave nobody on call")
    found = [s for s in shifts("", roster, start, end) if s.role == role]
    edges = sorted({start, end, *(time for s in found for time in (s.start, s.end))})
    for first, last in pairwise(edges):
        on_call = [s for s in found if s.start <= first < s.end]
        yield from _replaced(roster, on_call, (first, last, people))


def _replaced(roster: Roster, on_call: Sequence[Shift], stretch: Stretch) -> Iterator[Override]:
    """Yield the overrides of a stretch in which nobody's shift ends."""
    start, end, people = stretch
    places = [(shift, person) for shift in on_call for person in shift.people]
    if not places:
        raise WatchbillError("nobody is on call then whom an override could replace")
    left = [place for place in places if place[1] not in people]
    come = [person for person in people if person not in {person for _, person in places}]
    if len(come) > len(left):
        raise WatchbillError("more people are on call then than the rotations have places")
    for index, (shift, gone) in enumerate(left):
        # Whoever stays takes a place that falls vacant as well: on call twice is once.
        stays = (person for person in shift.people if person in people)
        person = come[index] if index < len(come) else next(stays, people[0])
        zone = _zone(roster, shift.rotation)
        ends = written(zone, start), written(zone, end)
        replaces = gone if len(shift.people) > 1 else None
        yield Override(shift.rotation, *ends, person=person, replaces=replaces)


def _zone(roster: Roster, rotation_id: str) -> str:
    zones = {rotation.id: rotation.timezone for rotation in roster.rotations}
    return zones[rotation_id] or roster.timezone


def _joined(overrides: Sequence[Override]) -> Iterator[Override]:
    """Yield overrides by time, those that go on where another one ends as one."""
    found: dict[tuple[str, str, str | None], list[Override]] = {}
    for each in overrides:
        same = found.setdefault((each.rotation, each.person, each.replaces), [])
        if same and same[-1].until == each.from_:
            same[-1] = replace(same[-1], until=each.until)
        else:
            same.append(each)
    flat = (each for same in found.values() for each in same)
    yield from sorted(flat, key=lambda each: (each.from_, each.rotation, each.person))
