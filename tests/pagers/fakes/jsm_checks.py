"""What a fake Jira Service Management accepts of a body, and what it makes of it."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.pagers.fakes.ops_rendering import UNITS, WEEKDAYS, Record, half_hour, moment, zulu
from tests.pagers.fakes.server import Refused, Response

Known = Callable[[str, Any], bool]
"""Whether there is a thing of a type ("user", "team", "schedule", "escalation") with an id."""


def refuse(message: str, status: int = 400) -> NoReturn:
    """End the answer with an error."""
    raise Refused(Response(status, {"message": message, "code": status}))


def schedule(body: Record, old: Record | None, known: Known) -> Record:
    """Check a schedule without its rotations."""
    new: Record = {"description": "", "timezone": "America/New_York", "enabled": True}
    new |= {**(old or {}), **{k: v for k, v in body.items() if k not in {"id", "rotations"}}}
    _need(new, "name", "teamId")
    _is_known(known, "team", new["teamId"])
    try:
        ZoneInfo(new["timezone"])
    except (ZoneInfoNotFoundError, ValueError):
        refuse(f"Invalid timezone: {new['timezone']}", 422)
    return new


def rotation(body: Record, old: Record | None, known: Known) -> Record:
    """Check a rotation; minutes are rounded to 0 or 30."""
    new: Record = {"name": "", "length": 1, "endDate": None, "timeRestriction": None}
    new |= {**(old or {}), **{key: value for key, value in body.items() if key != "id"}}
    _need(new, "startDate", "type", "participants")
    _among("type", new["type"], UNITS)
    if not isinstance(new["length"], int) or new["length"] < 1:
        refuse("length must be a positive integer", 422)
    for participant in new["participants"]:
        _participant(participant, known, {"user", "team", "escalation", "noone"})
    for field in ("startDate", "endDate"):
        new[field] = _rounded(new[field])
    new["timeRestriction"] = _restriction(new["timeRestriction"] or None)
    return new


def _restriction(given: Mapping[str, Any] | None) -> Record | None:
    if not given:
        return None
    _among("timeRestriction.type", given.get("type"), {"time-of-day", "weekday-and-time-of-day"})
    if given["type"] == "time-of-day":
        _need(given, "restriction")
        return {"type": given["type"], "restriction": _part(given["restriction"], ())}
    _need(given, "restrictions")
    days = ("startDay", "endDay")
    parts = [_part(part, days) for part in given["restrictions"]]
    return {"type": given["type"], "restrictions": parts}


def _part(given: Mapping[str, Any], days: tuple[str, ...]) -> Record:
    for day in days:
        _among(day, given.get(day), WEEKDAYS)
    for hour in ("startHour", "endHour"):
        _among(hour, given.get(hour), range(24))
    minutes = {field: half_hour(given.get(field) or 0) for field in ("startMin", "endMin")}
    return {field: given[field] for field in (*days, "startHour", "endHour")} | minutes


def override(body: Record, known: Known, rotations: Collection[str]) -> Record:
    """Check an override; without rotations it is one of all."""
    _need(body, "responder", "startDate", "endDate")
    _participant(body["responder"], known, {"user", "team", "escalation", "noone"})
    start, end = (_moment(body[field]) for field in ("startDate", "endDate"))
    if moment(start) >= moment(end):
        refuse("endDate must be after startDate", 422)
    named = body.get("rotationIds") or []
    for name in named:
        _among("rotationIds", name, rotations)
    dates = {"startDate": start, "endDate": end}
    return {"responder": body["responder"], **dates, "rotationIds": named}


def escalation(body: Record, old: Record | None, known: Known) -> Record:
    """Check an escalation: its steps, how often it repeats, its short description."""
    new: Record = {"description": "", "enabled": True, "repeat": None}
    new |= {**(old or {}), **{key: value for key, value in body.items() if key != "id"}}
    _need(new, "name", "rules")
    if len(new["description"] or "") > 200:
        refuse("description must have 200 characters at most", 422)
    new["rules"] = [_rule(rule, known) for rule in new["rules"]]
    repeat = {"waitInterval": 0, "count": 0, "resetRecipientStates": False}
    repeat |= {"closeAlertAfterAll": False, **(new["repeat"] or {})}
    _among("repeat.count", repeat["count"], range(21))
    return {**new, "repeat": repeat}


def _rule(given: Mapping[str, Any], known: Known) -> Record:
    rule = {"condition": "if-not-acked", "notifyType": "default", "delay": 0, **given}
    _need(rule, "recipient")
    _among("condition", rule["condition"], {"if-not-acked", "if-not-closed"})
    notify_types = {"default", "next", "previous", "users", "admins", "random", "all"}
    _among("notifyType", rule["notifyType"], notify_types)
    if not isinstance(rule["delay"], int) or rule["delay"] < 0:
        refuse("delay must be minutes", 422)
    _participant(rule["recipient"], known, {"user", "team", "schedule"})
    return rule


def _participant(given: Mapping[str, Any], known: Known, types: Collection[str]) -> None:
    _among("type", given.get("type"), types)
    if given["type"] != "noone":
        _is_known(known, given["type"], given.get("id"))


def _is_known(known: Known, kind: str, identity: Any) -> None:
    if not known(kind, identity):
        refuse(f"{kind} not found: {identity}", 422)


def _need(new: Mapping[str, Any], *fields: str) -> None:
    for field in fields:
        if new.get(field) in (None, "", []):
            refuse(f"{field} is required")


def _among(field: str, value: Any, allowed: Collection[Any]) -> None:
    if value not in allowed:
        refuse(f"{field} is invalid: {value}", 422)


def _moment(text: Any) -> str:
    try:
        return zulu(moment(text))
    except (TypeError, ValueError):
        return refuse(f"Invalid date: {text}")


def _rounded(text: str | None) -> str | None:
    if not text:
        return None
    exact = moment(_moment(text))
    return zulu(exact.replace(minute=half_hour(exact.minute), second=0))
