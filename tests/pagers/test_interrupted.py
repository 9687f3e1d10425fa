"""The first apply to an account, stopped at any request: run again it needs no --force."""

import json
from contextlib import ExitStack
from copy import deepcopy

import pytest

from tests.pagers.company import FILES, edited
from tests.pagers.fakes.server import Fault
from tests.pagers.test_dry_run import MAKERS, write
from watchbill.cli import run

STATE = ("url", "faults", "after_each", "_lock")
FORBIDDEN = Fault(0, "status", 403, times=999)
SERVICES = {
    f"rosters/services/s{n}.yaml": FILES["rosters/services/till.yaml"].replace("Till", f"S{n}")
    for n in range(6)
}
"""So many that the guard of hours that move looks, too."""

NAMED = edited(
    "policies/escalation/ops.yaml",
    "wait: 5 minutes}]",
    "wait: 5 minutes}, {notify: [{roster: ops, role: secondary}], wait: 5 minutes}]",
)
"""Every role is in an escalation: of one that is in none, nobody knows whether it pages already."""


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_it_goes_on_by_itself(maker, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("tests.pagers.fakes.pagerduty_server.contract", lambda: None)
    with ExitStack() as stack:
        fake, _, pager = maker(stack, monkeypatch)
        settings = f"{FILES['watchbill.yaml']}pagers: {json.dumps({'live': pager})}\n"
        write(tmp_path, {**FILES, **SERVICES, **NAMED, "watchbill.yaml": settings})
        saved = {name: value for name, value in vars(fake).items() if name not in STATE}
        saved = deepcopy(saved)
        apply = ("-C", str(tmp_path), "pager", "apply", "--yes", "--at")
        request, stopped = 0, 0
        while True:
            vars(fake).update(deepcopy(saved))
            fake.fail(FORBIDDEN._replace(at=request))
            code = run([*apply, fake.now.isoformat()])
            fake.faults = []
            if code == 0:
                break
            stopped += any(seen.writes and seen.status < 300 for seen in fake.seen)
            again = run([*apply, fake.now.isoformat()])
            assert again == 0, (request, fake.seen[request], capsys.readouterr().err)
            request += 1
        assert stopped > 5
