"""Instants of wall-clock times, and texts of lengths and times."""

from datetime import UTC, datetime, timedelta

import pytest

from watchbill.engine.clock import covered, elapsed, instant, length, time_of_day, wall, weekly_time
from watchbill.model.base import Window


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("UTC", "2026-07-01 12:00", "2026-07-01 12:00"),
        ("Asia/Kathmandu", "2026-07-01 12:00", "2026-07-01 06:15"),
        ("Europe/London", "2026-03-29 00:59", "2026-03-29 00:59"),
        ("Europe/London", "2026-03-29 01:00", "2026-03-29 01:00"),  # the change itself
        ("Europe/London", "2026-03-29 01:59", "2026-03-29 01:00"),
        ("Europe/London", "2026-03-29 02:00", "2026-03-29 01:00"),
        ("Europe/London", "2026-03-29 02:01", "2026-03-29 01:01"),
        ("Europe/London", "2026-10-25 00:59", "2026-10-24 23:59"),
        ("Europe/London", "2026-10-25 01:00", "2026-10-25 00:00"),  # and again at 01:00
        ("Europe/London", "2026-10-25 01:59", "2026-10-25 00:59"),
        ("Europe/London", "2026-10-25 02:00", "2026-10-25 02:00"),  # shown once, after both
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 10:00"),  # the day that was left out
        ("America/Santiago", "2026-04-04 23:30", "2026-04-05 02:30"),
        ("America/Santiago", "2026-04-05 00:00", "2026-04-05 04:00"),
        ("Africa/Casablanca", "2026-03-22 02:30", "2026-03-22 02:00"),
        ("Europe/London", "2199-07-01 12:00", "2199-07-01 11:00"),
        ("Europe/London", "1970-01-01 00:00", "1969-12-31 23:00"),
    ],
)
def test_a_time_is_the_first_instant_at_which_the_clock_shows_it_or_later(
    zone: str, local: str, utc: str
) -> None:
    expected = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert instant(zone, datetime.fromisoformat(local)) == expected


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/London"])
def test_the_ends_of_the_calendar_are_no_accident(zone: str) -> None:
    for local in (datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59)):
        at = instant(zone, local)
        assert abs(wall(zone, at).replace(tzinfo=None) - local) <= timedelta(days=2)


def test_lengths_and_times() -> None:
    assert length("2 weeks") == (2, "week")
    assert elapsed("5 minutes") == timedelta(minutes=5)
    assert elapsed("1 hour") == timedelta(hours=1)
    assert elapsed("6 months") == timedelta(days=180)
    assert time_of_day("09:30") == 9 * 3600 + 30 * 60
    assert weekly_time("24:00") == (None, 86_400)
    assert weekly_time("fri 17:00") == (4, 17 * 3600)


def test_covered_hours_are_cut_to_the_window_and_always_is_all_of_it() -> None:
    start, end = datetime(2026, 7, 6, 12, tzinfo=UTC), datetime(2026, 7, 7, 10, tzinfo=UTC)
    office = (Window(from_="09:00", until="17:00", days=("mon", "tue")),)
    assert covered("always", "Europe/London", start, end) == ((start, end),)
    assert covered(office, "Europe/London", start, end) == (
        (start, start.replace(hour=16)),
        (end.replace(hour=8), end),
    )
    assert covered(office, "Europe/London", end, start) == ()
