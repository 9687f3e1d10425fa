"""PagerDuty's shift-based schedules (v3): what layers are there, and what it makes of them.

A schedule has rotations; a rotation has events, of which no two are effective at once; so each
event of ours has a rotation of its own. All rotations are on call together. A custom shift adds its
member, an override puts somebody in place of a member of one rotation or custom shift.

Assumed, since the API does not say, and found out by reading the rendered schedule back:
occurrences are wall-clock at both ends, also where the clock changes; they are counted from
`start_time`, which is why an event never begins in the middle of a member's row; `effective_until`
cuts an occurrence that is under way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from watchbill.engine.clock import DAY, local_second, moment, second, utc, wall, zone_info
from watchbill.pager.layers import Layer
from watchbill.pager.objects import Stint
from watchbill.pager.pagerduty_v3_events import Event, accepts, events
from watchbill.pager.pagerduty_v3_rrule import parsed, starts, written
from watchbill.pager.timeline import settle

__all__ = ["Assigned", "accepts", "assigned", "layered", "simulate", "write"]

Json = Mapping[str, Any]
_ROTATING = "rotating_member_assignment_strategy"
_NAME = 255
_LONG_AGO = timedelta(weeks=104)


class Assigned(NamedTuple):
    """A member on call in `[start, end)` (UTC), by a rotation or by a custom shift (ids)."""

    start: datetime
    end: datetime
    member: str
    rotation: str = ""
    shift: str = ""


def write(layers: Sequence[Layer], users: Mapping[str, str], at: datetime) -> list[dict[str, Any]]:
    """Return layers as rotations, whose events take effect at an instant (UTC) or after it.

    `users` are the ids in PagerDuty by person.
    """
    return [{"events": [event_json(event, users)]} for event in events(layers, at)]


def event_json(event: Event, users: Mapping[str, str]) -> dict[str, Any]:
    """Return an event as it is sent."""
    return {
        "name": event.name[:_NAME],
        "start_time": _zoned(event.zone, event.first),
        "end_time": _zoned(event.zone, event.first + event.length),
        "effective_since": stamp(event.since),
        "effective_until": stamp(event.until) if event.until else None,
        "recurrence": written(event.rule),
        "assignment_strategy": {
            "type": _ROTATING,
            "shifts_per_member": event.each,
            "members": [
                member(users[people[0]]) if people else member(None) for people in event.members
            ],
        },
    }


def member(user: str | None) -> dict[str, str]:
    """Return a member as it is sent; None is nobody."""
    return {"type": "user_member", "user_id": user} if user else {"type": "empty_member"}


def stamp(at: datetime) -> str:
    """Return an instant (UTC) as it is sent."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _zoned(zone: str, local: int) -> dict[str, str]:
    """Return a wall-clock time with the offset that its zone has then."""
    shown = moment(local).replace(tzinfo=zone_info(zone))
    return {"date_time": shown.isoformat(timespec="seconds"), "time_zone": zone}


def layered(layers: Sequence[Layer], start: datetime, end: datetime) -> tuple[Stint, ...]:
    """Return what layers page in `[start, end)` (UTC) when they took effect long before it."""
    people = {person: person for one in layers for group in one.order for person in group}
    return simulate(write(layers, people, start - _LONG_AGO), (), (), start, end)


def simulate(
    rotations: Sequence[Json],
    custom_shifts: Sequence[Json],
    overrides: Sequence[Json],
    start: datetime,
    end: datetime,
) -> tuple[Stint, ...]:
    """Return what PagerDuty makes of a schedule in `[start, end)` (UTC): a settled timeline."""
    found = overridden(assigned(rotations, custom_shifts, start, end), overrides)
    return settle(Stint(*one[:2], (one.member,)) for one in found if one.member)


def overridden(found: Iterable[Assigned], overrides: Sequence[Json]) -> tuple[Assigned, ...]:
    """Return who is on call with overrides in place of those who are meant, in their order."""
    pieces = tuple(found)
    for override in overrides:
        pieces = tuple(piece for one in pieces for piece in _overridden(one, override))
    return pieces


def assigned(
    rotations: Sequence[Json], custom_shifts: Sequence[Json], start: datetime, end: datetime
) -> Iterator[Assigned]:
    """Yield everybody who is on call in `[start, end)` before overrides, also empty members."""
    for rotation in rotations:
        for event in rotation.get("events") or ():
            for first, last, who in occurrences(event, start, end):
                yield Assigned(first, last, who, rotation.get("id", ""))
    for shift in custom_shifts:
        first, last = max(instant(shift["start_time"]), start), min(instant(shift["end_time"]), end)
        if first < last:
            who = _user(shift["assignments"][0]["member"])
            yield Assigned(first, last, who, shift=shift.get("id", ""))


def occurrences(
    event: Json, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, str]]:
    """Yield the shifts of an event in `[start, end)` with their members; none where it is odd."""
    rule = parsed(event["recurrence"])
    if rule is None:
        return
    begin = max(start, instant(event["effective_since"]))
    until = event.get("effective_until")
    stop = min(end, instant(until)) if until else end
    zone, first = local_time(event["start_time"])
    end_zone, last = local_time(event["end_time"])
    around = second(begin) - (last - first) - 2 * DAY, second(stop) + 2 * DAY
    for number, at in starts(rule, first, *around) if begin < stop else ():
        opens = max(moment(utc(zone, at)), begin)
        closes = min(moment(utc(end_zone, at + last - first)), stop)
        if opens < closes:
            for who in _members(event["assignment_strategy"], number):
                yield opens, closes, who


def _members(strategy: Json, number: int) -> list[str]:
    members = [_user(one) for one in strategy["members"]]
    if strategy["type"] != _ROTATING:
        return members
    return [members[number // strategy["shifts_per_member"] % len(members)]]


def _user(said: Json) -> str:
    return str(said.get("user_id") or "")


def _overridden(one: Assigned, override: Json) -> Iterator[Assigned]:
    """Yield a stretch with an override in place of its middle, if it is meant."""
    whose = override.get("rotation_id") or "", override.get("custom_shift_id") or ""
    start = max(one.start, instant(override["start_time"]))
    end = min(one.end, instant(override["end_time"]))
    if start >= end or (*whose, _user(override["overridden_member"])) != (
        one.rotation,
        one.shift,
        one.member,
    ):
        yield one
        return
    middle = one._replace(start=start, end=end, member=_user(override["overriding_member"]))
    pieces = one._replace(end=start), middle, one._replace(start=end)
    yield from (piece for piece in pieces if piece.start < piece.end)


def instant(text: str) -> datetime:
    """Return an instant as PagerDuty writes it, in UTC."""
    return moment(second(datetime.fromisoformat(text)))


def local_time(said: Json) -> tuple[str, int]:
    """Return the zone of a zoned time and the local second that it shows there."""
    zone = str(said["time_zone"])
    shown = wall(zone, datetime.fromisoformat(said["date_time"]))
    return zone, local_second(shown.replace(tzinfo=None))
