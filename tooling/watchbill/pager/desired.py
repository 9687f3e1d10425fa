"""What the repository wants in a pager: schedules, escalations, services and people.

A schedule holds the shifts of the pager's `weeks` from the Monday 00:00 UTC at or before the
instant, whole at both ends: through a week the same instant by instant, and a week later the
same but for what has passed in front and what has come behind. What is compared with a pager is
only what both know.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from watchbill.engine.clock import elapsed
from watchbill.engine.horizon import horizon, whole_shifts
from watchbill.engine.shift import Shift, reason
from watchbill.errors import WatchbillError
from watchbill.model import Catalog
from watchbill.model.policies import EscalationPolicy, Step, Target
from watchbill.model.rosters import Roster
from watchbill.model.settings import Pager
from watchbill.pager.layers import layers
from watchbill.pager.objects import Desired, Object, Stint, Watch, Why, person_key, schedule_id
from watchbill.pager.timeline import settle

_NEEDED = ("settings", "person", "roster", "escalation", "service", "role")


def desired(catalog: Catalog, pager: Pager, at: datetime) -> Desired:
    """Return what should be in a pager at an instant (aware).

    Raise WatchbillError where a file that matters cannot be read, or names nobody: a plan made
    of half a repository would take the other half away.
    """
    all_read(catalog, _NEEDED, "is no plan")
    window = horizon(at, pager.weeks)
    found = list(_schedules(catalog, *window))
    schedules = {item.key for item in found}
    found += [_escalation(id_, p, schedules) for id_, p in catalog.escalations.items()]
    found += _services(catalog)
    people = sorted(set(_people(found)))
    if people:
        found.append(Object("users", {"people": [_user(catalog, id_) for id_ in people]}))
    return Desired(_by_key(found), frozenset(catalog.people), tuple(_dangling(catalog, schedules)))


def all_read(catalog: Catalog, kinds: Collection[str], nothing: str) -> None:
    """Raise WatchbillError while a file of some kinds cannot be read; `nothing` is what there is.

    Whoever pages by what is made would take what is missing for what is not wanted.
    """
    unread = catalog.unread(kinds)
    if unread:
        names = ", ".join(unread[:3])
        raise WatchbillError(f"there {nothing} while files cannot be read: {names}", _CHECK)


_CHECK = "mend what this reports: watchbill check"


def _schedules(catalog: Catalog, start: datetime, end: datetime) -> Iterator[Object]:
    for roster_id, roster in catalog.rosters.items():
        shifts = whole_shifts(roster_id, roster, start, end)
        for role in sorted({rotation.role for rotation in roster.rotations}):
            mine = [shift for shift in shifts if shift.role == role]
            stints = settle(Stint(s.start, s.end, s.people) for s in mine)
            firm = tuple((s.start, s.end) for s in mine if s.because.overrides)
            title = f"{roster.name}: {_role_name(catalog, role)}"
            whys = tuple(Why(s.start, s.end, _why(roster, s)) for s in mine)
            watch = Watch(roster_id, role, title, roster.timezone, end, stints, None, firm, whys)
            turns = layers(roster, role, start, end)
            key = f"schedule/{schedule_id(roster_id, role)}"
            yield Object(key, _body(roster, watch), watch, layers=turns)


def _why(roster: Roster, shift: Shift) -> str:
    ordinary = f"turns since {shift.because.block}"
    return reason(roster, shift) or ordinary


def _body(roster: Roster, watch: Watch) -> dict[str, Any]:
    return {
        "name": watch.title,
        "roster": watch.roster,
        "role": watch.role,
        "timezone": str(watch.zone),
        "description": roster.description,
    }


def _escalation(id_: str, policy: EscalationPolicy, schedules: Iterable[str]) -> Object:
    steps = tuple(tuple(_keys(step, schedules)) for step in policy.steps)
    body = {
        "name": policy.name,
        "repeat": policy.repeat,
        "steps": [
            {
                "notify": list(targets),
                "wait_minutes": round(elapsed(step.wait).total_seconds() / 60),
            }
            for step, targets in zip(policy.steps, steps, strict=True)
        ],
    }
    return Object(f"escalation/{id_}", body, steps=steps)


def _keys(step: Step, schedules: Iterable[str]) -> Iterator[str]:
    """Yield the targets of a step that exist; a step without any is the guards' to see."""
    for target in step.notify:
        key = _key(target)
        if key and (target.person or key in schedules):
            yield key


def _dangling(catalog: Catalog, schedules: Collection[str]) -> Iterator[str]:
    """Yield what steps name and nobody will be paged for."""
    for id_, policy in catalog.escalations.items():
        for number, step in enumerate(policy.steps, start=1):
            for one in step.notify:
                if not one.person and _key(one) not in schedules:
                    said = f"escalation/{id_}: step {number} names {one.role} of {one.roster}"
                    yield f"{said}, which is not there"


def _key(target: Target) -> str | None:
    if target.person:
        return person_key(target.person)
    if target.roster and target.role:
        return f"schedule/{schedule_id(target.roster, target.role)}"
    return None


def _services(catalog: Catalog) -> Iterator[Object]:
    for id_, service in catalog.services.items():
        if service.escalation not in catalog.escalations:
            raise WatchbillError(
                f"service {id_} names no escalation policy: {service.escalation}", _CHECK
            )
        body = {
            "name": service.name,
            "description": service.description,
            "roster": service.roster,
            "escalation": f"escalation/{service.escalation}",
        }
        yield Object(f"service/{id_}", body)


def _people(objects: Iterable[Object]) -> Iterator[str]:
    """Yield the ids of everybody who can be paged."""
    for item in objects:
        for stint in item.watch.stints if item.watch else ():
            yield from stint.people
        for step in item.steps:
            yield from (key.partition("/")[2] for key in step if key.startswith("person/"))


def _user(catalog: Catalog, person_id: str) -> dict[str, str]:
    person = catalog.people.get(person_id)
    if person is None:
        raise WatchbillError(f"there is no person named {person_id!r} to page", _CHECK)
    return {
        "id": person_id,
        "name": person.name,
        "email": person.email,
        "timezone": str(person.timezone),
    }


def _role_name(catalog: Catalog, role_id: str) -> str:
    role = catalog.roles.get(role_id)
    return role.name if role else role_id


def _by_key(objects: Iterable[Object]) -> Mapping[str, Object]:
    found: dict[str, Object] = {}
    for item in objects:
        if item.key in found:
            raise WatchbillError(f"two things would be called {item.key}", "rename one of them")
        found[item.key] = item
    return dict(sorted(found.items()))
