"""The break-glass page: all that is needed when nothing works, in one file that prints.

It says as of when it is right and until when; names and times are the engine's, contacts those
that the settings let be published.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from watchbill.emit.artifact import Artifact
from watchbill.emit.breakglass_body import anchor, bodies
from watchbill.emit.contacts import contacts
from watchbill.emit.escape import clean
from watchbill.emit.links import Link, name_of
from watchbill.emit.outlook import Outlook, reason, roles_of
from watchbill.emit.times import clock, span
from watchbill.engine.clock import elapsed, wall
from watchbill.engine.coverage import Gap
from watchbill.engine.shift import Shift
from watchbill.model import Catalog
from watchbill.model.policies import EscalationPolicy, Target

PATH = "breakglass.html"
WEEKS = 2
"""How far ahead shifts are printed."""


class Row(NamedTuple):
    """A shift or a gap: from when until when, who (nobody in a gap), and why it is so."""

    start: str
    end: str
    people: tuple[str, ...]
    now: bool
    note: str


class Now(NamedTuple):
    """Who is on call in a role right now, with a way to call each of them, and until when."""

    roster: str
    role: str
    people: tuple[tuple[str, Link | None], ...]
    until: str


class Reached(NamedTuple):
    """A person: name, zone, and the ways to reach them."""

    name: str
    zone: str
    ways: tuple[tuple[str, Link], ...]


class Step(NamedTuple):
    """A step of an escalation: when it comes, who is paged, and how long it waits."""

    after: str
    who: tuple[tuple[str, tuple[str, ...]], ...]
    wait: str


def breakglass(catalog: Catalog, templates: Environment, at: datetime) -> Artifact:
    """Return the page; `templates` comes from `environment`, `at` is the instant it is right."""
    outlook = Outlook(catalog, at, WEEKS)
    style = templates.get_template("breakglass.css").render()
    zone = catalog.settings.timezone
    text = templates.get_template("breakglass.html.j2").render(
        settings=catalog.settings,
        policy=Markup(_policy(style)),  # noqa: S704  # of our own making
        style=Markup(style),  # noqa: S704  # a template of its own
        at=_dated(outlook.at, zone),
        until=_dated(outlook.until, zone),
        lacks=catalog.unread(),
        now=[now for roster_id in sorted(catalog.rosters) for now in _now(outlook, roster_id)],
        rosters=[_roster(outlook, roster_id) for roster_id in sorted(catalog.rosters)],
        people=[_reached(catalog, person) for person in _by_name(catalog, "person")],
        topics=[_topic(catalog, topic) for topic in _by_name(catalog, "topic")],
        escalations=[_escalation(outlook, policy) for policy in _by_name(catalog, "escalation")],
        severities=list(catalog.severities.values()),
        runbooks=list(_runbooks(catalog)),
    )
    return Artifact(PATH, text.rstrip("\n") + "\n")


def _policy(style: str) -> str:
    """Return the policy of the page: it loads nothing at all, and has one style of its own."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _by_name(catalog: Catalog, kind: str) -> list[str]:
    known: dict[str, Iterable[str]] = {
        "person": catalog.people,
        "topic": catalog.topics,
        "escalation": catalog.escalations,
    }
    return sorted(known[kind], key=lambda id_: (_name(catalog, kind, id_).casefold(), id_))


def _name(catalog: Catalog, kind: str, id_: str) -> str:
    return name_of(catalog, kind, id_) or clean(id_)


def _people(catalog: Catalog, people: Iterable[str]) -> tuple[str, ...]:
    return tuple(_name(catalog, "person", person) for person in people)


def _dated(at: datetime, zone: str) -> str:
    """Return an instant with its year, since paper stays: Tue 24 Nov 12:00 GMT 2026."""
    return f"{clock(at, zone)} {wall(zone, at).year}"


def _now(outlook: Outlook, roster_id: str) -> Iterator[Now]:
    """Yield how the roles of a roster stand, in its zone."""
    catalog, roster = outlook.catalog, outlook.catalog.rosters[roster_id]
    for role in roles_of(roster):
        shifts = outlook.standing(roster_id, role).now
        people = dict.fromkeys(person for shift in shifts for person in shift.people)
        yield Now(
            _name(catalog, "roster", roster_id),
            _name(catalog, "role", role),
            tuple((_name(catalog, "person", one), _call(catalog, one)) for one in people),
            clock(min(shift.end for shift in shifts), roster.timezone) if shifts else "",
        )


def _call(catalog: Catalog, person: str) -> Link | None:
    """Return the first way to reach a person that is a link: their phone, where it is published."""
    return next((way.link for way in contacts(catalog, person) if way.link.href), None)


def _roster(outlook: Outlook, roster_id: str) -> tuple[str, str, str, list[tuple[str, list[Row]]]]:
    """Return a roster's name, zone and channel, and the rows of each of its roles."""
    roster = outlook.catalog.rosters[roster_id]
    roles = [
        (_name(outlook.catalog, "role", role), list(_rows(outlook, roster_id, role)))
        for role in roles_of(roster)
    ]
    name = _name(outlook.catalog, "roster", roster_id)
    return name, roster.timezone, roster.channel or "", roles


def _rows(outlook: Outlook, roster_id: str, role: str) -> Iterator[Row]:
    """Yield the shifts and gaps of a role by their start, in the roster's zone."""
    zone = outlook.catalog.rosters[roster_id].timezone
    both: list[Shift | Gap] = [*outlook.shifts[roster_id], *outlook.gaps[roster_id]]
    for part in sorted((p for p in both if p.role == role), key=lambda part: part.start):
        people, note = _said(outlook.catalog, part)
        now = part.start <= outlook.at < part.end
        yield Row(clock(part.start, zone), clock(part.end, zone), people, now, note)


def _said(catalog: Catalog, part: Shift | Gap) -> tuple[tuple[str, ...], str]:
    """Return the people of a shift, and why it is no ordinary turn; nobody for a gap."""
    if isinstance(part, Shift):
        return _people(catalog, part.people), reason(catalog, part)
    return (), ""


def _reached(catalog: Catalog, person: str) -> Reached:
    ways = tuple((way.label, way.link) for way in contacts(catalog, person))
    return Reached(_name(catalog, "person", person), catalog.people[person].timezone, ways)


def _topic(catalog: Catalog, topic_id: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return a topic's name, its other names, and its experts."""
    topic = catalog.topics[topic_id]
    experts = _people(catalog, (expert.person for expert in topic.experts))
    return _name(catalog, "topic", topic_id), topic.also_known_as, experts


def _escalation(outlook: Outlook, policy_id: str) -> tuple[str, list[Step], int]:
    """Return a policy's name, its steps, and how many times more they are gone through."""
    policy = outlook.catalog.escalations[policy_id]
    name = _name(outlook.catalog, "escalation", policy_id)
    return name, list(_steps(outlook, policy)), policy.repeat


def _steps(outlook: Outlook, policy: EscalationPolicy) -> Iterator[Step]:
    passed = timedelta()
    for step in policy.steps:
        after = f"after {span(passed)}" if passed else "at once"
        yield Step(after, tuple(_target(outlook, target) for target in step.notify), step.wait)
        passed += elapsed(step.wait)


def _target(outlook: Outlook, target: Target) -> tuple[str, tuple[str, ...]]:
    """Return whom a step names, and who that is now; a person is nobody else."""
    if target.person:
        return _name(outlook.catalog, "person", target.person), ()
    roster, role = target.roster or "?", target.role or "?"
    nobody = "nobody at this hour" if roster in outlook.catalog.rosters else "unknown"
    now = outlook.standing(roster, role).now
    who = _people(outlook.catalog, (person for shift in now for person in shift.people))
    named = _name(outlook.catalog, "roster", roster), _name(outlook.catalog, "role", role)
    return ", ".join(named), who or (nobody,)


def _runbooks(catalog: Catalog) -> Iterator[dict[str, object]]:
    """Yield the runbooks in full, by their path."""
    made = bodies({id_: runbook.body for id_, runbook in sorted(catalog.runbooks.items())})
    for id_, body in made.items():
        front = catalog.runbooks[id_].front
        yield {
            "anchor": anchor(id_),
            "title": _name(catalog, "runbook", id_),
            "owner": _name(catalog, "roster", front.owner) if front.owner else "nobody",
            "severity": _name(catalog, "severity", front.severity) if front.severity else "",
            "services": [_name(catalog, "service", one) for one in front.services],
            "reviewed": front.last_reviewed.isoformat() if front.last_reviewed else "",
            "body": body,
        }
