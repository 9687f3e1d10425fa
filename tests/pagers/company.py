"""A small company for the pagers' tests: two rosters, two escalations, two services.

It is looked at on a Saturday in November, and now where a live account takes part.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from textwrap import dedent

from watchbill.model import Catalog
from watchbill.model.settings import Pager
from watchbill.pager.desired import desired
from watchbill.pager.objects import Desired
from watchbill.source.load import load
from watchbill.source.tree import Files

Changes = Mapping[str, str | None]
"""Files by their path, as they become; None for one that goes."""

NOTHING: Changes = {}
LIVE = any(name.startswith("WATCHBILL_E2E_") and name.endswith("_URL") for name in os.environ)
AT = (
    datetime.now(UTC).replace(microsecond=0)  # noqa: TID251  # a live account has its own clock
    if LIVE
    else datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
)
PAGER = Pager(provider="folder", weeks=8)
PEOPLE = ("ada", "bob", "cy", "dee")


def _roster(name: str, order: str, handoff: str) -> str:
    return dedent(f"""\
        name: {name}
        timezone: Europe/London
        members: [ada, bob, cy, dee]
        rotations:
          - id: primary
            role: primary
            handoff: {handoff}
            turns: [{{since: 2026-01-06, order: {order}}}]
          - id: secondary
            role: secondary
            follows: {{rotation: primary}}
        """)


WEEKLY = '{every: 1 week, on: tuesday, at: "12:00"}'
DAILY = '{every: 1 day, at: "09:00"}'

FILES: Mapping[str, str] = {
    "watchbill.yaml": "name: Small Co\ntimezone: UTC\n",
    "policies/roles.yaml": dedent("""\
        primary: {name: Primary, summary: First.}
        secondary: {name: Secondary, summary: Next.}
        """),
    **{
        f"rosters/people/{who}.yaml": f"name: {who.title()}\nemail: {who}@small.example\n"
        "timezone: Europe/London\n"
        for who in PEOPLE
    },
    "rosters/teams/pay.yaml": _roster("Pay", "[ada, bob, cy]", WEEKLY),
    "rosters/teams/ops.yaml": _roster("Ops", "[[cy, dee], bob, ada]", DAILY),
    "policies/escalation/pay.yaml": dedent("""\
        name: Pay
        steps:
          - {notify: [{roster: pay, role: primary}, {roster: ops, role: primary}], wait: 5 minutes}
          - {notify: [{roster: pay, role: secondary}], wait: 1 hour}
        """),
    "policies/escalation/ops.yaml": dedent("""\
        name: Ops
        steps: [{notify: [{roster: ops, role: primary}, {person: dee}], wait: 5 minutes}]
        """),
    "rosters/services/till.yaml": "name: Till\nroster: pay\nescalation: pay\n",
    "rosters/services/net.yaml": "name: Net\nroster: ops\nescalation: ops\n",
}


def catalog(changes: Changes = NOTHING) -> Catalog:
    """Return the company's catalog; a file given as None is left out."""
    texts = {**FILES, **changes}
    kept = {path: text.encode() for path, text in texts.items() if text is not None}
    return load(Files(kept)).catalog


def wanted(changes: Changes = NOTHING, at: datetime = AT) -> Desired:
    """Return what the company wants in its pager."""
    return desired(catalog(changes), PAGER, at)


def edited(path: str, old: str, new: str) -> dict[str, str | None]:
    """Return a change that replaces a part of a file, which must be there."""
    assert old in FILES[path], old
    return {path: FILES[path].replace(old, new)}


def day(number: int) -> str:
    """Return the day so many days after the company is looked at."""
    return f"{AT + timedelta(days=number):%Y-%m-%d}"


def override(roster: str, start: str, end: str, person: str) -> dict[str, str | None]:
    """Return a change that puts a person on call as primary."""
    path = f"rosters/teams/{roster}.yaml"
    line = f"overrides: [{{rotation: primary, from: {start}, until: {end}, person: {person}}}]\n"
    return {path: FILES[path] + line}
