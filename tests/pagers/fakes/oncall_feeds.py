"""Who is on call by a calendar that a fake Grafana OnCall fetches.

Measured on the real engine: a summary is matched to a username or an e-mail address, `[L2]` before
it sets the level, unknown people are a silent gap, recurring events have the fault of shifts, and
events in UTC are exact. Assumed: dates without a time and times without a zone are UTC.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.pagers.fakes.oncall_rendering import DAYS, Event, Rule, occurrences, utc


def feed_events(
    text: str, users: Mapping[str, str], stop: datetime, level: int | None = None
) -> list[Event]:
    """Return the events of an iCalendar text; `users` is names and addresses (lower case) to ids.

    An event of nobody known is left out, as silently as the real one does it. `level` replaces what
    the summaries say ("[L2] ada").
    """
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    events = []
    for block in re.findall(r"BEGIN:VEVENT\r?\n(.*?)END:VEVENT", unfolded, re.DOTALL):
        lines = dict(re.findall(r"^([A-Z-]+)(.*?)\r?$", block, re.MULTILINE))
        mark = re.match(r"[^:]*:(?:\[L(\d)\])?\s*(.*?)\s*$", lines.get("SUMMARY", ":"))
        user = users.get(mark[2].lower()) if mark else None
        if mark and user:
            own = level if level is not None else int(mark[1] or 0)
            events += [Event(start, end, own, user) for start, end in _ical_times(lines, stop)]
    return events


def _ical_times(lines: Mapping[str, str], stop: datetime) -> list[tuple[datetime, datetime]]:
    start, zone = _ical_wall(lines["DTSTART"])
    end, end_zone = _ical_wall(lines["DTEND"])
    length = utc(end, end_zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) - start
    fields = dict(part.split("=") for part in lines.get("RRULE", ":")[1:].split(";") if part)
    rule = Rule(
        start=start,
        rotation_start=start,
        duration=length,
        frequency=fields["FREQ"].lower() if fields else None,
        interval=int(fields.get("INTERVAL", 1)),
        by_day=fields["BYDAY"].split(",") if "BYDAY" in fields else [],
        by_month=[int(month) for month in fields.get("BYMONTH", "").split(",") if month],
        by_monthday=[int(day) for day in fields.get("BYMONTHDAY", "").split(",") if day],
        week_start=DAYS.index(fields.get("WKST", "MO")),
        until=_ical_wall(":" + fields["UNTIL"])[0] if "UNTIL" in fields else None,
        singly=False,
    )
    return [(begin, finish) for _, begin, finish in occurrences(rule, zone, 1, stop)]


def _ical_wall(value: str) -> tuple[datetime, str]:
    """Return wall-clock time and zone of `;TZID=Europe/Berlin:20261124T120000` and its kin."""
    options, _, text = value.rpartition(":")
    zone = re.search(r"TZID=\"?([^;:\"]+)", options)
    return datetime.fromisoformat(text.removesuffix("Z")), zone[1] if zone else "UTC"
