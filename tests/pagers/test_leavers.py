"""Whoever has left since, or is only to come, does not stand in the way."""

from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests.pagers.benches import pagerduty_v2, pagerduty_v3
from tests.pagers.company import AT, day, edited
from tests.pagers.jsm_bench import jsm
from tests.pagers.oncall_bench import oncall_calendar

PAY = "rosters/teams/pay.yaml"
NO_OPS = {
    "rosters/teams/ops.yaml": None,
    "policies/escalation/ops.yaml": None,
    "rosters/services/net.yaml": None,
    **edited(
        "policies/escalation/pay.yaml",
        "[{roster: pay, role: primary}, {roster: ops, role: primary}]",
        "[{roster: pay, role: primary}]",
    ),
}
LATER = AT + timedelta(days=5)
"""A Thursday; cy was on call as secondary until Tuesday."""


def turns(order):
    since = f"[ada, bob, cy]}}, {{since: {day(3)}, order: {order}}}]"
    return NO_OPS | edited(PAY, "[ada, bob, cy]}]", since)


MAKERS = (pagerduty_v2, pagerduty_v3, oncall_calendar, jsm)


@pytest.mark.parametrize("maker", MAKERS)
def test_whoever_is_first_on_call_behind_the_horizon_may_be_new(maker, tmp_path):
    """Until then the shifts are said one by one; nothing fails between two requests."""
    late = f"[{'ada, ' * 6}cy, ada, ada, ada, bob, dee]"
    files = NO_OPS | edited(PAY, "[ada, bob, cy]}]", f"{late}}}]")
    with ExitStack() as stack:
        bench = maker(tmp_path, stack)
        _renamed(bench)
        wanted = bench.wanted(files)
        assert "cy" not in {
            p for one in wanted.objects.values() for s in stints(one) for p in s.people
        }
        plan = bench.plan(wanted)
        assert plan.refusals == ()
        assert bench.apply(wanted).mismatches == ()
        assert bench.plan(wanted).changes == ()
        soon = AT + timedelta(weeks=20)
        refused = bench.plan(bench.wanted(files, soon), soon).standing(force=True)
        assert {refusal.guard for refusal in refused} == {"unknown"}


@pytest.mark.parametrize("maker", MAKERS)
def test_who_was_on_call_may_leave(maker, tmp_path):
    with ExitStack() as stack:
        bench = maker(tmp_path, stack)
        bench.apply(bench.wanted(NO_OPS))
        bench.fake.now = LATER
        assert bench.apply(bench.wanted(turns("[bob, ada]"), LATER), LATER).mismatches == ()
        _renamed(bench)
        wanted = bench.wanted(turns("[bob, dee, ada]"), LATER)
        assert "cy" in {p for one in wanted.objects.values() for s in stints(one) for p in s.people}
        plan = bench.plan(wanted, LATER)
        assert plan.changes != ()
        assert plan.refusals == ()
        assert bench.apply(wanted, LATER).mismatches == ()
        needed = bench.plan(bench.wanted(turns("[bob, cy]"), LATER), LATER)
        assert {refusal.guard for refusal in needed.standing(force=True)} == {"unknown"}


def _renamed(bench):
    """Let cy be nobody in the pager."""
    for user in bench.fake.users.values():
        for name in ("email", "emailAddress"):
            if str(user.get(name)).lower() == "cy@small.example":
                user[name] = "other@small.example"


def stints(item):
    return item.watch.stints if item.watch else ()
