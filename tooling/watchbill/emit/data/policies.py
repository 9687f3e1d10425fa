"""Escalation policies, severities and roles in the site's data."""

from collections.abc import Mapping

from watchbill.emit.data.names import name, page
from watchbill.emit.data.types import Duty, Ladder, Level, Rung
from watchbill.emit.escape import clean
from watchbill.engine.clock import MINUTE, elapsed
from watchbill.model import Catalog
from watchbill.model.policies import Step


def ladders(catalog: Catalog, who: Mapping[str, int]) -> tuple[Ladder, ...]:
    """Return all escalation policies by their id."""
    return tuple(
        Ladder(
            id_,
            name(catalog, "escalation", id_),
            page("escalation", id_),
            repeat=policy.repeat,
            steps=tuple(_rung(step, who) for step in policy.steps),
            services=tuple(s for s, v in sorted(catalog.services.items()) if v.escalation == id_),
        )
        for id_, policy in sorted(catalog.escalations.items())
    )


def _rung(step: Step, who: Mapping[str, int]) -> Rung:
    return Rung(
        _minutes(step.wait),
        tuple(who[target.person] for target in step.notify if target.person),
        tuple((t.roster or "", t.role or "") for t in step.notify if not t.person),
    )


def levels(catalog: Catalog) -> tuple[Level, ...]:
    """Return all severities in the order of their file."""
    return tuple(
        Level(
            id_,
            name(catalog, "severity", id_),
            page("severity", id_),
            pages=severity.page,
            roles=severity.incident_roles,
            update_minutes=_minutes(severity.update_every) if severity.update_every else None,
        )
        for id_, severity in catalog.severities.items()
    )


def duties(catalog: Catalog) -> tuple[Duty, ...]:
    """Return all roles in the order of their file."""
    return tuple(
        Duty(
            id_,
            name(catalog, "role", id_),
            page("role", id_),
            summary=clean(role.summary),
            duties=tuple(clean(duty) for duty in role.duties),
        )
        for id_, role in catalog.roles.items()
    )


def _minutes(text: str) -> int:
    return int(elapsed(text).total_seconds()) // MINUTE
