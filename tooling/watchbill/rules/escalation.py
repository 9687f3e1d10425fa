"""WB3: escalation policies, and expectations of whom they page."""

from collections.abc import Iterator

from watchbill.findings import Problem
from watchbill.model import Ref
from watchbill.model.rosters import Roster
from watchbill.rules.rule import ALWAYS, Survey, rule


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


RULES = (rule("WB301", "role-without-rotation", ALWAYS, role_without_rotation),)
