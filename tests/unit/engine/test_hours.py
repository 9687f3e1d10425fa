"""Weekly hours: windows of all kinds, and turns in which a rotation has none."""

import pytest

from tests.unit.engine.cases import Case, check, parameters
from tests.unit.engine.made import local, roster
from watchbill.engine.clock import covered
from watchbill.engine.rotation import shifts
from watchbill.model.base import Window

WEEKS = "handoff: {every: 1 week, on: monday, at: 00:00}"
WEEKS += ", turns: [{since: 2026-07-06, order: [ada, bob]}]"  # 6 July 2026 is a Monday
OFFICE = "hours: [{days: [mon, tue, wed, thu, fri], from: 09:00, until: 17:00}]"


def turns(every: str, since: str, at: str = "09:00") -> str:
    order = f"turns: [{{since: {since}, order: [ada, bob, cy]}}]"
    return f"handoff: {{every: {every}, at: {at}}}, {order}"


@parameters(
    Case(
        "a daily rotation on weekdays skips nobody for the weekend",
        f"{turns('1 day', '2026-07-08')}, {OFFICE}",
        "2026-07-08 00:00 → 2026-07-15 00:00",
        """
        Wed 2026-07-08 09:00 → Wed 2026-07-08 17:00 ada
        Thu 2026-07-09 09:00 → Thu 2026-07-09 17:00 bob
        Fri 2026-07-10 09:00 → Fri 2026-07-10 17:00 cy
        Mon 2026-07-13 09:00 → Mon 2026-07-13 17:00 ada
        Tue 2026-07-14 09:00 → Tue 2026-07-14 17:00 bob
        """,
    ),
    Case(
        "… and goes on counting so for ever: a year later, 261 weekdays and thus 87 rounds on",
        f"{turns('1 day', '2026-07-08')}, {OFFICE}",
        "2027-07-08 00:00 → 2027-07-09 00:00",  # 365 days are 52 weeks of 5 and a Wednesday
        "Thu 2027-07-08 09:00 → Thu 2027-07-08 17:00 ada",
    ),
    Case(
        "a block that begins on an idle day begins with the first turn that has hours",
        f"{turns('1 day', '2026-07-11')}, {OFFICE}",
        "2026-07-11 00:00 → 2026-07-15 00:00",
        """
        Mon 2026-07-13 09:00 → Mon 2026-07-13 17:00 ada
        Tue 2026-07-14 09:00 → Tue 2026-07-14 17:00 bob
        """,
    ),
    Case(
        "a handoff in the middle of the hours: one turn in two pieces",
        f"{turns('1 day', '2026-07-09', '12:00')}, {OFFICE}",
        "2026-07-09 12:00 → 2026-07-13 17:00",  # Thu, Fri, (Sat idle), Sun until Monday noon
        """
        Thu 2026-07-09 12:00 → Thu 2026-07-09 17:00 ada
        Fri 2026-07-10 09:00 → Fri 2026-07-10 12:00 ada
        Fri 2026-07-10 12:00 → Fri 2026-07-10 17:00 bob
        Mon 2026-07-13 09:00 → Mon 2026-07-13 12:00 cy
        Mon 2026-07-13 12:00 → Mon 2026-07-13 17:00 ada
        """,
    ),
    Case(
        "12-hour turns by day only: the nights are not counted",
        f"{turns('12 hours', '2026-07-06')}, hours: [{{from: 09:00, until: 21:00}}]",
        "2026-07-06 00:00 → 2026-07-08 00:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-06 21:00 ada
        Tue 2026-07-07 09:00 → Tue 2026-07-07 21:00 bob
        """,
    ),
    Case(
        "a daily rotation for Saturdays only",
        f"""{turns("1 day", "2026-07-06", "00:00")},
        hours: [{{days: [sat], from: 10:00, until: 12:00}}]""",
        "2026-07-06 00:00 → 2026-07-20 00:00",
        """
        Sat 2026-07-11 10:00 → Sat 2026-07-11 12:00 ada
        Sat 2026-07-18 10:00 → Sat 2026-07-18 12:00 bob
        """,
    ),
    Case(
        "turns of two days drift through the week: idle ones repeat after two weeks",
        f"""{turns("2 days", "2026-07-06", "00:00")},
        hours: [{{days: [mon], from: 09:00, until: 12:00}}]""",
        "2026-07-06 00:00 → 2026-08-04 00:00",  # Mon–Tue, idle ×2, Sun–Mon, idle ×3, Mon–Tue …
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-06 12:00 ada
        Mon 2026-07-13 09:00 → Mon 2026-07-13 12:00 bob
        Mon 2026-07-20 09:00 → Mon 2026-07-20 12:00 cy
        Mon 2026-07-27 09:00 → Mon 2026-07-27 12:00 ada
        Mon 2026-08-03 09:00 → Mon 2026-08-03 12:00 bob
        """,
    ),
    Case(
        "months are never idle",
        f"{turns('1 month', '2026-07-01')}, {OFFICE}",
        "2026-07-31 12:00 → 2026-08-03 12:00",  # 1 August is a Saturday
        """
        Fri 2026-07-31 12:00 → Fri 2026-07-31 17:00 ada
        Mon 2026-08-03 09:00 → Mon 2026-08-03 12:00 bob
        """,
    ),
    Case(
        "a window over the weekend",
        f"{WEEKS}, hours: [{{from: fri 17:00, until: mon 09:00}}]",
        "2026-07-06 09:00 → 2026-07-13 12:00",  # Monday's midnight is a handoff
        """
        Fri 2026-07-10 17:00 → Mon 2026-07-13 00:00 ada
        Mon 2026-07-13 00:00 → Mon 2026-07-13 09:00 bob
        """,
    ),
    Case(
        "a window past midnight belongs to the day on which it begins",
        f"{WEEKS}, hours: [{{days: [fri], from: 22:00, until: 06:00}}]",
        "2026-07-06 00:00 → 2026-07-13 00:00",
        "Fri 2026-07-10 22:00 → Sat 2026-07-11 06:00 ada",
    ),
    Case(
        "Sunday's night reaches into the next week, and the next turn",
        f"{WEEKS}, hours: [{{days: [sun], from: 22:00, until: 06:00}}]",
        "2026-07-12 00:00 → 2026-07-14 00:00",
        """
        Sun 2026-07-12 22:00 → Mon 2026-07-13 00:00 ada
        Mon 2026-07-13 00:00 → Mon 2026-07-13 06:00 bob
        """,
    ),
    Case(
        "until 24:00",
        f"{WEEKS}, hours: [{{days: [sat], from: 00:00, until: 24:00}}]",
        "2026-07-06 00:00 → 2026-07-13 00:00",
        "Sat 2026-07-11 00:00 → Sun 2026-07-12 00:00 ada",
    ),
    Case(
        "from a time until the same is a whole day",
        f"{WEEKS}, hours: [{{days: [wed], from: 09:00, until: 09:00}}]",
        "2026-07-06 00:00 → 2026-07-13 00:00",
        "Wed 2026-07-08 09:00 → Thu 2026-07-09 09:00 ada",
    ),
    Case(
        "from a weekday's time until the same is a whole week",
        f"{WEEKS}, hours: [{{from: wed 09:00, until: wed 09:00}}]",
        "2026-07-06 00:00 → 2026-07-13 00:00",
        "Mon 2026-07-06 00:00 → Mon 2026-07-13 00:00 ada",
    ),
    Case(
        "without days a window is every day's",
        f"{WEEKS}, hours: [{{from: 08:00, until: 20:00}}]",
        "2026-07-11 00:00 → 2026-07-13 00:00",
        """
        Sat 2026-07-11 08:00 → Sat 2026-07-11 20:00 ada
        Sun 2026-07-12 08:00 → Sun 2026-07-12 20:00 ada
        """,
    ),
    Case(
        "adjacent and overlapping windows are one",
        f"""{WEEKS}, hours: [{{days: [mon], from: 08:00, until: 12:00}},
        {{days: [mon], from: 12:00, until: 16:00}}, {{days: [mon], from: 15:00, until: 18:00}}]""",
        "2026-07-06 00:00 → 2026-07-13 00:00",
        "Mon 2026-07-06 08:00 → Mon 2026-07-06 18:00 ada",
    ),
    Case(
        "Saturday and Sunday round the clock are one stretch",
        f"{WEEKS}, hours: [{{days: [sat, sun], from: 00:00, until: 24:00}}]",
        "2026-07-06 00:00 → 2026-07-13 00:00",
        "Sat 2026-07-11 00:00 → Mon 2026-07-13 00:00 ada",
    ),
    Case(
        "days do not count where the times name their own",
        f"{WEEKS}, hours: [{{days: [tue], from: wed 09:00, until: wed 10:00}}]",
        "2026-07-06 00:00 → 2026-07-13 00:00",
        "Wed 2026-07-08 09:00 → Wed 2026-07-08 10:00 ada",
    ),
    Case(
        "a time without a day is on the other one's day",
        f"{WEEKS}, hours: [{{from: fri 17:00, until: 20:00}}]",
        "2026-07-06 00:00 → 2026-07-13 00:00",
        "Fri 2026-07-10 17:00 → Fri 2026-07-10 20:00 ada",
    ),
    Case(
        "hours and handoffs are in the rotation's zone, whatever the roster's",
        f"timezone: Asia/Tokyo, {WEEKS}, {OFFICE}",
        "2026-07-05 00:00 → 2026-07-07 00:00",  # Tokyo is eight hours ahead of London's summer
        "Mon 2026-07-06 01:00 → Mon 2026-07-06 09:00 ada",
    ),
)
def test_hours(case: Case) -> None:
    check(case)


def test_fourteen_people_in_a_daily_rotation_on_weekdays_all_serve() -> None:
    people = [f"p{number}" for number in range(14)]
    rotation = f"""rotations: [{{id: a, role: primary, {OFFICE},
      handoff: {{every: 1 day, at: 09:00}},
      turns: [{{since: 2026-07-06, order: [{", ".join(people)}]}}]}}]"""
    start, end = (local("Europe/London", day) for day in ("2026-07-06", "2026-07-24"))
    found = shifts("team", roster(rotation), start, end)
    assert [shift.people for shift in found] == [(person,) for person in people]


@pytest.mark.parametrize("year", [1, 1970, 9999])
def test_hours_are_known_from_the_first_year_to_the_last(year: int) -> None:
    nights = (Window(from_="22:00", until="06:00"),)
    start, end = (local("UTC", f"{year:04}-12-30 {hour}:00") for hour in ("00", "23"))
    assert covered(nights, "UTC", start, end) == (
        (start, start.replace(hour=6)),
        (start.replace(hour=22), end),
    )
