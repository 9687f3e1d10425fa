"""The front page: who is on call, now and next, for every roster and role."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from watchbill.emit.artifact import Artifact
from watchbill.emit.links import Here, Link, by_name, page_path
from watchbill.emit.pages.book import Book, Post
from watchbill.emit.pages.calendar import PATH as CALENDAR
from watchbill.emit.pages.incident import NAME as INCIDENT_NAME
from watchbill.emit.pages.incident import PATH as INCIDENT
from watchbill.emit.pages.policies import ROLES
from watchbill.emit.pages.policies import index_path as policies_index
from watchbill.emit.pages.runbooks import index_path
from watchbill.model import Catalog


class Card(NamedTuple):
    """A roster on the front page."""

    link: Link
    channel: str | None
    posts: tuple[Post, ...]


def home(book: Book) -> Iterator[Artifact]:
    """Yield the front page."""
    here = book.here("index.md")
    zone = book.catalog.settings.timezone
    yield book.page(
        here,
        "home.md.j2",
        book.catalog.settings.site.title or f"{book.catalog.settings.name}: on call",
        lacks=book.catalog.unread(),
        cards=sorted(_cards(book, here, zone), key=lambda card: by_name(card.link)),
        topics=_named(here, "topic", book.catalog.topics),
        severities=tuple(here.link("severity", severity) for severity in book.catalog.severities),
        runbooks=here.to(index_path(book.catalog), "all runbooks"),
        services=_named(here, "service", book.catalog.services),
        count=len(book.catalog.runbooks),
        incident=here.to(INCIDENT, INCIDENT_NAME),
        sections=[here.to(path, name) for name, path in _sections(book.catalog)],
    )


def _sections(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield the name and the index of every other section."""
    yield "Calendar", CALENDAR
    yield "Rosters", "rosters/index.md"
    yield "People", "people/index.md"
    yield "Experts", "topics/index.md"
    yield "Escalation policies", "escalation/index.md"
    yield "Roles", ROLES
    yield "Policies", policies_index(catalog)


def _named(here: Here, kind: str, ids: Iterable[str]) -> list[Link]:
    return sorted((here.link(kind, id_) for id_ in ids), key=by_name)


def _cards(book: Book, here: Here, zone: str) -> Iterator[Card]:
    for roster_id, roster in book.catalog.rosters.items():
        link = here.to(page_path("roster", roster_id), here.link("roster", roster_id).text)
        yield Card(link, roster.channel, book.posts(here, roster_id, zone))
