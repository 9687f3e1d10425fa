"""The way to a live account, walked with a fake in its place: what the README says works."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.pagers.company import PEOPLE
from tests.pagers.fakes.pagerduty import PagerDuty

TOP = Path(__file__).parents[2]
SOME = "live_pagerduty and converges and (people or re-pointed)"


def test_the_contract_runs_against_an_account_that_the_environment_names():
    now = datetime.now(UTC)  # noqa: TID251  # a live account has a clock of its own
    with PagerDuty(now).running() as fake:
        assert isinstance(fake, PagerDuty)
        for person in PEOPLE:
            fake.user(person.title(), f"{person}@live.example")
        theirs = fake.strangers()
        before = repr([fake.kept(noun)[id_] for noun, id_ in theirs.items()])
        said = {
            "WATCHBILL_E2E_PAGERDUTY_URL": fake.url,
            "WATCHBILL_E2E_PAGERDUTY_TOKEN": fake.token,
            "WATCHBILL_E2E_PAGERDUTY_USERS": ", ".join(f"{who}@live.example" for who in PEOPLE),
        }
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        which = ["tests/pagers/test_contract.py", "-k", SOME]
        ran = subprocess.run(
            [*command, *which], cwd=TOP, env={**os.environ, **said}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert (ran.returncode, "3 passed" in ran.stdout) == (0, True), ran.stdout
        assert any(seen.writes for seen in fake.seen)
        assert repr([fake.kept(noun)[id_] for noun, id_ in theirs.items()]) == before
        assert (len(fake.schedules), len(fake.services)) == (1, 1), "what is left is theirs"
