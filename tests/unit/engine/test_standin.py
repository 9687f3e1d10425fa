"""Overrides that put given people on call: what they say, and that the engine then agrees."""

from datetime import UTC, datetime, timedelta
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from watchbill.engine.rotation import shifts
from watchbill.engine.standin import stand_ins
from watchbill.errors import WatchbillError
from watchbill.model.rosters import Roster
from watchbill.shape.build import build
from watchbill.source import yaml

ROSTER = build(
    Roster,
    yaml.read(
        dedent("""\
        name: Pay
        timezone: Europe/London
        members: [ada, bob, cy, dee]
        rotations:
          - id: week
            role: primary
            handoff: {every: 1 day, at: "09:00"}
            turns: [{since: 2026-01-06, order: [ada, [bob, cy], dee]}]
          - id: weekend
            role: primary
            timezone: America/New_York
            hours: [{from: fri 17:00, until: mon 09:00}]
            handoff: {every: 1 week, on: friday, at: "17:00"}
            turns: [{since: 2026-01-02, order: [cy, dee]}]
          - id: nights
            role: secondary
            hours: [{from: "22:00", until: "06:00"}]
            handoff: {every: 1 day, at: "12:00"}
            turns: [{since: 2026-01-02, order: [ada]}]
        """)
    ).data,
)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def on_call(roster, role, start, end):
    """Return who is on call in every half hour."""
    found = [s for s in shifts("", roster, start, end) if s.role == role]
    at, seen = start, []
    while at < end:
        seen.append({p for s in found if s.start <= at < s.end for p in s.people})
        at += timedelta(minutes=30)
    return seen


def said(overrides):
    return [
        (o.rotation, f"{o.from_:%d %H:%M}", f"{o.until:%d %H:%M}", o.person, o.replaces)
        for o in overrides
    ]


def at(day, hour):
    return MONDAY.replace(day=day, hour=hour)


CASES = {
    "one shift": (
        (at(23, 15), at(24, 9), ("cy",)),
        [("week", "23 15:00", "24 09:00", "cy", None)],
    ),
    "one of a pair": (
        (at(24, 10), at(24, 12), ("bob", "dee")),
        [("week", "24 10:00", "24 12:00", "dee", "cy")],
    ),
    "a pair becomes one": (
        (at(24, 10), at(24, 12), ("cy",)),
        [("week", "24 10:00", "24 12:00", "cy", "bob")],
    ),
    "over shifts and rotations, each in its zone": (
        (at(27, 12), at(28, 12), ("ada",)),
        [
            ("week", "27 12:00", "27 22:00", "ada", "bob"),
            ("week", "27 12:00", "27 22:00", "ada", "cy"),
            ("weekend", "27 17:00", "28 07:00", "ada", None),
        ],
    ),
    "nothing to do": ((at(25, 10), at(25, 12), ("dee",)), []),
}


@pytest.mark.parametrize(("asked", "overrides"), CASES.values(), ids=CASES)
def test_what_is_written(asked, overrides):
    assert said(stand_ins(ROSTER, "primary", [asked])) == overrides


@pytest.mark.parametrize(
    ("role", "asked", "why"),
    [
        ("secondary", (at(24, 20), at(24, 23), ("bob",)), "nobody is on call then"),
        ("primary", (at(25, 10), at(25, 12), ("ada", "dee")), "more people"),
        ("primary", (at(25, 10), at(25, 12), ()), "leave nobody on call"),
        ("primary", (at(25, 10), at(25, 10) + timedelta(seconds=30), ("ada",)), "cannot be writ"),
    ],
)
def test_what_cannot_be_written(role, asked, why):
    with pytest.raises(WatchbillError, match=why):
        stand_ins(ROSTER, role, [asked])


@given(
    st.integers(0, 300),
    st.integers(1, 200),
    st.lists(st.sampled_from(["ada", "bob", "cy", "dee"]), min_size=1, max_size=2, unique=True),
)
def test_afterwards_exactly_these_are_on_call(start, length, people):
    first = MONDAY + timedelta(minutes=30 * start)
    last = first + timedelta(minutes=30 * length)
    try:
        overrides = stand_ins(ROSTER, "primary", [(first, last, tuple(people))])
    except WatchbillError:
        places = on_call(ROSTER, "primary", first, last)
        assert any(len(now) < len(people) for now in places)
        return
    after = replace(ROSTER, overrides=overrides)
    assert on_call(after, "primary", first, last) == [set(people)] * length
    around = MONDAY - timedelta(days=1), MONDAY + timedelta(days=20)
    for span in ((around[0], first), (last, around[1])):
        assert on_call(after, "primary", *span) == on_call(ROSTER, "primary", *span)
