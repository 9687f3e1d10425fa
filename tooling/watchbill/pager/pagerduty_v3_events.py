"""Layers as events of PagerDuty's shift-based schedules: what recurs, and who has it in turn.

An event is a rule of occurrences on the wall clock, dealt to members in turn, so many in a row.
An occurrence is at most 24 hours long (longer ones are not documented to work): a turn of a week is
seven of them in a row. Hours become an event for each of their times of day, and for each weekday
where the turns ask for it. What has more parts than an account should have to look at, turns of
months, and orders of more than 20 members are no events: they are left to dated shifts.

All rotations of a schedule are on call together. So a layer that a later one hides has its hours
cut (`lanes.apart`); where that cannot be said in weekly hours of its zone, both would be on call.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from watchbill.engine.clock import DAY, END, HOUR, WEEK, local_second, moment, second, utc, wall
from watchbill.engine.grid import Grid
from watchbill.engine.spans import Span, unite
from watchbill.pager.lanes import apart, lanes
from watchbill.pager.layers import Layer, People, grid_of, windows
from watchbill.pager.pagerduty_v3_rrule import Dealt, Rule, divisors, in_turn, starts

MOST_MEMBERS = 20
"""What the API takes."""

MOST_EVENTS = 14
"""More events a layer, two for every weekday, are for nobody to read."""

_LONGEST, _MOST_TURNS = 400 * WEEK, 2000
"""The longest pattern that is looked at, and the most turns in it."""


class Event(NamedTuple):
    """Occurrences from `first` (local second in `zone`) on, each `length` seconds of wall clock.

    `each` in a row a member; an empty member is nobody. Shifts are made in `[since, until)`, UTC.
    """

    name: str
    zone: str
    first: int
    length: int
    rule: Rule
    each: int
    members: tuple[People, ...]
    since: datetime
    until: datetime | None


def accepts(layer: Layer) -> bool:
    """Say whether a layer can be said in events."""
    return all(_parts(_key(lane)) is not None for (lane,) in lanes([layer]))


def events(layers: Sequence[Layer], at: datetime) -> tuple[Event, ...]:
    """Return the events of layers, none of which shows an effect before an instant (UTC).

    An event begins with the first of somebody's occurrences in a row, so that it does not matter
    from where a pager counts them; what is before is left out.
    """
    single = (lane for one in apart(layers) for (lane,) in lanes([one._replace(alongside=False)]))
    found = (event for lane in single for event in _events(lane, at))
    return tuple(event for event in found if event.until is None or event.since < event.until)


def _events(layer: Layer, at: datetime) -> Iterator[Event]:
    start = max(at, layer.start)
    for part in _parts(_key(layer)) or ():
        first, members = _begun(part, second(start), layer.zone)
        since = moment(utc(layer.zone, first))
        yield Event(
            layer.name, layer.zone, first, part.length, part.rule, part.dealt.each,
            members, since, layer.end,
        )  # fmt: skip


def _begun(part: "_Part", at: int, zone: str) -> tuple[int, tuple[People, ...]]:
    """Return the first occurrence from an instant on that begins a row, and the members by then.

    Not one whose begin or end a change of the clock leaves out: it could not be written.
    """
    each, offset, members = part.dealt
    first = part.first - max(0, -((at - WEEK - part.first) // part.cycle)) * part.cycle
    for number, start in starts(part.rule, first, at - 2 * DAY, END):
        row, rest = divmod(number - offset, each)
        times = start, start + part.length
        if not rest and utc(zone, start) >= at and all(_exists(zone, one) for one in times):
            turn = row % len(members)
            return start, members[turn:] + members[:turn]
    return END, members


def _exists(zone: str, local: int) -> bool:
    return local_second(wall(zone, moment(utc(zone, local))).replace(tzinfo=None)) == local


class _Part(NamedTuple):
    """Occurrences of one length by one rule: who has them in turn, until all repeats (`cycle`)."""

    first: int
    length: int
    rule: Rule
    dealt: Dealt
    cycle: int


class _Key(NamedTuple):
    """What the parts of a layer depend on."""

    grid: Grid
    order: tuple[People, ...]
    windows: tuple[Span, ...]


def _key(layer: Layer) -> _Key:
    return _Key(grid_of(layer), layer.order, windows(layer.hours))


@lru_cache(maxsize=4096)
def _parts(key: _Key) -> tuple[_Part, ...] | None:
    """Return the events of a layer without their begin; None where it cannot be said."""
    if not key.grid.step:
        return None
    found = _cut(key) if key.windows else _whole(key)
    if found is None or len(found) > MOST_EVENTS:
        return None
    parts = [part for part in found if any(part.dealt.members)]
    return tuple(parts) if all(len(p.dealt.members) <= MOST_MEMBERS for p in parts) else None


def _whole(key: _Key) -> list[_Part] | None:
    """Return the one event of turns without hours."""
    step = key.grid.step
    length = max(size for size in divisors(step // HOUR) if size <= DAY // HOUR) * HOUR
    rule = Rule("HOURLY", length // HOUR)
    if not step % DAY:
        length, rule = DAY, Rule("DAILY")
    if not step % WEEK:
        rule = Rule("WEEKLY", 1, tuple(range(7)))
    dealt = Dealt(step // length, 0, key.order)
    return [_Part(key.grid.origin, length, rule, dealt, step * len(key.order))]


class _Piece(NamedTuple):
    """A stretch of a turn within hours: the day (counted from 0) it begins on, and whose it is."""

    day: int
    people: People


def _cut(key: _Key) -> list[_Part] | None:
    """Return an event for each time of day at which hours and turns leave something."""
    cycle = lcm(key.grid.step * len(key.order), WEEK)
    if cycle > _LONGEST or cycle // key.grid.step > _MOST_TURNS:
        return None
    groups: dict[Span, list[_Piece]] = defaultdict(list)
    for start, end, people in _pieces(key, cycle):
        groups[start % DAY, end - start].append(_Piece(start // DAY, people))
    parts: list[_Part] = []
    for (time, length), pieces in sorted(groups.items()):
        found = _group(sorted(pieces), time, length, cycle)
        if found is None or len(parts) > MOST_EVENTS:
            return None
        parts += found
    return parts


def _pieces(key: _Key, cycle: int) -> Iterator[tuple[int, int, People]]:
    """Yield what of the turns of a cycle is within the hours, none longer than a day."""
    origin, step = key.grid.origin, key.grid.step
    weeks = range((origin // WEEK - 1) * WEEK, origin + cycle + WEEK, WEEK)
    spans = unite((week + first, week + last) for week in weeks for first, last in key.windows)
    # Weeks are cut where a handoff may be, so that all of them look the same.
    borders = range(origin, origin + cycle + 1, step if step % WEEK else WEEK)
    turns = list(pairwise(borders))
    for begin, end in _meet(turns, spans):
        people = key.order[(begin - origin) // step % len(key.order)]
        for start in range(begin, end, DAY):
            yield start, min(end, start + DAY), people


def _meet(turns: Sequence[Span], spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the intersections of adjacent spans with others, not joined."""
    at = 0
    for begin, end in turns:
        while at < len(spans) and spans[at][1] <= begin:
            at += 1
        place = at
        while place < len(spans) and spans[place][0] < end:
            yield max(begin, spans[place][0]), min(end, spans[place][1])
            place += 1


def _group(pieces: Sequence[_Piece], time: int, length: int, cycle: int) -> list[_Part] | None:
    """Return the events of pieces of one time of day and length: one, or one a weekday."""
    whole = _part(pieces, time, length, cycle)
    if whole:
        return [whole]
    by_weekday: dict[int, list[_Piece]] = defaultdict(list)
    for piece in pieces:
        by_weekday[piece.day % 7].append(piece)
    parts = [_part(by_weekday[day], time, length, cycle) for day in sorted(by_weekday)]
    return None if None in parts else [part for part in parts if part]


def _part(pieces: Sequence[_Piece], time: int, length: int, cycle: int) -> _Part | None:
    rule = _rule([piece.day for piece in pieces], cycle // DAY)
    dealt = rule and in_turn([piece.people for piece in pieces], max(1, len(rule.days)))
    if rule is None or dealt is None or len(dealt.members) > MOST_MEMBERS:
        return None
    return _Part(pieces[0].day * DAY + time, length, rule, dealt, cycle * dealt.each)


def _rule(days: Sequence[int], cycle: int) -> Rule | None:
    """Return the rule of days that repeat after a cycle of days; None where none fits."""
    gaps = {b - a for a, b in pairwise([*days, days[0] + cycle])}
    if len(gaps) == 1:
        (gap,) = gaps
        weekly = Rule("WEEKLY", gap // 7, (days[0] % 7,))
        return weekly if not gap % 7 else Rule("DAILY", gap)
    weekdays = {day % 7 for day in days}
    every_week = len(days) * 7 == len(weekdays) * cycle
    return Rule("WEEKLY", 1, tuple(sorted(weekdays))) if every_week else None
