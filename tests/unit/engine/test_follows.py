"""Rotations that take another one's turns, some turns later."""

from tests.unit.engine.cases import Case, check, parameters

DAYS = "handoff: {every: 1 day, at: 09:00}"
THREE = "turns: [{since: 2026-07-06, order: [ada, bob, cy]}]"  # a Monday
SECOND = "{id: second, role: secondary, follows: {rotation: first}}"
OFFICE = "[{days: [mon, tue, wed, thu, fri], from: 09:00, until: 17:00}]"


def first(*more: str) -> str:
    return f"{{id: first, role: primary, {', '.join((DAYS, *more))}}}"


def with_second(*more: str, second: str = SECOND, rest: str = "") -> str:
    return f"rotations: [{first(*more)}, {second}]\n{rest}"


@parameters(
    Case(
        "whoever had the turn before; at the very first the order's last",
        with_second(THREE),
        "2026-07-06 09:00 → 2026-07-08 09:00",
        """
        primary: Mon 2026-07-06 09:00 → Tue 2026-07-07 09:00 ada
        secondary: Mon 2026-07-06 09:00 → Tue 2026-07-07 09:00 cy
        primary: Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 bob
        secondary: Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 ada
        """,
    ),
    Case(
        "two turns before, over a block of a single turn, into the one before that",
        with_second(
            "turns: [{since: 2026-07-06, order: [ada, bob]}, {since: 2026-07-08, order: [cy]}, "
            "{since: 2026-07-09, order: [dee, eve]}]",
            second="{id: second, role: secondary, follows: {rotation: first, turns: 2}}",
        ),
        "2026-07-08 09:00 → 2026-07-11 09:00",  # ada, bob | cy | dee, eve
        """
        primary: Wed 2026-07-08 09:00 → Thu 2026-07-09 09:00 cy
        secondary: Wed 2026-07-08 09:00 → Thu 2026-07-09 09:00 ada
        primary: Thu 2026-07-09 09:00 → Fri 2026-07-10 09:00 dee
        secondary: Thu 2026-07-09 09:00 → Fri 2026-07-10 09:00 bob
        primary: Fri 2026-07-10 09:00 → Sat 2026-07-11 09:00 eve
        secondary: Fri 2026-07-10 09:00 → Sat 2026-07-11 09:00 cy
        """,
    ),
    Case(
        "further back than there are turns: round the first block's order",
        with_second(
            THREE, second="{id: second, role: primary, follows: {rotation: first, turns: 5}}"
        ),
        "2026-07-06 09:00 → 2026-07-08 09:00",  # 0 - 5 is 1 modulo 3: bob
        """
        Mon 2026-07-06 09:00 → Tue 2026-07-07 09:00 bob
        Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 cy
        """,
    ),
    Case(
        "a chain adds up",
        f"""rotations: [{first(THREE)}, {{id: second, role: primary, follows: {{rotation: first}}}},
        {{id: third, role: primary, follows: {{rotation: second}}}}]""",
        "2026-07-08 09:00 → 2026-07-09 09:00",  # cy first, bob second, ada third
        "Wed 2026-07-08 09:00 → Thu 2026-07-09 09:00 ada",
    ),
    Case(
        "the leader may be listed after the follower",
        f"rotations: [{SECOND}, {first(THREE)}]",
        "2026-07-07 09:00 → 2026-07-08 09:00",
        """
        secondary: Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 ada
        primary: Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 bob
        """,
    ),
    Case(
        "the leader's hours hold for the follower; its idle turns are not looked back at",
        with_second(THREE, f"hours: {OFFICE}"),
        "2026-07-10 00:00 → 2026-07-14 00:00",  # Mon ada … Fri bob, Mon cy
        """
        primary: Fri 2026-07-10 09:00 → Fri 2026-07-10 17:00 bob
        secondary: Fri 2026-07-10 09:00 → Fri 2026-07-10 17:00 ada
        primary: Mon 2026-07-13 09:00 → Mon 2026-07-13 17:00 cy
        secondary: Mon 2026-07-13 09:00 → Mon 2026-07-13 17:00 bob
        """,
    ),
    Case(
        "a follower's own hours cut the turns further, and leave the count alone",
        with_second(
            THREE,
            second="{id: second, role: secondary, hours: [{days: [tue, thu], from: 10:00, "
            "until: 12:00}], follows: {rotation: first}}",
        ),
        "2026-07-07 09:00 → 2026-07-08 09:00",
        """
        primary: Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 bob
        secondary: Tue 2026-07-07 10:00 → Tue 2026-07-07 12:00 ada
        """,
    ),
    Case(
        "a follower's hours are in its own zone, its handoffs in the leader's",
        with_second(
            THREE,
            second="{id: second, role: secondary, timezone: America/New_York, "
            "hours: [{from: 00:00, until: 12:00}], follows: {rotation: first}}",
        ),
        "2026-07-07 00:00 → 2026-07-07 18:00",  # New York is five hours behind: 05:00 to 17:00
        """
        primary: Tue 2026-07-07 00:00 → Tue 2026-07-07 09:00 ada
        secondary: Tue 2026-07-07 05:00 → Tue 2026-07-07 09:00 cy
        primary: Tue 2026-07-07 09:00 → Tue 2026-07-07 18:00 bob
        secondary: Tue 2026-07-07 09:00 → Tue 2026-07-07 17:00 ada
        """,
    ),
    Case(
        "in the leader's special period: the period's order, as a circle",
        with_second(
            THREE,
            "special: [{name: S, from: 2026-07-07T09:00, until: 2026-07-09T09:00, "
            "order: [dee, eve, fay]}]",
        ),
        "2026-07-07 09:00 → 2026-07-10 09:00",  # on the 9th: turn 3, ada; before it turn 2, cy
        """
        primary: Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 dee
        secondary: Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 fay
        primary: Wed 2026-07-08 09:00 → Thu 2026-07-09 09:00 eve
        secondary: Wed 2026-07-08 09:00 → Thu 2026-07-09 09:00 dee
        primary: Thu 2026-07-09 09:00 → Fri 2026-07-10 09:00 ada
        secondary: Thu 2026-07-09 09:00 → Fri 2026-07-10 09:00 cy
        """,
    ),
    Case(
        "a follower's own special period, with the leader's handoff",
        with_second(
            THREE,
            second="{id: second, role: secondary, follows: {rotation: first}, special: [{name: S, "
            "from: 2026-07-07T12:00, until: 2026-07-08T12:00, order: [dee, eve]}]}",
        ),
        "2026-07-07 12:00 → 2026-07-08 18:00",
        """
        primary: Tue 2026-07-07 12:00 → Wed 2026-07-08 09:00 bob
        secondary: Tue 2026-07-07 12:00 → Wed 2026-07-08 09:00 dee
        primary: Wed 2026-07-08 09:00 → Wed 2026-07-08 18:00 cy
        secondary: Wed 2026-07-08 09:00 → Wed 2026-07-08 12:00 eve
        secondary: Wed 2026-07-08 12:00 → Wed 2026-07-08 18:00 bob
        """,
    ),
    Case(
        "the leader's overrides are not carried over",
        with_second(
            THREE,
            rest="overrides: [{rotation: first, from: 2026-07-06T09:00, until: 2026-07-07T09:00, "
            "person: zoe}]",
        ),
        "2026-07-06 09:00 → 2026-07-08 09:00",
        """
        primary: Mon 2026-07-06 09:00 → Tue 2026-07-07 09:00 zoe
        secondary: Mon 2026-07-06 09:00 → Tue 2026-07-07 09:00 cy
        primary: Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 bob
        secondary: Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 ada
        """,
    ),
    Case(
        "a last turn that a new block cuts to nothing but idle time is not looked back at",
        f"""rotations: [{{id: first, role: primary, handoff: {{every: 2 days, at: 00:00}},
        hours: [{{days: [tue, thu], from: 09:00, until: 12:00}}],
        turns: [{{since: 2026-07-06, order: [ada, bob]}},
        {{since: 2026-07-09, order: [cy, dee]}}]}},
        {SECOND}]""",
        # Mon–Tue ada, Wed bob (of Wed–Thu, but Thursday is the new block's: idle), Thu–Fri cy
        "2026-07-06 00:00 → 2026-07-11 00:00",
        """
        primary: Tue 2026-07-07 09:00 → Tue 2026-07-07 12:00 ada
        secondary: Tue 2026-07-07 09:00 → Tue 2026-07-07 12:00 bob
        primary: Thu 2026-07-09 09:00 → Thu 2026-07-09 12:00 cy
        secondary: Thu 2026-07-09 09:00 → Thu 2026-07-09 12:00 ada
        """,
    ),
    Case(
        "a circle has no shifts",
        """rotations: [{id: a, role: primary, follows: {rotation: b}},
        {id: b, role: primary, follows: {rotation: a}}]""",
        "2026-07-06 09:00 → 2026-07-08 09:00",
        "",
    ),
    Case(
        "following itself or nobody: no shifts",
        """rotations: [{id: a, role: primary, follows: {rotation: a}},
        {id: b, role: primary, follows: {rotation: zz}}]""",
        "2026-07-06 09:00 → 2026-07-08 09:00",
        "",
    ),
)
def test_follows(case: Case) -> None:
    check(case)
