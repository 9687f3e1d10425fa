"""What a live pager is wanted to hold: cut to its horizon, one person a schedule if need be."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.engine.made import roster as written
from watchbill.engine.rotation import shifts
from watchbill.pager.layers import layers
from watchbill.pager.live import base, live, outside, trimmed
from watchbill.pager.objects import Desired, Object, Stint, Watch
from watchbill.pager.timeline import settle

AT = datetime(2026, 10, 7, 10, 7, tzinfo=UTC)
MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
UNTIL = MONDAY + timedelta(weeks=8)
PAIRS = """
rotations:
  - id: p
    role: primary
    handoff: {every: 1 week, on: tuesday, at: "12:00"}
    turns: [{since: 2026-01-06, order: [ada, [bob, cy]]}]
  - id: a
    role: primary
    alongside: true
    handoff: {every: 1 week, on: tuesday, at: "12:00"}
    turns: [{since: 2026-01-06, order: [dee]}]
"""


def wanted() -> Desired:
    made = written(PAIRS)
    found = shifts("r", made, MONDAY - timedelta(weeks=1), UNTIL + timedelta(weeks=1))
    stints = settle(Stint(s.start, s.end, s.people) for s in found)
    watch = Watch("r", "primary", "R: Primary", made.timezone, UNTIL, stints)
    said = layers(made, "primary", MONDAY, UNTIL)
    steps = (("schedule/r--primary", "person/eve"),)
    body = {"name": "R", "repeat": 1, "steps": [{"notify": [*steps[0]], "wait_minutes": 5}]}
    items = [
        Object("schedule/r--primary", {"name": "R: Primary"}, watch, layers=said),
        Object("escalation/r", body, steps=steps),
        Object("users", {"people": []}),
    ]
    return Desired({item.key: item for item in items}, frozenset({"ada"}))


def timeline(item: Object) -> Watch:
    assert item.watch
    return item.watch


def test_a_timeline_is_cut_to_the_horizon_and_holds_from_now_on():
    found = live(wanted(), AT, alone=False).objects
    watch = timeline(found["schedule/r--primary"])
    assert (watch.stints[0].start, watch.stints[-1].end) == (MONDAY, UNTIL)
    assert watch.since == AT
    assert "users" not in found
    assert len(found["schedule/r--primary"].layers) == 2


def test_whoever_is_on_call_together_gets_schedules_of_their_own():
    found = live(wanted(), AT, alone=True)
    keys = ["schedule/r--primary", "schedule/r--primary--2", "schedule/r--primary--3"]
    assert [key for key in found.objects if key.startswith("schedule")] == keys
    items = [found.objects[key] for key in keys]
    assert [item.body["name"] for item in items] == [
        "R: Primary",
        "R: Primary (2)",
        "R: Primary (3)",
    ]
    whole = timeline(live(wanted(), AT, alone=False).objects[keys[0]]).stints
    assert settle(stint for item in items for stint in timeline(item).stints) == whole
    assert all(base(item.layers, MONDAY, UNTIL) == timeline(item).stints for item in items)
    assert found.objects["escalation/r"].steps == ((*keys, "person/eve"),)
    assert found.objects["escalation/r"].body["steps"][0]["notify"] == [*keys, "person/eve"]
    assert found.people == {"ada"}


def test_a_schedule_without_anybody_is_still_one():
    item = wanted().objects["schedule/r--primary"]
    empty = item._replace(watch=timeline(item)._replace(stints=()), layers=())
    found = live(Desired({item.key: empty}), AT, alone=True).objects
    assert timeline(found[item.key]).stints == ()


def test_fields_that_a_provider_does_not_keep_are_left_out():
    fields = {"schedule": ("name",), "escalation": ("name", "steps")}
    found = trimmed(live(wanted(), AT, alone=False), fields, {"schedule/r--primary": "P1"})
    assert found.objects["schedule/r--primary"].body == {}
    assert set(found.objects["escalation/r"].body) == {"name", "steps"}


HOUR = timedelta(hours=1)
OUTSIDE = {
    "nothing hides": ([], [(0, 9)]),
    "the begin": ([(-5, 2)], [(2, 9)]),
    "the end": ([(7, 20)], [(0, 7)]),
    "the middle": ([(2, 3), (4, 5)], [(0, 2), (3, 4), (5, 9)]),
    "all": ([(-1, 10)], []),
    "what only touches": ([(-3, 0), (9, 12)], [(0, 9)]),
}


@pytest.mark.parametrize(("spans", "left"), list(OUTSIDE.values()), ids=list(OUTSIDE))
def test_what_is_outside_of_spans(spans, left):
    stint = Stint(MONDAY, MONDAY + 9 * HOUR, ("ada",))
    hidden = [(MONDAY + a * HOUR, MONDAY + b * HOUR) for a, b in spans]
    found = [(s.start, s.end) for s in outside([stint], hidden)]
    assert found == [(MONDAY + a * HOUR, MONDAY + b * HOUR) for a, b in left]
