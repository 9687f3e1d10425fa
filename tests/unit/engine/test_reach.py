from datetime import UTC, date, datetime

import pytest

from watchbill.engine.reach import holidays, next_working, reach
from watchbill.model.base import Window
from watchbill.source.load import load
from watchbill.source.tree import Files

WEEK = Window(from_="09:00", until="17:30", days=("mon", "tue", "wed", "thu", "fri"))
FILES = {
    "watchbill.yaml": """
name: Test
timezone: UTC
working_hours: {days: [mon, tue, wed, thu, fri], from: "09:00", until: "17:30"}
""",
    "rosters/people/ada.yaml": """
name: Ada
email: ada@tailwindtraders.example
timezone: Africa/Lagos
time_off:
  - {from: 2026-12-24, until: 2026-12-28}
  - {from: 2026-12-28, until: 2027-01-04}
""",
    "rosters/people/ken.yaml": """
name: Ken
email: ken@tailwindtraders.example
timezone: Asia/Tokyo
working_hours: {days: [mon], from: "22:00", until: "06:00"}
""",
    "rosters/teams/payments.yaml": """
name: Payments
timezone: Europe/London
members: [ada]
rotations: []
holidays: [gb, lost]
""",
    "rosters/calendars/gb.yaml": """
name: Britain
days: [{date: 2026-11-24, name: A holiday}]
""",
}
CATALOG = load(Files({path: text.encode() for path, text in FILES.items()})).catalog


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("person", "when", "state", "local"),
    [
        pytest.param("ada", "2026-11-23T08:00", "working", "09:00", id="begin of work"),
        pytest.param("ada", "2026-11-23T16:30", "awake", "17:30", id="end of work"),
        pytest.param("ada", "2026-11-21T12:00", "awake", "13:00", id="saturday"),
        pytest.param("ada", "2026-11-23T22:00", "asleep", "23:00", id="begin of night"),
        pytest.param("ada", "2026-11-23T05:59", "asleep", "06:59", id="end of night"),
        pytest.param("ada", "2026-11-23T06:00", "awake", "07:00", id="morning"),
        pytest.param("ada", "2026-11-24T12:00", "awake", "13:00", id="holiday of the roster"),
        pytest.param("ada", "2026-12-23T23:00", "away", "00:00", id="first day off, own zone"),
        pytest.param("ada", "2027-01-03T22:59", "away", "23:59", id="last day off"),
        pytest.param("ada", "2027-01-03T23:00", "asleep", "00:00", id="first day back"),
        pytest.param("ken", "2026-11-23T14:30", "working", "23:30", id="at work at night"),
        pytest.param("ken", "2026-11-24T14:30", "asleep", "23:30", id="not at work at night"),
    ],
)
def test_reach(person, when, state, local):
    found = reach(CATALOG, person, at(when))
    assert (found.state, f"{found.local:%H:%M}") == (state, local)


def test_absences_that_meet_are_one():
    assert reach(CATALOG, "ada", at("2026-12-25T12:00")).back == date(2027, 1, 4)


def test_holidays_of_a_roster_leave_out_what_is_not_there():
    assert holidays(CATALOG, "payments") == {date(2026, 11, 24)}
    assert holidays(CATALOG, "nowhere") == frozenset()


@pytest.mark.parametrize(
    ("days_off", "when", "expected"),
    [
        pytest.param([], "2026-11-23T10:00", "2026-11-23T10:00", id="at work"),
        pytest.param([], "2026-11-23T17:30", "2026-11-24T09:00", id="after work"),
        pytest.param([], "2026-11-21T03:00", "2026-11-23T09:00", id="weekend"),
        pytest.param([23, 24], "2026-11-21T03:00", "2026-11-25T09:00", id="days off"),
        pytest.param([23], "2026-11-23T10:00", "2026-11-24T09:00", id="on a day off"),
    ],
)
def test_next_working(days_off, when, expected):
    off = frozenset(date(2026, 11, day) for day in days_off)
    assert next_working(WEEK, "Europe/London", off, at(when)) == at(expected)


def test_next_working_is_on_the_wall_clock():
    found = next_working(WEEK, "Europe/London", frozenset(), at("2026-06-06T12:00"))
    assert found == at("2026-06-08T08:00")


def test_there_may_be_no_working_hours():
    mondays = Window(from_="09:00", until="10:00", days=("mon",))
    off = frozenset(date.fromordinal(day) for day in range(date(2026, 1, 1).toordinal(), 740_500))
    assert next_working(mondays, "UTC", off, at("2026-11-23T10:00")) is None
