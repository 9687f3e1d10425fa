"""Names that a pager takes once: whatever gives way does so by a step of the plan."""

import pytest

from tests.pagers.company import AT, FILES, edited, wanted
from watchbill.pager.live import live
from watchbill.pager.objects import kind_of
from watchbill.report.plan import objects
from watchbill.sync.apply import Interrupted, agreed, apply
from watchbill.sync.memory import Failing, Memory, MemoryJournal
from watchbill.sync.naming import is_renaming
from watchbill.sync.plan import make_plan

PAY, OPS, TILL = "rosters/teams/pay.yaml", "rosters/teams/ops.yaml", "rosters/services/till.yaml"
TILL_ANEW = {TILL: None, "rosters/services/desk.yaml": FILES[TILL]}
SWAPPED = {
    PAY: FILES[PAY].replace("name: Pay", "name: Ops"),
    OPS: FILES[OPS].replace("name: Ops", "name: Pay"),
}
PAIR = edited(PAY, "[ada, bob, cy]", "[[ada, bob], [bob, cy]]")
ROLE = "second: {name: Primary (2), summary: Too.}\n"
SECOND = {
    "policies/roles.yaml": f"{FILES['policies/roles.yaml']}{ROLE}",
    "rosters/teams/new.yaml": FILES[PAY]
    .partition("  - id: secondary")[0]
    .replace("role: primary", "role: second"),
}


class Once(Memory):
    """A pager that takes a name once a kind."""

    def actual(self):
        named = {key: item for key, item in self.objects.items() if "name" in item.body}
        names = {key: item.body["name"] for key, item in named.items()}
        return super().actual()._replace(names=names)

    def apply(self, change):
        others = [item for key, item in self.objects.items() if key != change.key]
        for other in others if change.after else ():
            if kind_of(other.key) == kind_of(change.key):
                assert other.body["name"] != change.after.body["name"]
        super().apply(change)


def held(files=None):
    return Once(wanted(files or {}).objects.values())


def said(plan):
    return [line for depth, line in objects(plan) if depth == 0]


def test_what_gives_way_is_named_by_its_key_for_a_while():
    pager, after = held(), wanted(SWAPPED)
    plan = make_plan("p", after, pager.actual(), AT)
    pairs = [(c.key, c.before, c.after) for c in plan.changes if c.before and c.after]
    names = [(key, old.body["name"], new.body["name"]) for key, old, new in pairs]
    assert names == [
        ("schedule/pay--primary", "Pay: Primary", "Pay: Primary (schedule/pay--primary)"),
        ("schedule/ops--primary", "Ops: Primary", "Pay: Primary"),
        ("schedule/pay--secondary", "Pay: Secondary", "Pay: Secondary (schedule/pay--secondary)"),
        ("schedule/ops--secondary", "Ops: Secondary", "Pay: Secondary"),
        ("schedule/pay--primary", "Pay: Primary (schedule/pay--primary)", "Ops: Primary"),
        ("schedule/pay--secondary", "Pay: Secondary (schedule/pay--secondary)", "Ops: Secondary"),
    ]
    assert [is_renaming(change) for change in plan.changes][:3:2] == [True, True]
    assert plan.refusals == ()
    assert apply(plan, pager, MemoryJournal()).mismatches == ()
    assert make_plan("p", after, pager.actual(), AT).changes == ()


def test_one_that_is_wanted_no_more_gives_way_and_stays_without_prune():
    pager, after = held(), wanted(TILL_ANEW)
    plan = make_plan("p", after, pager.actual(), AT)
    assert said(plan) == ["~ service/till: name", "+ service/desk"]
    assert plan.kept == ("service/till",)
    assert apply(plan, pager, MemoryJournal()).mismatches == ()
    assert pager.objects["service/till"].body["name"] == "Till (service/till)"
    pruned = make_plan("p", after, pager.actual(), AT, prune=True)
    assert said(pruned) == ["- service/till"]


def test_a_schedule_that_is_left_over_gives_way_and_relieves_nobody():
    pair, alone = (live(wanted(files), AT, alone=True).objects for files in (PAIR, {}))
    left = pair["schedule/pay--primary--2"]
    assert left.body["name"] == "Pay: Primary (2)"
    desired = live(wanted(SECOND), AT, alone=True)
    plan = make_plan("p", desired, Once([*alone.values(), left]).actual(), AT)
    assert said(plan)[:2] == ["~ schedule/pay--primary--2: name", "+ schedule/new--second"]
    assert (plan.refusals, plan.moves) == ((), ())


@pytest.mark.parametrize("step", range(6))
@pytest.mark.parametrize("after", [False, True])
def test_an_interrupted_apply_goes_on_under_the_digest_that_was_reviewed(step, after):
    pager, journal, desired = held(), MemoryJournal(), wanted(SWAPPED)
    plan = make_plan("p", desired, pager.actual(), AT)
    with pytest.raises(Interrupted):
        apply(plan, Failing(pager, step, after=after), journal)
    rest = make_plan("p", desired, pager.actual(), AT)
    assert agreed(rest, plan.digest, journal)
    assert apply(rest, pager, journal).mismatches == ()


def test_two_that_want_one_name_are_refused_even_with_force():
    twice = {"rosters/teams/new.yaml": FILES[PAY]}
    plan = make_plan("p", wanted(twice), held().actual(), AT)
    why = "{0} and {1} would be named {2!r}: the pager takes a name once"
    wanted_twice = [
        ("schedule/new--primary", "schedule/pay--primary", "Pay: Primary"),
        ("schedule/new--secondary", "schedule/pay--secondary", "Pay: Secondary"),
    ]
    refused = [("name", why.format(*one)) for one in wanted_twice]
    assert [(r.guard, r.reason) for r in plan.standing(force=True)] == refused


def test_a_pager_that_takes_names_more_than_once_renames_nothing():
    pager = Memory(wanted().objects.values())
    twice = wanted(TILL_ANEW | {"rosters/teams/new.yaml": FILES[PAY]})
    plan = make_plan("p", twice, pager.actual(), AT)
    assert {change.action for change in plan.changes} == {"create"}
    assert plan.refusals == ()
