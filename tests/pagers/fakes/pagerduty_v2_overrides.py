"""Overrides of PagerDuty's schedules of layers: the last created wins; the past stays."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from tests.pagers.fakes.pagerduty_account import (
    Account,
    Routes,
    asked,
    found,
    refused,
    truly,
    user_reference,
)
from tests.pagers.fakes.pagerduty_v2_answers import window
from tests.pagers.fakes.pagerduty_wall import parsed, shown
from tests.pagers.fakes.server import Request, Response

Thing = dict[str, Any]


def listed(fake: Account, request: Request, name: str) -> Response:
    """Answer the overrides of a window: their ids, and only future ones, with `editable`."""
    schedule = found(fake.schedules, name)
    seen = fake.listed("schedules").get(name, {"overrides": []})["overrides"]
    if not (asked(request, "since") and asked(request, "until")):
        raise refused("since and until are required")
    since, until = window(fake, request) or (fake.now, fake.now)
    touched = [one for one in seen if one["start"] < until and one["end"] > since]
    if truly(request, "editable"):
        touched = [one for one in touched if one["start"] > fake.now]
    if not truly(request, "overflow"):
        touched = [
            one | {"start": max(one["start"], since), "end": min(one["end"], until)}
            for one in touched
        ]
    hidden = set() if truly(request, "editable") else {"id"}
    place = ZoneInfo(schedule["time_zone"])
    items = [_shown(fake, one, place) for one in sorted(touched, key=lambda one: one["start"])]
    bare = [{key: value for key, value in item.items() if key not in hidden} for item in items]
    return Response(200, {"overrides": bare})


def create(fake: Account, request: Request, name: str) -> Response:
    """Add overrides, each with a status of its own in the answer."""
    schedule = found(fake.schedules, name)
    if "overrides" not in request.body:
        raise refused("overrides is required")
    place = ZoneInfo(schedule["time_zone"])
    return Response(
        201, [_created(fake, schedule, sent, place) for sent in request.body["overrides"]]
    )


def _created(fake: Account, schedule: Thing, sent: Mapping[str, Any], place: ZoneInfo) -> Thing:
    """Add an override; a start in the past is now."""
    start, end, user = parsed(sent["start"]), parsed(sent["end"]), sent["user"]["id"]
    errors = [
        *(["Start or end is not a time with an offset"] if start is None or end is None else []),
        *(["User not found"] if user not in fake.users else []),
    ]
    if start and end and end <= max(start, fake.now):
        errors.append("End must be after start, and in the future")
    if errors or not start or not end:
        return {"status": 400, "errors": errors, "override": dict(sent)}
    new = {"id": fake.new_id(), "start": max(start, fake.now), "end": end, "user": user}
    schedule["overrides"].append(new)
    return {"status": 201, "override": _shown(fake, new, place)}


def delete(fake: Account, request: Request, name: str, override: str) -> Response:
    """Remove an override; one that runs is cut off now, one that is over stays."""
    overrides = found(fake.schedules, name)["overrides"]
    one = found({one["id"]: one for one in overrides}, override)
    if one["end"] <= fake.now:
        raise refused("Override is in the past")
    if one["start"] < fake.now:
        one["end"] = fake.now
        return Response(200)
    overrides.remove(one)
    return Response(204)


def _shown(fake: Account, one: Thing, place: ZoneInfo) -> Thing:
    times = {key: shown(one[key], place) for key in ("start", "end")}
    return {"id": one["id"], **times, "user": user_reference(fake, one["user"])}


ROUTES: Routes = {
    ("GET", "/schedules/{id}/overrides"): listed,
    ("POST", "/schedules/{id}/overrides"): create,
    ("DELETE", "/schedules/{id}/overrides/{override_id}"): delete,
}
