"""Topics: the directory of subject-matter experts."""

from collections.abc import Iterator
from typing import NamedTuple

from watchbill.emit.artifact import Artifact
from watchbill.emit.contacts import Contact, contacts
from watchbill.emit.links import Here, Link, by_name, page_path
from watchbill.emit.pages.book import Book, Post
from watchbill.emit.pages.words import window_in_words
from watchbill.model import Ref
from watchbill.model.topics import Expert, Topic


class Known(NamedTuple):
    """An expert as a page shows one."""

    link: Link
    covers: tuple[str, ...]
    zone: str
    hours: str
    confirmed: str
    contacts: tuple[Contact, ...]


def topics(book: Book) -> Iterator[Artifact]:
    """Yield the directory, and a page for each topic."""
    here = book.here("topics/index.md")
    rows = [
        (
            here.link("topic", topic_id),
            topic.also_known_as,
            [here.link("person", expert.person) for expert in topic.experts],
        )
        for topic_id, topic in book.catalog.topics.items()
    ]
    rows.sort(key=lambda row: by_name(row[0]))
    yield book.page(here, "topics.md.j2", "Experts", rows=rows)
    for topic_id, topic in book.catalog.topics.items():
        yield _topic(book, topic_id, topic)


def _topic(book: Book, topic_id: str, topic: Topic) -> Artifact:
    here = book.here(page_path("topic", topic_id))
    return book.page(
        here,
        "topic.md.j2",
        f"{here.link('topic', topic_id).text} experts",
        topic=topic,
        experts=[_known(book, here, expert) for expert in topic.experts],
        fallback=_fallback(book, here, topic),
        services=[here.link("service", service) for service in topic.services],
        runbooks=[
            here.link("runbook", runbook_id)
            for runbook_id, runbook in book.catalog.runbooks.items()
            if topic_id in runbook.front.topics
        ],
        source=book.source(Ref("topic", topic_id)),
    )


def _known(book: Book, here: Here, expert: Expert) -> Known:
    person = book.catalog.people.get(expert.person)
    hours = (person and person.working_hours) or book.catalog.settings.working_hours
    return Known(
        here.link("person", expert.person),
        expert.covers,
        person.timezone if person else "",
        window_in_words(hours),
        expert.confirmed.isoformat(),
        contacts(book.catalog, expert.person),
    )


def _fallback(book: Book, here: Here, topic: Topic) -> tuple[Link, Post] | None:
    if not topic.fallback:
        return None
    standing = book.outlook.standing(topic.fallback.roster, topic.fallback.role)
    zone = book.catalog.settings.timezone
    return here.link("roster", topic.fallback.roster), book.post(here, standing, zone)
