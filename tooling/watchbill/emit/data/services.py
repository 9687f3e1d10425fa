"""Services in the site's data."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from watchbill.emit.data.names import name, page
from watchbill.emit.data.types import System
from watchbill.model import Catalog

T = TypeVar("T", str, int)


def systems(catalog: Catalog) -> tuple[System, ...]:
    """Return all services by their id."""
    topics = by_service((id_, topic.services) for id_, topic in catalog.topics.items())
    return tuple(
        System(
            id_,
            name(catalog, "service", id_),
            page("service", id_),
            roster=service.roster,
            escalation=service.escalation,
            needs=service.depends_on,
            topics=tuple(topics.get(id_, ())),
            tier=service.tier,
        )
        for id_, service in sorted(catalog.services.items())
    )


def by_service(named: Iterable[tuple[T, Iterable[str]]]) -> Mapping[str, list[T]]:
    """Return what names each service, in the order given."""
    found: dict[str, list[T]] = {}
    for one, services in named:
        for service in dict.fromkeys(services):
            found.setdefault(service, []).append(one)
    return found
