"""People: how they are reached, what they stand for, and when they are on call."""

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.artifact import Artifact
from watchbill.emit.contacts import contacts
from watchbill.emit.links import Here, Link, by_name, page_path
from watchbill.emit.outlook import reason
from watchbill.emit.pages.book import Book
from watchbill.emit.pages.feeds import person_feeds
from watchbill.emit.pages.words import window_in_words
from watchbill.emit.times import stamp
from watchbill.engine.shift import Shift
from watchbill.model import Ref
from watchbill.model.people import Person


class Stand(NamedTuple):
    """A person's shift: where, as what, with whom, when, and why if not by turn."""

    start: Markup
    end: Markup
    roster: Link
    role: Link
    others: tuple[Link, ...]
    note: str


def people(book: Book) -> Iterator[Artifact]:
    """Yield the index of people, and a page for each."""
    here = book.here("people/index.md")
    rows = [
        (here.link("person", who), person.timezone, _rosters(book, here, who))
        for who, person in book.catalog.people.items()
    ]
    rows.sort(key=lambda row: by_name(row[0]))
    yield book.page(here, "people.md.j2", "People", rows=rows)
    for who, person in book.catalog.people.items():
        yield _person(book, who, person)


def _person(book: Book, who: str, person: Person) -> Artifact:
    here = book.here(page_path("person", who))
    hours = person.working_hours or book.catalog.settings.working_hours
    mine = book.outlook.by_person.get(who, ())
    shifts = [_stand(book, here, who, shift, person.timezone) for shift in mine]
    return book.page(
        here,
        "person.md.j2",
        here.link("person", who).text,
        person=person,
        person_id=who,
        hours=window_in_words(hours),
        contacts=contacts(book.catalog, who),
        manager=here.link("person", person.manager) if person.manager else None,
        rosters=_rosters(book, here, who),
        topics=_topics(book, here, who),
        training=[(here.link("role", one.role), one.on.isoformat()) for one in person.trained_for],
        shifts=shifts,
        noted=any(shift.note for shift in shifts),
        feeds=person_feeds(book, here, who),
        weeks=book.outlook.weeks,
        source=book.source(Ref("person", who)),
    )


def _rosters(book: Book, here: Here, who: str) -> list[Link]:
    return [
        here.link("roster", roster_id)
        for roster_id, roster in book.catalog.rosters.items()
        if who in roster.members
    ]


def _topics(book: Book, here: Here, who: str) -> list[tuple[Link, str]]:
    return [
        (here.link("topic", topic_id), ", ".join(expert.covers))
        for topic_id, topic in book.catalog.topics.items()
        for expert in topic.experts
        if expert.person == who
    ]


def _stand(book: Book, here: Here, who: str, shift: Shift, zone: str) -> Stand:
    return Stand(
        stamp(shift.start, zone),
        stamp(shift.end, zone),
        here.link("roster", shift.roster),
        here.link("role", shift.role),
        tuple(here.link("person", other) for other in shift.people if other != who),
        reason(book.catalog, shift),
    )
