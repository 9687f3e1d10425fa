"""A made-up company of any size, the same at every call: input for benchmarks.

The files are as long as the richer ones of the living example (ada.yaml, payments.yaml), whose
parse costs about half of that of the files with which the peers were measured at the beginning;
a twentieth of them are rosters.
"""

from collections.abc import Iterator
from pathlib import Path

ZONES = ("Europe/London", "Africa/Lagos", "America/New_York", "Asia/Kolkata", "Australia/Sydney")

PERSON = """\
# yaml-language-server: $schema=../../schemas/person.schema.json
# One person a file; the file's name is how all others name them.
name: Person Number {n}
email: person{n}@company.example
timezone: {zone}
working_hours: {{days: [mon, tue, wed, thu, fri], from: "09:00", until: "17:30"}}
# What reaches the site is decided in watchbill.yaml, not here.
# The phone in E.164 form and quoted; the id of the chat account, since names change.
contacts:
  phone: "+1555{n:07d}"
  slack: U{n:09d}
  teams: person{n}@company.example
  github: person-{n}
manager: p{manager}
trained_for:
  - {{role: primary, on: 2026-03-02}}
  - {{role: secondary, on: 2026-03-02}}
# Whole days on their own clock; `until` is the first day back. If a turn falls into one of them,
# the checks say so and somebody takes it by an override.
time_off:
  - {{from: 2026-01-02, until: 2026-01-06, reason: new year}}
  - {{from: 2026-02-16, until: 2026-02-21, reason: winter}}
  - {{from: 2026-04-06, until: 2026-04-11, reason: spring}}
  - {{from: 2026-05-14, until: 2026-05-16, reason: conference}}
  - from: 2026-07-06
    until: 2026-07-20
    reason: leave, agreed upon with the team
  - {{from: 2026-08-24, until: 2026-08-27, reason: moving house}}
  - {{from: 2026-10-05, until: 2026-10-10, reason: autumn}}
on_call: {{available: true, reason: asked in spring}}
# Only where the e-mail address does not match.
pager_ids:
  pagerduty: P{n:06d}
  grafana: person-{n}
"""

ROSTER = """\
# yaml-language-server: $schema=../../schemas/roster.schema.json
# The team of the services {n}0 to {n}9. Somebody is on call at every hour of the year.
name: Team {n}
description: Looks after the services of team {n}, by day and by night.
timezone: {zone}
channel: "#team-{n}"
lead: {people[0]}
members: [{listed}]
# What the team promises to the others.
coverage:
  - {{role: primary, hours: always}}
  - {{role: secondary, hours: always}}

rotations:
  # A week each, handed over on Tuesdays at noon: never on a Monday or a holiday.
  - id: primary
    role: primary
    handoff: {{every: 1 week, on: tuesday, at: "12:00"}}
    turns:
      - {{since: 2026-01-06, order: [{listed}]}}
      # After the reorganisation of spring.
      - since: 2026-04-07
        order: [{turned}]
      - since: 2026-06-02
        order: [{listed}]
    special:
      # Days instead of weeks, agreed upon in the November planning.
      - name: Christmas and New Year
        from: 2026-12-22T12:00
        until: 2027-01-05T12:00
        handoff: {{every: 1 day, at: "12:00"}}
        order: [{turned}]

  # Whoever had the primary the week before: they still know what happened.
  - id: secondary
    role: secondary
    follows: {{rotation: primary, turns: 1}}

overrides:
  - {{rotation: primary, from: 2026-10-13T12:00, until: 2026-10-14T12:00, person: {people[2]}}}
  # A swap is two overrides.
  - rotation: primary
    from: 2026-10-20T12:00
    until: 2026-10-21T12:00
    person: {people[2]}
    reason: swapped
  - rotation: primary
    from: 2026-11-03T12:00
    until: 2026-11-04T12:00
    person: {people[3]}
    reason: swapped
"""

SERVICE = """\
# yaml-language-server: $schema=../../schemas/service.schema.json
name: Service {n}
description: What customers of kind {n} use, every day of the week.
roster: r{roster}
escalation: e{roster}
tier: {tier}
# Which alerts are this service's, and how bad they are.
alerts:
  - {{match: {{service: s{n}, severity: critical}}, severity: sev1}}
  - {{match: {{service: s{n}, severity: warning}}, severity: sev2}}
  - {{match: {{service: s{n}-worker, severity: critical}}, severity: sev1}}
  - {{match: {{service: s{n}-worker, severity: warning}}, severity: sev2}}
"""

ESCALATION = """\
# yaml-language-server: $schema=../../schemas/escalation.schema.json
name: Team {n}
steps:
  # Five minutes are the norm for what customers see.
  - notify: [{{roster: r{n}, role: primary}}]
    wait: 5 minutes
  - notify: [{{roster: r{n}, role: secondary}}]
    wait: 10 minutes
  # The last step is a person, so that a page always reaches somebody.
  - notify: [{{person: p{lead}}}]
    wait: 15 minutes
repeat: 2
"""

TOPIC = """\
# yaml-language-server: $schema=../../schemas/topic.schema.json
name: Topic {n}
also_known_as: [topic-{n}, t{n}, the thing of team {n}]
experts:
  - {{person: p{a}, covers: [operation, failover], confirmed: 2026-08-01}}
  - {{person: p{b}, covers: [backup, restore], confirmed: 2026-08-02}}
  # Agreed to be asked in working hours.
  - {{person: p{c}, confirmed: 2026-08-02}}
fallback: {{roster: r{roster}, role: primary}}
"""

RUNBOOK = """\
---
title: Alert{n}
owner: r{roster}
services: [s{service}]
alerts: [Alert{n}]
severity: sev1
last_reviewed: 2026-09-01
review_every: 365 days
---

## Meaning

The service answers more slowly than it promises.

## Impact

Customers wait; {n} of them have complained before.

## Diagnosis

1. Look at the queue:

    ```bash
    kubectl -n team get pods --selector app=s{service}
    ```

2. Compare with [the other one](Alert{other}.md).

## Mitigation

!!! danger
    This drops what is in the queue.

```bash
kubectl -n team rollout restart deployment/s{service}
```

## Escalation

Page the secondary of r{roster} after ten minutes.
"""

SETTINGS = "name: Benchmark\ntimezone: Europe/London\npreset: recommended\n"
SEVERITIES = """\
sev1: {name: Severity 1, description: All is down., page: always}
sev2: {name: Severity 2, description: Something is slow., page: working_hours}
"""
ROLES = """\
primary: {name: Primary, summary: Answers first.}
secondary: {name: Secondary, summary: Answers when the primary does not.}
"""


def files(size: int) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of about `size` files: people, runbooks, services, rosters and topics."""
    rosters = max(size // 20, 1)
    people, services = rosters * 12, rosters * 2
    yield "watchbill.yaml", SETTINGS
    yield "policies/severities.yaml", SEVERITIES
    yield "policies/roles.yaml", ROLES
    for n in range(people):
        lead = n // 12 * 12 if n % 12 else people
        text = PERSON.format(n=n, zone=ZONES[n % 5], manager=lead)
        yield f"rosters/people/p{n}.yaml", text
    boss = PERSON.format(n=people, zone=ZONES[0], manager=people)
    yield f"rosters/people/p{people}.yaml", boss.replace(f"manager: p{people}\n", "")
    for n in range(rosters):
        yield f"rosters/teams/r{n}.yaml", _roster(n)
        yield f"policies/escalation/e{n}.yaml", ESCALATION.format(n=n, lead=n * 12)
        if n % 2 == 0:
            topic = TOPIC.format(n=n, a=n * 12 + 3, b=n * 12 + 4, c=n * 12 + 5, roster=n)
            yield f"rosters/experts/t{n}.yaml", topic
    for n in range(services):
        text = SERVICE.format(n=n, roster=n // 2, tier=n % 3 + 1)
        yield f"rosters/services/s{n}.yaml", text
    runbooks = max(size - rosters * 16 - rosters // 2, 1)
    for n in range(runbooks):
        service = n % services
        other = (n + 1) % runbooks
        yield (
            f"runbooks/alerts/Alert{n}.md",
            RUNBOOK.format(n=n, roster=service // 2, service=service, other=other),
        )


def _roster(n: int) -> str:
    people = [f"p{n * 12 + k}" for k in range(1, 8)]
    turned = people[3:] + people[:3]
    return ROSTER.format(
        n=n, zone=ZONES[n % 5], people=people, listed=", ".join(people), turned=", ".join(turned)
    )


def write(root: Path, size: int, *, runbooks: bool = True) -> int:
    """Write the company below a folder, without runbooks if asked; return how many files it has."""
    count = 0
    for path, text in files(size):
        if path.startswith("runbooks/") and not runbooks:
            continue
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        count += 1
    return count
