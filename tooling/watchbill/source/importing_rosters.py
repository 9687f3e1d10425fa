"""A pager's schedule as a roster that has the same people on call, instant by instant."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from watchbill.engine.rotation import shifts
from watchbill.engine.standin import stand_ins
from watchbill.errors import WatchbillError
from watchbill.model.rosters import Coverage, Handoff, Roster, Rotation, SpecialPeriod, Turns
from watchbill.model.scalars import Day, LocalDateTime, Zone
from watchbill.pager.account import Schedule
from watchbill.pager.layers import Layer
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import Difference, clip, differences, settle, to_minute, total
from watchbill.source.importing_names import ids, text_of, zone_of
from watchbill.source.importing_turns import following, rotation, together

ROLE = "primary"
_LATER = timedelta(weeks=52)
_LITTLE = 0.05
"""How much of its hours a schedule may have nobody on call where its turns have somebody."""
_NEVER = Day(2199, 12, 31)
"""The last day that a file can name: the turns of a rotation of dated shifts never begin."""

Window = tuple[datetime, datetime]
Score = tuple[timedelta, int]
"""How long somebody is on call where nobody should be, and how many corrections are left."""


class Around(NamedTuple):
    """What a schedule is read with: whom its ids mean, the window (UTC), and the pager's name."""

    people: Mapping[str, str]
    window: Window
    product: str
    zone: Zone


class Made(NamedTuple):
    """A roster, and what of the schedule it does not say, one line each."""

    roster: Roster
    lost: tuple[str, ...]


class Tried(NamedTuple):
    """A group of layers as a rotation, if one says the same; `goes_on` behind the window."""

    name: str
    rotation: Rotation | None
    goes_on: bool


def timeline(roster: Roster, window: Window) -> tuple[Stint, ...]:
    """Return who is on call as primary in a window, settled."""
    found = shifts("", roster, *window)
    return settle(Stint(s.start, s.end, s.people) for s in found if s.role == ROLE)


def wanted(schedule: Schedule, around: Around) -> tuple[Stint, ...]:
    """Return the timeline that the pager renders, with the people of the repository.

    By the minute: files name no seconds.
    """
    people = around.people
    named = (
        Stint(to_minute(start), to_minute(end), tuple(people[p] for p in who if p in people))
        for start, end, who in schedule.stints
    )
    return settle(clip(tuple(named), *around.window))


def roster_of(schedule: Schedule, around: Around) -> Made:
    """Return the roster of a schedule: rotations, overrides, and dated shifts for the rest."""
    zone = zone_of(schedule.zone) or around.zone
    layers = [_named(layer, around.people) for layer in schedule.layers]
    want = wanted(schedule, around)
    bare = Roster(
        name=text_of(schedule.name) or schedule.id,
        timezone=zone,
        members=tuple(dict.fromkeys(_mentioned(layers, want))),
        rotations=(),
        description=text_of(schedule.description),
        coverage=_promised(want, around.window),
    )
    tried = _tried(layers, around.window, zone)
    kept = _fitting(bare, tried, want, around.window)
    roster, dated = _corrected(replace(bare, rotations=kept), schedule, want, around)
    lost = list(_left_out(bare, tried, kept, around.window))
    if (lost and dated) or any(each.end >= around.window[1] for each in dated):
        lost.append(f"shifts are written one by one, until {around.window[1]:%Y-%m-%d} only")
    if zone != schedule.zone:
        lost.append(f"its zone is no zone that people live in, so it is {zone}: {schedule.zone}")
    return Made(roster, tuple(f"schedule {bare.name}: {line}" for line in lost))


def _promised(want: Sequence[Stint], window: Window) -> tuple[Coverage, ...]:
    """Return what a pager that always has somebody on call promises.

    So that the end of dated shifts is reported by every check, and not met at night.
    """
    always = total(want) == window[1] - window[0]
    return (Coverage(ROLE),) if always else ()


def _left_out(
    bare: Roster, tried: Sequence[Tried], kept: Sequence[Rotation], window: Window
) -> Iterator[str]:
    """Yield a line for the turns that go on and that the roster does not say."""
    said = _needed(bare, tuple(one.rotation for one in tried if one.rotation), window)
    gone = {each.id for each in said} - {each.id for each in kept}
    for one in tried:
        if one.goes_on and (one.rotation is None or one.name in gone):
            yield f"{_WHY[one.rotation is not None]}: {one.name}"


_WHY = {
    False: "no rotation says these turns",
    True: "these turns page where the pager pages nobody",
}


def _named(layer: Layer, people: Mapping[str, str]) -> Layer:
    order = tuple(tuple(people[p] for p in group if p in people) for group in layer.order)
    return layer._replace(order=order)


def _mentioned(layers: Iterable[Layer], stints: Iterable[Stint]) -> Iterable[str]:
    for layer in layers:
        yield from (person for people in layer.order for person in people)
    for stint in stints:
        yield from stint.people


def _tried(layers: Sequence[Layer], window: Window, zone: str) -> tuple[Tried, ...]:
    """Return what layers are as rotations, bottom up; those that are over are left out."""
    coming = [layer for layer in layers if not layer.end or layer.end > window[0]]
    groups = following(together(coming))
    names = ids(((f"{n:03}", group[0].name) for n, group in enumerate(groups)), "turns")
    told = [ROLE] if len(groups) == 1 else [names[n] for n in sorted(names)]
    ends = [group[-1].end for group in groups]
    return tuple(
        Tried(name, rotation(name, group, window[0], zone), end is None or end > window[1])
        for name, group, end in zip(told, groups, ends, strict=True)
    )


def _needed(bare: Roster, found: tuple[Rotation, ...], window: Window) -> tuple[Rotation, ...]:
    """Return the rotations without those that put nobody on call, now or within a year."""
    until = window[1] + _LATER
    seen = {s.rotation for s in shifts("", replace(bare, rotations=found), window[0], until)}
    return tuple(each for each in found if each.id in seen)


def _without(found: Sequence[Rotation], one: Rotation) -> tuple[Rotation, ...]:
    return tuple(each for each in found if each is not one)


def _fitting(
    bare: Roster, tried: Sequence[Tried], want: Sequence[Stint], window: Window
) -> tuple[Rotation, ...]:
    """Return the rotations that need the fewest corrections, none where nobody should be on call.

    First those that end are left out, then the others: but not for a little, which is rather a
    gap that the pager should not have.
    """

    @cache
    def score(kept: tuple[Rotation, ...]) -> tuple[timedelta, int]:
        left = differences(timeline(replace(bare, rotations=kept), window), want, *window)
        wrong = [each for each in left if not each.after]
        return total(wrong), len(left) - len(wrong)

    found = tuple(each.rotation for each in tried if each.rotation)
    ends = {each.name for each in tried if not each.goes_on}
    best = _fewer(found, [each for each in found if each.id in ends], score)
    if score(best)[0] > _LITTLE * total(want):
        best = min(_fewer(best, best, score), (), key=score)
    needed = _needed(bare, best, window)
    # Beside nobody is no place: the first of a role says so in vain.
    return (*(replace(each, alongside=False) for each in needed[:1]), *needed[1:])


def _fewer(
    found: tuple[Rotation, ...], which: Sequence[Rotation], score: Callable[..., Score]
) -> tuple[Rotation, ...]:
    """Return rotations without those of which each makes the score better by being left out."""
    best = found
    while fewer := [_without(best, each) for each in which if each in best]:
        next_ = min(fewer, key=score)
        if score(next_) >= score(best):
            break
        best = next_
    return best


def _corrected(
    roster: Roster, schedule: Schedule, want: Sequence[Stint], around: Around
) -> tuple[Roster, Sequence[Difference]]:
    """Return the roster with overrides and dated shifts, and what such shifts are for."""
    left = differences(timeline(roster, around.window), want, *around.window)
    by_override: list[Difference] = []
    dated: list[Difference] = []
    for each in left:
        (by_override if _can(roster, each) else dated).append(each)
    overrides = [
        replace(override, reason=reason)
        for reason, group in _by_reason(by_override, schedule, around.product).items()
        for override in stand_ins(roster, ROLE, [(d.start, d.end, d.after) for d in group])
    ]
    overrides.sort(key=lambda each: (each.from_, each.rotation, each.person))
    rotations = roster.rotations
    members = roster.members or tuple(sorted(around.people.values())[:1])
    if members and (dated or not rotations):
        taken = {each.id for each in rotations}
        name = "dated" if "dated" not in taken else "dated-shifts"
        rotations = (*rotations, _dated(name, members[0], dated, around.product))
    fields = {"members": members, "rotations": rotations, "overrides": tuple(overrides)}
    return replace(roster, **fields), dated


def _can(roster: Roster, found: Difference) -> bool:
    try:
        stand_ins(roster, ROLE, [(found.start, found.end, found.after)])
    except WatchbillError:
        return False
    return True


def _by_reason(
    found: Iterable[Difference], schedule: Schedule, product: str
) -> Mapping[str, list[Difference]]:
    groups: dict[str, list[Difference]] = {}
    for each in found:
        made = clip(schedule.overrides, each.start, each.end)
        groups.setdefault(f"{'made' if made else 'as'} in {product}", []).append(each)
    return groups


def _dated(name: str, anybody: str, found: Sequence[Difference], product: str) -> Rotation:
    """Return a rotation of dated shifts alone, in UTC since every instant has a time there."""
    special = tuple(
        SpecialPeriod(
            name=f"as in {product}",
            from_=_minute(each.start),
            until=_minute(each.end),
            order=(each.after[0] if len(each.after) == 1 else each.after,),
        )
        for each in found
        if each.after and _minute(each.start) < _minute(each.end)
    )
    return Rotation(
        id=name,
        role=ROLE,
        timezone=Zone("UTC"),
        handoff=Handoff(every="1 month", at="00:00"),
        turns=(Turns(_NEVER, (anybody,)),),
        special=special,
    )


def _minute(at: datetime) -> LocalDateTime:
    return LocalDateTime(*at.astimezone(UTC).timetuple()[:5])
