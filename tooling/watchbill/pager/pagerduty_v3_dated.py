"""What is laid over the rotations of a shift-based schedule so that the right people are on call.

Whoever is on call by a rotation and is not wanted is replaced by an override, so that a rotation's
turn goes to somebody else and nobody is on call besides; whoever is then still missing has a
custom shift.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from watchbill.pager.objects import Stint
from watchbill.pager.pagerduty_v3 import Assigned, member, stamp
from watchbill.pager.timeline import people_at


class Shift(NamedTuple):
    """A custom shift in `[start, end)` (UTC)."""

    start: datetime
    end: datetime
    user: str


class Override(NamedTuple):
    """Somebody in place of a rotation's or a custom shift's member in `[start, end)` (UTC).

    An empty `user` is nobody: where the rotation pages and nobody is wanted.
    """

    start: datetime
    end: datetime
    user: str
    rotation: str
    shift: str
    instead_of: str


class Laid(NamedTuple):
    """Everything that is laid over the rotations of a schedule."""

    shifts: tuple[Shift, ...]
    overrides: tuple[Override, ...]


def laid(want: Sequence[Stint], found: Iterable[Assigned], start: datetime, end: datetime) -> Laid:
    """Return what makes a settled timeline of users in `[start, end)` (UTC) of who is on call."""
    on_call = [one for one in found if one.member and one.start < end and start < one.end]
    spans = [*((s.start, s.end) for s in want), *((one.start, one.end) for one in on_call)]
    times = {start, end, *(time for span in spans for time in span if start < time < end)}
    shifts: list[Shift] = []
    overrides: list[Override] = []
    for begin, stop in pairwise(sorted(times)):
        here = [one for one in on_call if one.start <= begin < one.end]
        for piece in _mended(people_at(want, begin), here, begin, stop):
            if isinstance(piece, Shift):
                _append(shifts, piece)
            else:
                _append(overrides, piece)
    return Laid(tuple(sorted(shifts)), tuple(sorted(overrides)))


def _mended(
    people: Sequence[str], here: Sequence[Assigned], start: datetime, end: datetime
) -> Iterator[Shift | Override]:
    missing, surplus = list(people), list[Assigned]()
    for one in sorted(here):
        if one.member in missing:
            missing.remove(one.member)
        elif one.member not in people:
            surplus.append(one)
    for one in surplus:
        user = missing.pop(0) if missing else next(iter(people), "")
        yield Override(start, end, user, one.rotation, one.shift, one.member)
    for user in missing:
        yield Shift(start, end, user)


def _append(found: list[Any], piece: Shift | Override) -> None:
    """Add a piece, or make the one that it goes on with longer."""
    for place, one in enumerate(found):
        if one.end == piece.start and one[2:] == piece[2:]:
            found[place] = one._replace(end=piece.end)
            return
    found.append(piece)


def shift_json(shift: Shift) -> dict[str, Any]:
    """Return a custom shift as it is sent."""
    return {
        "type": "custom_shift",
        "start_time": stamp(shift.start),
        "end_time": stamp(shift.end),
        "assignments": [{"type": "shift_assignment", "member": member(shift.user)}],
    }


def override_json(override: Override) -> dict[str, Any]:
    """Return an override as it is sent."""
    whose = {"rotation_id": override.rotation, "custom_shift_id": override.shift}
    return {
        "type": "override_shift",
        **{name: id_ for name, id_ in whose.items() if id_},
        "start_time": stamp(override.start),
        "end_time": stamp(override.end),
        "overridden_member": member(override.instead_of),
        "overriding_member": member(override.user),
    }
