"""A small company on disk, and questions to it."""

import re
from collections.abc import Mapping
from pathlib import Path

from watchbill.cli import run

PEOPLE = {
    "ada": ("Ada Obi", "Africa/Lagos", 'phone: "+2340000001", slack: U0ADA'),
    "ken": ("Ken Sato", "Asia/Tokyo", 'phone: "+8100000002"'),
    "lin": ("Lin Ødegård", "Europe/Oslo", "github: lin-o"),
}
FILES: Mapping[str, str] = {
    "watchbill.yaml": "name: Test\ntimezone: Europe/London\n",
    **{
        f"rosters/people/{id_}.yaml": (
            f"name: {name}\nemail: {id_}@tailwindtraders.example\ntimezone: {zone}\n"
            f"contacts: {{{contacts}}}\n"
        )
        for id_, (name, zone, contacts) in PEOPLE.items()
    },
    "rosters/teams/payments.yaml": """
name: Payments
timezone: Europe/London
channel: "#payments"
lead: ada
members: [ada, ken, lin]
coverage:
  - {role: primary, hours: always}
  - {role: secondary, hours: [{from: "09:00", until: "17:00"}]}
rotations:
  - id: primary
    role: primary
    handoff: {every: 1 week, on: tuesday, at: "12:00"}
    turns: [{since: 2026-01-06, order: [ada, ken]}]
  - id: days
    role: secondary
    hours: [{from: "09:00", until: "17:00"}]
    handoff: {every: 1 week, on: tuesday, at: "12:00"}
    turns: [{since: 2026-01-06, order: [lin]}]
overrides:
  - {rotation: primary, from: 2026-11-21T12:00, until: 2026-11-22T12:00, person: lin, reason: swap}
""",
    "rosters/teams/data.yaml": """
name: Data
timezone: Europe/London
members: [lin]
coverage: [{role: primary, hours: always}]
rotations:
  - id: primary
    role: primary
    hours: [{days: [mon], from: "09:00", until: "17:00"}]
    handoff: {every: 1 week, on: monday, at: "09:00"}
    turns: [{since: 2026-01-05, order: [lin]}]
""",
    "rosters/services/checkout.yaml": "name: Checkout\nroster: payments\nescalation: payments\n",
    "rosters/experts/database.yaml": """
name: Databases
also_known_as: [postgres]
experts:
  - {person: ken, covers: [failover], confirmed: 2026-08-01}
  - {person: ada, confirmed: 2026-08-01}
fallback: {roster: payments, role: primary}
""",
    "policies/escalation/payments.yaml": """
name: Payments
steps:
  - {notify: [{roster: payments, role: primary}], wait: 5 minutes}
  - {notify: [{roster: data, role: primary}, {person: ada}], wait: 10 minutes}
repeat: 2
""",
    "policies/severities.yaml": """
sev1: {name: Critical, description: Bad, page: always}
sev3: {name: Minor, description: Fair, page: working_hours}
sev4: {name: Note, description: Fine, page: never}
""",
    "policies/roles.yaml": "primary: {name: Primary, summary: Answers first.}\n",
    "runbooks/payments/PostgresLag.md": (
        "---\ntitle: Postgres lag\nowner: payments\nservices: [checkout]\ntopics: [database]\n---\n"
    ),
}


def written(root: Path, **changed: str) -> Path:
    """Write the company below a folder; `changed` are texts by the last part of their path."""
    for path, text in FILES.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(changed.get(file.stem, text), encoding="utf-8")
    return root


def ask(root: Path, *words: str) -> int:
    """Run the command line on a company, in UTC."""
    return run(["-C", str(root), *words])


def squeezed(text: str) -> list[str]:
    """Return lines without the spaces that align them."""
    return [re.sub(" +", " ", line).strip() for line in text.splitlines()]
