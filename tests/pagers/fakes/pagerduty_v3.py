"""PagerDuty's shift-based schedules: `/v3/schedules` and their rotations.

Lists give bare references; teams are taken when a schedule is created and never again; rotations
have nothing of their own.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.pagers.fakes import pagerduty_v3_render as render
from tests.pagers.fakes.pagerduty_account import (
    SITE,
    Account,
    Routes,
    asked,
    found,
    head,
    ids,
    named,
    page,
    reference,
    refused,
    truly,
    unique,
    zone,
)
from tests.pagers.fakes.pagerduty_policies import kept, policies_of
from tests.pagers.fakes.pagerduty_v2_answers import window
from tests.pagers.fakes.pagerduty_wall import Stretch, covered, overflowing, shown
from tests.pagers.fakes.server import Request, Response

Thing = dict[str, Any]


def listed(fake: Account, request: Request) -> Response:
    """Answer references to the schedules."""
    seen = named(request, fake.listed("schedules_v3"))
    items = [reference(fake, "schedule_v3", "schedules_v3", one["id"]) for one in seen]
    names = {one["id"]: one["name"] for one in seen}
    items = [item | {"summary": names[item["id"]]} for item in items]
    return paged(request, "schedules", items, most=1000, usual=100)


def create(fake: Account, request: Request) -> Response:
    """Add a schedule without rotations."""
    empty: Thing = {"description": "", "teams": []}
    empty |= {"rotations": [], "custom_shifts": [], "overrides": []}
    sent = request.body["schedule"]
    if sent.keys() & {"rotations", "escalation_policies"}:
        raise refused("rotations and escalation_policies are not accepted")
    schedule = empty | _given(fake, sent, "") | {"id": fake.new_id()}
    schedule["teams"] = ids(fake, "teams", sent.get("teams"))
    fake.schedules_v3[schedule["id"]] = schedule
    return Response(201, {"schedule": _shown(fake, schedule, request)})


def show(fake: Account, request: Request, name: str) -> Response:
    """Answer one schedule with its rotations; the final schedule where it is included."""
    return Response(200, {"schedule": _shown(fake, found(fake.schedules_v3, name), request)})


def update(fake: Account, request: Request, name: str) -> Response:
    """Change a schedule's name, description or time zone; nothing else can be."""
    schedule, sent = found(fake.schedules_v3, name), request.body["schedule"]
    if sent.keys() - {"name", "description", "time_zone"}:
        raise refused("only name, description and time_zone can be changed")
    schedule.update(_given(fake, {"name": schedule["name"]} | sent, name))
    return Response(200, {"schedule": _shown(fake, schedule, request)})


def delete(fake: Account, request: Request, name: str) -> Response:
    """Remove a schedule with all that is in it, unless it is used."""
    found(fake.schedules_v3, name)
    kept(fake, name)
    del fake.schedules_v3[name]
    return Response(204)


def rotations(fake: Account, request: Request, name: str) -> Response:
    """Answer a schedule's rotations with their events."""
    found(fake.schedules_v3, name)
    seen = fake.listed("schedules_v3").get(name, {"rotations": []})["rotations"]
    return paged(request, "rotations", [_rotation(name, one) for one in seen])


def create_rotation(fake: Account, request: Request, name: str) -> Response:
    """Add an empty rotation."""
    schedule = found(fake.schedules_v3, name)
    if request.body:
        raise refused("the body must be empty")
    one: Thing = {"id": fake.new_id(), "events": []}
    schedule["rotations"].append(one)
    return Response(201, {"rotation": _rotation(name, one)})


def rotation(fake: Account, request: Request, name: str, own: str) -> Response:
    """Answer one rotation with its events."""
    return Response(200, {"rotation": _rotation(name, rotation_of(fake, name, own))})


def delete_rotation(fake: Account, request: Request, name: str, own: str) -> Response:
    """Remove a rotation with its events and what overrides them."""
    one, schedule = rotation_of(fake, name, own), fake.schedules_v3[name]
    schedule["rotations"].remove(one)
    schedule["overrides"] = [it for it in schedule["overrides"] if it["rotation_id"] != own]
    return Response(204)


def rotation_of(fake: Account, name: str, own: str) -> Thing:
    """Return a schedule's rotation; 404 where there is none."""
    schedule = found(fake.schedules_v3, name)
    return found({one["id"]: one for one in schedule["rotations"]}, own)


def paged(request: Request, name: str, items: list[Thing], **sizes: int) -> Response:
    """Answer a page of a list; no total, as documented."""
    response = page(request, name, items, **sizes)
    body = {key: value for key, value in response.body.items() if key != "total"}
    return Response(200, body)


def shown_event(name: str, own: str, event: Thing) -> Thing:
    """Return an event as it is answered: its dates in UTC."""
    utc = ZoneInfo("UTC")
    until = event["effective_until"]
    return {
        "id": event["id"],
        "type": "schedule_event",
        "name": event["name"],
        "start_time": _zoned(event["start"], event["start_zone"]),
        "end_time": _zoned(event["end"], event["end_zone"]),
        "effective_since": shown(event["effective_since"], utc),
        "effective_until": shown(until, utc) if until else None,
        "recurrence": event["recurrence"],
        "assignment_strategy": event["assignment_strategy"],
        "self": f"{SITE}/api/v3/schedules/{name}/rotations/{own}/events/{event['id']}",
    }


def member(user: str) -> Thing:
    """Return a member as it is answered."""
    return {"type": "user_member", "user_id": user} if user else {"type": "empty_member"}


def _zoned(clock: Any, place: str) -> Thing:
    text = clock.replace(tzinfo=ZoneInfo(place)).isoformat(timespec="seconds")
    return {"date_time": text.replace("+00:00", "Z"), "time_zone": place}


def _given(fake: Account, sent: Thing, own: str) -> Thing:
    """Return the plain fields that were sent."""
    given = {"name": unique(fake.schedules_v3, sent.get("name"), own)}
    if "time_zone" in sent:
        name = zone(sent["time_zone"])
        given["time_zone"] = "Etc/UTC" if name == "UTC" else name
    return given | ({"description": sent["description"]} if "description" in sent else {})


def _rotation(name: str, one: Thing) -> Thing:
    return {
        "id": one["id"],
        "type": "schedule_rotation",
        "events": [
            shown_event(name, one["id"], event)
            for event in sorted(one["events"], key=lambda event: event["effective_since"])
        ],
        "self": f"{SITE}/api/v3/schedules/{name}/rotations/{one['id']}",
    }


def _shown(fake: Account, schedule: Thing, request: Request) -> Thing:
    name = schedule["id"]
    policies = policies_of(fake, name)
    whole = _head(fake, name) | {
        **{key: schedule[key] for key in ("name", "time_zone", "description")},
        "teams": [reference(fake, "team", "teams", team) for team in schedule["teams"]],
        "escalation_policies": [
            reference(fake, "escalation_policy", "escalation_policies", one) for one in policies
        ],
        "rotations": [_rotation(name, one) for one in schedule["rotations"]],
    }
    both = asked(request, "since") and asked(request, "until")
    if both and "final_schedule" in request.query.get("include[]", []):
        whole["final_schedule"] = _final(fake, schedule, request)
    return whole


def _head(fake: Account, name: str) -> Thing:
    """Return the fields with which a schedule begins: here alone, `summary` is none of them."""
    whole = head(fake, "schedule_v3", "schedules_v3", name)
    return {key: value for key, value in whole.items() if key != "summary"}


def _final(fake: Account, schedule: Thing, request: Request) -> Thing:
    """Return who is on call in the window, empty members too, each with its source."""
    asked_window = window(fake, request) or (fake.now, fake.now)
    place = ZoneInfo(zone(asked(request, "time_zone") or schedule["time_zone"]))

    def drawn(since: datetime, until: datetime) -> list[Stretch[render.On]]:
        return render.final(schedule, since, until)

    over = truly(request, "overflow")
    entries = overflowing(drawn, *asked_window) if over else drawn(*asked_window)
    people = render.people(schedule, *asked_window)
    return {
        "type": "final_schedule",
        "rendered_coverage_percentage": covered(people, *asked_window),
        "computed_shift_assignments": [
            {
                "type": "computed_shift_assignment",
                "start_time": shown(start, place),
                "end_time": shown(end, place),
                "member": member(on.member),
                "source": _source(on),
            }
            for start, end, on in entries
        ],
    }


def _source(on: render.On) -> Thing:
    kind = "custom_shift" if on.shift else "schedule_rotation"
    parts = {"rotation_id": on.rotation, "shift_id": on.shift, "override_id": on.override}
    kept = {key: value for key, value in parts.items() if value}
    return {"type": f"{kind}_override" if on.override else kind, **kept}


ROUTES: Routes = {
    ("GET", "/v3/schedules"): listed,
    ("POST", "/v3/schedules"): create,
    ("GET", "/v3/schedules/{id}"): show,
    ("PUT", "/v3/schedules/{id}"): update,
    ("DELETE", "/v3/schedules/{id}"): delete,
    ("GET", "/v3/schedules/{id}/rotations"): rotations,
    ("POST", "/v3/schedules/{id}/rotations"): create_rotation,
    ("GET", "/v3/schedules/{id}/rotations/{rotation_id}"): rotation,
    ("DELETE", "/v3/schedules/{id}/rotations/{rotation_id}"): delete_rotation,
}
