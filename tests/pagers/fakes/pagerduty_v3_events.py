"""Events of a shift-based schedule's rotations: when, and by whom in turn.

A running one can only be given an end, one that is over cannot be touched, and both count towards
the five that a rotation may have.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.pagers.fakes.pagerduty_account import Account, Routes, found, moment, refused, zone
from tests.pagers.fakes.pagerduty_recurrence import read
from tests.pagers.fakes.pagerduty_v3 import paged, rotation_of, shown_event
from tests.pagers.fakes.pagerduty_v3_render import ROTATING
from tests.pagers.fakes.pagerduty_wall import wall
from tests.pagers.fakes.server import Request, Response

Thing = dict[str, Any]
MOST = 5
MEMBERS = range(1, 21)
AHEAD = timedelta(days=366)


def listed(fake: Account, request: Request, name: str, rotation: str) -> Response:
    """Answer a rotation's events, in the order in which they take effect."""
    rotation_of(fake, name, rotation)
    schedule = fake.listed("schedules_v3").get(name, {"rotations": []})
    seen = (one["events"] for one in schedule["rotations"] if one["id"] == rotation)
    events = sorted(next(seen, ()), key=lambda event: event["effective_since"])
    return paged(request, "events", [shown_event(name, rotation, event) for event in events])


def create(fake: Account, request: Request, name: str, rotation: str) -> Response:
    """Add an event; one that should have begun before begins now."""
    events = rotation_of(fake, name, rotation)["events"]
    if len(events) >= MOST:
        raise refused(f"A rotation can have at most {MOST} events")
    sent = request.body["event"]
    event = {"id": fake.new_id(), "effective_until": None} | _given(fake, sent)
    _apart(event, events)
    events.append(event)
    return Response(201, {"event": shown_event(name, rotation, event)})


def show(fake: Account, request: Request, name: str, rotation: str, event: str) -> Response:
    """Answer one event."""
    one = _event(fake, name, rotation, event)
    return Response(200, {"event": shown_event(name, rotation, one)})


def update(fake: Account, request: Request, name: str, rotation: str, event: str) -> Response:
    """Change an event as far as its time allows."""
    one, sent = _event(fake, name, rotation, event), request.body["event"]
    if _over(fake, one):
        raise refused("Past events cannot be modified")
    if one["effective_since"] <= fake.now and sent.keys() - {"effective_until"}:
        raise refused("Only effective_until of an active event can be changed")
    changed = one | _given(fake, sent)
    if changed["effective_until"] and changed["effective_since"] <= fake.now:
        changed["effective_until"] = max(changed["effective_until"], fake.now)
    _apart(changed, rotation_of(fake, name, rotation)["events"])
    one.update(changed)
    return Response(200, {"event": shown_event(name, rotation, one)})


def delete(fake: Account, request: Request, name: str, rotation: str, event: str) -> Response:
    """Remove an event; one that is over stays."""
    one = _event(fake, name, rotation, event)
    if _over(fake, one) and not fake.ended_events_deletable:
        raise refused("Past events cannot be deleted")
    rotation_of(fake, name, rotation)["events"].remove(one)
    return Response(204)


def _event(fake: Account, name: str, rotation: str, event: str) -> Thing:
    return found({one["id"]: one for one in rotation_of(fake, name, rotation)["events"]}, event)


def _over(fake: Account, event: Thing) -> bool:
    return event["effective_until"] is not None and event["effective_until"] <= fake.now


def _given(fake: Account, sent: Mapping[str, Any]) -> Thing:
    """Return the fields that were sent."""
    given = {"name": sent["name"]} if "name" in sent else {}
    for side in ("start", "end"):
        if f"{side}_time" in sent:
            clock, place = _zoned(sent[f"{side}_time"], side)
            given |= {side: clock, f"{side}_zone": place}
    if "recurrence" in sent:
        given["recurrence"] = _recurrence(sent["recurrence"], given.get("start_zone", "Etc/UTC"))
    if "assignment_strategy" in sent:
        given["assignment_strategy"] = _strategy(fake, sent["assignment_strategy"])
    if "effective_since" in sent:
        since = max(moment(sent["effective_since"], "effective_since"), fake.now)
        if since > fake.now + AHEAD:
            raise refused("effective_since must be within 12 months")
        given["effective_since"] = since
    if "effective_until" in sent:
        until = sent["effective_until"]
        given["effective_until"] = moment(until, "effective_until") if until else None
    return given


def _zoned(sent: Thing, side: str) -> tuple[datetime, str]:
    """Read a zoned time; refuse what reads otherwise as an instant than as the wall's clock."""
    place = zone(sent["time_zone"])
    at = moment(sent["date_time"], f"{side}_time")
    clock = datetime.fromisoformat(sent["date_time"]).replace(tzinfo=None)
    if wall(at, ZoneInfo(place)) != clock:
        raise refused(f"{side}_time: the clock of {place} does not show {sent['date_time']}")
    return clock, "Etc/UTC" if place == "UTC" else place


def _recurrence(sent: list[str], place: str) -> list[str]:
    try:
        read(sent, ZoneInfo(place))
    except (ValueError, KeyError) as error:
        raise refused(f"event.recurrence: {error}") from error
    return sent


def _strategy(fake: Account, sent: Thing) -> Thing:
    """Read who is on call; people must exist."""
    if len(sent["members"]) not in MEMBERS:
        raise refused("assignment_strategy needs 1 to 20 members")
    if sent["type"] == ROTATING and sent.get("shifts_per_member", 0) < 1:
        raise refused("shifts_per_member is required")
    for one in sent["members"]:
        if one["type"] == "user_member" and one.get("user_id") not in fake.users:
            raise refused(f"User {one.get('user_id')} not found")
    return sent


def _apart(event: Thing, events: list[Thing]) -> None:
    """Refuse what would be effective at the same time as another event of the rotation."""
    if event["end"] <= event["start"]:
        raise refused("end_time must be after start_time")
    if event["effective_until"] and event["effective_until"] < event["effective_since"]:
        raise refused("effective_until must be after effective_since")
    for other in events:
        before = other["effective_until"] and other["effective_until"] <= event["effective_since"]
        after = event["effective_until"] and event["effective_until"] <= other["effective_since"]
        if other["id"] != event["id"] and not before and not after:
            raise refused("Events within a rotation cannot overlap")


_EVENTS = "/v3/schedules/{id}/rotations/{rotation_id}/events"
ROUTES: Routes = {
    ("GET", _EVENTS): listed,
    ("POST", _EVENTS): create,
    ("GET", _EVENTS + "/{event_id}"): show,
    ("PUT", _EVENTS + "/{event_id}"): update,
    ("DELETE", _EVENTS + "/{event_id}"): delete,
}
