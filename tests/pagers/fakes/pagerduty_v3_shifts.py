"""Custom shifts and overrides of shift-based schedules."""

from collections.abc import Sequence
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
    moment,
    refused,
    truly,
    zone,
)
from tests.pagers.fakes.pagerduty_v2_answers import window
from tests.pagers.fakes.pagerduty_v3 import member, paged
from tests.pagers.fakes.pagerduty_wall import shown
from tests.pagers.fakes.server import Request, Response

Thing = dict[str, Any]
UTC = ZoneInfo("UTC")


def shifts(fake: Account, request: Request, name: str) -> Response:
    """Answer the custom shifts of a window."""
    place, items = _listed(fake, request, name, "custom_shifts")
    return paged(request, "custom_shifts", [_shown_shift(name, one, place) for one in items])


def create_shifts(fake: Account, request: Request, name: str) -> Response:
    """Add custom shifts: all of them, or none."""
    schedule = found(fake.schedules_v3, name)
    new = [
        {"id": fake.new_id(), "assignment": fake.new_id()}
        | _times(fake, sent)
        | {"member": _assigned(fake, sent["assignments"])}
        for sent in request.body["custom_shifts"]
    ]
    schedule["custom_shifts"] += new
    return Response(201, {"custom_shifts": [_shown_shift(name, one, UTC) for one in new]})


def shift(fake: Account, request: Request, name: str, own: str) -> Response:
    """Answer one custom shift."""
    one = _of(fake, name, "custom_shifts", own)
    return Response(200, {"custom_shift": _shown_shift(name, one, UTC)})


def update_shift(fake: Account, request: Request, name: str, own: str) -> Response:
    """Change a custom shift; only the end of one that runs."""
    one, sent = _of(fake, name, "custom_shifts", own), request.body["custom_shift"]
    _still(fake, one)
    if one["start"] <= fake.now and sent.keys() - {"end_time"}:
        raise refused("Only end_time of a shift that has started can be changed")
    times = _times(fake, _texts(one) | sent, started=one["start"])
    who = {"member": _assigned(fake, sent["assignments"])} if "assignments" in sent else {}
    one.update(times | who)
    return Response(200, {"custom_shift": _shown_shift(name, one, UTC)})


def delete_shift(fake: Account, request: Request, name: str, own: str) -> Response:
    """Remove a custom shift; one that runs ends now."""
    one = _of(fake, name, "custom_shifts", own)
    _still(fake, one)
    _end(fake, fake.schedules_v3[name]["custom_shifts"], one)
    return Response(204)


def overrides(fake: Account, request: Request, name: str) -> Response:
    """Answer the overrides of a window."""
    place, items = _listed(fake, request, name, "overrides")
    return paged(request, "overrides", [_shown_override(name, one, place) for one in items])


def create_overrides(fake: Account, request: Request, name: str) -> Response:
    """Add overrides: all of them, or none."""
    schedule = found(fake.schedules_v3, name)
    before, new = list(schedule["overrides"]), []
    try:
        for sent in request.body["overrides"]:
            new.append(_override(fake, schedule, sent))
            schedule["overrides"].append(new[-1])
    except BaseException:
        schedule["overrides"] = before
        raise
    return Response(201, {"overrides": [_shown_override(name, one, UTC) for one in new]})


def override(fake: Account, request: Request, name: str, own: str) -> Response:
    """Answer one override."""
    one = _of(fake, name, "overrides", own)
    return Response(200, {"override": _shown_override(name, one, UTC)})


def update_override(fake: Account, request: Request, name: str, own: str) -> Response:
    """Change when an override is, or who takes over."""
    one, sent = _of(fake, name, "overrides", own), request.body["override"]
    _still(fake, one)
    times = _times(fake, _texts(one) | sent, started=one["start"])
    who = _user(fake, sent["overriding_member"]) if "overriding_member" in sent else None
    one.update(times | ({"overriding": who} if who is not None else {}))
    return Response(200, {"override": _shown_override(name, one, UTC)})


def delete_override(fake: Account, request: Request, name: str, own: str) -> Response:
    """Remove an override; one that runs ends now."""
    one = _of(fake, name, "overrides", own)
    _end(fake, fake.schedules_v3[name]["overrides"], one)
    return Response(204)


def _override(fake: Account, schedule: Thing, sent: Thing) -> Thing:
    """Read an override: of one rotation or one custom shift, and of somebody on call there."""
    rotation, shift = sent.get("rotation_id", ""), sent.get("custom_shift_id", "")
    if bool(rotation) == bool(shift):
        raise refused("Either rotation_id or custom_shift_id is required, not both")
    parts = schedule["rotations"] if rotation else schedule["custom_shifts"]
    if (rotation or shift) not in {part["id"] for part in parts}:
        raise refused(f"{rotation or shift} not found")
    times, gone = _times(fake, sent), _user(fake, sent["overridden_member"])
    on = render.final(schedule, times["start"], times["end"])
    if not any((one.rotation, one.shift, one.member) == (rotation, shift, gone) for *_, one in on):
        raise refused("overridden_member is not on call there")
    return (
        {"id": fake.new_id(), "rotation_id": rotation, "custom_shift_id": shift}
        | times
        | {
            "overridden": gone,
            "overriding": _user(fake, sent["overriding_member"]),
        }
    )


def _times(fake: Account, sent: Thing, started: datetime | None = None) -> Thing:
    """Read when; a start in the past is now, unless it had started."""
    least = min(started, fake.now) if started else fake.now
    start = max(moment(sent["start_time"], "start_time"), least)
    end = moment(sent["end_time"], "end_time")
    end = max(end, fake.now) if started and started <= fake.now else end
    if end <= start:
        raise refused("end_time must be after start_time, and in the future")
    return {"start": start, "end": end}


def _texts(one: Thing) -> Thing:
    return {f"{key}_time": shown(one[key], UTC) for key in ("start", "end")}


def _assigned(fake: Account, sent: Sequence[Thing]) -> str:
    if len(sent) != 1:
        raise refused("Exactly one assignment is required")
    return _user(fake, sent[0]["member"])


def _user(fake: Account, sent: Thing) -> str:
    if sent["type"] == "empty_member":
        return render.NOBODY
    if sent.get("user_id") not in fake.users:
        raise refused(f"User {sent.get('user_id')} not found")
    return str(sent["user_id"])


def _still(fake: Account, one: Thing) -> None:
    if one["end"] <= fake.now:
        raise refused("What is over cannot be changed")


def _end(fake: Account, things: list[Thing], one: Thing) -> None:
    if one["start"] < fake.now:
        one["end"] = min(one["end"], fake.now)
    else:
        things.remove(one)


def _of(fake: Account, name: str, noun: str, own: str) -> Thing:
    return found({one["id"]: one for one in found(fake.schedules_v3, name)[noun]}, own)


def _listed(fake: Account, request: Request, name: str, noun: str) -> tuple[ZoneInfo, list[Thing]]:
    """Return what touches the window asked, cut at its bounds unless `overflow` is true."""
    schedule = found(fake.schedules_v3, name)
    if not (asked(request, "since") and asked(request, "until")):
        raise refused("since and until are required")
    since, until = window(fake, request) or (fake.now, fake.now)
    seen = fake.listed("schedules_v3").get(name, {noun: []})[noun]
    touched = [one for one in seen if one["start"] < until and one["end"] > since]
    if not truly(request, "overflow"):
        touched = [
            one | {"start": max(one["start"], since), "end": min(one["end"], until)}
            for one in touched
        ]
    place = ZoneInfo(zone(asked(request, "time_zone") or schedule["time_zone"]))
    return place, sorted(touched, key=lambda one: (one["start"], one["id"]))


def _shown(name: str, noun: str, kind: str, one: Thing, place: ZoneInfo) -> Thing:
    return {
        "id": one["id"],
        "type": kind,
        "start_time": shown(one["start"], place),
        "end_time": shown(one["end"], place),
        "self": f"{SITE}/api/v3/schedules/{name}/{noun}/{one['id']}",
    }


def _shown_shift(name: str, one: Thing, place: ZoneInfo) -> Thing:
    who = {"id": one["assignment"], "type": "shift_assignment", "member": member(one["member"])}
    return _shown(name, "custom_shifts", "custom_shift", one, place) | {"assignments": [who]}


def _shown_override(name: str, one: Thing, place: ZoneInfo) -> Thing:
    whose = {key: one[key] for key in ("rotation_id", "custom_shift_id") if one[key]}
    return (
        _shown(name, "overrides", "override_shift", one, place)
        | whose
        | {
            "overridden_member": member(one["overridden"]),
            "overriding_member": member(one["overriding"]),
        }
    )


_SHIFTS = "/v3/schedules/{id}/custom_shifts"
_OVERRIDES = "/v3/schedules/{id}/overrides"
ROUTES: Routes = {
    ("GET", _SHIFTS): shifts,
    ("POST", _SHIFTS): create_shifts,
    ("GET", _SHIFTS + "/{custom_shift_id}"): shift,
    ("PUT", _SHIFTS + "/{custom_shift_id}"): update_shift,
    ("DELETE", _SHIFTS + "/{custom_shift_id}"): delete_shift,
    ("GET", _OVERRIDES): overrides,
    ("POST", _OVERRIDES): create_overrides,
    ("GET", _OVERRIDES + "/{override_id}"): override,
    ("PUT", _OVERRIDES + "/{override_id}"): update_override,
    ("DELETE", _OVERRIDES + "/{override_id}"): delete_override,
}
