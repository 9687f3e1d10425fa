"""Who would be paged for a service, step by step, and when."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from watchbill.engine.clock import elapsed
from watchbill.engine.reach import holidays, next_working
from watchbill.engine.rotation import on_call
from watchbill.engine.shift import Shift
from watchbill.model import Catalog
from watchbill.model.policies import EscalationPolicy, Target

When = Literal["always", "working_hours", "never"]


class Reached(NamedTuple):
    """Who a target of a step is at the step's instant; `people` is empty where it is nobody.

    `shifts` are those that say so, whole and in UTC; a person who is named has none. `because`
    says why these people, or why nobody.
    """

    target: Target
    people: tuple[str, ...]
    shifts: tuple[Shift, ...]
    because: str


class Paged(NamedTuple):
    """One step of the escalation; `round` and `number` count from 1, `after` from the first page.

    `people` are all who are paged, each once, in the order of the targets.
    """

    round: int
    number: int
    at: datetime
    after: timedelta
    people: tuple[str, ...]
    reached: tuple[Reached, ...]


class Paging(NamedTuple):
    """What an alert does: pages at once, later (`starts` is after `at`), or never (None).

    `incident` is who is called for the severity's incident roles, beside the escalation, at the
    first page. `ends` is when the last step has waited in vain.
    """

    at: datetime
    page: When
    starts: datetime | None
    steps: tuple[Paged, ...] = ()
    incident: tuple[Reached, ...] = ()
    ends: datetime | None = None


def pages(catalog: Catalog, service_id: str, severity_id: str, at: datetime) -> Paging:
    """Return who is paged for an alert of a service at an instant, if nobody acknowledges.

    Everybody in a step is paged at once, then the step waits; each step asks who is on call at
    its own instant. A severity that pages in working hours waits for the settings' hours, in the
    zone of the service's roster and without its holidays; once begun, it goes on outside them.
    Raises KeyError for a service, severity or escalation policy that the catalog does not have.
    """
    service, severity = catalog.services[service_id], catalog.severities[severity_id]
    policy = catalog.escalations[service.escalation]
    starts = _starts(catalog, service.roster, severity.page, at)
    if starts is None:
        return Paging(at, severity.page, None)
    steps = _steps(catalog, policy, starts)
    ends = steps[-1].at + elapsed(policy.steps[-1].wait)
    incident = tuple(
        one for role in severity.incident_roles for one in _in_role(catalog, role, starts)
    )
    return Paging(at, severity.page, starts, steps, incident, ends)


def reached(catalog: Catalog, target: Target, at: datetime) -> Reached:
    """Return who a target is at an instant: a person, or whoever is on call in the role."""
    if target.person is not None:
        return _person(catalog, target, target.person)
    roster = catalog.rosters.get(target.roster or "")
    if roster is None or target.roster is None:
        return Reached(target, (), (), f"there is no roster named {target.roster}")
    if target.role is None:
        return Reached(target, (), (), f"no role is named in roster {target.roster}")
    shifts = on_call(target.roster, roster, at, target.role)
    people = _once(person for shift in shifts for person in shift.people)
    role = f"{target.role} of {target.roster}"
    return Reached(target, people, shifts, f"{'' if people else 'nobody is '}on call as {role}")


def _person(catalog: Catalog, target: Target, person_id: str) -> Reached:
    if person_id not in catalog.people:
        return Reached(target, (), (), f"there is no person named {person_id}")
    return Reached(target, (person_id,), (), "named in the escalation policy")


def _starts(catalog: Catalog, roster_id: str, page: When, at: datetime) -> datetime | None:
    """Return the instant of the first page, or None if there is none."""
    if page == "never":
        return None
    if page == "always":
        return at
    settings, roster = catalog.settings, catalog.rosters.get(roster_id)
    zone = roster.timezone if roster else settings.timezone
    return next_working(settings.working_hours, zone, holidays(catalog, roster_id), at)


def _steps(catalog: Catalog, policy: EscalationPolicy, starts: datetime) -> tuple[Paged, ...]:
    """Return the steps of every round with the people of each one's instant."""
    found: list[Paged] = []
    after = timedelta()
    for round_ in range(1, policy.repeat + 2):
        for number, step in enumerate(policy.steps, start=1):
            at = starts + after
            who = tuple(reached(catalog, target, at) for target in step.notify)
            people = _once(person for one in who for person in one.people)
            found.append(Paged(round_, number, at, after, people, who))
            after += elapsed(step.wait)
    return tuple(found)


def _in_role(catalog: Catalog, role: str, at: datetime) -> tuple[Reached, ...]:
    """Return who is on call in a role, in each roster that has a rotation of it."""
    having = (
        name
        for name, roster in catalog.rosters.items()
        if any(rotation.role == role for rotation in roster.rotations)
    )
    found = tuple(reached(catalog, Target(roster=name, role=role), at) for name in having)
    return found or (Reached(Target(role=role), (), (), f"no roster has the role {role}"),)


def _once(people: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(people))
