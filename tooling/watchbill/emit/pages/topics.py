"""Topics: the directory of subject-matter experts."""

from collections.abc import Iterator
from typing import NamedTuple

from watchbill.emit.artifact import Artifact
from watchbill.emit.links import Here, Link, by_name, page_path
from watchbill.emit.pages.book import Book, Post
from watchbill.emit.pages.experts import AWAKE, bus_factor, experts_of, reach_order, zones
from watchbill.model import Ref
from watchbill.model.topics import Topic


class Row(NamedTuple):
    """A topic in the directory; `risk` says that it rests on one person, or on nobody."""

    link: Link
    words: tuple[str, ...]
    experts: tuple[Link, ...]
    risk: str


def topics(book: Book) -> Iterator[Artifact]:
    """Yield the directory, and a page for each topic."""
    here = book.here("topics/index.md")
    found = book.catalog.topics
    experts = experts_of(book, here, found)
    rows = sorted((_row(book, here, *item) for item in found.items()), key=lambda r: by_name(r[0]))
    yield book.page(
        here,
        "topics.md.j2",
        "Experts",
        experts=experts,
        rows=rows,
        services=_services(book, here),
        zones=zones(experts),
    )
    for topic_id, topic in found.items():
        yield _topic(book, topic_id, topic)


def _row(book: Book, here: Here, topic_id: str, topic: Topic) -> Row:
    experts = tuple(here.link("person", expert.person) for expert in topic.experts)
    link = here.link("topic", topic_id)
    return Row(link, topic.also_known_as, experts, bus_factor(book, topic))


def _services(book: Book, here: Here) -> list[tuple[Link, list[Link]]]:
    """Return the services that topics name, with those topics, by name."""
    named: dict[str, list[Link]] = {}
    for topic_id, topic in book.catalog.topics.items():
        for service in dict.fromkeys(topic.services):
            named.setdefault(service, []).append(here.link("topic", topic_id))
    rows = [(here.link("service", service), links) for service, links in named.items()]
    return sorted(rows, key=lambda row: by_name(row[0]))


def _topic(book: Book, topic_id: str, topic: Topic) -> Artifact:
    here = book.here(page_path("topic", topic_id))
    return book.page(
        here,
        "topic.md.j2",
        f"{here.link('topic', topic_id).text} experts",
        topic=topic,
        topic_id=topic_id,
        experts=experts_of(book, here, {topic_id: topic}),
        asleep=all(reach_order(book, expert.person) > AWAKE for expert in topic.experts),
        risk=bus_factor(book, topic),
        fallback=_fallback(book, here, topic),
        services=[here.link("service", service) for service in topic.services],
        runbooks=[
            here.link("runbook", runbook_id)
            for runbook_id, runbook in book.catalog.runbooks.items()
            if topic_id in runbook.front.topics
        ],
        source=book.source(Ref("topic", topic_id)),
    )


def _fallback(book: Book, here: Here, topic: Topic) -> tuple[Link, Post] | None:
    if not topic.fallback:
        return None
    standing = book.outlook.standing(topic.fallback.roster, topic.fallback.role)
    zone = book.catalog.settings.timezone
    return here.link("roster", topic.fallback.roster), book.post(here, standing, zone)
