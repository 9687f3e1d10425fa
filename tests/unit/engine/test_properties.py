"""What holds for every roster, above all: the engine says the same as the oracle."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.engine.made import catalog
from tests.unit.engine.made_up import SEASONS, locals_, people, rosters
from tests.unit.engine.oracle import Oracle
from watchbill.engine.diff import changes
from watchbill.engine.explain import explain
from watchbill.engine.rotation import on_call, shifts, upcoming
from watchbill.engine.shift import Shift
from watchbill.model.rosters import Handoff, Roster, Rotation, Turns
from watchbill.model.scalars import Day, Zone

calm = partial(
    settings,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


def starts(season: datetime) -> st.SearchStrategy[datetime]:
    return locals_(season).map(lambda local: local.replace(tzinfo=UTC))


made = st.sampled_from(SEASONS).flatmap(lambda s: st.tuples(rosters(s), starts(s)))


def joined(left: Iterable[Shift], right: Iterable[Shift], at: datetime) -> list[Shift]:
    """Return two windows' shifts as those of one, joined where one was cut."""
    found = list(left)
    ends = {(shift.rotation, shift.because): i for i, shift in enumerate(found) if shift.end == at}
    for shift in right:
        half = ends.get((shift.rotation, shift.because)) if shift.start == at else None
        if half is not None and found[half].people == shift.people:
            found[half] = found[half]._replace(end=shift.end)
        else:
            found.append(shift)
    return found


@calm(max_examples=200)
@given(made, st.integers(1, 240))
def test_says_the_same_as_the_oracle_at_every_half_hour(
    made: tuple[Roster, datetime], halves: int
) -> None:
    roster, start = made
    end = start + timedelta(minutes=30) * halves
    oracle, found = Oracle(roster, end), shifts("team", roster, start, end)
    for role in ("primary", "secondary"):
        for half in range(halves):
            at = start + timedelta(minutes=30) * half
            now = [
                (s.rotation, s.people) for s in found if s.role == role and s.start <= at < s.end
            ]
            assert sorted(now) == oracle.who(role, at), (role, at)


@calm(max_examples=200)
@given(made, st.integers(0, 2000), st.integers(0, 2000))
def test_two_windows_join_to_one(made: tuple[Roster, datetime], left: int, right: int) -> None:
    roster, start = made
    middle = start + timedelta(minutes=30) * left
    end = middle + timedelta(minutes=30) * right
    halves = shifts("team", roster, start, middle), shifts("team", roster, middle, end)
    assert joined(*halves, middle) == list(shifts("team", roster, start, end))


@calm(max_examples=100)
@given(made)
def test_shifts_of_a_role_overlap_only_alongside(made: tuple[Roster, datetime]) -> None:
    roster, start = made
    beside = {rotation.id for rotation in roster.rotations if rotation.alongside}
    found = shifts("team", roster, start, start + timedelta(days=60))
    for role in ("primary", "secondary"):
        mine = [shift for shift in found if shift.role == role]
        assert all(shift.start < shift.end and shift.people for shift in mine)
        alone = [shift for shift in mine if shift.rotation not in beside]
        assert all(first.end <= second.start for first, second in pairwise(alone))


@calm(max_examples=60)
@given(made)
def test_an_instant_has_the_shifts_of_any_window_around_it(made: tuple[Roster, datetime]) -> None:
    roster, at = made
    now = on_call("team", roster, at)
    year = shifts("team", roster, at - timedelta(days=130), at + timedelta(days=130))
    assert now == tuple(shift for shift in year if shift.start <= at < shift.end)


@calm(max_examples=30)
@given(made, st.sampled_from(["Europe/London", "America/New_York", "Africa/Casablanca"]))
def test_handoffs_are_on_the_wall_clock(made: tuple[Roster, datetime], zone: str) -> None:
    start = made[1]
    plain = Rotation(
        id="day",
        role="primary",
        handoff=Handoff(every="1 day", at="09:00"),
        turns=(Turns(since=Day(2025, 1, 1), order=("ada", "bob")),),
    )
    roster = Roster(name="Plain", timezone=Zone(zone), members=(), rotations=(plain,))
    found = shifts("team", roster, start, start + timedelta(days=90))
    handoffs = {shift.start.astimezone(ZoneInfo(zone)).time() for shift in found[1:]}
    assert handoffs == {time(9)}


@calm(max_examples=100)
@given(made, people)
def test_removing_somebody_by_a_new_block_changes_nothing_before_it(
    made: tuple[Roster, datetime], gone: str
) -> None:
    roster, start = made
    since = Day.fromordinal(start.toordinal())
    head = msgspec.structs.replace(
        roster, rotations=tuple(without(rotation, gone, since) for rotation in roster.rotations)
    )
    # Midnight of `since` comes to the first of the zones within a day before that of UTC.
    window = start - timedelta(days=90), datetime.combine(since, time(), UTC) - timedelta(days=1)
    assert shifts("team", head, *window) == shifts("team", roster, *window)


def without(rotation: Rotation, gone: str, since: Day) -> Rotation:
    """Return a rotation with a new block without somebody; what begins later is dropped."""
    kept = tuple(block for block in rotation.turns if block.since < since)
    if not kept:
        return rotation
    order = tuple(p for p in max(kept, key=lambda block: block.since).order if gone not in (p, *p))
    return msgspec.structs.replace(
        rotation, turns=(*kept, Turns(since=since, order=order or ("nobody",)))
    )


@calm(max_examples=40)
@given(made)
def test_a_change_is_there_where_the_shifts_differ_and_nowhere_else(
    made: tuple[Roster, datetime],
) -> None:
    roster, start = made
    window = start, start + timedelta(days=20)
    head = msgspec.structs.replace(roster, rotations=roster.rotations[:-1], overrides=())
    found = changes(catalog({"team": roster}), catalog({"team": head}), *window)
    sides = shifts("team", roster, *window), shifts("team", head, *window)
    for role in ("primary", "secondary"):
        for half in range(20 * 48):
            at = start + timedelta(minutes=30) * half
            now = [c for c in found if c.role == role and c.start <= at < c.end]
            before, after = (
                {p for s in side if s.role == role and s.start <= at < s.end for p in s.people}
                for side in sides
            )
            assert [(set(c.before), set(c.after)) for c in now] == (
                [(before, after)] if before != after else []
            )


@calm(max_examples=100)
@given(made)
def test_every_answer_has_its_reasons(made: tuple[Roster, datetime]) -> None:
    roster, at = made
    for role in ("primary", "secondary"):
        now = on_call("team", roster, at, role)
        told = explain("team", roster, role, at)
        assert all(person in told[0] for shift in now for person in shift.people)
        assert sum(line.startswith("So rotation") for line in told) == len(now)
        assert ("nobody is" in told[0]) == (not now)
        later = upcoming("team", roster, role, at, limit_days=60)
        if later is not None:
            assert later.start > at
            assert later in on_call("team", roster, later.start, role)
