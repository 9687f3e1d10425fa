"""Whoever was on call earlier in the week and has left since does not stand in the way."""

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


@pytest.mark.parametrize("maker", [pagerduty_v2, pagerduty_v3, oncall_calendar, jsm])
def test_who_was_on_call_may_leave(maker, tmp_path):
    with ExitStack() as stack:
        bench = maker(tmp_path, stack)
        bench.apply(bench.wanted(NO_OPS))
        bench.fake.now = LATER
        assert bench.apply(bench.wanted(turns("[bob, ada]"), LATER), LATER).mismatches == ()
        for user in bench.fake.users.values():
            for name in ("email", "emailAddress"):
                if str(user.get(name)).lower() == "cy@small.example":
                    user[name] = "former@small.example"
        wanted = bench.wanted(turns("[bob, dee, ada]"), LATER)
        assert "cy" in {p for one in wanted.objects.values() for s in stints(one) for p in s.people}
        plan = bench.plan(wanted, LATER)
        assert plan.changes != ()
        assert plan.refusals == ()
        assert bench.apply(wanted, LATER).mismatches == ()
        needed = bench.plan(bench.wanted(turns("[bob, cy]"), LATER), LATER)
        assert {refusal.guard for refusal in needed.standing(force=True)} == {"unknown"}


def stints(item):
    return item.watch.stints if item.watch else ()
