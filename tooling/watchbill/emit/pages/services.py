"""Services: who owns what breaks, who is paged, and what it takes with it."""

from collections.abc import Iterator

from watchbill.emit.artifact import Artifact
from watchbill.emit.links import by_name, page_path
from watchbill.emit.pages.book import Book
from watchbill.model import Ref
from watchbill.model.services import Service


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
    for service_id, service in book.catalog.services.items():
        yield _service(book, service_id, service)


def _service(book: Book, service_id: str, service: Service) -> Artifact:
    here = book.here(page_path("service", service_id))
    catalog = book.catalog
    return book.page(
        here,
        "service.md.j2",
        here.link("service", service_id).text,
        service=service,
        roster=here.link("roster", service.roster),
        posts=book.posts(here, service.roster, catalog.settings.timezone),
        escalation=here.link("escalation", service.escalation),
        needs=[here.link("service", other) for other in service.depends_on],
        needed_by=[
            here.link("service", other)
            for other, value in catalog.services.items()
            if service_id in value.depends_on
        ],
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
