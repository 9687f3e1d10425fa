"""Gaps, clashes, absences, and the timeline of all rosters."""

from datetime import datetime

import pytest

from tests.unit.engine.made import catalog, lines, local, roster, said
from watchbill.engine.coverage import absences, doubled, gaps, timeline
from watchbill.engine.rotation import shifts

ZONE = "Europe/London"
# 6 July 2026 is a Monday.
DAYS = "handoff: {every: 1 day, at: 09:00}, turns: [{since: 2026-07-06, order: [ada, bob]}]"


def window(text: str) -> tuple[datetime, datetime]:
    start, end = text.split(" → ")
    return local(ZONE, start), local(ZONE, end)


def one(inside: str, promises: str, zone: str = ZONE) -> list[str]:
    """Return the gaps from Monday noon to Wednesday noon."""
    text = f"rotations: [{{id: a, role: primary, {inside}}}]\ncoverage: [{promises}]"
    found = gaps("team", roster(text, zone), *window("2026-07-06 12:00 → 2026-07-08 12:00"))
    return [f"{gap.role}: {said(ZONE, gap.start)} → {said(ZONE, gap.end)}" for gap in found]


@pytest.mark.parametrize(
    ("why", "inside", "promises", "expected"),
    [
        ("nothing promised, nothing missing", "hours: [{from: 09:00, until: 10:00}]", "", []),
        ("all is kept", DAYS, "{role: primary, hours: always}", []),
        (
            "hours leave nights open",
            f"{DAYS}, hours: [{{from: 06:00, until: 22:00}}]",
            "{role: primary, hours: always}",
            [
                "primary: Mon 2026-07-06 22:00 → Tue 2026-07-07 06:00",
                "primary: Tue 2026-07-07 22:00 → Wed 2026-07-08 06:00",
            ],
        ),
        (
            "promises of a role unite",
            f"{DAYS}, hours: [{{from: 12:00, until: 22:00}}]",
            """{role: primary, hours: [{days: [tue], from: 09:00, until: 13:00}]},
            {role: primary, hours: [{days: [tue], from: 11:00, until: 23:00}]}""",
            [
                "primary: Tue 2026-07-07 09:00 → Tue 2026-07-07 12:00",
                "primary: Tue 2026-07-07 22:00 → Tue 2026-07-07 23:00",
            ],
        ),
        (
            "a role that no rotation has, and gaps of two roles by start",
            f"{DAYS}, hours: [{{from: 09:00, until: 17:00}}]",
            """{role: secondary, hours: [{days: [mon], from: 18:00, until: 19:00}]},
            {role: primary, hours: [{days: [mon], from: 16:00, until: 18:00}]}""",
            [
                "primary: Mon 2026-07-06 17:00 → Mon 2026-07-06 18:00",
                "secondary: Mon 2026-07-06 18:00 → Mon 2026-07-06 19:00",
            ],
        ),
    ],
)
def test_gaps(why: str, inside: str, promises: str, expected: list[str]) -> None:
    assert one(inside, promises) == expected


def test_a_promise_is_in_the_rosters_zone_whatever_the_rotations() -> None:
    inside = f"timezone: Europe/London, {DAYS}, hours: [{{from: 09:00, until: 17:00}}]"
    promise = "{role: primary, hours: [{days: [tue], from: 09:00, until: 17:00}]}"
    # New York's office hours are London's 14:00 to 22:00.
    assert one(inside, promise, "America/New_York") == [
        "primary: Tue 2026-07-07 17:00 → Tue 2026-07-07 22:00"
    ]


def test_a_week_of_167_hours_has_no_gap() -> None:
    text = """rotations: [{id: a, role: primary, handoff: {every: 1 week, on: tuesday, at: 12:00},
      turns: [{since: 2026-01-06, order: [ada, bob]}]}]
coverage: [{role: primary, hours: always}]"""
    for span in ("2026-03-01 00:00 → 2026-05-01 00:00", "2026-10-01 00:00 → 2026-12-01 00:00"):
        assert gaps("team", roster(text), *window(span)) == ()


def test_the_timeline_has_all_rosters_by_start_then_roster() -> None:
    made = roster(f"rotations: [{{id: a, role: primary, {DAYS}}}]")
    found = timeline(
        catalog({"b": made, "a": made}), *window("2026-07-06 09:00 → 2026-07-08 09:00")
    )
    assert [shift.roster for shift in found] == ["a", "b", "a", "b"]
    assert lines(ZONE, found[1:3]) == [
        "Mon 2026-07-06 09:00 → Tue 2026-07-07 09:00 ada",
        "Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 bob",
    ]


def test_one_person_in_two_roles_or_rosters_at_once() -> None:
    two = f"rotations: [{{id: a, role: primary, {DAYS}}}, {{id: b, role: secondary, {DAYS}}}]"
    later = f"rotations: [{{id: a, role: primary, {DAYS}}}]".replace("09:00", "21:00")
    made = catalog({"x": roster(two), "y": roster(later)})
    found = doubled(timeline(made, *window("2026-07-06 09:00 → 2026-07-07 21:00")))
    told = [
        f"{clash.person} {clash.first.roster}/{clash.first.role} + "
        f"{clash.second.roster}/{clash.second.role} "
        f"{said(ZONE, clash.start)} → {said(ZONE, clash.end)}"
        for clash in found
    ]
    assert told == [
        "ada x/primary + x/secondary Mon 2026-07-06 09:00 → Tue 2026-07-07 09:00",
        "ada x/primary + y/primary Mon 2026-07-06 21:00 → Tue 2026-07-07 09:00",
        "ada x/secondary + y/primary Mon 2026-07-06 21:00 → Tue 2026-07-07 09:00",
        "bob x/primary + x/secondary Tue 2026-07-07 09:00 → Tue 2026-07-07 21:00",
    ]


def test_two_rotations_of_one_role_are_no_clash() -> None:
    beside = DAYS + ", alongside: true"
    text = f"rotations: [{{id: a, role: primary, {DAYS}}}, {{id: b, role: primary, {beside}}}]"
    found = shifts("team", roster(text), *window("2026-07-06 09:00 → 2026-07-08 09:00"))
    assert len(found) == 4
    assert doubled(found) == ()


def test_time_off_is_days_on_the_persons_own_clock() -> None:
    made = catalog(
        {"team": roster(f"rotations: [{{id: a, role: primary, {DAYS}}}]")},
        {
            "ada": {
                "timezone": "Asia/Tokyo",
                "time_off": [
                    {"from": "2026-07-07", "until": "2026-07-07"},
                    {"from": "2026-07-07", "until": "2026-07-09"},
                ],
            }
        },
    )
    found = absences(made, timeline(made, *window("2026-07-06 09:00 → 2026-07-10 09:00")))
    # Tokyo's 7 July begins on London's 6th at 16:00; its 9th on the 8th at 16:00.
    assert [
        f"{a.person} {a.time_off} {said(ZONE, a.start)} → {said(ZONE, a.end)}" for a in found
    ] == [
        "ada 1 Mon 2026-07-06 16:00 → Tue 2026-07-07 09:00",
        "ada 1 Wed 2026-07-08 09:00 → Wed 2026-07-08 16:00",
    ]
