"""When a change reaches people: at the next handoff, at once, or never over what they arranged."""

import json
from datetime import datetime, timedelta

import pytest

from tests.pagers.company import AT, FILES, edited, override, wanted
from tests.pagers.toy import over
from watchbill.pager.live import live
from watchbill.pager.objects import Actual, Stint
from watchbill.pager.timeline import clip, people_at
from watchbill.report.plan import machine, markdown, text
from watchbill.sync.apply import apply
from watchbill.sync.memory import Memory, MemoryJournal
from watchbill.sync.plan import Paged, make_plan

PAY = "rosters/teams/pay.yaml"
KEY = "schedule/pay--primary"
TUESDAY = AT.replace(day=24, hour=12)
OTHER = edited(PAY, "order: [ada, bob, cy]", "order: [bob, cy, ada]")


def held(changes=None, *, alone=False):
    """Return what a live pager holds, wanted at AT."""
    return live(wanted(changes or {}), AT, alone=alone)


class Theirs(Memory):
    """A pager in which people made overrides: by key, laid over the timeline."""

    def __init__(self, objects, theirs=None, unknown=None):
        super().__init__(objects)
        self.theirs, self.unknown = theirs or {}, unknown or {}

    def actual(self):
        found = dict(sorted(self.objects.items()))
        for key, stints in self.theirs.items():
            if watch := found[key].watch:
                laid = watch.stints
                for stint in stints:
                    laid = over(laid, stint)
                found[key] = found[key]._replace(watch=watch._replace(stints=laid))
        return Actual(found, self.foreign, {}, self.theirs, self.unknown)


def plan(before, after, at=AT, *, theirs=None, unknown=None, **options):
    return make_plan(
        "p", after, Theirs(before.objects.values(), theirs, unknown).actual(), at, **options
    )


def on_call(found, at, key=KEY):
    return people_at(found.desired.objects[key].watch.stints, at)


def stints_of(desired, key):
    watch = desired.objects[key].watch
    assert watch
    return watch.stints


def test_whoever_is_on_call_stays_until_the_next_handoff():
    found = plan(held(), held(OTHER))
    (late,) = [one for one in found.deferred if one.key == KEY]
    assert late[2:] == (TUESDAY, ("ada",), ("cy",))
    assert (on_call(found, AT), on_call(found, TUESDAY)) == (("ada",), ("cy",))
    assert people_at(held(OTHER).objects[KEY].watch.stints, AT) == ("bob",)
    assert "now" not in {refusal.guard for refusal in found.refusals}


def test_at_once_when_asked():
    found = plan(held(), held(OTHER), rollout="now")
    assert (found.deferred, on_call(found, AT)) == ((), ("bob",))
    assert "now" in {refusal.guard for refusal in found.refusals}


def test_a_turn_that_outlasts_the_horizon_is_not_said_to_end_with_nobody():
    changed = held(OTHER)
    watch = changed.objects[KEY].watch
    short = watch._replace(until=TUESDAY, stints=clip(watch.stints, AT, TUESDAY))
    objects = {**changed.objects, KEY: changed.objects[KEY]._replace(watch=short)}
    said = [
        line for line in text(plan(held(), changed._replace(objects=objects))) if "still" in line
    ]
    until = "until Tue 24 Nov 12:00 Europe/London"
    assert (
        f"  Pay: Primary: still ada instead of bob {until} at least (at once: --rollout now)"
        in said
    )


def test_a_deferred_apply_agrees_and_the_rest_follows():
    pager, journal = Theirs(held().objects.values()), MemoryJournal()
    first = make_plan("p", held(OTHER), pager.actual(), AT)
    assert apply(first, pager, journal).mismatches == ()
    again = make_plan("p", held(OTHER), pager.actual(), AT)
    assert (again.changes, [one.key for one in again.deferred]) == (
        (), [one.key for one in first.deferred],
    )  # fmt: skip
    later = TUESDAY + timedelta(minutes=1)
    after = live(wanted(OTHER, later), later, alone=False)
    last = make_plan("p", after, pager.actual(), later)
    assert (last.moves, last.deferred) == ((), ())


FIRM = {
    "an override of now holds at once": (
        override("pay", "2026-11-21T08:00", "2026-11-22T08:00", "dee"), ("dee",), 0,
    ),
    "one that begins before the handoff holds from then on": (
        OTHER | {PAY: f"{OTHER[PAY]}" + "overrides: [{rotation: primary, from: 2026-11-22T08:00,"
        " until: 2026-11-23T08:00, person: dee}]\n"}, ("ada",), 1,
    ),
    "one that is over changes nothing": (
        override("pay", "2026-11-20T08:00", "2026-11-21T10:00", "dee"), ("ada",), 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "now", "deferred"), FIRM.values(), ids=FIRM)
def test_dated_overrides_say_themselves_when_they_hold(changes, now, deferred):
    found = plan(held(), held(changes))
    mine = [one for one in found.deferred if one.key == KEY]
    assert (on_call(found, AT), len(mine)) == (now, deferred)
    if deferred:
        assert mine[0].until == AT.replace(day=22, hour=8)
        assert (mine[0].follows, on_call(found, mine[0].until)) == (("dee",), ("dee",))


def test_who_has_left_the_repository_is_relieved_at_once():
    text = (
        FILES[PAY].replace("members: [ada, ", "members: [").replace("[ada, bob, cy]", "[bob, cy]")
    )
    ops = FILES["rosters/teams/ops.yaml"].replace("bob, ada]", "bob]").replace("[ada, ", "[")
    gone = {PAY: text, "rosters/teams/ops.yaml": ops, "rosters/people/ada.yaml": None}
    found = plan(held(), held(gone))
    assert [one for one in found.deferred if one.key == KEY] == []
    assert on_call(found, AT) != ("ada",)


def test_nobody_is_deferred_where_nobody_was_on_call_or_nothing_is_known():
    before = held()
    watch = before.objects[KEY].watch
    empty = before.objects[KEY]._replace(watch=watch._replace(stints=()))
    ran_out = before.objects[KEY]._replace(watch=watch._replace(until=AT))
    for item in (empty, ran_out):
        found = plan(before._replace(objects={**before.objects, KEY: item}), held(OTHER))
        assert KEY not in {one.key for one in found.deferred}


def stint(start, end, *people):
    return Stint(
        datetime.fromisoformat(f"{start}:00Z"), datetime.fromisoformat(f"{end}:00Z"), people
    )


THEIRS = {KEY: (stint("2026-11-25T12:00", "2026-11-26T12:00", "dee"),)}


def test_what_people_arranged_in_the_pager_is_kept_and_reported():
    found = plan(held(), held(), theirs=THEIRS)
    assert (found.changes, found.moves) == ((), ())
    (kept,) = found.theirs
    assert (kept.key, kept.difference) == (KEY, (*THEIRS[KEY][0][:2], ("bob",), ("dee",)))
    assert on_call(found, AT.replace(day=25, hour=13)) == ("dee",)


def test_it_is_kept_whatever_else_changes():
    for rollout in ("handoff", "now"):
        found = plan(held(), held(OTHER), theirs=THEIRS, rollout=rollout)
        assert [kept.difference.after for kept in found.theirs] == [("dee",)]
        assert on_call(found, AT.replace(day=25, hour=13)) == ("dee",)
        assert on_call(found, AT.replace(day=26, hour=13)) == ("cy",)


RUNNING = {KEY: (stint("2026-11-21T09:00", "2026-11-21T15:00", "dee"),)}
OVER_THE_HANDOFF = {KEY: (stint("2026-11-24T09:00", "2026-11-24T15:00", "dee"),)}


def test_one_that_runs_is_theirs_and_no_handoff():
    """ada, whose turn it interrupts, has it back afterwards, until the handoff."""
    found = plan(held(), held(), theirs=RUNNING)
    assert (found.changes, found.deferred) == ((), ())
    assert [kept.difference[2:] for kept in found.theirs] == [(("ada",), ("dee",))]
    found = plan(held(), held(OTHER), theirs=RUNNING)
    (late,) = [one for one in found.deferred if one.key == KEY]
    assert late[2:] == (TUESDAY, ("ada",), ("cy",))
    assert [kept.difference.after for kept in found.theirs] == [("dee",)]
    instants = (AT, AT.replace(hour=15), TUESDAY)
    assert [on_call(found, at) for at in instants] == [("dee",), ("ada",), ("cy",)]
    assert found.refusals == ()


def test_one_that_runs_over_the_handoff_leaves_nobody_to_be_relieved():
    at = TUESDAY + timedelta(hours=1)
    found = plan(held(), live(wanted(OTHER, at), at, alone=False), at, theirs=OVER_THE_HANDOFF)
    assert KEY not in {one.key for one in found.deferred}
    instants = (at, TUESDAY.replace(hour=15))
    assert [on_call(found, instant) for instant in instants] == [("dee",), ("cy",)]


def test_a_plan_stays_the_same_while_an_override_runs():
    """A pager may say of it only what is left."""
    digests = set()
    for minutes in (0, 1, 90):
        at = AT + timedelta(minutes=minutes)
        pager = Theirs(held().objects.values(), RUNNING)
        left = {KEY: (RUNNING[KEY][0]._replace(start=at),)}
        actual = pager.actual()._replace(theirs=left)
        reordered = edited(PAY, "order: [ada, bob, cy]", "order: [cy, ada, bob]")
        found = make_plan("p", live(wanted(reordered, at), at, alone=False), actual, at)
        assert [kept.difference.after for kept in found.theirs] == [("dee",)]
        digests.add(found.digest)
    assert len(digests) == 1


def test_other_targets_say_whom_they_page_now():
    path = "policies/escalation/pay.yaml"
    changes = edited(path, "{notify: [{roster: pay, role: secondary}]", "{notify: [{person: dee}]")
    found = plan(held(), held(changes))
    assert found.paged == (Paged("escalation/pay", "Pay", 2, ("cy",), ("dee",)),)
    assert "  Pay, step 2: cy → dee" in list(text(found))
    assert "- Pay, step 2: cy → dee" in list(markdown(found))
    assert json.loads(machine(found))["paged"][0]["after"] == ["dee"]
    slower = edited(path, "wait: 1 hour", "wait: 2 hours")
    assert plan(held(), held(slower)).paged == ()
    assert plan(held(), held(OTHER)).paged == ()


def test_what_the_repository_says_as_well_is_no_drift():
    mine = override("pay", "2026-11-25T12:00", "2026-11-26T12:00", "dee")
    assert plan(held(mine), held(mine), theirs=THEIRS).theirs == ()
    over = {KEY: (stint("2026-11-20T12:00", "2026-11-21T09:00", "dee"),)}
    assert plan(held(), held(), theirs=over).theirs == ()


def test_a_role_of_several_schedules_is_seen_as_one():
    """Who moves from one lane to the other is on call as before: no move, and no guard."""
    ops = "rosters/teams/ops.yaml"
    swapped = edited(ops, "[[cy, dee], bob, ada]", "[[dee, cy], bob, ada]")
    before, after = held(alone=True), held(swapped, alone=True)
    assert {key for key in before.objects if "ops--primary" in key} == {
        "schedule/ops--primary", "schedule/ops--primary--2",
    }  # fmt: skip
    found = plan(before, after, rollout="now")
    assert found.changes != ()
    assert (found.moves, found.refusals) == ((), ())
    single = edited(ops, "[[cy, dee], bob, ada]", "[dee, bob, ada]")
    found = plan(before, held(single, alone=True), rollout="now", prune=True)
    assert {move.key for move in found.moves} == {
        "schedule/ops--primary",
        "schedule/ops--secondary",
    }
    moved = [m.difference for m in found.moves if m.key == "schedule/ops--primary"]
    assert {(d.before, d.after) for d in moved} == {(("cy", "dee"), ("dee",))}


SINGLE = edited("rosters/teams/ops.yaml", "[[cy, dee], bob, ada]", "[cy, bob, ada]")
LANE = "schedule/ops--primary--2"


def paired_at():
    """Return an instant at which cy and dee are on call together as primary of ops."""
    stints = held(alone=True).objects[LANE].watch.stints
    return next(one.start for one in stints if one.start > AT) + timedelta(hours=1)


def test_the_second_of_a_pair_stays_until_the_next_handoff():
    at = paired_at()
    before = live(wanted({}, at), at, alone=True)
    after = live(wanted(SINGLE, at), at, alone=True)
    assert LANE not in after.objects
    pager, journal = Theirs(before.objects.values()), MemoryJournal()
    found = make_plan("p", after, pager.actual(), at)
    (late,) = [one for one in found.deferred if one.key == LANE]
    assert (late.stays, late.follows) == (("dee",), ())
    assert found.refusals == ()
    assert LANE in found.desired.objects["escalation/ops"].steps[0]
    assert {"cy", "dee"} == {
        p for m in found.moves for p in m.difference.before if "primary" in m.key
    }
    assert apply(found, pager, journal).mismatches == ()
    again = make_plan("p", after, pager.actual(), at)
    assert (again.changes, again.kept) == ((), ("schedule/ops--secondary--2",))
    later = late.until + timedelta(minutes=1)
    last = make_plan("p", live(wanted(SINGLE, later), later, alone=True), pager.actual(), later)
    assert ("escalation/ops" in {c.key for c in last.changes}, LANE in last.kept) == (True, True)
    assert (last.moves, last.refusals) == ((), ())
    assert apply(last, pager, journal).mismatches == ()


def test_the_second_of_a_pair_joins_at_the_next_handoff():
    at = paired_at()
    before = live(wanted(SINGLE, at), at, alone=True)
    after = live(wanted({}, at), at, alone=True)
    pager, journal = Theirs(before.objects.values()), MemoryJournal()
    found = make_plan("p", after, pager.actual(), at)
    (late,) = [one for one in found.deferred if one.key == LANE]
    monday = late.until
    assert (late.stays, on_call(found, at, LANE)) == ((), ())
    assert monday == next(one.end for one in stints_of(before, LANE[:-3]) if one.end > at)
    assert apply(found, pager, journal).mismatches == ()
    again = make_plan("p", after, pager.actual(), at + timedelta(hours=1))
    assert (again.changes, [one.key for one in again.deferred]) == ((), [LANE])
    coming = next(one for one in stints_of(after, LANE) if one.start >= monday)
    assert on_call(again, coming.start, LANE) == ("dee",)
    assert on_call(make_plan("p", after, pager.actual(), at, rollout="now"), at, LANE) == ("dee",)
    begun = {key: item for key, item in before.objects.items() if key.startswith("schedule/")}
    found = make_plan("p", after, Theirs(begun.values()).actual(), at)
    assert on_call(found, at, LANE) == ("dee",), "an apply goes on that was interrupted"


def test_the_second_of_a_pair_is_not_dropped_unseen():
    """Its schedule stays until --prune, but no step names it any more."""
    at = paired_at()
    before = live(wanted({}, at), at, alone=True)
    after = live(wanted(SINGLE, at), at, alone=True)
    pager = Theirs(before.objects.values())
    found = make_plan("p", after, pager.actual(), at, rollout="now")
    assert LANE in found.kept
    assert "Ops: Primary, on call now: cy & dee → cy" in {r.reason for r in found.refusals}
    assert apply(found, pager, MemoryJournal()).mismatches == ()
    again = make_plan("p", after, pager.actual(), at, rollout="now")
    assert (again.changes, again.moves, again.refusals) == ((), (), ())


def test_whom_the_pager_does_not_know_is_refused_finally():
    found = plan(held(), held(OTHER), unknown={"bob": "no user with the e-mail bob@…"})
    assert [(r.reason, r.final) for r in found.standing(force=True)] == [
        ("bob: no user with the e-mail bob@…", True)
    ]
    assert plan(held(), held(), unknown={"eve": "nobody needs her"}).refusals == ()
