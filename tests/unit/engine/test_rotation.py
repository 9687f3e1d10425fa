"""Whole shifts at an instant, the next one, and rosters that make no sense."""

from datetime import UTC, datetime

import pytest

from tests.unit.engine.made import line, local, roster
from watchbill.engine.coverage import gaps
from watchbill.engine.explain import explain
from watchbill.engine.rotation import on_call, shifts, upcoming
from watchbill.engine.shift import Because
from watchbill.model.rosters import Follows, Handoff, Roster, Rotation, SpecialPeriod, Turns
from watchbill.model.scalars import Day, LocalDateTime, Zone

ZONE = "Europe/London"
WEEKS = "handoff: {every: 1 week, on: monday, at: 09:00}, turns: [{since: 2026-07-06, order: [%s]}]"
FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


def one(inside: str, rest: str = "") -> str:
    return f"rotations: [{{id: week, role: primary, {inside}}}]\n{rest}"


def now(text: str, at: str, role: str | None = None) -> list[str]:
    found = on_call("team", roster(text), local(ZONE, at), role)
    return [line(ZONE, shift) for shift in found]


@pytest.mark.parametrize(
    ("inside", "at", "expected"),
    [
        (WEEKS % "ada, bob", "2026-07-13 09:00", "Mon 2026-07-13 09:00 → Mon 2026-07-20 09:00 bob"),
        (WEEKS % "ada, bob", "2026-07-13 08:59", "Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada"),
        (
            (WEEKS % "ada").replace("1 week", "52 weeks"),
            "2027-12-01 00:00",
            "Mon 2027-07-05 09:00 → Mon 2028-07-03 09:00 ada",
        ),
        (
            (WEEKS % "ada").replace("1 week", "999 months"),  # 83 years and 3 months
            "2090-01-01 00:00",
            "Mon 2026-07-06 09:00 → Sun 2109-10-06 09:00 ada",
        ),
    ],
)
def test_the_shift_at_an_instant_is_whole_however_long(inside: str, at: str, expected: str) -> None:
    assert now(one(inside), at) == [expected]


def test_parts_of_a_second_do_not_matter() -> None:
    at = local(ZONE, "2026-07-13 09:00").replace(microsecond=999_999)
    assert on_call("team", roster(one(WEEKS % "ada, bob")), at)[0].people == ("bob",)


def test_on_call_can_be_asked_for_one_role() -> None:
    two = f"rotations: [{{id: a, role: x, {WEEKS % 'ada'}}}, {{id: b, role: y, {WEEKS % 'bob'}}}]"
    assert len(now(two, "2026-07-07")) == 2
    assert now(two, "2026-07-07", "y") == ["Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 bob"]
    assert now(two, "2026-07-07", "z") == []


@pytest.mark.parametrize(
    ("order", "rest", "after", "expected"),
    [
        ("ada, bob", "", "2026-07-07", "Mon 2026-07-13 09:00 → Mon 2026-07-20 09:00 bob"),
        ("ada, ada, bob", "", "2026-07-07", "Mon 2026-07-20 09:00 → Mon 2026-07-27 09:00 bob"),
        (
            "[ada, bob], [bob, ada], cy",
            "",
            "2026-07-07",
            "Mon 2026-07-20 09:00 → Mon 2026-07-27 09:00 cy",
        ),
        ("ada, bob", "", "2026-07-01", "Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada"),
        (
            "ada, bob",
            """overrides:
- {rotation: week, from: 2026-07-08T00:00, until: 2026-07-09T00:00, person: zoe}""",
            "2026-07-07",
            "Wed 2026-07-08 00:00 → Thu 2026-07-09 00:00 zoe",
        ),
        ("ada", "", "2026-07-07", None),
    ],
)
def test_upcoming_has_other_people(order: str, rest: str, after: str, expected: str | None) -> None:
    made = roster(one(WEEKS % order, rest))
    found = upcoming("team", made, "primary", local(ZONE, after))
    assert (found and line(ZONE, found)) == expected


def test_upcoming_looks_no_further_than_said() -> None:
    made = roster(one(WEEKS % "ada, bob"))
    after = local(ZONE, "2026-07-07")
    assert upcoming("team", made, "primary", after, limit_days=6) is None
    assert upcoming("team", made, "primary", after, limit_days=7) is not None


def test_because_says_block_turn_override_and_leader() -> None:
    text = f"""rotations: [{{id: week, role: primary, {WEEKS % "ada, bob"}}},
      {{id: second, role: secondary, follows: {{rotation: week}}}}]
overrides: [{{rotation: zz, from: 2026-07-14T00:00, until: 2026-07-15T00:00, person: zoe}},
      {{rotation: week, from: 2026-07-14T00:00, until: 2026-07-15T00:00, person: eve}},
      {{rotation: week, from: 2026-07-14T00:00, until: 2026-07-15T00:00, person: zoe}}]"""
    second, first = on_call("team", roster(text), local(ZONE, "2026-07-14"))
    assert first.because == Because("2026-07-06", 1, overrides=(1, 2))
    assert second.because == Because("2026-07-06", 1, follows="week")


def empty(**fields: object) -> Roster:
    """Return a roster with one rotation whose fields may be empty, as no file could have them."""
    day, week = Handoff(every="1 day", at="09:00"), {"id": "week", "role": "primary"}
    rotation = Rotation(**{**week, "handoff": day, **fields})  # type: ignore[arg-type]  # a table's fields
    return Roster(name="Test", timezone=Zone("UTC"), members=(), rotations=(rotation,))


def block(*order: str | tuple[str, ...]) -> tuple[Turns, ...]:
    return (Turns(since=Day(2026, 7, 6), order=order),)


def summer(*order: str) -> tuple[SpecialPeriod, ...]:
    start, end = LocalDateTime(2026, 7, 6), LocalDateTime(2026, 7, 8)
    return (SpecialPeriod(name="Summer", from_=start, until=end, order=order),)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(roster("rotations: []"), id="no rotations"),
        pytest.param(empty(handoff=None, turns=block("ada")), id="no handoff"),
        pytest.param(empty(), id="no turns"),
        pytest.param(empty(turns=block()), id="an empty order"),
        pytest.param(empty(turns=block(())), id="an empty group"),
        pytest.param(empty(turns=block("ada"), hours=()), id="no windows"),
        pytest.param(empty(special=summer()), id="an empty special order"),
        pytest.param(empty(turns=block("ada"), follows=Follows("week")), id="a circle"),
    ],
)
def test_what_makes_no_sense_has_no_shifts(made: Roster) -> None:
    assert shifts("team", made, LAST.replace(year=2020), LAST.replace(year=2040)) == ()
    assert on_call("team", made, local(ZONE, "2026-07-07")) == ()
    assert upcoming("team", made, "primary", local(ZONE, "2026-07-07")) is None
    assert "nobody is on call" in explain("team", made, "primary", local(ZONE, "2026-07-07"))[0]


STRANGE_BUT_TRUE = {
    "from 24:00 until 24:00": one(WEEKS % "ada" + ", hours: [{from: 24:00, until: 24:00}]"),
    "from Sunday 24:00": one(WEEKS % "ada" + ", hours: [{from: sun 24:00, until: mon 24:00}]"),
    "only one day name": one(WEEKS % "ada" + ", hours: [{from: fri 17:00, until: 09:00}]"),
    "999 hours": one(
        (WEEKS % "ada").replace("1 week", "999 hours") + ", hours: [{from: 01:00, until: 02:00}]"
    ),
    "999 months": one((WEEKS % "ada, bob").replace("1 week", "999 months")),
    "the last day of all": one((WEEKS % "ada").replace("2026-07-06", "2199-12-31")),
    "a special period of centuries": one(
        WEEKS % "ada"
        + ", special: [{name: S, from: 1970-01-01T00:00, until: 2199-12-31T23:59, order: [eve]}]"
    ),
    "two rotations of one name": f"rotations: [{{id: a, role: primary, {WEEKS % 'ada'}}}, "
    "{id: a, role: primary, follows: {rotation: a}}]",
    "turns and a leader": f"rotations: [{{id: a, role: x, {WEEKS % 'ada'}}}, "
    f"{{id: b, role: primary, follows: {{rotation: a, turns: 100}}, {WEEKS % 'bob'}}}]",
    "coverage beyond all time": one(WEEKS % "ada", "coverage: [{role: primary, hours: always}]"),
}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Africa/Monrovia"])
@pytest.mark.parametrize("text", STRANGE_BUT_TRUE.values(), ids=STRANGE_BUT_TRUE)
def test_strange_rosters_can_be_asked_at_any_time(text: str, zone: str) -> None:
    made = roster(text, zone)
    for year in (1, 1969, 1970, 2026, 2199, 2200, 9999):
        start = datetime(year, 1, 1, tzinfo=UTC)
        end = datetime(year, 12, 31, 23, 59, tzinfo=UTC)
        found = shifts("team", made, start, end)
        assert all(start <= shift.start < shift.end <= end for shift in found)
        assert gaps("team", made, start, end) == gaps("team", made, start, end)
        for at in (start, end):
            assert len(on_call("team", made, at)) <= 2
            assert explain("team", made, "primary", at)
            upcoming("team", made, "primary", at, limit_days=20)


def test_all_of_time_can_be_asked_at_once() -> None:
    made = roster(one((WEEKS % "ada, bob").replace("1 week", "12 months")))
    found = shifts("team", made, FIRST, LAST)
    assert found[0].start.year == 2026
    assert found[-1].end == LAST
    assert len(found) == 9999 - 2026 + 1
