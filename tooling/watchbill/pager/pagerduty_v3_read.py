"""Shift-based schedules read as layers, for an import: what an event says again and again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import lcm
from typing import Any

from watchbill.engine.clock import DAY, HOUR, WEEK, Length, moment
from watchbill.model.rosters import Hours
from watchbill.pager.layers import Layer, People, expand, hours_of
from watchbill.pager.objects import Stint
from watchbill.pager.pagerduty_v3 import instant, local_time, occurrences
from watchbill.pager.pagerduty_v3_rrule import Rule, parsed
from watchbill.pager.timeline import settle

Json = Mapping[str, Any]
_LONGEST = timedelta(weeks=30)


def read(rotations: Sequence[Json], start: datetime, end: datetime) -> tuple[Layer, ...]:
    """Return the layers of a schedule's events that reach into `[start, end)` (UTC), together.

    People are ids of users. An event that cannot be said as a layer has none: a layer is only
    returned if it makes the same shifts.
    """
    events = [event for one in rotations for event in one.get("events") or ()]
    found = [layer for event in events for layer in _layers(event, start, end)]
    return tuple(layer._replace(alongside=place > 0) for place, layer in enumerate(found))


def _layers(event: Json, start: datetime, end: datetime) -> Iterator[Layer]:
    until = event.get("effective_until")
    if instant(event["effective_since"]) >= end or (until and instant(until) <= start):
        return
    rule = parsed(event["recurrence"])
    layer = _layer(event, rule) if rule else None
    if layer and _says(layer, event, start, max(end, start + _LONGEST)):
        yield layer


def _says(layer: Layer, event: Json, start: datetime, end: datetime) -> bool:
    made = settle(Stint(a, b, (who,)) for a, b, who in occurrences(event, start, end) if who)
    return settle(Stint(*turn) for turn in expand(layer, start, end)) == made


def _layer(event: Json, rule: Rule) -> Layer | None:
    zone, first = local_time(event["start_time"])
    length = local_time(event["end_time"])[1] - first
    strategy = event["assignment_strategy"]
    members: list[People] = [
        (str(one["user_id"]),) if one.get("user_id") else () for one in strategy["members"]
    ]
    each = int(strategy.get("shifts_per_member") or 1)
    if strategy["type"].startswith("every"):
        members = [tuple(user for people in members for user in people)]
    said = _turns(rule, first, length, each, members)
    if said is None:
        return None
    every, hours, order = said
    until = event.get("effective_until")
    return Layer(
        str(event.get("name") or "rotation"),
        zone,
        moment(first).replace(tzinfo=None),
        every,
        tuple(order),
        hours,
        instant(event["effective_since"]),
        instant(until) if until else None,
    )


def _turns(
    rule: Rule, first: int, length: int, each: int, members: Sequence[People]
) -> tuple[Length, Hours, Sequence[People]] | None:
    """Return the length of turns, their hours and their order; None where there are no such."""
    window = first % WEEK, first % WEEK + length
    if rule.freq == "HOURLY":
        whole = length == rule.interval * HOUR
        return (Length(rule.interval * each, "hour"), "always", members) if whole else None
    if rule.freq == "DAILY":
        days = range(7) if rule.interval == 1 else ()
        hours = "always" if length == rule.interval * DAY else _daily(first, length, days)
        return (Length(rule.interval * each, "day"), hours, members) if hours else None
    if rule.freq == "WEEKLY" and not rule.days:
        hours = "always" if length == rule.interval * WEEK else hours_of([window])
        return Length(rule.interval * each, "week"), hours, members
    if rule.freq == "WEEKLY" and rule.interval == 1:
        return _weekly(rule, first, length, each, members)
    return None


def _weekly(
    rule: Rule, first: int, length: int, each: int, members: Sequence[People]
) -> tuple[Length, Hours, Sequence[People]] | None:
    hours = "always" if (len(rule.days), length) == (7, DAY) else _daily(first, length, rule.days)
    weeks, rest = divmod(each, len(rule.days))
    if not rest:
        return (Length(weeks, "week"), hours, members) if hours else None
    cycle = lcm(len(members) * each, len(rule.days)) // len(rule.days) * 7
    order, number = list[People](), 0
    for day in range(cycle):
        on = (first // DAY + day) % 7 in rule.days
        order.append(members[number // each % len(members)] if on else ())
        number += on
    return (Length(1, "day"), hours, order) if hours else None


def _daily(first: int, length: int, days: Sequence[int]) -> Hours | None:
    if not days or length > DAY:
        return None
    return hours_of((day * DAY + first % DAY, day * DAY + first % DAY + length) for day in days)
