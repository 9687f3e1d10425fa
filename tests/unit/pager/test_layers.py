"""Layers against the engine: the same people at every second, but for what they leave out."""

from datetime import datetime, timedelta

import pytest

from tests.unit.engine.made import roster as written
from tests.unit.pager.dialects import laid_over
from tests.unit.pager.rosters import WINDOW, roster
from watchbill.engine.rotation import shifts
from watchbill.model.rosters import Roster
from watchbill.pager.fit import dealt, fit
from watchbill.pager.lanes import lanes
from watchbill.pager.layers import Layer, expand, hours_of, layers, windows
from watchbill.pager.live import base
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import differences, settle

HANDOFFS = {
    "1 hour": '{every: 1 hour, at: "09:00"}',
    "12 hours": '{every: 12 hours, at: "09:00"}',
    "36 hours": '{every: 36 hours, at: "21:30"}',
    "1 day": '{every: 1 day, at: "02:30"}',
    "10 days": '{every: 10 days, at: "09:00"}',
    "1 week": '{every: 1 week, on: tuesday, at: "12:00"}',
    "3 weeks": '{every: 3 weeks, on: sunday, at: "01:30"}',
    "1 month": '{every: 1 month, on: 31, at: "09:00"}',
    "2 months": '{every: 2 months, on: 1, at: "00:00"}',
}
HOURS = {
    "always": "always",
    "working hours": '[{days: [mon, tue, wed, thu, fri], from: "09:00", until: "17:30"}]',
    "nights": '[{from: "22:00", until: "06:00"}]',
    "the weekend": "[{from: fri 17:00, until: mon 09:00}]",
    "changing clocks": '[{days: [sun], from: "01:00", until: "03:30"}]',
    "two": '[{days: [wed], from: "08:00", until: "24:00"}, {from: sun 23:00, until: tue 01:00}]',
}
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Etc/UTC")
ORDER = "[ada, [bob, cy], dee]"
BLOCKS = f"[{{since: 2026-01-06, order: {ORDER}}}]"


def wanted(made: Roster, role: str = "primary") -> tuple[Stint, ...]:
    found = shifts("r", made, *WINDOW)
    return settle(Stint(s.start, s.end, s.people) for s in found if s.role == role)


def wrong(made: Roster, role: str = "primary") -> timedelta:
    """Return for how long layers name other people than the engine."""
    found = differences(base(layers(made, role, *WINDOW), *WINDOW), wanted(made, role), *WINDOW)
    return sum((end - start for start, end, *_ in found), timedelta())


def one(zone: str, handoff: str, hours: str, blocks: str = BLOCKS) -> Roster:
    rotation = f"{{id: p, role: primary, handoff: {handoff}, hours: {hours}, turns: {blocks}}}"
    return written(f"rotations: [{rotation}]", zone)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hours", list(HOURS))
@pytest.mark.parametrize("handoff", list(HANDOFFS))
def test_every_handoff_with_all_hours_in_changing_zones(handoff, hours, zone):
    made = one(zone, HANDOFFS[handoff], HOURS[hours])
    assert wanted(made)
    assert wrong(made) == timedelta()


WEEKLY = HANDOFFS["1 week"]
ROSTERS = {
    "a follower": f"""
        rotations:
          - {{id: p, role: primary, handoff: {WEEKLY}, turns: {BLOCKS}}}
          - {{id: s, role: secondary, follows: {{rotation: p, turns: 2}}}}""",
    "a follower of a follower, in days with hours": f"""
        rotations:
          - id: p
            role: primary
            handoff: {HANDOFFS["1 day"]}
            hours: {HOURS["working hours"]}
            turns: {BLOCKS}
          - {{id: s, role: secondary, follows: {{rotation: p}}}}
          - {{id: t, role: secondary, alongside: true, follows: {{rotation: s}}}}""",
    "several blocks, of which the last begins in the window": f"""
        rotations:
          - id: p
            role: primary
            handoff: {WEEKLY}
            turns:
              - {{since: 2026-01-06, order: {ORDER}}}
              - {{since: 2026-10-20, order: [eve]}}
              - {{since: 2026-12-02, order: [cy, ada]}}""",
    "weekends of others": f"""
        rotations:
          - {{id: p, role: primary, handoff: {WEEKLY}, turns: {BLOCKS}}}
          - {{id: w, role: primary, handoff: {WEEKLY}, hours: {HOURS["the weekend"]},
             turns: [{{since: 2026-03-01, order: [eve, fay]}}]}}""",
    "alongside, hidden again": f"""
        rotations:
          - {{id: p, role: primary, handoff: {WEEKLY}, turns: {BLOCKS}}}
          - {{id: a, role: primary, alongside: true, handoff: {WEEKLY},
             turns: [{{since: 2026-11-01, order: [eve, bob]}}]}}
          - {{id: w, role: primary, handoff: {WEEKLY}, hours: {HOURS["nights"]},
             turns: [{{since: 2026-03-01, order: [gil]}}]}}""",
    "follow the sun": f"""
        rotations:
          - {{id: e, role: primary, handoff: {WEEKLY}, hours: {HOURS["working hours"]},
             turns: {BLOCKS}}}
          - {{id: w, role: primary, timezone: America/New_York, handoff: {WEEKLY},
             hours: {HOURS["working hours"]},
             turns: [{{since: 2026-03-01, order: [eve, fay]}}]}}""",
}


@pytest.mark.parametrize("text", list(ROSTERS.values()), ids=list(ROSTERS))
@pytest.mark.parametrize("zone", ZONES)
def test_whole_rosters(text, zone):
    made = written(text, zone)
    for role in {rotation.role for rotation in made.rotations}:
        assert wrong(made, role) == timedelta(), role


def told(made: Roster) -> bool:
    """Say whether a roster has nothing that layers leave out."""
    leaders = {rotation.follows.rotation for rotation in made.rotations if rotation.follows}
    own = [r for r in made.rotations if r.follows and (r.timezone or r.hours != "always")]
    return not own and all(len(r.turns) < 2 for r in made.rotations if r.id in leaders)


def test_random_rosters():
    made = [one for one in (roster(seed, dated=False) for seed in range(160)) if told(one)]
    assert len(made) > 100
    for one_ in made:
        for role in {rotation.role for rotation in one_.rotations}:
            assert wrong(one_, role) == timedelta(), one_.name


LEFT_OUT = {
    "the first turns of a follower's new block are still of the old one": f"""
        rotations:
          - id: p
            role: primary
            handoff: {WEEKLY}
            turns: [{{since: 2026-01-06, order: {ORDER}}}, {{since: 2026-11-03, order: [eve, fay]}}]
          - {{id: s, role: secondary, follows: {{rotation: p, turns: 2}}}}""",
    "hours in another zone than the turns": f"""
        rotations:
          - {{id: p, role: primary, handoff: {WEEKLY}, turns: {BLOCKS}}}
          - {{id: s, role: secondary, timezone: Asia/Kolkata, follows: {{rotation: p}},
             hours: {HOURS["working hours"]}}}""",
    "two lists of hours in one chain": f"""
        rotations:
          - {{id: p, role: primary, handoff: {WEEKLY}, hours: {HOURS["the weekend"]},
             turns: {BLOCKS}}}
          - {{id: s, role: secondary, follows: {{rotation: p}}, hours: {HOURS["nights"]}}}""",
}


@pytest.mark.parametrize("text", list(LEFT_OUT.values()), ids=list(LEFT_OUT))
def test_what_layers_leave_out_is_dated(text):
    made = written(text)
    want, found = wanted(made, "secondary"), layers(made, "secondary", *WINDOW)
    assert wrong(made, "secondary") > timedelta()
    fitted = fit(want, found, base, WINDOW)
    assert fitted.dated
    assert laid_over(base(fitted.layers, *WINDOW), fitted.dated) == want


def test_the_month_is_clamped_without_drifting():
    (layer,) = layers(one("Europe/London", HANDOFFS["1 month"], "always"), "primary", *WINDOW)
    found = [turn.start.day for turn in expand(layer, *WINDOW)][1:]
    assert found == [31, 30, 31, 31, 28, 31]


def test_a_layer_goes_on_before_its_origin():
    at = datetime(2026, 12, 1)
    made = layers(one("Etc/UTC", WEEKLY, "always"), "primary", *WINDOW)[0]
    later = made._replace(origin=made.origin + 60 * timedelta(weeks=1))
    assert later.origin > at
    assert [*expand(later, *WINDOW)] == [*expand(made, *WINDOW)]


@pytest.mark.parametrize("seed", range(0, 250, 5))
def test_lanes_have_one_person_each_and_make_up_the_timeline(seed):
    made = roster(seed)
    for role in {rotation.role for rotation in made.rotations}:
        want, found = wanted(made, role), lanes(layers(made, role, *WINDOW))
        assert all(len(group) < 2 for lane in found for layer in lane for group in layer.order)
        timelines = dealt(want, [base(lane, *WINDOW) for lane in found])
        assert settle(stint for lane in timelines for stint in lane) == want
        assert all(len(stint.people) == 1 for lane in timelines for stint in lane)
        hours = sum((len(s.people) * (s.end - s.start) for s in want), timedelta())
        assert hours == sum((s.end - s.start for lane in timelines for s in lane), timedelta())


def test_lanes_keep_rotations_apart():
    made = written(ROSTERS["alongside, hidden again"])
    found = lanes(layers(made, "primary", *WINDOW))
    assert [{layer.name for layer in lane} for lane in found] == [{"p", "w"}, {"p"}, {"a"}]


@pytest.mark.parametrize("name", [name for name in ROSTERS if name != "follow the sun"])
def test_lanes_by_themselves_make_up_the_timeline(name):
    made = written(ROSTERS[name])
    for role in {rotation.role for rotation in made.rotations}:
        found = lanes(layers(made, role, *WINDOW))
        together = settle(stint for lane in found for stint in base(lane, *WINDOW))
        assert together == wanted(made, role)


def test_hours_there_and_back():
    for text in HOURS.values():
        made = one("Etc/UTC", WEEKLY, text).rotations[0].hours
        again = hours_of(windows(made))
        assert windows(again) == windows(made)
    assert hours_of(()) == "always"


def test_a_layer_says_turns_that_are_idle():
    made = one("Etc/UTC", HANDOFFS["1 day"], HOURS["working hours"])
    layer: Layer = layers(made, "primary", *WINDOW)[0]
    assert (len(layer.order), layer.order.count(())) == (21, 6)
