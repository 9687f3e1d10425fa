"""When turns pass on: hours, days, weeks and months, the first one, and far away."""

from tests.unit.engine.cases import Case, check, parameters


def turns(every: str, since: str, at: str = "09:00", on: str = "") -> str:
    named = f", on: {on}" if on else ""
    order = f"turns: [{{since: {since}, order: [ada, bob, cy]}}]"
    return f"handoff: {{every: {every}, at: {at}{named}}}, {order}"


@parameters(
    Case(
        "the 31st is a month's last day, and does not drift to the 28th for ever",
        turns("1 month", "2026-01-31", "12:00", on="31"),
        "2026-01-31 12:00 → 2026-04-30 12:00",
        """
        Sat 2026-01-31 12:00 → Sat 2026-02-28 12:00 ada
        Sat 2026-02-28 12:00 → Tue 2026-03-31 12:00 bob
        Tue 2026-03-31 12:00 → Thu 2026-04-30 12:00 cy
        """,
    ),
    Case(
        "the 30th is 29 February in a leap year",
        turns("1 month", "2028-01-30", on="30"),
        "2028-01-30 09:00 → 2028-03-30 09:00",
        """
        Sun 2028-01-30 09:00 → Tue 2028-02-29 09:00 ada
        Tue 2028-02-29 09:00 → Thu 2028-03-30 09:00 bob
        """,
    ),
    Case(
        "a year from 29 February is 28 February, and four are the 29th again",
        turns("12 months", "2028-02-29", on="29"),
        "2031-03-01 00:00 → 2033-01-01 00:00",  # the fourth turn began on 2031-02-28
        """
        Sat 2031-03-01 00:00 → Sun 2032-02-29 09:00 ada
        Sun 2032-02-29 09:00 → Sat 2033-01-01 00:00 bob
        """,
    ),
    Case(
        "without `on` a month's handoff is on the day of `since`",
        turns("1 month", "2026-05-15"),
        "2026-05-01 00:00 → 2026-07-15 09:00",
        """
        Fri 2026-05-15 09:00 → Mon 2026-06-15 09:00 ada
        Mon 2026-06-15 09:00 → Wed 2026-07-15 09:00 bob
        """,
    ),
    Case(
        "when `since` is after this month's day, the first handoff is next month",
        turns("1 month", "2026-02-10", on="5"),
        "2026-02-01 00:00 → 2026-04-10 00:00",
        """
        Thu 2026-03-05 09:00 → Sun 2026-04-05 09:00 ada
        Sun 2026-04-05 09:00 → Fri 2026-04-10 00:00 bob
        """,
    ),
    Case(
        "`since` on the last day of a short month is in time for the 31st",
        turns("1 month", "2026-02-28", on="31"),
        "2026-02-01 00:00 → 2026-03-31 09:00",
        "Sat 2026-02-28 09:00 → Tue 2026-03-31 09:00 ada",
    ),
    Case(
        "December passes on to January",
        turns("1 month", "2026-12-15", on="1"),
        "2026-12-15 00:00 → 2027-03-01 09:00",
        """
        Fri 2027-01-01 09:00 → Mon 2027-02-01 09:00 ada
        Mon 2027-02-01 09:00 → Mon 2027-03-01 09:00 bob
        """,
    ),
    Case(
        "quarters",
        turns("3 months", "2026-01-01", on="1"),
        "2026-01-01 09:00 → 2026-07-01 09:00",
        """
        Thu 2026-01-01 09:00 → Wed 2026-04-01 09:00 ada
        Wed 2026-04-01 09:00 → Wed 2026-07-01 09:00 bob
        """,
    ),
    Case(
        "without `on` a week's handoff is on the weekday of `since`",
        turns("1 week", "2026-07-01"),
        "2026-06-20 00:00 → 2026-07-15 09:00",
        """
        Wed 2026-07-01 09:00 → Wed 2026-07-08 09:00 ada
        Wed 2026-07-08 09:00 → Wed 2026-07-15 09:00 bob
        """,
    ),
    Case(
        "two weeks, from the first Monday at or after `since`",
        turns("2 weeks", "2026-07-01", on="monday"),
        "2026-07-01 00:00 → 2026-08-03 09:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-20 09:00 ada
        Mon 2026-07-20 09:00 → Mon 2026-08-03 09:00 bob
        """,
    ),
    Case(
        "`since` on the named weekday itself counts, whatever the time of the handoff",
        turns("1 week", "2026-07-06", "00:00", on="monday"),
        "2026-07-05 00:00 → 2026-07-08 00:00",
        "Mon 2026-07-06 00:00 → Wed 2026-07-08 00:00 ada",
    ),
    Case(
        "three days over the end of the year",
        turns("3 days", "2026-12-30"),
        "2026-12-30 09:00 → 2027-01-08 09:00",
        """
        Wed 2026-12-30 09:00 → Sat 2027-01-02 09:00 ada
        Sat 2027-01-02 09:00 → Tue 2027-01-05 09:00 bob
        Tue 2027-01-05 09:00 → Fri 2027-01-08 09:00 cy
        """,
    ),
    Case(
        "three turns of 8 hours a day",
        turns("8 hours", "2026-07-01", "06:00"),
        "2026-07-01 06:00 → 2026-07-02 06:00",
        """
        Wed 2026-07-01 06:00 → Wed 2026-07-01 14:00 ada
        Wed 2026-07-01 14:00 → Wed 2026-07-01 22:00 bob
        Wed 2026-07-01 22:00 → Thu 2026-07-02 06:00 cy
        """,
    ),
    Case(
        "turns of 36 hours are counted from the first",
        turns("36 hours", "2026-07-01", "08:00"),
        "2026-07-01 08:00 → 2026-07-04 08:00",
        """
        Wed 2026-07-01 08:00 → Thu 2026-07-02 20:00 ada
        Thu 2026-07-02 20:00 → Sat 2026-07-04 08:00 bob
        """,
    ),
    Case(
        "a day of the month means nothing for weeks",
        turns("1 week", "2026-07-01", on="15"),
        "2026-07-01 09:00 → 2026-07-08 09:00",
        "Wed 2026-07-01 09:00 → Wed 2026-07-08 09:00 ada",
    ),
    Case(
        "a weekday means nothing for months",
        turns("1 month", "2026-07-02", on="monday"),
        "2026-07-01 00:00 → 2026-08-02 09:00",
        "Thu 2026-07-02 09:00 → Sun 2026-08-02 09:00 ada",
    ),
    Case(
        "a weekday means nothing for days",
        turns("1 day", "2026-07-01", on="friday"),
        "2026-07-01 00:00 → 2026-07-02 09:00",
        "Wed 2026-07-01 09:00 → Thu 2026-07-02 09:00 ada",
    ),
    Case(
        "nobody is on call before the first handoff",
        turns("1 day", "2026-07-01"),
        "2026-06-28 00:00 → 2026-07-01 09:00",
        "",
    ),
    Case(
        "a handoff inside a window: both shifts are cut to it",
        turns("1 week", "2026-07-01"),
        "2026-07-08 08:59 → 2026-07-08 09:01",
        """
        Wed 2026-07-08 08:59 → Wed 2026-07-08 09:00 ada
        Wed 2026-07-08 09:00 → Wed 2026-07-08 09:01 bob
        """,
    ),
    Case(
        "intervals are half-open: a window from handoff to handoff has one shift",
        turns("1 week", "2026-07-01"),
        "2026-07-08 09:00 → 2026-07-15 09:00",
        "Wed 2026-07-08 09:00 → Wed 2026-07-15 09:00 bob",
    ),
    Case(
        "a short window where UTC is past the handoff, and the clock in the west is not",
        turns("1 day", "2026-07-06"),
        "2026-07-08 10:00 → 2026-07-08 12:00",  # 06:00 to 08:00 in New York
        "Wed 2026-07-08 10:00 → Wed 2026-07-08 12:00 bob",
        zone="America/New_York",
        show="UTC",
    ),
    Case(
        "a short window where the clock in the far east is past the handoff, and UTC is not",
        turns("1 day", "2026-07-06"),
        "2026-07-07 20:00 → 2026-07-07 22:00",  # 10:00 to 12:00 on the 8th on Kiritimati
        "Tue 2026-07-07 20:00 → Tue 2026-07-07 22:00 cy",
        zone="Pacific/Kiritimati",
        show="UTC",
    ),
    Case("an empty window is empty", turns("1 day", "2026-07-01"), "2026-08-01 → 2026-08-01", ""),
    Case("a window backwards, too", turns("1 day", "2026-07-01"), "2026-08-02 → 2026-08-01", ""),
    Case(
        "230 years on, 12,000 weeks later (12,000 = 3 × 4,000), nothing has drifted",
        turns("1 week", "1970-01-05"),
        "2199-12-30 09:00 → 2200-01-06 09:00",
        "Mon 2199-12-30 09:00 → Mon 2200-01-06 09:00 ada",
    ),
    Case(
        "in 1970 London was on summer time all year",
        turns("1 week", "1970-01-05"),
        "1970-01-05 08:00 → 1970-01-12 08:00",
        "Mon 1970-01-05 08:00 → Mon 1970-01-12 08:00 ada",
        show="UTC",
    ),
)
def test_handoffs(case: Case) -> None:
    check(case)
