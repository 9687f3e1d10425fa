"""Services: who owns what breaks, who is paged, and what it takes with it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.artifact import Artifact
from watchbill.emit.graph_svg import Side, graph
from watchbill.emit.links import Here, Link, by_name, page_path
from watchbill.emit.pages.book import Book
from watchbill.emit.pages.escalation import path_of
from watchbill.engine.graph import layers, untangled
from watchbill.model import Ref
from watchbill.model.services import Service

CROWD = 14
"""More services than this in a farther column say nothing any more: it is left out then."""


class Dependencies(NamedTuple):
    """What a service needs and what needs it, drawn and in words: at hand, and farther away."""

    drawing: Markup
    needs: list[Link]
    needs_farther: list[Link]
    needed_by: list[Link]
    needed_farther: list[Link]


def services(book: Book) -> Iterator[Artifact]:
    """Yield the index of services, and a page for each."""
    here = book.here("services/index.md")
    rows = [
        (
            here.link("service", service_id),
            service.tier,
            here.link("roster", service.roster),
            here.link("escalation", service.escalation),
        )
        for service_id, service in book.catalog.services.items()
    ]
    rows.sort(key=lambda row: by_name(row[0]))
    yield book.page(here, "services.md.j2", "Services", rows=rows)
    needs, needed_by = _arrows(book.catalog.services)
    for service_id, service in book.catalog.services.items():
        yield _service(book, service_id, service, needs, needed_by)


Arrows = Mapping[str, tuple[str, ...]]


def _arrows(found: Mapping[str, Service]) -> tuple[Arrows, Arrows]:
    """Return what each service needs, and what needs it."""
    needs = {id_: tuple(dict.fromkeys(service.depends_on)) for id_, service in found.items()}
    back: dict[str, list[str]] = {}
    for id_, others in needs.items():
        for other in others:
            back.setdefault(other, []).append(id_)
    return needs, {id_: tuple(others) for id_, others in back.items()}


def _service(
    book: Book, service_id: str, service: Service, needs: Arrows, needed_by: Arrows
) -> Artifact:
    here = book.here(page_path("service", service_id))
    catalog = book.catalog
    return book.page(
        here,
        "service.md.j2",
        here.link("service", service_id).text,
        service=service,
        roster=here.link("roster", service.roster),
        posts=book.posts(here, service.roster, catalog.settings.timezone),
        unread=service.roster not in catalog.rosters,
        escalation=here.link("escalation", service.escalation),
        path=path_of(book, here, service.escalation),
        dependencies=_dependencies(here, service_id, needs, needed_by),
        alerts=[
            (sorted(alert.match.items()), here.link("severity", alert.severity))
            for alert in service.alerts
        ],
        topics=[
            here.link("topic", topic_id)
            for topic_id, topic in catalog.topics.items()
            if service_id in topic.services
        ],
        runbooks=[
            here.link("runbook", runbook_id)
            for runbook_id, runbook in catalog.runbooks.items()
            if service_id in runbook.front.services
        ],
        source=book.source(Ref("service", service_id)),
    )


def _dependencies(
    here: Here, service_id: str, needs: Arrows, needed_by: Arrows
) -> Dependencies | None:
    """Return what lies around a service; None where nothing does."""
    left, right = _side(service_id, needs), _side(service_id, needed_by)
    if not left.layers and not right.layers:
        return None
    shown = {id_ for side in (left, right) for layer in side.layers for id_ in layer}
    links = {id_: here.link("service", id_) for id_ in shown}
    return Dependencies(
        graph(here.link("service", service_id), left, right, links),
        *(_named(here, service_id, needs, place) for place in (0, 1)),
        *(_named(here, service_id, needed_by, place) for place in (0, 1)),
    )


def _side(service_id: str, near: Arrows) -> Side:
    """Return the layers that are drawn on a side: those at hand, and the next if it is no crowd."""
    found = layers(near, service_id, depth=2)
    return Side(
        untangled(found[:1] + tuple(one for one in found[1:] if len(one) <= CROWD), near), near
    )


def _named(here: Here, service_id: str, near: Arrows, place: int) -> list[Link]:
    """Return those at hand (0), or all that are farther away (1), by name."""
    found = layers(near, service_id, depth=len(near) + 1)
    chosen = found[:1] if place == 0 else found[1:]
    return sorted((here.link("service", id_) for layer in chosen for id_ in layer), key=by_name)
