"""Who joins or leaves: the new block moves nobody else's upcoming turn."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.engine.made import roster
from watchbill.engine.membership import Block, first_shift, joined, left, mentions
from watchbill.engine.rotation import shifts
from watchbill.errors import WatchbillError
from watchbill.model.rosters import Roster, Turns
from watchbill.model.scalars import Day

WEEKLY = "handoff: {every: 1 week, on: tuesday, at: '12:00'}"


def made(
    handoff: str = WEEKLY, turns: str = "[{since: 2026-01-06, order: [a, b, c]}]", more: str = ""
) -> Roster:
    return roster(f"rotations: [{{id: r, role: primary, {handoff}, turns: {turns}{more}}}]")


def with_block(before: Roster, block: Block) -> Roster:
    rotation = before.rotations[0]
    turns = list(rotation.turns)
    fresh = Turns(Day.fromisoformat(str(block.since)), block.order)
    if block.existing is None:
        turns.append(fresh)
    else:
        turns[block.existing] = fresh
    return msgspec.structs.replace(
        before, rotations=(msgspec.structs.replace(rotation, turns=tuple(turns)),)
    )


def people(of: Roster, start: datetime, length: timedelta) -> list[tuple]:
    return [(s.start, s.end, s.people) for s in shifts("r", of, start, start + length)]


@pytest.mark.parametrize(
    ("since", "after", "begins", "order"),
    [
        ("2026-01-13", None, "2026-01-13", "bcad"),  # the day of a handoff
        ("2026-01-14", None, "2026-01-20", "cabd"),  # in the middle of a turn
        ("2026-01-07", None, "2026-01-13", "bcad"),
        ("2026-01-13", "b", "2026-01-13", "bdca"),
        ("2026-01-13", "a", "2026-01-13", "bcad"),
        ("2026-01-06", None, "2026-01-06", "abcd"),  # where a block begins anyway
        ("2026-01-01", None, "2026-01-06", "abcd"),
        ("2027-01-05", None, "2027-01-05", "bcad"),
    ],
)
def test_who_joins_comes_last(since: str, after: str | None, begins: str, order: str):
    block = joined(made(), made().rotations[0], "d", date.fromisoformat(since), after)
    assert (str(block.since), "".join(map(str, block.order))) == (begins, order)
    assert (block.existing == 0) == (begins == "2026-01-06")


@pytest.mark.parametrize(
    ("turns", "person", "order"),
    [
        ("[a, b, c]", "a", ["b", "c"]),
        ("[a, b, c]", "b", ["c", "a"]),  # the next one takes the turn
        ("[[a, d], b, c]", "d", ["b", "c", "a"]),  # a group of one is a person
        ("[[a, d, e], b]", "d", ["b", ("a", "e")]),
        ("[a, b, a, c]", "a", ["b", "c"]),
    ],
)
def test_who_leaves(turns: str, person: str, order: list):
    before = made(turns=f"[{{since: 2026-01-06, order: {turns}}}]")
    block = left(before, before.rotations[0], person, date(2026, 1, 13))
    assert list(block.order) == order


@pytest.mark.parametrize(
    ("handoff", "since", "begins"),
    [
        ("handoff: {every: 2 weeks, on: tuesday, at: '12:00'}", "2026-01-08", "2026-01-20"),
        ("handoff: {every: 12 hours, at: '09:00'}", "2026-01-08", "2026-01-08"),
        ("handoff: {every: 7 hours, at: '09:00'}", "2026-01-08", "2026-01-13"),
        ("handoff: {every: 3 days, at: '09:00'}", "2026-01-08", "2026-01-09"),
        ("handoff: {every: 1 month, on: 31, at: '09:00'}", "2026-02-08", "2026-02-28"),
        ("handoff: {every: 1 month, at: '09:00'}", "2026-02-08", "2026-03-06"),
    ],
)
def test_a_block_begins_where_the_rhythm_stays(handoff: str, since: str, begins: str):
    before = made(handoff)
    block = joined(before, before.rotations[0], "d", date.fromisoformat(since))
    assert str(block.since) == begins


def test_months_counted_from_a_last_day_wait_for_a_long_one():
    before = made("handoff: {every: 1 month, at: '09:00'}", "[{since: 2026-01-31, order: [a, b]}]")
    block = joined(before, before.rotations[0], "d", date(2026, 2, 10))
    assert str(block.since) == "2026-03-31"


HANDOFFS = st.sampled_from(
    [
        WEEKLY,
        "handoff: {every: 2 weeks, on: friday, at: '17:00'}",
        "handoff: {every: 1 day, at: '09:00'}",
        "handoff: {every: 5 hours, at: '02:30'}",
        "handoff: {every: 12 hours, at: '21:00'}",
        "handoff: {every: 1 month, on: 31, at: '09:00'}",
        "handoff: {every: 1 day, at: '09:00'}, hours: [{from: mon 10:00, until: fri 09:00}]",
        "handoff: {every: 8 hours, at: '01:00'}, hours: [{from: fri 17:00, until: mon 09:00}]",
    ]
)


@given(HANDOFFS, st.integers(1, 5), st.integers(0, 400))
def test_nobody_elses_turn_moves_in_the_next_cycle(handoff: str, size: int, days: int):
    before = made(handoff, f"[{{since: 2026-01-06, order: {list('abcde')[:size]}}}]")
    block = joined(before, before.rotations[0], "z", date(2026, 1, 7) + timedelta(days=days))
    after = with_block(before, block)
    start = block.start - timedelta(days=30)
    shift = first_shift("r", after, "r", "z", block.start)
    assert shift is not None
    assert people(after, start, shift.start - start) == people(before, start, shift.start - start)
    met = [who for _, _, who in people(after, block.start, shift.start - block.start)]
    assert {who for (who,) in met} == set("abcde"[:size])


@given(HANDOFFS, st.integers(2, 5), st.integers(0, 400), st.integers(0, 4))
def test_who_leaves_is_followed_by_the_next(handoff: str, size: int, days: int, gone: int):
    names = "abcde"[:size]
    person = names[gone % size]
    before = made(handoff, f"[{{since: 2026-01-06, order: {list(names)}}}]")
    since = date(2026, 1, 7) + timedelta(days=days)
    block = left(before, before.rotations[0], person, since)
    kept = joined(before, before.rotations[0], "z", since)
    assert block.start == kept.start
    assert list(block.order) == [who for who in kept.order if who not in {person, "z"}]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: joined(r, r.rotations[0], "a", date(2026, 2, 1)), "already"),
        (lambda r: joined(r, r.rotations[0], "d", date(2026, 2, 1), "x"), "x is not in the order"),
        (lambda r: joined(r, r.rotations[0], "d", date(2025, 2, 1)), "begins on 2026-01-06"),
        (lambda r: left(r, r.rotations[0], "d", date(2026, 2, 1)), "d is not in the order"),
    ],
)
def test_what_cannot_be(change, message: str):
    with pytest.raises(WatchbillError, match=message):
        change(made())


def test_a_later_block_is_not_passed_over():
    before = made(turns="[{since: 2026-01-06, order: [a, b]}, {since: 2026-06-02, order: [b, a]}]")
    with pytest.raises(
        WatchbillError, match="has a later block, which begins on 2026-06-02"
    ) as error:
        joined(before, before.rotations[0], "d", date(2026, 3, 1))
    assert "--since 2026-06-02" in error.value.hint


def test_nobody_left():
    before = made(turns="[{since: 2026-01-06, order: [[a, b]]}]")
    block = left(before, before.rotations[0], "a", date(2026, 2, 1))
    after = with_block(before, block)
    with pytest.raises(WatchbillError, match="nobody would be left"):
        left(after, after.rotations[0], "b", date(2026, 2, 1))


@pytest.mark.parametrize("rotation", ["follows: {rotation: r}", "turns: []"])
def test_a_rotation_without_turns_of_its_own(rotation: str):
    before = roster(f"rotations: [{{id: s, role: primary, {rotation}}}]")
    with pytest.raises(WatchbillError, match="no turns of its own"):
        joined(before, before.rotations[0], "d", date(2026, 2, 1))


def test_where_somebody_is_still_named():
    before = made(
        turns="[{since: 2026-01-06, order: [a, b]}, {since: 2026-06-02, order: [b, [c, d]]}]",
        more=", special: [{name: X, from: 2026-12-22T12:00, until: 2027-01-05T12:00, order: [a]}]",
    )
    assert mentions(before, "a", date(2026, 6, 1)) == ("the order of `r`", "`X` of `r`")
    assert mentions(before, "a", date(2026, 6, 2)) == ("`X` of `r`",)
    assert mentions(before, "a", date(2027, 2, 1)) == ()
    assert mentions(before, "d", date(2027, 2, 1)) == ("the order of `r`",)


def test_no_shift_within_two_years():
    assert first_shift("r", made(), "r", "z", datetime(2026, 1, 1, tzinfo=UTC)) is None
