"""What --at means: the reader's wall clock, by the one rule that also holds in files."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from watchbill.cli.when import instant_of

CASES = [
    # zone, wall clock, instant in UTC
    ("Europe/London", "2026-11-24T12:00", "2026-11-24T12:00:00"),
    ("Europe/London", "2026-03-29T00:59", "2026-03-29T00:59:00"),
    # left out by the change: the change itself
    ("Europe/London", "2026-03-29T01:00", "2026-03-29T01:00:00"),
    ("Europe/London", "2026-03-29T01:30", "2026-03-29T01:00:00"),
    ("Europe/London", "2026-03-29T01:59:59.5", "2026-03-29T01:00:00"),
    ("Europe/London", "2026-03-29T02:00", "2026-03-29T01:00:00"),
    ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-03T15:30:00"),
    ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00"),
    # shown twice: the first of the two
    ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30:00"),
    ("America/New_York", "2026-11-01T01:00", "2026-11-01T05:00:00"),
]


@pytest.mark.parametrize(("zone", "wall", "expected"), CASES)
def test_a_wall_clock_time_in_the_zone_asked_for(zone, wall, expected):
    found = instant_of(datetime.fromisoformat(wall), ZoneInfo(zone))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "wall", "expected"), CASES)
def test_a_wall_clock_time_in_the_zone_of_the_machine(monkeypatch, zone, wall, expected):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        found = instant_of(datetime.fromisoformat(wall), None)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_an_offset_counts_more_than_the_zone():
    at = datetime.fromisoformat("2026-03-29T01:30+05:30")
    assert instant_of(at, ZoneInfo("Europe/London")) == datetime(2026, 3, 28, 20, tzinfo=UTC)
