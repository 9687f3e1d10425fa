"""The JSON API: files under `api/v1/` that answer without a server.

Like the calendars they reach `site.weeks` weeks from the Monday 00:00 UTC at or before the
instant asked for, so that two runs in the same week make the same files. Nothing in them says
`now`: a reader takes the shift with start <= now < end. Keys are always there, null or empty.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from watchbill.emit.artifact import Artifact
from watchbill.emit.contacts import contacts
from watchbill.engine.clock import elapsed
from watchbill.engine.horizon import horizon, whole_shifts
from watchbill.engine.shift import Shift
from watchbill.model import Catalog
from watchbill.model.policies import EscalationPolicy, Target
from watchbill.shape.build import plain

Row = dict[str, Any]
_BASE = "api/v1"


def api(catalog: Catalog, at: datetime) -> tuple[Artifact, ...]:
    """Return the whole API as artifacts, sorted by path."""
    start, end = horizon(at, catalog.settings.site.weeks)
    shifts = {
        roster_id: whole_shifts(roster_id, roster, start, end)
        for roster_id, roster in catalog.rosters.items()
    }
    bodies: dict[str, object] = {name: rows(catalog) for name, rows in _LISTS.items()}
    bodies["on-call"] = on_call(shifts)
    for roster_id, mine in shifts.items():
        bodies[f"shifts/{roster_id}"] = [_shift(shift) for shift in mine]
    bodies["index"] = _index(catalog, (start, end), bodies)
    return tuple(Artifact(f"{_BASE}/{name}.json", _text(bodies[name])) for name in sorted(bodies))


def on_call(shifts: Mapping[str, Iterable[Shift]]) -> list[Row]:
    """Return who is on call when, for every roster and role: enough for any instant, offline."""
    found: dict[tuple[str, str], list[Row]] = {}
    for mine in shifts.values():
        for shift in mine:
            row = {"start": _utc(shift.start), "end": _utc(shift.end), "people": shift.people}
            found.setdefault((shift.roster, shift.role), []).append(row)
    return [{"roster": r, "role": role, "shifts": found[r, role]} for r, role in sorted(found)]


def people(catalog: Catalog) -> list[Row]:
    """Return people with the contacts that may be published; no days off, no reasons."""
    return [
        {
            "id": id_,
            "name": person.name,
            "timezone": person.timezone,
            "working_hours": plain(person.working_hours or catalog.settings.working_hours),
            "trained_for": sorted({training.role for training in person.trained_for}),
            "contacts": {_way(w.label): w.link.text for w in contacts(catalog, id_)},
        }
        for id_, person in catalog.people.items()
    ]


def rosters(catalog: Catalog) -> list[Row]:
    """Return rosters with their members and rotations."""
    return [
        {
            "id": id_,
            "name": roster.name,
            "description": roster.description,
            "timezone": roster.timezone,
            "channel": roster.channel,
            "lead": roster.lead,
            "members": roster.members,
            "coverage": plain(roster.coverage),
            "rotations": [
                {"id": r.id, "role": r.role, "timezone": r.timezone or roster.timezone}
                for r in roster.rotations
            ],
        }
        for id_, roster in catalog.rosters.items()
    ]


def services(catalog: Catalog) -> list[Row]:
    """Return services with who owns them and how they are escalated."""
    return [
        {
            "id": id_,
            "name": service.name,
            "description": service.description,
            "roster": service.roster,
            "escalation": service.escalation,
            "tier": service.tier,
            "depends_on": service.depends_on,
        }
        for id_, service in catalog.services.items()
    ]


def topics(catalog: Catalog) -> list[Row]:
    """Return topics with their experts."""
    return [
        {
            "id": id_,
            "name": topic.name,
            "also_known_as": topic.also_known_as,
            "experts": [
                {"person": e.person, "covers": e.covers, "confirmed": e.confirmed.isoformat()}
                for e in topic.experts
            ],
            "fallback": plain(topic.fallback) if topic.fallback else None,
            "services": topic.services,
        }
        for id_, topic in catalog.topics.items()
    ]


def escalations(catalog: Catalog) -> list[Row]:
    """Return escalation policies; `after_minutes` counts from the alert."""
    return [
        {"id": id_, "name": policy.name, "repeat": policy.repeat, "steps": _steps(policy)}
        for id_, policy in catalog.escalations.items()
    ]


def runbooks(catalog: Catalog) -> list[Row]:
    """Return the index of runbooks, without their bodies; `path` is below the root."""
    return [
        {
            "id": id_,
            "title": book.title or id_,
            "path": f"runbooks/{id_}.md",
            "owner": book.front.owner,
            "services": book.front.services,
            "alerts": book.front.alerts,
            "severity": book.front.severity,
            "topics": book.front.topics,
            "last_reviewed": book.front.last_reviewed and book.front.last_reviewed.isoformat(),
        }
        for id_, book in catalog.runbooks.items()
    ]


_LISTS: Mapping[str, Callable[[Catalog], list[Row]]] = {
    "people": people,
    "rosters": rosters,
    "services": services,
    "topics": topics,
    "escalation": escalations,
    "runbooks": runbooks,
}


def _index(catalog: Catalog, window: tuple[datetime, datetime], bodies: Iterable[str]) -> Row:
    return {
        "version": 1,
        "name": catalog.settings.name,
        "timezone": catalog.settings.timezone,
        "from": _utc(window[0]),
        "until": _utc(window[1]),
        "files": [f"{name}.json" for name in sorted(bodies)],
    }


def _steps(policy: EscalationPolicy) -> list[Row]:
    rows, after = [], 0
    for step in policy.steps:
        wait = round(elapsed(step.wait).total_seconds() / 60)
        notify = [_target(target) for target in step.notify]
        rows.append({"after_minutes": after, "notify": notify, "wait_minutes": wait})
        after += wait
    return rows


def _target(target: Target) -> Row:
    if target.person:
        return {"person": target.person}
    return {"roster": target.roster, "role": target.role}


def _shift(shift: Shift) -> Row:
    return {
        "start": _utc(shift.start),
        "end": _utc(shift.end),
        "role": shift.role,
        "rotation": shift.rotation,
        "people": shift.people,
        "because": shift.because._asdict(),
    }


def _way(label: str) -> str:
    return label.lower().replace("-", "")


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _text(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"
