"""Who is on call by rotations, custom shifts and their overrides: asked instant by instant.

Occurrences are wall-clock in their own zones; all rotations of a schedule are on call together.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.pagers.fakes.pagerduty_recurrence import occurrences, read
from tests.pagers.fakes.pagerduty_wall import Stretch, instant, stretches, wall

Thing = Mapping[str, Any]
NOBODY = ""
LEEWAY = timedelta(days=2)
ROTATING = "rotating_member_assignment_strategy"


class On(NamedTuple):
    """A member who is on call, `NOBODY` for an empty one, and where that comes from."""

    member: str
    rotation: str = ""
    shift: str = ""
    override: str = ""


def final(schedule: Thing, since: datetime, until: datetime) -> list[Stretch[On]]:
    """Return everyone who is on call in a window, also empty members, with the source."""
    planned = _planned(schedule, since, until)
    edges = [edge for start, end, _ in planned for edge in (start, end)]
    edges += [one[key] for one in schedule["overrides"] for key in ("start", "end")]

    def who(at: datetime) -> list[On]:
        on = [on for start, end, on in planned if start <= at < end]
        for override in schedule["overrides"]:
            if override["start"] <= at < override["end"]:
                on = [_overridden(one, override) for one in on]
        return on

    return stretches(edges, since, until, who)


def people(schedule: Thing, since: datetime, until: datetime) -> list[Stretch[str]]:
    """Return the people who are on call in a window, each once however many sources there are."""
    found = final(schedule, since, until)
    edges = [edge for start, end, _ in found for edge in (start, end)]

    def who(at: datetime) -> list[str]:
        return [on.member for start, end, on in found if start <= at < end and on.member != NOBODY]

    return stretches(edges, since, until, who)


def of_event(event: Thing, since: datetime, until: datetime) -> Iterator[Stretch[str]]:
    """Yield the shifts of an event that touch a window: only those in which it is effective."""
    start, begins, ends = event["start"], event["effective_since"], event["effective_until"]
    zone, end_zone = ZoneInfo(event["start_zone"]), ZoneInfo(event["end_zone"])
    length = event["end"] - start
    every = occurrences(read(event["recurrence"], zone), start, wall(until, zone) + LEEWAY)
    for number, clock in enumerate(every):
        first = max(instant(clock, zone), begins)
        last = instant(clock + length, end_zone)
        last = min(last, ends) if ends else last
        if first < last and first < until and last > since:
            for member in _members(event["assignment_strategy"], number):
                yield first, last, member


def _members(strategy: Thing, number: int) -> list[str]:
    """Return who has an occurrence: one in turn, or everybody."""
    members = [member.get("user_id", NOBODY) for member in strategy["members"]]
    if strategy["type"] != ROTATING:
        return members
    return [members[number // strategy["shifts_per_member"] % len(members)]]


def _planned(schedule: Thing, since: datetime, until: datetime) -> list[Stretch[On]]:
    """Return what is planned before overrides."""
    shifts = [
        (first, last, On(member, rotation=rotation["id"]))
        for rotation in schedule["rotations"]
        for event in rotation["events"]
        for first, last, member in of_event(event, since, until)
    ]
    return shifts + [
        (one["start"], one["end"], On(one["member"], shift=one["id"]))
        for one in schedule["custom_shifts"]
    ]


def _overridden(on: On, override: Thing) -> On:
    here = (override["rotation_id"], override["custom_shift_id"]) == (on.rotation, on.shift)
    if here and on.member == override["overridden"]:
        return on._replace(member=override["overriding"], override=override["id"])
    return on
