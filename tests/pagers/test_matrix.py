"""An apply that fails at any request is mended by the next one, and pages nobody wrongly."""

from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests.pagers import matrix
from tests.pagers.benches import pagerduty_v2, pagerduty_v3
from tests.pagers.company import AT, FILES, edited, override
from tests.pagers.jsm_bench import jsm
from tests.pagers.matrix import Step
from tests.pagers.oncall_bench import oncall_calendar

PAY, OPS = "rosters/teams/pay.yaml", "rosters/teams/ops.yaml"
CREATED = override("pay", "2026-12-03T12:00", "2026-12-04T12:00", "dee")
CHANGED = {
    OPS: override("ops", "2026-11-25T09:00", "2026-11-26T09:00", "ada")[OPS],
    PAY: FILES[PAY]
    .replace("name: Pay", "name: Payments")
    .replace("[ada, bob, cy]", "[cy, ada, dee]"),
    "rosters/teams/new.yaml": FILES[PAY],
    **edited("policies/escalation/ops.yaml", "{person: dee}", "{roster: new, role: primary}"),
    **edited("rosters/services/till.yaml", "escalation: pay", "escalation: ops"),
}
FEWER = {
    **CHANGED,
    OPS: None,
    "rosters/services/net.yaml": None,
    "rosters/services/till.yaml": FILES["rosters/services/till.yaml"],
    "policies/escalation/ops.yaml": None,
    **edited("policies/escalation/pay.yaml", "roster: ops", "roster: new"),
}
LATER = AT + timedelta(days=3, hours=5)
"""Behind a handoff, so that what was created runs by then."""

SCENARIO = {"created": CREATED, "changed": CHANGED, "fewer": FEWER}


@pytest.mark.parametrize(
    "maker", [pagerduty_v2, pagerduty_v3, oncall_calendar, jsm], ids=lambda maker: maker.__name__
)
def test_an_apply_that_fails_at_any_request(maker, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.pagers.fakes.pagerduty_server.contract", lambda: None)
    with ExitStack() as stack:
        bench = maker(tmp_path, stack)
        for key in ("service/theirs", "schedule/theirs", "escalation/theirs"):
            bench.claim(key)
        when = zip(SCENARIO.items(), (AT, LATER, LATER), strict=True)
        steps = [Step(name, bench.wanted(said, at), at) for (name, said), at in when]
        runs = matrix.undisturbed(bench, steps)
        for case in matrix.cases(runs):
            matrix.disturbed(bench, steps, runs, case)
