"""Shifts while clocks change: wall-clock times that are left out, or shown twice."""

from tests.unit.engine.cases import Case, check, parameters

TUESDAYS = "handoff: {every: 1 week, on: tuesday, at: 12:00}"
TUESDAYS += ", turns: [{since: 2026-01-06, order: [ada, bob]}]"


def daily(at: str, since: str, every: str = "1 day") -> str:
    order = f"turns: [{{since: {since}, order: [ada, bob, cy]}}]"
    return f"handoff: {{every: {every}, at: {at}}}, {order}"


@parameters(
    Case(
        "a week with the spring change has 167 hours",
        TUESDAYS,  # 24 March is 11 weeks after 6 January
        "2026-03-24 12:00 → 2026-04-07 11:00",
        """
        Tue 2026-03-24 12:00 → Tue 2026-03-31 11:00 bob
        Tue 2026-03-31 11:00 → Tue 2026-04-07 11:00 ada
        """,
        show="UTC",
    ),
    Case(
        "a week with the autumn change has 169 hours",
        TUESDAYS,  # 20 October is 41 weeks after 6 January
        "2026-10-20 11:00 → 2026-11-03 12:00",
        """
        Tue 2026-10-20 11:00 → Tue 2026-10-27 12:00 bob
        Tue 2026-10-27 12:00 → Tue 2026-11-03 12:00 ada
        """,
        show="UTC",
    ),
    Case(
        "no drift: long after both changes the handoff is still at noon",
        TUESDAYS,  # 52 weeks after 6 January, and 53
        "2027-01-05 12:00 → 2027-01-19 12:00",
        """
        Tue 2027-01-05 12:00 → Tue 2027-01-12 12:00 ada
        Tue 2027-01-12 12:00 → Tue 2027-01-19 12:00 bob
        """,
    ),
    Case(
        "a handoff in the gap is the change itself",
        daily("01:30", "2026-03-28"),
        "2026-03-28 01:30 → 2026-03-30 01:30",
        """
        Sat 2026-03-28 01:30 → Sun 2026-03-29 02:00 ada
        Sun 2026-03-29 02:00 → Mon 2026-03-30 01:30 bob
        """,
    ),
    Case(
        "a handoff at the begin of the gap is the change, too",
        daily("01:00", "2026-03-28"),
        "2026-03-28 01:00 → 2026-03-30 00:00",
        """
        Sat 2026-03-28 01:00 → Sun 2026-03-29 01:00 ada
        Sun 2026-03-29 01:00 → Mon 2026-03-30 00:00 bob
        """,
        show="UTC",
    ),
    Case(
        "a handoff that the clock shows twice is the first of the two",
        daily("01:30", "2026-10-24"),
        "2026-10-24 00:30 → 2026-10-26 01:30",
        """
        Sat 2026-10-24 00:30 → Sun 2026-10-25 00:30 ada
        Sun 2026-10-25 00:30 → Mon 2026-10-26 01:30 bob
        """,
        show="UTC",
    ),
    Case(
        "a window may begin in the second showing of an hour",
        daily("01:30", "2026-10-24"),
        "2026-10-25 01:30+ → 2026-10-25 04:00",
        "Sun 2026-10-25 01:30+ → Sun 2026-10-25 04:00 bob",
    ),
    Case(
        "12-hour turns change at 9 and 21 on both sides of the spring change",
        daily("09:00", "2026-03-28", "12 hours"),
        "2026-03-28 09:00 → 2026-03-30 09:00",
        """
        Sat 2026-03-28 09:00 → Sat 2026-03-28 21:00 ada
        Sat 2026-03-28 21:00 → Sun 2026-03-29 09:00 bob
        Sun 2026-03-29 09:00 → Sun 2026-03-29 21:00 cy
        Sun 2026-03-29 21:00 → Mon 2026-03-30 09:00 ada
        """,
    ),
    Case(
        "12-hour turns change at 9 and 21 on both sides of the autumn change",
        daily("09:00", "2026-10-24", "12 hours"),
        "2026-10-24 21:00 → 2026-10-25 21:00",
        """
        Sat 2026-10-24 21:00 → Sun 2026-10-25 09:00 bob
        Sun 2026-10-25 09:00 → Sun 2026-10-25 21:00 cy
        """,
    ),
    Case(
        "a turn of an hour that the clock leaves out is counted, and empty",
        daily("00:00", "2026-03-29", "1 hour"),
        "2026-03-29 00:00 → 2026-03-29 03:00",
        """
        Sun 2026-03-29 00:00 → Sun 2026-03-29 01:00 ada
        Sun 2026-03-29 01:00 → Sun 2026-03-29 02:00 cy
        Sun 2026-03-29 02:00 → Sun 2026-03-29 03:00 ada
        """,
        show="UTC",
    ),
    Case(
        "a turn of an hour that the clock shows twice lasts two",
        daily("00:00", "2026-10-25", "1 hour"),
        "2026-10-24 23:00 → 2026-10-25 03:00",
        """
        Sat 2026-10-24 23:00 → Sun 2026-10-25 00:00 ada
        Sun 2026-10-25 00:00 → Sun 2026-10-25 02:00 bob
        Sun 2026-10-25 02:00 → Sun 2026-10-25 03:00 cy
        """,
        show="UTC",
    ),
    Case(
        "New York leaves out 02:30 three weeks before London does",
        daily("02:30", "2026-03-07"),
        "2026-03-07 02:30 → 2026-03-09 02:30",
        """
        Sat 2026-03-07 02:30 → Sun 2026-03-08 03:00 ada
        Sun 2026-03-08 03:00 → Mon 2026-03-09 02:30 bob
        """,
        zone="America/New_York",
    ),
    Case(
        "New York shows 01:30 twice on 1 November",
        daily("01:30", "2026-10-31"),
        "2026-10-31 05:30 → 2026-11-02 06:30",
        """
        Sat 2026-10-31 05:30 → Sun 2026-11-01 05:30 ada
        Sun 2026-11-01 05:30 → Mon 2026-11-02 06:30 bob
        """,
        zone="America/New_York",
        show="UTC",
    ),
    Case(
        "Lord Howe leaves out only half an hour: 02:15 in October",
        daily("02:15", "2026-10-03"),
        "2026-10-03 02:15 → 2026-10-05 02:15",
        """
        Sat 2026-10-03 02:15 → Sun 2026-10-04 02:30 ada
        Sun 2026-10-04 02:30 → Mon 2026-10-05 02:15 bob
        """,
        zone="Australia/Lord_Howe",
    ),
    Case(
        "Lord Howe shows half an hour twice: 01:45 in April, the first at +11",
        daily("01:45", "2026-04-04"),
        "2026-04-03 14:45 → 2026-04-05 15:15",
        """
        Fri 2026-04-03 14:45 → Sat 2026-04-04 14:45 ada
        Sat 2026-04-04 14:45 → Sun 2026-04-05 15:15 bob
        """,
        zone="Australia/Lord_Howe",
        show="UTC",
    ),
    Case(
        "Santiago goes back at midnight: the new day begins an hour later",
        daily("00:00", "2026-04-04"),
        "2026-04-04 03:00 → 2026-04-06 04:00",
        """
        Sat 2026-04-04 03:00 → Sun 2026-04-05 04:00 ada
        Sun 2026-04-05 04:00 → Mon 2026-04-06 04:00 bob
        """,
        zone="America/Santiago",
        show="UTC",
    ),
    Case(
        "Santiago has no midnight on 6 September: the day begins at 01:00",
        daily("00:00", "2026-09-05"),
        "2026-09-05 00:00 → 2026-09-07 00:00",
        """
        Sat 2026-09-05 00:00 → Sun 2026-09-06 01:00 ada
        Sun 2026-09-06 01:00 → Mon 2026-09-07 00:00 bob
        """,
        zone="America/Santiago",
    ),
    Case(
        "Casablanca goes back for Ramadan: 02:30 on 15 February comes twice",
        daily("02:30", "2026-02-14"),
        "2026-02-14 01:30 → 2026-02-16 02:30",
        """
        Sat 2026-02-14 01:30 → Sun 2026-02-15 01:30 ada
        Sun 2026-02-15 01:30 → Mon 2026-02-16 02:30 bob
        """,
        zone="Africa/Casablanca",
        show="UTC",
    ),
    Case(
        "Troll leaves out two hours at once",
        daily("02:00", "2026-03-28"),
        "2026-03-28 02:00 → 2026-03-30 02:00",
        """
        Sat 2026-03-28 02:00 → Sun 2026-03-29 03:00 ada
        Sun 2026-03-29 03:00 → Mon 2026-03-30 02:00 bob
        """,
        zone="Antarctica/Troll",
    ),
    Case(
        "Samoa left out 30 December 2011: its noon is the midnight after",
        daily("12:00", "2011-12-28"),
        "2011-12-28 12:00 → 2012-01-01 12:00",
        """
        Wed 2011-12-28 12:00 → Thu 2011-12-29 12:00 ada
        Thu 2011-12-29 12:00 → Sat 2011-12-31 00:00 bob
        Sat 2011-12-31 00:00 → Sat 2011-12-31 12:00 cy
        Sat 2011-12-31 12:00 → Sun 2012-01-01 12:00 ada
        """,
        zone="Pacific/Apia",
    ),
    Case(
        "Kolkata is half an hour off and never changes",
        daily("09:00", "2026-03-28"),
        "2026-03-28 03:30 → 2026-03-30 03:30",
        """
        Sat 2026-03-28 03:30 → Sun 2026-03-29 03:30 ada
        Sun 2026-03-29 03:30 → Mon 2026-03-30 03:30 bob
        """,
        zone="Asia/Kolkata",
        show="UTC",
    ),
    Case(
        "hours across midnight and the spring change at once: 7 hours",
        TUESDAYS + ", hours: [{from: 22:00, until: 06:00}]",
        "2026-03-28 12:00 → 2026-03-29 12:00",
        "Sat 2026-03-28 22:00 → Sun 2026-03-29 05:00 bob",
        show="UTC",
    ),
    Case(
        "hours across midnight and the autumn change at once: 9 hours",
        TUESDAYS + ", hours: [{from: 22:00, until: 06:00}]",
        "2026-10-24 12:00 → 2026-10-25 12:00",
        "Sat 2026-10-24 21:00 → Sun 2026-10-25 06:00 bob",
        show="UTC",
    ),
    Case(
        "hours that end in the gap end with the change",
        TUESDAYS + ", hours: [{days: [sun], from: 00:00, until: 01:30}]",
        "2026-03-28 12:00 → 2026-03-29 12:00",
        "Sun 2026-03-29 00:00 → Sun 2026-03-29 02:00 bob",
    ),
    Case(
        "hours that lie in the gap vanish",
        TUESDAYS + ", hours: [{from: 01:15, until: 01:45}]",
        "2026-03-28 00:00 → 2026-03-30 12:00",
        """
        Sat 2026-03-28 01:15 → Sat 2026-03-28 01:45 bob
        Mon 2026-03-30 01:15 → Mon 2026-03-30 01:45 bob
        """,
    ),
    Case(
        "hours that begin in the doubled hour begin the first time",
        TUESDAYS + ", hours: [{days: [sun], from: 01:30, until: 03:00}]",
        "2026-10-24 12:00 → 2026-10-25 12:00",
        "Sun 2026-10-25 00:30 → Sun 2026-10-25 03:00 bob",
        show="UTC",
    ),
)
def test_changing_clocks(case: Case) -> None:
    check(case)
