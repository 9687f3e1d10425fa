"""The chain of reasons, in words."""

import re
from textwrap import dedent

import pytest

from tests.unit.engine.made import local, roster
from watchbill.engine.explain import explain

ZONE = "Europe/London"
WEEK = "handoff: {every: 1 week, on: monday, at: 09:00}"
TURNS = "turns: [{since: 2026-07-06, order: [ada, bob, [cy, dee]]}]"  # a Monday


def told(text: str, at: str, role: str = "primary") -> list[str]:
    return list(explain("team", roster(text), role, local(ZONE, at)))


def lines(text: str) -> list[str]:
    """Return the lines of an indented text; those indented deeper go on with the one before."""
    return re.sub(r"\n +", " ", dedent(text).strip()).splitlines()


def one(*inside: str, after: str = "") -> str:
    return f"rotations: [{{id: week, role: primary, {', '.join(inside)}}}]{after}"


def only(name: str, person: str, *more: str) -> str:
    turns = f"turns: [{{since: 2026-07-06, order: [{person}]}}]"
    return f"{{id: {name}, role: primary, {', '.join((WEEK, turns, *more))}}}"


def test_a_turn() -> None:
    assert told(one(WEEK, TURNS), "2026-08-10 09:00") == lines("""
        Mon 2026-08-10 09:00 Europe/London: cy and dee are on call as primary of Test.
        Rotation week hands over every 1 week on monday at 09:00 Europe/London;
            turn 6 since 2026-07-06 is number 3 of ada, bob, cy & dee: cy & dee.
        So rotation week has cy and dee on call
            from Mon 2026-08-10 09:00 until Mon 2026-08-17 09:00 Europe/London.
    """)


def test_hours_and_overrides_in_the_rotations_zone() -> None:
    hours = """hours: [{days: [mon, tue], from: 09:00, until: 17:00},
      {from: fri 17:00, until: mon 09:00}]"""
    overrides = """
overrides:
  - {rotation: week, from: 2026-07-07T10:00, until: 2026-07-07T11:00, person: zoe, replaces: ada,
     reason: dentist}
  - {rotation: week, from: 2026-07-07T00:00, until: 2026-07-08T00:00, person: eve}"""
    text = one("timezone: Asia/Tokyo", hours, WEEK, TURNS, after=overrides)
    assert told(text, "2026-07-07 02:30") == lines("""
        Tue 2026-07-07 02:30 Europe/London: eve is on call as primary of Test.
        Rotation week hands over every 1 week on monday at 09:00 Asia/Tokyo;
            turn 1 since 2026-07-06 is number 1 of ada, bob, cy & dee: ada.
        Rotation week covers mon, tue 09:00–17:00; fri 17:00–mon 09:00 Asia/Tokyo.
        Override: zoe replaces ada
            from 2026-07-07 10:00 until 2026-07-07 11:00 Asia/Tokyo (dentist).
        Override: eve replaces everybody from 2026-07-07 00:00 until 2026-07-08 00:00 Asia/Tokyo.
        So rotation week has eve on call
            from Tue 2026-07-07 02:00 until Tue 2026-07-07 03:00 Europe/London.
    """)


def test_a_special_period_and_a_follower() -> None:
    special = """special: [{name: Summer, from: 2026-07-07T12:00, until: 2026-07-09T12:00,
      order: [eve, fay]}]"""
    second = ", {id: second, role: secondary, follows: {rotation: week}}]"
    text = one(WEEK, TURNS, special)[:-1] + second
    assert told(text, "2026-07-08 00:00", "secondary") == lines("""
        Wed 2026-07-08 00:00 Europe/London: fay is on call as secondary of Test.
        Rotation second follows week: its turns are taken by whoever had them 1 turn before.
        Special period Summer replaces the turns of week
            from 2026-07-07 12:00 until 2026-07-09 12:00 Europe/London;
            hands over every 1 week on monday at 09:00; turn 1 is number 1 of eve, fay: eve.
        So rotation second has fay on call
            from Tue 2026-07-07 12:00 until Thu 2026-07-09 12:00 Europe/London.
    """)


def test_what_is_hidden_by_a_later_rotation_and_what_is_beside_it() -> None:
    made = only("a", "ada"), only("b", "eve"), only("c", "fay", "alongside: true")
    found = told(f"rotations: [{', '.join(made)}]", "2026-07-07 00:00")
    assert found[0].endswith("eve and fay are on call as primary of Test.")
    assert "Rotation c is on call alongside the earlier ones, not instead of them." in found
    assert found[-1] == "Rotation a would have ada on call, but b is listed later and replaces it."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (one(WEEK, TURNS), "the first turn of week begins Mon 2026-07-06 09:00 Europe/London"),
        (
            one(WEEK, TURNS, "hours: [{from: 09:00, until: 17:00}]"),
            "week covers only 09:00–17:00 Europe/London",
        ),
        (one(TURNS), "week has no handoff"),
        (one(WEEK), "week has no turns then"),
        (
            one("follows: {rotation: zz}"),
            "the rotation that it follows does not exist, or follows it in turn",
        ),
    ],
)
def test_why_nobody_is_on_call(text: str, reason: str) -> None:
    assert told(text, "2026-07-01 00:00") == [
        "Wed 2026-07-01 00:00 Europe/London: nobody is on call as primary of Test.",
        f"Rotation week has nobody on call: {reason}.",
    ]


def test_a_role_that_no_rotation_has() -> None:
    found = told(one(WEEK, TURNS), "2026-07-07", "scribe")
    assert found[1:] == ["No rotation of Test has the role scribe."]
