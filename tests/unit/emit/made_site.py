"""Catalogs and pages for tests of the site."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from watchbill.emit.pages import environment, pages
from watchbill.model import Catalog
from watchbill.resources import folder
from watchbill.source.load import load
from watchbill.source.tree import Files, Folder

ROOT = Path(__file__).parents[3]
AT = datetime(2026, 11, 21, 13, tzinfo=UTC)

SMALL = {
    "watchbill.yaml": """name: Small
timezone: Europe/London
site: {contacts: full, weeks: 3, edit_url: "https://git.example/edit/main/{path}"}
""",
    "rosters/people/ada.yaml": """name: Ada Obi
email: ada@a.example
timezone: Africa/Lagos
contacts: {phone: "+447700900008", slack: U07, github: ada-obi}
""",
    "rosters/people/ben.yaml": "name: Ben\nemail: ben@a.example\ntimezone: Europe/London\n",
    "rosters/teams/pay.yaml": """name: Payments
timezone: Europe/London
members: [ada, ben]
coverage: [{role: primary}]
rotations:
  - id: primary
    role: primary
    hours: [{from: mon 09:00, until: sun 09:00}]
    handoff: {every: 1 week, on: tuesday, at: "12:00"}
    turns: [{since: 2026-01-06, order: [ada, ben]}]
overrides:
  - rotation: primary
    from: 2026-11-25T12:00
    until: 2026-11-26T12:00
    person: ada
    reason: swapped with Ben
""",
    "rosters/experts/db.yaml": "name: Databases\nalso_known_as: [postgres]\n"
    "experts: [{person: ada, confirmed: 2026-01-01}]\nfallback: {roster: pay, role: primary}\n",
    "rosters/services/shop.yaml": "name: Shop\nroster: pay\nescalation: pay\n",
    "policies/escalation/pay.yaml": "name: Pay\nrepeat: 1\nsteps:\n"
    "  - {notify: [{roster: pay, role: primary}], wait: 5 minutes}\n"
    "  - {notify: [{person: ada}], wait: 15 minutes}\n",
    "policies/roles.yaml": "primary: {name: Primary, summary: First.}\n",
    "policies/severities.yaml": "sev1: {name: Critical, description: Bad., page: always}\n",
    "policies/pay.md": "# On-call pay\n\nText.\n",
    "runbooks/pay/Down.md": """---
title: Shop is down
owner: pay
services: [shop]
severity: sev1
topics: [db]
last_reviewed: 2026-05-01
review_every: 180 days
---
## Meaning

See [the other](Slow.md) & `<b>`.
""",
    "runbooks/pay/Slow.md": "# Slow\n\nBody\n",
}


def catalog(files: Mapping[str, str]) -> Catalog:
    """Return the catalog of some files."""
    return load(Files({path: text.encode() for path, text in files.items()})).catalog


def example() -> Catalog:
    """Return the catalog of the living example."""
    return load(Folder(ROOT)).catalog


def templates() -> Environment:
    """Return the shipped templates."""
    return environment(FileSystemLoader(folder("site") / "templates"))


def made(of: Catalog, at: datetime = AT) -> dict[str, str]:
    """Return the pages of a catalog by their path."""
    return {artifact.path: artifact.text for artifact in pages(of, templates(), at)}
