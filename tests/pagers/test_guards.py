"""Every guard, with a case in which it speaks and cases in which it stays silent."""

from datetime import timedelta

import pytest

from tests.pagers.company import AT, FILES, WEEKLY, catalog, edited, override, wanted
from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.pager.desired import desired
from watchbill.pager.objects import Actual, Desired
from watchbill.sync.plan import make_plan

OPS = "rosters/teams/ops.yaml"
PAY = "rosters/teams/pay.yaml"
NEW = {f"rosters/services/s{n}.yaml": FILES["rosters/services/till.yaml"] for n in range(6)}
GONE = {OPS: None, "policies/escalation/ops.yaml": None, "rosters/services/net.yaml": None}
UNNAMED = edited("policies/escalation/pay.yaml", ", {roster: ops, role: primary}", "")
WEEKDAYS = edited(
    PAY,
    "    role: primary\n",
    "    role: primary\n    hours: [{days: [mon], from: '09:00', until: '17:00'}]\n",
)
REORDERED = edited(PAY, "[ada, bob, cy]}]", "[ada, bob, cy]}, {since: 2026-11-30, order: [dee]}]")


def guards(before, after, *, at=AT, prune=False, broken=None):
    actual = Actual(before.objects, {}, broken or {})
    plan = make_plan("p", after, actual, at, prune=prune, rollout="now")
    return {refusal.guard for refusal in plan.refusals}


SHRUNK = {"now", "gap", "moved"}
NOTHING = Desired({})

CASES = {
    "now: somebody is relieved": (
        wanted(),
        wanted(override("pay", "2026-11-21T08:00", "2026-11-22T08:00", "dee")),
        {"now"},
    ),
    "now: silent for what is over": (
        wanted(),
        wanted(override("pay", "2026-11-20T08:00", "2026-11-21T10:00", "dee")),
        set(),
    ),
    "now: silent for later": (
        wanted(),
        wanted(override("pay", "2026-11-21T10:01", "2026-11-22T08:00", "dee")),
        set(),
    ),
    "now: silent for a new schedule": (
        wanted(
            {PAY: None, "policies/escalation/pay.yaml": None, "rosters/services/till.yaml": None}
        ),
        wanted(),
        set(),
    ),
    "gap: opens": (wanted(), wanted(WEEKDAYS), {"now", "gap"}),
    "gap: silent where it is closed": (wanted(WEEKDAYS), wanted(), set()),
    "target: one of a step is not there": (wanted(), wanted({OPS: None}), {"target"}),
    "target: every target of a step is gone": (
        wanted(),
        wanted({PAY: None}),
        {"target"},
    ),
    "target: speaks while a file names what is not there": (
        wanted({PAY: None}),
        wanted({PAY: None} | edited("rosters/services/net.yaml", "name: Net", "name: Nets")),
        {"target"},
    ),
    "target: silent where nothing is written": (wanted({PAY: None}), wanted({PAY: None}), set()),
    "target: silent where no file names it any longer": (wanted(), wanted(UNNAMED), set()),
    "moved: from ten objects up": (wanted(NEW), wanted(NEW | REORDERED), {"moved"}),
    "moved: silent for few objects": (wanted(), wanted(REORDERED), set()),
    "moved: silent where nobody was on call": (wanted(NEW | WEEKDAYS), wanted(NEW), set()),
    "moved: hours that are taken away": (wanted(NEW), wanted(NEW | WEEKDAYS), SHRUNK),
    "moved: silent for a day": (
        wanted(NEW),
        wanted(NEW | override("pay", "2026-12-01T12:00", "2026-12-03T12:00", "dee")),
        set(),
    ),
    "empty: nothing is wanted": (wanted(), NOTHING, {"empty"}),
    "empty: silent where nothing was": (NOTHING, NOTHING, set()),
    "empty: silent for a beginning": (NOTHING, wanted(), set()),
}


@pytest.mark.parametrize(("before", "after", "spoken"), CASES.values(), ids=CASES.keys())
def test_guards(before, after, spoken):
    assert guards(before, after) == spoken


def test_a_deleted_schedule_is_a_change_of_now_and_a_gap():
    assert guards(wanted(), wanted(GONE | UNNAMED), prune=True) == {"now", "gap"}
    assert guards(wanted(), wanted(GONE | UNNAMED)) == set()


def test_what_a_step_names_and_is_not_there_is_said():
    actual = Actual(wanted().objects, {}, {})
    plan = make_plan("p", wanted({OPS: None}), actual, AT)
    said = [refusal.reason for refusal in plan.refusals]
    assert said == [
        "escalation/ops: step 1 names primary of ops, which is not there",
        "escalation/pay: step 1 names primary of ops, which is not there",
    ]


def test_an_escalation_loses_what_no_file_can_say_only_with_force():
    steps = (("schedule/pay--primary", "schedule/ops--primary"), ("jsm/team/7",))
    mine = wanted().objects["escalation/pay"]
    there = mine._replace(body={**mine.body, "repeat": 9}, steps=steps)
    before = Desired({**wanted().objects, "escalation/pay": there})
    assert guards(before, wanted()) == {"wordless"}
    assert guards(before, before) == set()


def test_a_broken_object_is_replaced_only_with_force():
    before = Desired({k: v for k, v in wanted().objects.items() if k != "service/net"})
    assert guards(before, wanted(), broken={"service/net": "no JSON"}) == {"broken"}
    assert guards(wanted(), wanted(), broken={"service/x": "no JSON"}) == set()


@pytest.mark.parametrize("days", [0, 1, 2, 7, 14, 40, 55, 56, 60, 400])
def test_time_that_passes_moves_nobody(days):
    later = AT + timedelta(days=days, hours=3)
    plan = make_plan("p", wanted(at=later), Actual(wanted().objects), later)
    assert (plan.moves, plan.refusals) == ((), ())
    assert bool(plan.changes) == (days > 1)  # AT is a Saturday: the next week begins two days on
    assert {change.key.partition("/")[0] for change in plan.changes} <= {"schedule"}


def test_a_gap_behind_the_fourteen_days_is_no_reason():
    late = edited(PAY, WEEKLY, WEEKLY)
    text = FILES[PAY].replace(
        "order: [ada, bob, cy]}]",
        "order: [ada, bob, cy]}]\n    special: [{name: x, from: 2026-12-08T12:00,"
        " until: 2026-12-09T12:00, order: [dee]}]",
    )
    assert guards(wanted(late), wanted({PAY: text})) == set()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rosters/services/till.yaml": "name: Till\nroster: pay\nescalation: no\n"}, "till"),
        (edited(PAY, "[ada, bob, cy]", "[ada, eve]"), "'eve'"),
        ({PAY: "name: [1\n  x"}, "pay.yaml"),
        ({PAY: "name: Pay\n"}, "pay.yaml"),
        ({"watchbill.yaml": "nome: x\n"}, "watchbill.yaml"),
    ],
)
def test_half_a_repository_makes_no_plan(change, message):
    with pytest.raises(WatchbillError, match=message):
        wanted(change)


def test_two_schedules_of_one_name_are_refused():
    text = FILES[PAY].replace("role: primary", "role: b--c")
    other = FILES[PAY].replace("role: primary", "role: c")
    names = {"rosters/teams/a.yaml": text, "rosters/teams/a--b.yaml": other}
    with pytest.raises(WatchbillError, match="a--b--c"):
        wanted(names)


def test_a_shorter_horizon_opens_a_gap():
    short = desired(catalog(), Pager(provider="folder", weeks=2), AT)
    assert guards(wanted(), short) == {"gap"}


def test_what_an_interrupted_apply_has_begun_is_silent():
    """A schedule without any hours, or one that no step names yet, calls nobody away."""
    whole = wanted(NEW).objects
    pay = whole["schedule/pay--primary"]
    assert pay.watch
    empty = pay._replace(watch=pay.watch._replace(stints=()))
    assert guards(Desired({**whole, pay.key: empty}), wanted(NEW)) == set()
    begun = {key: item for key, item in whole.items() if not item.steps}
    more = edited(PAY, "[ada, bob, cy]}]", "[[ada, dee], [bob, dee], [cy, dee]]}]")
    assert guards(Desired(begun), wanted(NEW | more)) == set()
    assert guards(wanted(NEW), wanted(NEW | more)) == {"now", "moved"}
    others = edited(PAY, "[ada, bob, cy]}]", "[cy, ada, bob]}]")
    assert guards(Desired(begun), wanted(NEW | others)) == {"now", "moved"}
