"""Escalations and services of an account, and the rosters that own them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from watchbill.model.policies import EscalationPolicy, Step, Target
from watchbill.model.rosters import Roster
from watchbill.model.scalars import Zone
from watchbill.model.services import Service
from watchbill.pager import account as read
from watchbill.pager.account import Account
from watchbill.source.importing_names import text_of

_MOST_REPEATS, _LONGEST_WAIT = 9, 9999


class Names(NamedTuple):
    """The ids that an account's things get in the repository, by those of the pager."""

    people: Mapping[str, str]
    rosters: Mapping[str, str]
    escalations: Mapping[str, str]
    services: Mapping[str, str]

    def adopted(self, role: str) -> Mapping[str, str]:
        """Return the ids of the pager's objects by their keys."""
        kinds = (
            ("schedule", self.rosters, f"--{role}"),
            ("escalation", self.escalations, ""),
            ("service", self.services, ""),
        )
        return {
            f"{kind}/{ours}{suffix}": theirs
            for kind, found, suffix in kinds
            for theirs, ours in sorted(found.items(), key=lambda pair: pair[1])
        }


def usable(account: Account, lost: list[str]) -> Account:
    """Return an account in which every id leads to something; what is left out is told in `lost`.

    Somebody who is on call and not among the users is given a name, so that nothing shifts.
    """
    members = (*account.members, *_strangers(account, lost))
    known = {("person", m.id) for m in members} | {("schedule", s.id) for s in account.schedules}
    policies = tuple(_kept(policy, known, lost) for policy in account.escalations)
    kept = tuple(policy for policy in policies if policy.steps)
    paging = {policy.id for policy in kept}
    lost += [f"escalation {p.name}: it pages nobody" for p in policies if p.id not in paging]
    lost += [
        f"service {s.name}: its escalation pages nobody, or is not there"
        for s in account.services
        if s.escalation not in paging
    ]
    services = tuple(s for s in account.services if s.escalation in paging)
    return account._replace(members=members, escalations=kept, services=services)


def _strangers(account: Account, lost: list[str]) -> Iterator[read.Member]:
    known = {member.id for member in account.members}
    for schedule in account.schedules:
        orders = [people for layer in schedule.layers for people in layer.order]
        for people in (*orders, *(stint.people for stint in schedule.stints)):
            for id_ in people:
                if id_ not in known:
                    known.add(id_)
                    lost.append(f"user {id_}: on call in {schedule.name}, but not among the users")
                    yield read.Member(id_, f"user {id_}", "", schedule.zone)


def _kept(policy: read.Escalation, known: set[tuple[str, str]], lost: list[str]) -> read.Escalation:
    steps = []
    for number, step in enumerate(policy.steps, 1):
        notify = tuple(target for target in step.notify if tuple(target) in known)
        if len(notify) < len(step.notify):
            lost.append(f"escalation {policy.name}: step {number} pages somebody unknown")
        if notify:
            steps.append(step._replace(notify=notify))
        else:
            lost.append(f"escalation {policy.name}: step {number} pages nobody")
    return policy._replace(steps=tuple(steps))


def policy_of(found: read.Escalation, names: Names, role: str, lost: list[str]) -> EscalationPolicy:
    """Return an escalation policy."""
    if found.repeat > _MOST_REPEATS:
        lost.append(f"escalation {found.name}: it repeats {found.repeat} times, here 9 times")
    if any(step.wait_minutes > _LONGEST_WAIT for step in found.steps):
        lost.append(f"escalation {found.name}: it waits for more than {_LONGEST_WAIT} minutes")
    steps = (
        Step(
            notify=tuple(_target(target, names, role) for target in step.notify),
            wait=_minutes(min(step.wait_minutes, _LONGEST_WAIT)),
        )
        for step in found.steps
    )
    name = text_of(found.name) or found.id
    return EscalationPolicy(name, tuple(steps), min(found.repeat, _MOST_REPEATS))


def _target(found: read.Target, names: Names, role: str) -> Target:
    if found.kind == "person":
        return Target(person=names.people[found.id])
    return Target(roster=names.rosters[found.id], role=role)


def _minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"


class Owners(NamedTuple):
    """Who owns the services of an escalation, by its id; with rosters made for want of others."""

    rosters: Mapping[str, Roster]
    by_policy: Mapping[str, str]


def owners_of(account: Account, names: Names, zone: Zone) -> Owners:
    """Return the roster that each used escalation pages first.

    One that pages people alone gets a roster of them, without rotations.
    """
    made: dict[str, Roster] = {}
    owners: dict[str, str] = {}
    used = {service.escalation for service in account.services}
    for policy in account.escalations:
        targets = [target for step in policy.steps for target in step.notify]
        paged = [names.rosters[t.id] for t in targets if t.kind == "schedule"]
        if policy.id in used:
            owners[policy.id] = paged[0] if paged else _fresh(names, made, policy)
        if policy.id in used and not paged:
            people = tuple(dict.fromkeys(names.people[target.id] for target in targets))
            name = text_of(policy.name) or policy.id
            made[owners[policy.id]] = Roster(name, zone, people, ())
    return Owners(made, owners)


def _fresh(names: Names, made: Mapping[str, Roster], policy: read.Escalation) -> str:
    """Return an id that no roster has."""
    id_ = names.escalations[policy.id]
    while id_ in made or id_ in names.rosters.values():
        id_ += "-people"
    return id_


def service_of(found: read.Service, names: Names, owners: Mapping[str, str]) -> Service:
    """Return a service."""
    return Service(
        name=text_of(found.name) or found.id,
        roster=owners[found.escalation],
        escalation=names.escalations[found.escalation],
        description=text_of(found.description),
    )
