"""What a fake Grafana OnCall accepts of a body: as lenient as the real one.

Measured on the real engine: unknown users of `users` are dropped, those of `rolling_users` refused;
empty sets, long durations and equal names are accepted; `override` shifts are refused in calendar
schedules; web schedules cannot be edited. Read in its source: unknown shifts of a schedule and
unknown `persons_to_notify` are dropped too, `week_start` is asked for with weekly shifts, feeds are
fetched when they are set, a schedule's shifts are of its team. Documented: the fields, the types,
waits of 60 to 86400 s. There is no count in `repeat_escalation`: it repeats five times, always.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.pagers.fakes.oncall_rendering import DAYS
from tests.pagers.fakes.oncall_state import Record, State
from tests.pagers.fakes.server import Refused, Response

STEPS: Mapping[str, tuple[str, ...]] = {
    "wait": ("duration",),
    "notify_persons": ("persons_to_notify", "important"),
    "notify_person_next_each_time": ("persons_to_notify_next_each_time",),
    "notify_on_call_from_schedule": ("notify_on_call_from_schedule", "important"),
    "notify_user_group": ("group_to_notify", "important"),
    "notify_team_members": ("notify_to_team_members", "important"),
    "trigger_webhook": ("action_to_trigger",),
    "notify_whole_channel": (),
    "notify_if_time_from_to": ("notify_if_time_from", "notify_if_time_to"),
    "notify_if_num_alerts_in_window": ("num_alerts_in_window", "num_minutes_in_window"),
    "repeat_escalation": (),
    "resolve": (),
    "declare_incident": ("severity",),
}
"""The types of escalation steps and the fields that each has."""

_RECURRING = ("frequency", "interval", "until", "by_day", "by_month", "by_monthday", "week_start")
_ROLLING = ("rolling_users", "start_rotation_from_user_index")
_NOT_OF = {
    "single_event": (*_RECURRING, *_ROLLING),
    "recurrent_event": _ROLLING,
    "rolling_users": ("users",),
    "override": ("level", *_RECURRING, *_ROLLING),
}
_SHIFT: Record = {
    **dict.fromkeys(("team_id", "time_zone", *_RECURRING, *_ROLLING)),
    "level": 0,
    "rotation_start": None,
    "users": [],
}


def refuse(detail: str, status: int = 400) -> NoReturn:
    """End the answer with an error as this API words it."""
    raise Refused(Response(status, {"detail": detail}))


def refuse_field(field: str, message: str) -> NoReturn:
    """End the answer with an error about one field."""
    raise Refused(Response(400, {field: [message]}))


def user(_fake: State, _body: Record, _old: Record | None) -> NoReturn:
    """Refuse: what comes from Grafana is read only."""
    refuse("Method not allowed.", 405)


def schedule(fake: State, body: Record, old: Record | None) -> Record:
    """Check a schedule; what is not said stays as it was."""
    if (old or body).get("type") == "web":
        verb = "update" if old else "creation"
        refuse(f"Web schedule {verb} is not enabled through API")
    new: Record = {
        "team_id": None,
        "slack": None,
        "ical_url_overrides": None,
        **(old or {}),
        **body,
    }
    if new.get("type") not in {"calendar", "ical"}:
        refuse_field("type", "Invalid type")
    _need(new, "name")
    _team(fake, new)
    if new["type"] == "ical":
        _need(new, "ical_url_primary")
        new.pop("shifts", None)
    else:
        _need(new, "time_zone")
        _zone(new)
        new["shifts"] = _shifts_of(fake, new)
        new.setdefault("enable_web_overrides", False)
    for field in ("ical_url_primary", "ical_url_overrides"):
        if new.get(field) and new[field] not in fake.feeds:
            refuse("Ical download failed")
    return new


def _shifts_of(fake: State, new: Record) -> list[str]:
    known = [identity for identity in new.get("shifts") or [] if identity in fake.shifts]
    for shift in (fake.shifts[identity] for identity in known):
        if shift["type"] == "override":
            refuse("Shifts of type override are not supported in this schedule")
        if shift["team_id"] != new["team_id"]:
            refuse("Shifts must be assigned to the same team as the schedule")
    return known


def shift(fake: State, body: Record, old: Record | None) -> Record:
    """Check an on-call shift, and clear what its type has not."""
    new: Record = {**_SHIFT, **(old or {}), **body}
    for field in ("name", "type", "start", "duration"):
        _need(new, field)
    if new["type"] not in _NOT_OF:
        refuse("Invalid shift type")
    for field in ("start", "rotation_start", "until"):
        _wall(new[field])
    if not isinstance(new["duration"], int):
        refuse_field("duration", "Duration has wrong format.")
    _team(fake, new)
    _zone(new)
    new["users"] = [person for person in new["users"] or [] if person in fake.users]
    new["rolling_users"] = [_known(fake, people) for people in new["rolling_users"] or []]
    _recurrence(new)
    new["rotation_start"] = new["rotation_start"] or new["start"]
    empty = {"users": [], "level": 0}
    return {**new, **{field: empty.get(field) for field in _NOT_OF[new["type"]]}}


def _known(fake: State, people: list[str]) -> list[str]:
    if unknown := sorted({*people} - {*fake.users}):
        refuse_field("rolling_users", f"User does not exist: {', '.join(unknown)}")
    return [*dict.fromkeys(people)]


def _recurrence(new: Record) -> None:
    if new["type"] in {"single_event", "override"}:
        return
    if new["frequency"] is None:
        refuse("Field 'frequency' is required for this on-call shift type")
    if new["frequency"] not in {"hourly", "daily", "weekly", "monthly"}:
        refuse("Invalid frequency type")
    if new["frequency"] == "weekly" and new["week_start"] is None:
        refuse("Field 'week_start' is required for frequency type 'weekly'")
    if new["type"] == "rolling_users" and new["start_rotation_from_user_index"] is None:
        refuse("Field 'start_rotation_from_user_index' is required for this on-call shift type")
    new["interval"] = 1 if new["interval"] is None else new["interval"]
    if not isinstance(new["interval"], int) or new["interval"] < 1:
        refuse("Invalid value for interval")
    _among("by_day", new["by_day"], DAYS)
    _among("week_start", [new["week_start"]] if new["week_start"] else [], DAYS)
    _among("by_month", new["by_month"], range(1, 13))
    _among("by_monthday", new["by_monthday"], [*range(-31, 0), *range(1, 32)])
    if new["type"] == "rolling_users" and new["frequency"] == "daily":
        if new["by_monthday"]:
            refuse("Day limits are temporarily disabled for rolling_users with frequency daily")
        if new["by_day"] and new["interval"] > len(new["by_day"]):
            refuse("Interval must be less than or equal to the number of selected days")


def hidden(record: Record) -> tuple[str, ...]:
    """Return the fields of a shift that are not shown, for its type and frequency."""
    weekly = () if record["frequency"] == "weekly" else ("week_start",)
    return (*_NOT_OF[record["type"]], *weekly)


def chain(fake: State, body: Record, old: Record | None) -> Record:
    """Check an escalation chain."""
    new: Record = {"team_id": None, **(old or {}), **body}
    _need(new, "name")
    _team(fake, new)
    return new


def step(fake: State, body: Record, old: Record | None) -> Record:
    """Check an escalation step; the chain it belongs to cannot be changed."""
    new: Record = {**(old or {}), **body}
    if old:
        new["escalation_chain_id"] = old["escalation_chain_id"]
    _among("escalation_chain_id", [new.get("escalation_chain_id")], fake.chains)
    if new.get("type") not in STEPS:
        refuse("Invalid escalation step type")
    fields = STEPS[new["type"]]
    if "duration" in fields and not 60 <= (new.get("duration") or 60) <= 86400:
        refuse_field("duration", "Ensure this value is between 60 and 86400.")
    for field in ("persons_to_notify", "persons_to_notify_next_each_time"):
        if field in fields:
            new[field] = [person for person in new.get(field) or [] if person in fake.users]
    if new.get("notify_on_call_from_schedule"):
        _among(
            "notify_on_call_from_schedule", [new["notify_on_call_from_schedule"]], fake.schedules
        )
    given = {field: new.get(field) for field in fields}
    if "important" in given:
        given["important"] = bool(given["important"])
    base = {field: new.get(field) for field in ("id", "escalation_chain_id", "type", "position")}
    return {**base, **given}


def integration(fake: State, body: Record, old: Record | None) -> Record:
    """Check an integration; its address and its default route are the server's."""
    new: Record = {"team_id": None, "name": "Integration", "templates": {}, **(old or {}), **body}
    _need(new, "type")
    _team(fake, new)
    kept = (old or {}).get("default_route") or {"escalation_chain_id": None, "slack": None}
    new["default_route"] = {**kept, **(body.get("default_route") or {})}
    if new["default_route"]["escalation_chain_id"]:
        _among("default_route", [new["default_route"]["escalation_chain_id"]], fake.chains)
    return new


def route(fake: State, body: Record, old: Record | None) -> Record:
    """Check a route; a chain of null is allowed."""
    new: Record = {"routing_type": "regex", "escalation_chain_id": None, **(old or {}), **body}
    for field in ("integration_id", "routing_regex"):
        _need(new, field)
    _among("integration_id", [new["integration_id"]], fake.integrations)
    if new["escalation_chain_id"]:
        _among("escalation_chain_id", [new["escalation_chain_id"]], fake.chains)
    return {**new, "is_the_last_route": False}


def swap(fake: State, body: Record, old: Record | None) -> Record:
    """Check a request to swap shifts; it swaps nothing until it is taken."""
    new: Record = {"description": None, "benefactor": None, **(old or {}), **body}
    for field in ("schedule", "swap_start", "swap_end", "beneficiary"):
        _need(new, field)
    _among("schedule", [new["schedule"]], fake.schedules)
    _among("beneficiary", [new["beneficiary"]], fake.users)
    return {**new, "status": "taken" if new["benefactor"] else "open"}


Check = Callable[[State, Record, Record | None], Record]


def _need(new: Record, field: str) -> None:
    if new.get(field) in {None, ""}:
        refuse_field(field, "This field is required.")


def _team(fake: State, new: Record) -> None:
    new["team_id"] = new.get("team_id") or None
    if new["team_id"] and new["team_id"] not in fake.teams:
        refuse_field("team_id", "Team does not exist.")


def _zone(new: Record) -> None:
    try:
        ZoneInfo(new.get("time_zone") or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        refuse_field("time_zone", "Invalid timezone")


def _wall(text: str | None) -> None:
    try:
        _ = text is None or datetime.strptime(text, "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007  # local
    except (TypeError, ValueError):
        refuse("Invalid datetime format, should be \"yyyy-mm-dd'T'hh:mm:ss\"")


def _among(field: str, values: Iterable[Any] | None, allowed: Iterable[Any]) -> None:
    if wrong := [value for value in values or [] if value not in {*allowed}]:
        refuse_field(field, f"Invalid value: {wrong[0]}")
