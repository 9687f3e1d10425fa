"""What is known about an answer of `watchbill who`, as plain data: the same for text and JSON."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from watchbill.cli.oncall import board, card
from watchbill.engine.escalation import Reached, reached
from watchbill.engine.index import Entry
from watchbill.engine.reach import reach
from watchbill.engine.rotation import on_call
from watchbill.model import Catalog
from watchbill.model.policies import Target

Facts = dict[str, Any]
_ASLEEP, _AWAY = 2, 3


def facts(catalog: Catalog, entry: Entry, at: datetime) -> Facts:
    """Return what answers a question about a resource at an instant."""
    known = {"kind": entry.kind, "id": entry.id, "title": entry.title}
    return known | _FACTS[entry.kind](catalog, entry.id, at)


def _roster(catalog: Catalog, id_: str, at: datetime) -> Facts:
    lead = catalog.rosters[id_].lead
    owned = [name for name, service in catalog.services.items() if service.roster == id_]
    return {
        "description": catalog.rosters[id_].description,
        "on_call": [board(catalog, id_, at)],
        "lead": lead and asked(catalog, lead, at),
        "services": owned,
    }


def _person(catalog: Catalog, id_: str, at: datetime) -> Facts:
    topics = [name for name, t in catalog.topics.items() if id_ in {e.person for e in t.experts}]
    member = [name for name, roster in catalog.rosters.items() if id_ in roster.members]
    return {"person": asked(catalog, id_, at), "topics": topics, "rosters": member}


def _topic(catalog: Catalog, id_: str, at: datetime) -> Facts:
    topic = catalog.topics[id_]
    experts = [
        asked(catalog, expert.person, at) | {"covers": expert.covers, "confirmed": expert.confirmed}
        for expert in topic.experts
    ]
    fallback = topic.fallback and Target(roster=topic.fallback.roster, role=topic.fallback.role)
    return {
        "also_known_as": topic.also_known_as,
        "experts": sorted(experts, key=reachable),
        "fallback": fallback and _reached(catalog, reached(catalog, fallback, at), at),
        "services": topic.services,
    }


def _service(catalog: Catalog, id_: str, at: datetime) -> Facts:
    service = catalog.services[id_]
    owner = service.roster if service.roster in catalog.rosters else None
    return {
        "description": service.description,
        "roster": service.roster,
        "on_call": [board(catalog, owner, at)] if owner else [],
        "escalation": service.escalation,
        "depends_on": service.depends_on,
        "topics": [name for name, topic in catalog.topics.items() if id_ in topic.services],
        "runbooks": [name for name, book in catalog.runbooks.items() if id_ in book.front.services],
    }


def _escalation(catalog: Catalog, id_: str, at: datetime) -> Facts:
    from watchbill.engine.clock import elapsed

    policy = catalog.escalations[id_]
    steps, minutes = [], 0
    for step in policy.steps:
        who = [_reached(catalog, reached(catalog, target, at), at) for target in step.notify]
        steps.append({"after_minutes": minutes, "targets": who})
        minutes += int(elapsed(step.wait).total_seconds()) // 60
    users = [name for name, service in catalog.services.items() if service.escalation == id_]
    return {"steps": steps, "repeat": policy.repeat, "services": users}


def _runbook(catalog: Catalog, id_: str, at: datetime) -> Facts:
    front = catalog.runbooks[id_].front
    owner = front.owner if front.owner in catalog.rosters else None
    return {
        "path": f"runbooks/{id_}.md",
        "owner": front.owner,
        "on_call": [board(catalog, owner, at)] if owner else [],
        "services": front.services,
        "topics": front.topics,
        "severity": front.severity,
        "last_reviewed": front.last_reviewed,
    }


_FACTS: Mapping[str, Callable[[Catalog, str, datetime], Facts]] = {
    "roster": _roster,
    "person": _person,
    "topic": _topic,
    "service": _service,
    "escalation": _escalation,
    "runbook": _runbook,
}


def asked(catalog: Catalog, person_id: str, at: datetime) -> Facts:
    """Return how to reach a person, their state and own time, and what they are on call as."""
    known: Facts = dict(card(catalog, person_id))
    if person_id not in catalog.people:
        return known | {"state": "unknown", "local_time": None, "away_until": None, "on_call": []}
    found = reach(catalog, person_id, at)
    duties = [
        {"roster": shift.roster, "role": shift.role, "end": shift.end}
        for name, roster in catalog.rosters.items()
        if person_id in roster.members
        for shift in on_call(name, roster, at)
        if person_id in shift.people
    ]
    local = found.local.isoformat(timespec="minutes")
    state = {"state": found.state, "local_time": local, "away_until": found.back}
    return known | state | {"on_call": duties}


def reachable(person: Facts) -> int:
    """Return where somebody stands in the order of asking: on call or working come first."""
    if person["state"] in ("away", "unknown"):
        return _AWAY
    if person["on_call"] or person["state"] == "working":
        return 0
    return 1 if person["state"] == "awake" else _ASLEEP


def _reached(catalog: Catalog, one: Reached, at: datetime) -> Facts:
    return {
        "roster": one.target.roster,
        "role": one.target.role,
        "people": [asked(catalog, person, at) for person in one.people],
        "because": one.because,
        "until": min((shift.end for shift in one.shifts), default=None),
    }
