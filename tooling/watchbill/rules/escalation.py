"""WB3: escalation policies, and expectations of whom they page."""

from collections.abc import Iterator

from watchbill.findings import Problem
from watchbill.model import Ref
from watchbill.model.policies import Target
from watchbill.rules.rule import ALWAYS, Survey, rule


def role_without_rotation(survey: Survey) -> Iterator[Problem]:
    """A policy pages a role that its roster has no rotation for.

    Nobody is ever on call in it, so the step pages nobody. Name a role that the roster has, or add
    a rotation for it.
    """
    rosters = survey.catalog.rosters
    for id_, policy in survey.catalog.escalations.items():
        for n, step in enumerate(policy.steps):
            for k, target in enumerate(step.notify):
                if target.roster in rosters and not _has_role(survey, target):
                    roles = ", ".join(sorted({r.role for r in rosters[target.roster].rotations}))
                    message = f"roster {target.roster} has no rotation for {target.role}"
                    at = ("steps", n, "notify", k, "role")
                    hint = f"its roles: {roles or 'none'}"
                    yield Problem("WB301", Ref("escalation", id_), at, message, hint)


def _has_role(survey: Survey, target: Target) -> bool:
    assert target.roster is not None  # noqa: S101  # the caller looked
    rotations = survey.catalog.rosters[target.roster].rotations
    return target.role is None or any(rotation.role == target.role for rotation in rotations)


RULES = (rule("WB301", "role-without-rotation", ALWAYS, role_without_rotation),)
