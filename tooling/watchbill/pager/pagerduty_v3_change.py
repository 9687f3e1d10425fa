"""What has to be done to a shift-based schedule so that it pages a timeline, as a value.

An event that runs can only be ended, and no request ends one and begins another at once. So what
is new is made before what is old is ended, in rotations of its own, at an instant that is at least
a quarter of an hour ahead: in between, for a time that is still to come, both are on call. Until
the new event begins with a turn of its own, and wherever turns are not what is wanted, there are
custom shifts, made first of all, since they only add people; or overrides.

An override cannot be cut and laid anew at once either. Where one of ours gives way to another, a
custom shift of whoever is wanted bridges the gap (`bridges`). In that gap the rotation's own member
is on call besides, and so is a new event's own member until its overrides are made, a request
later. So at every moment, for every instant, all of those are on call who were or all who will be,
at times with others besides, and never nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from watchbill.pager.fit import fit
from watchbill.pager.layers import Layer
from watchbill.pager.objects import Stint
from watchbill.pager.pagerduty_v3 import (
    accepts,
    assigned,
    instant,
    layered,
    occurrences,
    overridden,
    stamp,
    write,
)
from watchbill.pager.pagerduty_v3_dated import Override, Shift, laid
from watchbill.pager.timeline import clip

Json = Mapping[str, Any]
_MARGIN = timedelta(minutes=15)
SHORT = timedelta(minutes=10)
"""What is over so soon is not worth a request, which might come too late."""

_NEW = "new-"


class There(NamedTuple):
    """A schedule as it is: `ours` and `theirs` are overrides and custom shifts by id."""

    rotations: Sequence[Json]
    ours: Mapping[str, Shift | Override]
    theirs: Sequence[Json]


class End(NamedTuple):
    """An event that is ended at an instant (UTC); without one, it is deleted before it begins."""

    rotation: str
    event: str
    until: datetime | None


class Begin(NamedTuple):
    """A new event as it is sent, and the overrides of its own rotation, whose id is not known."""

    event: Json
    overrides: tuple[Override, ...]


class Steps(NamedTuple):
    """What is done, in this order, but for `bridges`, which go with `gone` and come with `shifts`.

    `making_way` are ids of overrides that give way to others, `gone` those of what nobody wants.
    `rotations` are ids of those that are over. `kept` is what of ours stays.
    """

    shifts: tuple[Shift, ...]
    bridges: tuple[Shift, ...]
    begin: tuple[Begin, ...]
    making_way: tuple[str, ...]
    overrides: tuple[Override, ...]
    end: tuple[End, ...]
    gone: tuple[str, ...]
    rotations: tuple[str, ...]
    kept: tuple[Shift | Override, ...]


def steps(
    there: There, want: Sequence[Stint], layers: Sequence[Layer], at: datetime, until: datetime
) -> Steps:
    """Return how a schedule comes to page a settled timeline of users in `[at, until)` (UTC)."""
    running = [*_running(there.rotations, at)]
    turn = _turn(want, at) if running else at
    fresh = _fresh(want, layers, turn, (at, until))
    kept, begin = _matched(running, fresh, turn, until)
    end = tuple(_ends(running, kept, turn))
    rotations = [*_left(there.rotations, end), *_numbered(begin)]
    wanted = _wanted(rotations, there.theirs, want, at, until)
    known = {id_: _begun(one, at) for id_, one in there.ours.items()}
    new = [one for one in wanted if _begun(one, at) not in known.values() and not _brief(one, at)]
    gone = [*_unwanted(known, [_begun(one, at) for one in wanted])]
    overrides = [one for one in new if isinstance(one, Override)]
    way = [id_ for id_ in gone if any(_meet(known[id_], one) for one in overrides)]
    return Steps(
        tuple(one for one in new if isinstance(one, Shift)),
        tuple(_bridges([known[id_] for id_ in way], overrides, want)),
        tuple(
            Begin(event, tuple(one for one in overrides if one.rotation == f"{_NEW}{number}"))
            for number, event in enumerate(begin)
        ),
        tuple(way),
        tuple(one for one in overrides if not one.rotation.startswith(_NEW)),
        end,
        tuple(id_ for id_ in gone if id_ not in way),
        tuple(_over(there.rotations, end, at)),
        tuple(there.ours[id_] for id_ in known if id_ not in gone),
    )


def _running(rotations: Sequence[Json], at: datetime) -> Iterator[tuple[str, Json]]:
    """Yield the events that are not over, each with its rotation's id."""
    for rotation in rotations:
        for event in rotation.get("events") or ():
            if not _ended(event, at):
                yield rotation["id"], event


def _ended(event: Json, at: datetime) -> bool:
    until = event.get("effective_until")
    return until is not None and instant(until) <= at


def _turn(want: Sequence[Stint], at: datetime) -> datetime:
    """Return when new turns take over: the first change that is far enough ahead."""
    soon = (at + _MARGIN + timedelta(seconds=59)).replace(second=0, microsecond=0)
    return min((time for stint in want for time in stint[:2] if time >= soon), default=soon)


def _fresh(
    want: Sequence[Stint],
    layers: Sequence[Layer],
    turn: datetime,
    window: tuple[datetime, datetime],
) -> list[Json]:
    """Return the events that are wanted from an instant on, as far as the window shows them."""
    native = [layer for layer in layers if accepts(layer)]
    found = fit(want, native, layered, window).layers
    users = {user: user for layer in found for people in layer.order for user in people}
    events = [event for one in write(found, users, turn) for event in one["events"]]
    return [event for event in events if any(o[2] for o in occurrences(event, turn, window[1]))]


def _matched(
    running: Sequence[tuple[str, Json]], fresh: Sequence[Json], turn: datetime, until: datetime
) -> tuple[list[Json], list[Json]]:
    """Return the events that say what a new one would say, and the new ones that are left."""
    kept: list[Json] = []
    left = list(fresh)
    for _, event in running:
        same = (new for new in left if _same(event, new, turn, until))
        if (match := next(same, None)) is not None:
            left.remove(match)
            kept.append(event)
        elif not any(True for _ in occurrences(event, turn, until)) and _since(event) >= until:
            kept.append(event)  # behind the horizon, where nothing is known yet
    return kept, left


def _same(event: Json, new: Json, turn: datetime, until: datetime) -> bool:
    begin = max(turn, _since(new))
    return [*occurrences(event, begin, until)] == [*occurrences(new, begin, until)]


def _since(event: Json) -> datetime:
    return instant(event["effective_since"])


def _ends(
    running: Sequence[tuple[str, Json]], kept: Sequence[Json], turn: datetime
) -> Iterator[End]:
    for rotation, event in running:
        if event not in kept and not _ended(event, turn):
            yield End(rotation, event["id"], None if _since(event) >= turn else turn)


def _left(rotations: Sequence[Json], ends: Sequence[End]) -> Iterator[Json]:
    """Yield rotations as they are when events have ended."""
    until = {(end.rotation, end.event): end.until for end in ends}
    for rotation in rotations:
        events = [
            {**event, "effective_until": stamp(stop)} if stop else event
            for event in rotation.get("events") or ()
            for stop in [until.get((rotation["id"], event["id"]))]
            if stop or (rotation["id"], event["id"]) not in until
        ]
        yield {**rotation, "events": events}


def _numbered(events: Sequence[Json]) -> list[Json]:
    return [{"id": f"{_NEW}{n}", "events": [event]} for n, event in enumerate(events)]


def _wanted(
    rotations: Sequence[Json],
    theirs: Sequence[Json],
    want: Sequence[Stint],
    at: datetime,
    until: datetime,
) -> tuple[Shift | Override, ...]:
    """Return what has to be laid over rotations and what people have laid over them."""
    shifts = [one for one in theirs if "assignments" in one]
    overrides = [one for one in theirs if "assignments" not in one]
    found = laid(want, overridden(assigned(rotations, shifts, at, until), overrides), at, until)
    return (*found.shifts, *found.overrides)


def _begun(one: Shift | Override, at: datetime) -> Shift | Override:
    """Return one that runs as if it began now: what is made for now begins when it is made."""
    return one._replace(start=at) if one.start <= at + SHORT else one


def _brief(one: Shift | Override, at: datetime) -> bool:
    return one.end <= at + SHORT


def _unwanted(
    known: Mapping[str, Shift | Override], wanted: Sequence[Shift | Override]
) -> Iterator[str]:
    """Yield the ids of what is not wanted, or is there twice."""
    left = set(wanted)
    for id_, one in known.items():
        if one not in left:
            yield id_
        left.discard(one)


def _meet(one: Shift | Override, other: Override) -> bool:
    """Say whether two overrides are of the same rotation at the same time."""
    return (
        isinstance(one, Override)
        and (one.rotation, one.shift) == (other.rotation, other.shift)
        and max(one.start, other.start) < min(one.end, other.end)
    )


def _bridges(
    old: Sequence[Shift | Override], new: Sequence[Override], want: Sequence[Stint]
) -> Iterator[Shift]:
    for one in old:
        for other in new:
            if _meet(one, other):
                for start, end, people in clip(
                    want, max(one.start, other.start), min(one.end, other.end)
                ):
                    yield from (Shift(start, end, user) for user in people)


def _over(rotations: Sequence[Json], ends: Sequence[End], at: datetime) -> Iterator[str]:
    """Yield the rotations whose events are all over, or will not begin."""
    gone = {(end.rotation, end.event) for end in ends if end.until is None}
    for rotation in rotations:
        events = rotation.get("events") or ()
        if events and all(_ended(e, at) or (rotation["id"], e["id"]) in gone for e in events):
            yield rotation["id"]
