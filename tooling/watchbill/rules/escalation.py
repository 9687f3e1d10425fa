"""WB3: escalation policies, and expectations of whom they page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from watchbill.engine.clock import elapsed, instant, moment, second
from watchbill.engine.escalation import pages
from watchbill.engine.spans import complement, unite
from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.policies import Expectation, Target
from watchbill.model.rosters import Roster
from watchbill.rules.rosters import stretch
from watchbill.rules.rule import ADVICE, ALWAYS, Survey, rule


def role_without_rotation(survey: Survey) -> Iterator[Problem]:
    """A policy pages a role that its roster has no rotation for.

    Nobody is ever on call in it, so the step pages nobody. Name a role that the roster has, or add
    a rotation for it.
    """
    catalog = survey.catalog
    for id_, policy in catalog.escalations.items():
        for n, step in enumerate(policy.steps):
            for k, target in enumerate(step.notify):
                roster = catalog.rosters.get(target.roster or "")
                # A role that nobody knows is a finding of its own.
                known = Ref("role", target.role or "") in catalog.resources
                if roster and known and target.role not in (roles := _roles(roster)):
                    message = f"roster {target.roster} has no rotation for {target.role}"
                    at = ("steps", n, "notify", k, "role")
                    hint = f"its roles: {', '.join(roles) or 'none'}"
                    yield Problem("WB301", Ref("escalation", id_), at, message, hint)


def _roles(roster: Roster) -> list[str]:
    return sorted({rotation.role for rotation in roster.rotations})


def reaches_nobody(survey: Survey) -> Iterator[Problem]:
    """There are times at which no step of a policy would page anybody.

    Looked at for the coming 13 weeks. A person named in a step can always be paged; a role only
    while somebody is on call in it. End the policy at a person, or at a role that is always
    covered.
    """
    for id_, policy in survey.catalog.escalations.items():
        targets = [target for step in policy.steps for target in step.notify]
        # A target that cannot be anybody is a finding of its own.
        if any(t.person for t in targets) or not all(_known(survey.catalog, t) for t in targets):
            continue
        spans = [
            (second(shift.start), second(shift.end))
            for target in targets
            for shift in survey.by_roster.get(target.roster or "", ())
            if shift.role == target.role
        ]
        empty = complement(unite(spans), second(survey.at), second(survey.until))
        if empty:
            zone = survey.catalog.settings.timezone
            when = stretch(moment(empty[0][0]), moment(empty[0][1]), zone)
            message = f"no step pages anybody {when}"
            hint = "end it at a person, or at a role that is always covered"
            yield Problem("WB302", Ref("escalation", id_), ("steps",), message, hint)


def _known(catalog: Catalog, target: Target) -> bool:
    """Say whether a target names a person, or a roster that has a rotation of its role."""
    if target.person:
        return target.person in catalog.people
    roster = catalog.rosters.get(target.roster or "")
    return roster is not None and target.role in _roles(roster)


def expectation_fails(survey: Survey) -> Iterator[Problem]:
    """An expectation does not hold: other people would be paged.

    Expectations are tests of the rosters. Either the change that broke it is a mistake, or the
    expectation is out of date. `watchbill page SERVICE --severity S --at T` shows each step.
    """
    catalog = survey.catalog
    for id_, expectation in catalog.expectations.items():
        service = catalog.services.get(expectation.service)
        roster = catalog.rosters.get(service.roster) if service else None
        policy = catalog.escalations.get(service.escalation) if service else None
        if roster is None or policy is None or expectation.severity not in catalog.severities:
            continue
        if not all(_known(catalog, target) for step in policy.steps for target in step.notify):
            continue
        at = instant(roster.timezone, expectation.at)
        actual = paged(catalog, expectation, at)
        for n, page in enumerate(expectation.pages):
            found = actual.get(elapsed(page.after), ())
            named = [Ref("person", person) in catalog.resources for person in page.people]
            if set(found) != set(page.people) and all(named):
                message = f"after {page.after} {_names(found)} would be paged"
                hint = "mend the rosters, or what is expected"
                yield Problem(
                    "WB303", Ref("expectation", id_), ("pages", n, "people"), message, hint
                )


def paged(
    catalog: Catalog, expectation: Expectation, at: datetime
) -> Mapping[timedelta, tuple[str, ...]]:
    """Return who is paged for an expectation's alert, by the time since the alert."""
    steps = pages(catalog, expectation.service, expectation.severity, at).steps
    return {step.at - at: step.people for step in steps}


def _names(people: Sequence[str]) -> str:
    return ", ".join(people) if people else "nobody"


RULES = (
    rule("WB301", "role-without-rotation", ALWAYS, role_without_rotation),
    rule("WB302", "reaches-nobody", ADVICE, reaches_nobody),
    rule("WB303", "expectation", ALWAYS, expectation_fails),
)
