"""Alertmanager's time intervals say what the engine says of working hours and holidays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.pagers.company import FILES
from tests.unit.emit.made_alerting import accepted, company, read, service, text_of
from watchbill.engine.escalation import pages

ALL_DAY = {"start_time": "00:00", "end_time": "24:00"}
WINDOWS = (
    '{days: [mon, tue, wed, thu, fri], from: "09:00", until: "17:30"}',
    '{days: [mon, fri, sun], from: "22:00", until: "06:00"}',
    '{from: "18:00", until: "24:00"}',
    '{from: "00:00", until: "00:00"}',
    "{from: fri 17:00, until: mon 09:00}",
    "{from: sun 23:00, until: sun 22:00}",
)
HOLIDAYS = (
    "name: Ours\ndays: [{date: 2026-11-15, name: x}, {date: 2026-11-25, name: x},"
    " {date: 2026-11-29, name: x}, {date: 2027-11-15, name: x}, {date: 2028-01-01, name: x}]\n"
)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_hours_are_the_engines(tmp_path: Path, window: str, zone: str):
    """Every half hour of ten days: pages at once if and only if a route notifies."""
    roster = FILES["rosters/teams/pay.yaml"].replace("Europe/London", zone)
    files = {
        "watchbill.yaml": FILES["watchbill.yaml"] + f"working_hours: {window}\n",
        "rosters/calendars/ours.yaml": HOLIDAYS,
        "rosters/teams/pay.yaml": roster + "holidays: [ours]\n",
    }
    known = company(files, till=service(({"a": "1"}, "sev3")))
    accepted(tmp_path, known)
    config = read(known)
    start = datetime(2026, 11, 22, tzinfo=UTC)
    for half in range(10 * 24 * 2):
        at = start + half * timedelta(minutes=30)
        assert notifies(config, at) == (pages(known, "till", "sev3", at).starts == at), at


def notifies(config: Any, at: datetime) -> bool:
    """Do with a route's intervals what Alertmanager does."""
    (route,) = config["route"]["routes"]
    named = {one["name"]: one["time_intervals"] for one in config["time_intervals"]}
    active = [part for name in route["active_time_intervals"] for part in named[name]]
    mute = [part for name in route["mute_time_intervals"] for part in named[name]]
    return any(holds(part, at) for part in active) and not any(holds(part, at) for part in mute)


def holds(part: dict, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(part["location"]))
    now, day = f"{local:%H:%M}", f"{local:%A}".lower()
    return (
        day in part.get("weekdays", [day])
        and str(local.year) in part.get("years", [str(local.year)])
        and str(local.month) in part.get("months", [str(local.month)])
        and str(local.day) in part.get("days_of_month", [str(local.day)])
        and any(t["start_time"] <= now < t["end_time"] for t in part.get("times", [ALL_DAY]))
    )


def test_holidays_of_a_year_and_the_same_all_week():
    files = {
        "rosters/calendars/ours.yaml": HOLIDAYS,
        "rosters/teams/pay.yaml": FILES["rosters/teams/pay.yaml"] + "holidays: [ours]\n",
    }
    known = company(files, till=service(({"a": "1"}, "sev3")))
    assert read(known)["time_intervals"][1]["time_intervals"] == [
        {"years": [year], "months": ["11"], "days_of_month": days, "location": "Europe/London"}
        for year, days in (("2026", ["15", "25", "29"]), ("2027", ["15"]))
    ]
    week = [datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 22, 23, 59, tzinfo=UTC)]
    assert len({text_of(known, at) for at in week}) == 1
    assert text_of(known, week[1] + timedelta(minutes=1)) != text_of(known, week[0])


def test_a_roster_without_holidays_mutes_nothing(tmp_path: Path):
    known = company(till=service(({"a": "1"}, "sev3")))
    (route,) = read(known)["route"]["routes"]
    assert "mute_time_intervals" not in route
    assert [one["name"] for one in read(known)["time_intervals"]] == ["watchbill/pay/working-hours"]
    accepted(tmp_path, known)
