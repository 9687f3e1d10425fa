"""Escalations as the engine has them, for the scripts that say the same in a browser."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.browser import clocks
from watchbill.emit.data import site_data, text
from watchbill.emit.escalation_svg import in_line
from watchbill.emit.outlook import Outlook
from watchbill.engine.clock import instant
from watchbill.engine.escalation import pages
from watchbill.model import Catalog
from watchbill.source.load import load
from watchbill.source.tree import Files

FILES = {
    **clocks.FILES,
    "policies/severities.yaml": "sev1: {name: Bad, description: Bad., page: always}\n",
    "rosters/services/shop.yaml": "name: Shop\nroster: london\nescalation: shop\n",
    "rosters/services/mail.yaml": "name: Mail\nroster: york\nescalation: mail\n",
    "policies/escalation/shop.yaml": "name: Shop\nrepeat: 3\nsteps:\n"
    "  - {notify: [{roster: london, role: primary}, {roster: york, role: primary}],"
    " wait: 5 minutes}\n"
    "  - {notify: [{roster: york, role: primary}, {person: cy}], wait: 45 minutes}\n"
    "  - {notify: [{person: nobody}], wait: 2 hours}\n",
    "policies/escalation/mail.yaml": "name: Mail\nsteps:\n"
    "  - {notify: [{roster: york, role: primary}, {roster: lost, role: primary},"
    " {roster: london, role: secondary}], wait: 10 minutes}\n",
}
"""Two rosters with handoffs at changes of the clock, a gap, and targets that are not there."""

WEEKS = 13
CHANGES = (("Europe/London", "2027-03-28"), ("America/New_York", "2027-03-14"),
           ("Europe/London", "2026-10-25"), ("America/New_York", "2026-11-01"),
           ("Australia/Lord_Howe", "2026-10-04"), ("Australia/Lord_Howe", "2027-04-04"),
           ("Asia/Kolkata", "2027-03-28"), ("Pacific/Apia", "2027-01-01"))  # fmt: skip


def catalog() -> Catalog:
    return load(Files({path: said.encode() for path, said in FILES.items()})).catalog


def escalations() -> dict[str, Any]:
    """Return data, and whom the engine pages at 200 instants, many of them at handoffs."""
    of = catalog()
    rows = [
        [policy, int(at.timestamp()), list(_steps(of, policy, at))]
        for at in sorted(_instants())
        for policy in of.escalations
    ]
    data = json.loads(text(site_data(Outlook(of, clocks.MADE, weeks=WEEKS))))
    return {"data": data, "rows": rows, "seconds": list(_seconds()), "lines": list(_lines())}


def _steps(of: Catalog, policy: str, at: datetime) -> Iterator[list[Any]]:
    """Yield every step: its round, number and instant, and for each target who it reaches."""
    for step in pages(of, policy, "sev1", at).steps:
        yield [step.round, step.number, int(step.at.timestamp()), sorted(step.people)]


def _instants() -> Iterator[datetime]:
    rng = random.Random(11)
    handoffs = ("2027-03-13T07:30", "2027-03-14T07:00", "2027-03-21T06:30", "2027-03-28T01:00",
                "2027-03-29T01:00", "2027-03-20T06:30")  # fmt: skip
    for handoff in handoffs:
        at = datetime.fromisoformat(f"{handoff}+00:00")
        for minutes in (-200, -51, -50, -6, -5, -1, 0, 1, 30):
            yield at + timedelta(minutes=minutes, seconds=rng.choice((0, 0, -1)))
    span = int(timedelta(weeks=WEEKS, hours=-12).total_seconds())
    for _ in range(200 - len(handoffs) * 9):
        yield clocks.MADE + timedelta(seconds=rng.randrange(span))


def _seconds() -> Iterator[list[Any]]:
    """Yield a zone, a local second, and the second at which its clock first shows that or later."""
    for zone, day in CHANGES:
        midnight = datetime.fromisoformat(day)
        for minutes in range(-120, 360, 15):
            local = midnight + timedelta(minutes=minutes, seconds=minutes % 2)
            at = instant(zone, local)
            yield [zone, int(local.replace(tzinfo=UTC).timestamp()), int(at.timestamp())]


def _lines() -> Iterator[list[Any]]:
    """Yield names, and how they fit into a line."""
    rng = random.Random(3)
    for count in range(60):
        names = ["Ada Obi Ÿ😀é"[: rng.randint(1, 12)].strip() * rng.randint(1, 5) or "x"
                 for _ in range(count % 7)]  # fmt: skip
        yield [names, in_line(names)]
