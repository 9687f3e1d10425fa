"""What a change comes to: shares, gaps, and what moves too soon."""

from datetime import UTC, datetime, timedelta

from tests.unit.engine.made import catalog, roster
from watchbill.engine.effects import Share, effects, now, shares, too_soon

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
WEEKS = timedelta(weeks=2)
HOUR = timedelta(hours=1)


def one(order: str, more: str = "") -> str:
    return f"""
coverage: [{{role: primary}}]
rotations:
  - id: r
    role: primary
    handoff: {{every: 1 week, on: tuesday, at: "12:00"}}
    turns: [{{since: 2026-02-03, order: {order}}}]
{more}
"""


def between(before: str, after: str):
    return effects(catalog({"r": roster(before)}), catalog({"r": roster(after)}), AT, WEEKS)


def test_nothing():
    assert not any(between(one("[a, b]"), one("[a, b]")))


def test_who_gains_and_loses():
    found = between(one("[a, b]"), one("[b, a]"))
    assert [(c.before, c.after) for c in now(found, AT)] == [(("a",), ("b",))]
    assert shares(found.changes) == (
        Share("a", 168 * HOUR, 168 * HOUR),
        Share("b", 168 * HOUR, 168 * HOUR),
    )
    assert len(found.past) > 0
    assert len(too_soon(found, AT + 48 * HOUR)) == len(found.past) + 1


def test_an_override_may_come_late():
    late = "overrides: [{rotation: r, from: 2026-03-04T18:00, until: 2026-03-05T06:00, person: c}]"
    found = between(one("[a, b]"), one("[a, b]", late))
    assert shares(found.changes) == (
        Share("c", 12 * HOUR, timedelta()),
        Share("a", timedelta(), 12 * HOUR),
    )
    assert too_soon(found, AT + 48 * HOUR) == ()
    assert now(found, AT) == ()


def test_gaps_that_open_and_close():
    saturday = 'hours: [{days: [sat], from: "10:00", until: "12:00"}]'
    hours = one("[a]").replace("    handoff", f"    {saturday}\n    handoff")
    found = between(one("[a]"), hours)
    assert found.closed == ()
    total = sum((gap.end - gap.start for gap in found.opened), timedelta())
    assert total == WEEKS - 4 * HOUR
    assert [g[:2] for g in between(hours, one("[a]")).closed] == [("r", "primary")] * 3


def test_a_roster_that_is_gone_closes_no_gap():
    promised = one("[a]").replace("since: 2026-02-03", "since: 2027-02-02")
    found = effects(catalog({"r": roster(promised)}), catalog({}), AT, WEEKS)
    assert found.closed == ()
