"""The files of the folder pager: an object as JSON text, and back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from watchbill.pager.objects import Object, Stint, Watch, kind_of
from watchbill.pager.timeline import settle

OWNER = "watchbill"
_HEAD = ("managed_by", "key")
_TAIL = ("until", "shifts")


class Foreign(NamedTuple):
    """A file that is somebody else's, and how one sees that."""

    reason: str


class Broken(NamedTuple):
    """A file in which nobody's object can be read, and why."""

    reason: str


def text(item: Object) -> str:
    """Return the file of an object: our mark, its fields, and its shifts if it is a schedule."""
    whole = {"managed_by": OWNER, "key": item.key, **item.body}
    if item.watch:
        whole["until"] = _utc(item.watch.until)
        whole["shifts"] = [
            {"start": _utc(s.start), "end": _utc(s.end), "people": s.people}
            for s in item.watch.stints
        ]
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def parse(key: str, data: bytes) -> Object | Foreign | Broken:
    """Return what a file holds. It is ours if it says so and was not copied from elsewhere."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return Broken("it is no JSON")
    if not isinstance(whole, dict) or whole.get("managed_by") != OWNER:
        return Foreign("it does not say managed_by: watchbill")
    if whole.get("key") != key:
        return Foreign("it is a copy: its key is another one")
    body = {name: value for name, value in whole.items() if name not in _HEAD + _TAIL}
    try:
        watch = _watch(whole) if kind_of(key) == "schedule" else None
        return Object(key, body, watch, _steps(body))
    except (ValueError, TypeError, LookupError, OSError, OverflowError):
        return Broken("its fields have been changed so that they make no sense")


def _watch(whole: Mapping[str, Any]) -> Watch:
    zone, title = str(whole["timezone"]), str(whole["name"])
    ZoneInfo(zone)
    stints = [
        Stint(_instant(s["start"]), _instant(s["end"]), tuple(map(str, s["people"])))
        for s in whole["shifts"]
    ]
    until = _instant(whole["until"])
    return Watch(str(whole["roster"]), str(whole["role"]), title, zone, until, settle(stints))


def _steps(body: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(str, step["notify"])) for step in body.get("steps", ()))


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _instant(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError("an instant has a zone")
    return at.astimezone(UTC)
