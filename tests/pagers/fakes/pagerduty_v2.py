"""PagerDuty's schedules of layers: `/schedules`, with what is unpleasant about them.

Layers are answered in reverse order; they are never deleted, only ended; `start` is answered as the
time of the last update and `rotation_virtual_start` in another offset.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import time, timedelta
from typing import Any

from tests.pagers.fakes import pagerduty_v2_render as render
from tests.pagers.fakes.pagerduty_account import (
    Account,
    Routes,
    found,
    ids,
    moment,
    named,
    page,
    refused,
    unique,
    zone,
)
from tests.pagers.fakes.pagerduty_people import person
from tests.pagers.fakes.pagerduty_policies import kept
from tests.pagers.fakes.pagerduty_v2_answers import whole, window
from tests.pagers.fakes.server import Request, Response

Thing = dict[str, Any]
TURN = (3600, 365 * 86400)  # seconds
LONGEST = {"daily_restriction": 86399, "weekly_restriction": 604800}  # seconds


def listed(fake: Account, request: Request) -> Response:
    """Answer the schedules; layers and entries only where they are included."""
    wanted = request.query.get("include[]", [])
    hidden = {"schedule_layers", "overrides_subschedule", "final_schedule"} - set(wanted)
    answer = page(request, "schedules", named(request, fake.listed("schedules")))
    shown = [whole(fake, schedule, request) for schedule in answer.body["schedules"]]
    items = [{key: one[key] for key in one if key not in hidden} for one in shown]
    return answer._replace(body={**answer.body, "schedules": items})


def create(fake: Account, request: Request) -> Response:
    """Add a schedule."""
    sent = request.body["schedule"]
    name = unique(fake.schedules, sent.get("name"))
    schedule = _new(fake, sent) | {"name": name, "id": fake.new_id()}
    fake.schedules[schedule["id"]] = schedule
    return Response(201, {"schedule": whole(fake, schedule, request)})


def show(fake: Account, request: Request, name: str) -> Response:
    """Answer one schedule."""
    return Response(200, {"schedule": whole(fake, found(fake.schedules, name), request)})


def update(fake: Account, request: Request, name: str) -> Response:
    """Change a schedule: a layer that is left out stays, and ends now."""
    schedule, sent = found(fake.schedules, name), request.body["schedule"]
    changed = _given(fake, sent, name)
    layers = _layers(fake, sent["schedule_layers"], schedule) if "schedule_layers" in sent else None
    kept = ("time_zone", "schedule_layers")
    schedule["past"].append(deepcopy({key: schedule[key] for key in kept}) | {"until": fake.now})
    schedule.update(changed)
    if layers is not None:
        schedule["schedule_layers"] = _ended(fake, schedule, layers) + layers
    return Response(200, {"schedule": whole(fake, schedule, request)})


def delete(fake: Account, request: Request, name: str) -> Response:
    """Remove a schedule, unless an escalation policy or an open incident has it."""
    found(fake.schedules, name)
    kept(fake, name)
    del fake.schedules[name]
    return Response(204)


def preview(fake: Account, request: Request) -> Response:
    """Answer what a schedule would look like, and keep nothing."""
    sent = request.body["schedule"]
    schedule = _new(fake, sent) | {"name": sent.get("name", ""), "id": ""}
    answer = whole(fake, schedule, request)
    gone = ("id", "self", "html_url")
    return Response(200, {"schedule": {k: v for k, v in answer.items() if k not in gone}})


def on_call_users(fake: Account, request: Request, name: str) -> Response:
    """Answer the people on call in a window."""
    schedule = found(fake.schedules, name)
    since, until = window(fake, request) or (fake.now, fake.now + timedelta(seconds=1))
    users = sorted({user for *_, user in render.final(schedule, since, until)})
    return Response(200, {"users": [person(fake, fake.users[user], ()) for user in users]})


def _new(fake: Account, sent: Mapping[str, Any]) -> Thing:
    empty: Thing = {"description": "", "teams": [], "schedule_layers": [], "overrides": []}
    rest = {key: value for key, value in sent.items() if key != "name"}
    schedule: Thing = empty | {"past": [], "id": ""} | _given(fake, rest, "")
    return schedule | {"schedule_layers": _layers(fake, sent.get("schedule_layers", []), schedule)}


def _given(fake: Account, sent: Mapping[str, Any], own: str) -> Thing:
    """Return the plain fields that were sent."""
    readers: Mapping[str, Callable[[Any], Any]] = {
        "name": lambda value: unique(fake.schedules, value, own),
        "time_zone": lambda value: zone(value, ("UTC",)),
        "description": str,
        "teams": lambda value: ids(fake, "teams", value),
    }
    return {key: read(sent[key]) for key, read in readers.items() if key in sent}


def _layers(fake: Account, sent: list[Thing], schedule: Thing) -> list[Thing]:
    old = {layer["id"]: layer for layer in schedule["schedule_layers"]}
    return [_layer(fake, layer, old) for layer in sent]


def _layer(fake: Account, sent: Thing, old: Mapping[str, Thing]) -> Thing:
    """Read a layer; one without id is new. `end` stays unless it is sent, also as null."""
    name = sent.get("id")
    if name and name not in old:
        raise refused(f"Schedule layer {name} is not one of this schedule")
    before = old[name] if name else {"id": fake.new_id(), "end": None, "restrictions": []}
    users = ids(fake, "users", [item["user"] for item in sent["users"]])
    turn = sent["rotation_turn_length_seconds"]
    if not users or not TURN[0] <= turn <= TURN[1]:
        raise refused("A layer needs users, and a turn of an hour to a year")
    end = sent.get("end", before["end"])
    return before | {
        "name": sent.get("name") or before.get("name") or "Layer",
        "start": moment(sent["start"], "start"),
        "end": moment(end, "end") if isinstance(end, str) else end,
        "users": users,
        "restrictions": [_restriction(item) for item in sent.get("restrictions") or []],
        "rotation_virtual_start": moment(sent["rotation_virtual_start"], "rotation_virtual_start"),
        "rotation_turn_length_seconds": turn,
        "updated": fake.now,
    }


def _restriction(sent: Thing) -> Thing:
    weekly, seconds = sent["type"] == "weekly_restriction", sent["duration_seconds"]
    try:
        time.fromisoformat(sent["start_time_of_day"])
    except ValueError as error:
        raise refused("start_time_of_day is invalid") from error
    if not 0 < seconds <= LONGEST[sent["type"]] or (weekly and "start_day_of_week" not in sent):
        raise refused("Restriction is invalid")
    return sent


def _ended(fake: Account, schedule: Thing, layers: list[Thing]) -> list[Thing]:
    """Return the layers that were left out: none is deleted, all end now."""
    sent = {layer["id"] for layer in layers}
    left = [layer for layer in schedule["schedule_layers"] if layer["id"] not in sent]
    return [
        layer
        if layer["end"] and layer["end"] <= fake.now
        else layer | {"end": fake.now, "updated": fake.now}
        for layer in left
    ]


ROUTES: Routes = {
    ("GET", "/schedules"): listed,
    ("POST", "/schedules"): create,
    ("POST", "/schedules/preview"): preview,
    ("GET", "/schedules/{id}"): show,
    ("PUT", "/schedules/{id}"): update,
    ("DELETE", "/schedules/{id}"): delete,
    ("GET", "/schedules/{id}/users"): on_call_users,
}
