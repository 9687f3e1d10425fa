"""A repository of what is rare: words without an end, many of everything, none of it, and rings."""

from datetime import UTC, datetime
from pathlib import Path

MADE = datetime(2027, 3, 24, 13, tzinfo=UTC)
"""Four days before the clocks change in Berlin."""

NAMES = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft Meier",
    "Maximiliane-Theodora von und zu Hohenzollern-Sigmaringen-Wolkenstein",
    "Ai",
    "محمد العربي",
    "גדעון לוי",
)
PATH = "odd/C# & 50%25 = isn't"
"""A runbook with everything in its name that means something in an address."""
ALERT = "AnAlertNameThatIsVeryLongIndeedAndHasNoPlaceToBreakBecauseItIsOneWordOnly"
CROWD, STEPS, NEEDS = 60, 6, 15
RUNBOOK = f"""---
title: {ALERT}
owner: twelve
services: [hub]
last_reviewed: 2026-01-01
---
## Steps

1. First.
    - [ ] within the first

- [ ] one
- [x] two

    - [ ] two and a half

```bash
echo "{ALERT} {ALERT}"
```

| {ALERT} | b | c | d | e | f |
|---|---|---|---|---|---|
| 1 | 2 | 3 | 4 | 5 | 6 |

https://a.example/{ALERT.lower()}/{ALERT.lower()}
"""


def _person(number: int) -> str:
    name = NAMES[number] if number < len(NAMES) else f"Person Number{number}"
    away = "time_off: [{from: 2027-03-23, until: 2027-03-29}]\n" if number == 1 else ""
    return (
        f'name: "{name}"\nemail: p{number}.{"mail" * 8}@{"company" * 4}.example\n'
        f'timezone: Europe/Berlin\ncontacts: {{phone: "+1-555-01{number:02d}", slack: U0}}\n{away}'
    )


def _step(number: int) -> str:
    people = ", ".join(f"{{person: p{number * 4 + one}}}" for one in range(4))
    return f"  - {{notify: [{{roster: twelve, role: primary}}, {people}], wait: 5 minutes}}\n"


def _rotation(every: str, order: str) -> str:
    return (
        f'  - {{id: primary, role: primary, handoff: {{every: {every}, at: "09:00"}},\n'
        f"     turns: [{{since: 2026-01-01, order: [{order}]}}]}}\n"
    )


def files() -> dict[str, str]:
    """Return the files of the repository, by path."""
    crowd = ", ".join(f"p{number}" for number in range(CROWD))
    needs = ", ".join(f"need{number}" for number in range(NEEDS))
    made = {f"rosters/people/p{number}.yaml": _person(number) for number in range(CROWD)}
    made |= {
        f"rosters/services/need{number}.yaml": f"name: {NAMES[0]} {number}\nroster: crowd\n"
        f"escalation: deep\ndepends_on: [{'hub' if number == 0 else f'need{number - 1}'}]\n"
        for number in range(NEEDS)
    }
    return made | {
        "watchbill.yaml": f"name: {NAMES[1]}\ntimezone: Europe/Berlin\n"
        "site: {contacts: full, url: 'https://oncall.example'}\n",
        "rosters/teams/crowd.yaml": f"name: {NAMES[1]}\ntimezone: Europe/Berlin\nlead: p0\n"
        f"members: [{crowd}]\ncoverage: [{{role: primary}}]\nrotations:\n"
        f"{_rotation('1 day', crowd)}",
        "rosters/teams/twelve.yaml": "name: Twelve\ntimezone: Europe/Berlin\n"
        "members: [p0, p1, p2, p3]\ncoverage: [{role: primary}, {role: secondary}]\nrotations:\n"
        f"{_rotation('12 hours', 'p0, [p1, p2], p3')}",
        "rosters/teams/none.yaml": "name: Nobody yet\ntimezone: Europe/Berlin\nmembers: [p0]\n"
        "rotations: []\n",
        "rosters/services/hub.yaml": "name: Hub\nroster: twelve\nescalation: deep\n"
        f"depends_on: [{needs}]\n",
        "rosters/services/alone.yaml": "name: Alone\nroster: none\nescalation: deep\n",
        "rosters/experts/one.yaml": f"name: {ALERT}\nservices: [hub]\n"
        "experts: [{person: p0, confirmed: 2026-08-01}]\n",
        "rosters/experts/zero.yaml": "name: Zero\nexperts: []\n",
        "policies/escalation/deep.yaml": f"name: Deep\nrepeat: 3\nsteps:\n"
        f"{''.join(map(_step, range(STEPS)))}",
        "policies/roles.yaml": "primary: {name: Primary, summary: First.}\n"
        "secondary: {name: Secondary, summary: Second.}\n",
        "runbooks/odd/Odd.md": RUNBOOK,
        f"runbooks/{PATH}.md": RUNBOOK.replace(ALERT, "Odder"),
    }


def write(root: Path) -> Path:
    """Write the repository into a folder, and return it."""
    for path, text in files().items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root
