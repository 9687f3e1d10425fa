"""Services in the site's data."""

from collections.abc import Iterable, Mapping

from watchbill.emit.data.names import name, page
from watchbill.emit.data.types import System
from watchbill.model import Catalog


def systems(catalog: Catalog) -> tuple[System, ...]:
    """Return all services by their id."""
    books = _by_service((id_, book.front.services) for id_, book in catalog.runbooks.items())
    topics = _by_service((id_, topic.services) for id_, topic in catalog.topics.items())
    return tuple(
        System(
            id_,
            name(catalog, "service", id_),
            page("service", id_),
            roster=service.roster,
            escalation=service.escalation,
            needs=service.depends_on,
            runbooks=tuple(books.get(id_, ())),
            topics=tuple(topics.get(id_, ())),
            tier=service.tier,
        )
        for id_, service in sorted(catalog.services.items())
    )


def _by_service(named: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id_, services in named:
        for service in dict.fromkeys(services):
            found.setdefault(service, []).append(id_)
    return found
