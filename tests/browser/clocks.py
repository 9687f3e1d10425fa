"""A repository whose handoffs lie at changes of the clock, in two zones, with a gap."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page

MADE = datetime(2027, 3, 12, 12, tzinfo=UTC)
"""New York's clock changes on 14 March at 07:00 UTC, London's on 28 March at 01:00 UTC."""

FILES = {
    "watchbill.yaml": "name: Clocks\ntimezone: Europe/London\nsite: {contacts: full}\n",
    "rosters/people/ada.yaml": "name: Ada Obi\nemail: ada@a.example\ntimezone: Africa/Lagos\n"
    'contacts: {phone: "+447700900008", slack: U07}\n',
    "rosters/people/ben.yaml": "name: Ben Bo\nemail: ben@a.example\ntimezone: Europe/London\n"
    "time_off: [{from: 2027-03-20, until: 2027-03-25}]\n",
    "rosters/people/cy.yaml": "name: Cy Poe\nemail: cy@a.example\ntimezone: America/New_York\n",
    "rosters/teams/london.yaml": """name: London
timezone: Europe/London
members: [ada, ben]
rotations:
  - id: primary
    role: primary
    handoff: {every: 1 day, at: "02:00"}
    turns: [{since: 2027-01-04, order: [ada, ben]}]
""",
    "rosters/teams/york.yaml": """name: New York
timezone: America/New_York
members: [cy, ben]
coverage: [{role: primary}]
rotations:
  - id: week
    role: primary
    hours: [{from: sun 02:30, until: sat 02:30}]
    handoff: {every: 1 week, on: sunday, at: "02:30"}
    turns: [{since: 2027-01-03, order: [cy, ben]}]
""",
    "policies/roles.yaml": "primary: {name: Primary, summary: First.}\n",
}


def write(root: Path) -> Path:
    """Write the repository into a folder, and return it."""
    for path, text in FILES.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def stopped(page: Page, at: datetime) -> None:
    """Stop a page's clock at an instant; `page.clock.run_for` lets it go on.

    One that ran by itself would pass a handoff while a busy machine still loads the page.
    """
    page.clock.install(time=at - timedelta(hours=1))
    page.clock.pause_at(at)
