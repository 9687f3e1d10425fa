"""Shifts of Grafana OnCall as its HTTP API says them, and back.

`start` is local, `until` is UTC; neither has an offset. `rotation_start` is not sent: one that is
later than `start` skips occurrences, which brings the fault of the clocks back.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from watchbill.engine.clock import DAY, WEEK
from watchbill.pager.oncall_shifts import Shift

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNITS: Mapping[str, int] = {"hourly": 3_600, "daily": DAY, "weekly": WEEK}
"""The frequencies that have a period of the wall clock, and its length in seconds."""

Row = Mapping[str, Any]
"""An object as the API says it."""


def fields(shift: Shift, user: Callable[[str], str]) -> dict[str, Any]:
    """Return what the API is told of a shift; `user` gives the id of a person."""
    said: dict[str, Any] = {
        "time_zone": shift.zone,
        "level": shift.level,
        "start": shift.start.isoformat(),
        "duration": shift.seconds,
    }
    sets = [sorted(map(user, people)) for people in shift.sets]
    if not shift.period:
        return {"type": "single_event", **said, "users": sets[0]}
    frequency = "daily" if shift.period % WEEK else "weekly"
    said |= {
        "type": "rolling_users",
        "frequency": frequency,
        "interval": shift.period // UNITS[frequency],
        "rolling_users": sets,
        "start_rotation_from_user_index": shift.first,
    }
    if frequency == "weekly":
        said["week_start"] = DAYS[shift.week]
    if shift.days:
        said["by_day"] = [DAYS[day] for day in shift.days]
    if shift.until:
        said["until"] = shift.until.astimezone(UTC).replace(tzinfo=None).isoformat()
    return said


def agrees(row: Row, said: Row) -> bool:
    """Say whether a shift holds all that was sent, whatever the order of its people."""
    return all(_plain(row.get(name)) == _plain(value) for name, value in said.items())


def shift(row: Row, zone: str, person: Callable[[str], str]) -> Shift | None:
    """Return what a shift of the API says; `zone` is its schedule's. None for one not understood.

    Not understood are months, several weeks with days, days dealt out one by one, and those that
    start in the middle of a week's days.
    """
    try:
        return _shift(row, zone, person)
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _shift(row: Row, zone: str, person: Callable[[str], str]) -> Shift | None:
    rolling, single = row["type"] == "rolling_users", row["type"] in {"single_event", "override"}
    sets = row["rolling_users"] if rolling else [row["users"]]
    interval = row.get("interval") or 1
    period = 0 if single else UNITS[row["frequency"]] * interval
    start, days = _local(row["start"]), tuple(DAYS.index(day) for day in row.get("by_day") or ())
    later = _local(row.get("rotation_start") or row["start"]) > start
    unread = row.get("by_month") or row.get("by_monthday") or later or not sets or not all(sets)
    week = DAYS.index(row.get("week_start") or "SU") if days else start.weekday()
    week = 0 if not period or period % WEEK else week
    first = min(((day - week) % 7 for day in days), default=0)
    if unread or (days and (period != WEEK or (start.weekday() - week) % 7 != first)):
        return None
    return Shift(
        row.get("level") or 0,
        row.get("time_zone") or zone,
        start,
        int(row["duration"]),
        tuple(tuple(sorted(map(person, users))) for users in sets),
        period,
        (row.get("start_rotation_from_user_index") or 0) if rolling else 0,
        tuple(sorted(days)),
        week,
        _local(row["until"]).replace(tzinfo=UTC) if row.get("until") and period else None,
    )


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _plain(value: Any) -> Any:
    if isinstance(value, Iterable) and not isinstance(value, str):
        parts = [_plain(part) for part in value]
        return sorted(parts) if all(isinstance(part, str) for part in parts) else parts
    return value or None
