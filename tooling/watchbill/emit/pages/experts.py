"""Experts: whom to ask about what, in the order in which they can be reached, and how many."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

from watchbill.emit.contacts import Contact, contacts
from watchbill.emit.links import Here, Link
from watchbill.emit.pages.book import Book
from watchbill.emit.pages.words import window_in_words
from watchbill.engine.clock import wall
from watchbill.engine.reach import reach
from watchbill.model.topics import Expert, Topic

LASTS = timedelta(days=365)
"""How long it holds that somebody agreed to be asked; then they are asked again."""
AT_ONCE, AWAKE, ASLEEP, AWAY = range(4)
"""The order of asking: on call or working, awake, asleep, away; as reachOrder of reach.js."""


class Skill(NamedTuple):
    """A topic of somebody: what they cover, the day of their consent, and whether it is old."""

    topic: Link
    covers: tuple[str, ...]
    confirmed: str
    old: bool


class Known(NamedTuple):
    """An expert as a page shows one."""

    person_id: str
    link: Link
    zone: str
    hours: str
    skills: tuple[Skill, ...]
    contacts: tuple[Contact, ...]


def experts_of(book: Book, here: Here, topics: Mapping[str, Topic]) -> list[Known]:
    """Return everybody of some topics, each once, whoever can be reached first first.

    Among equals the order of the files holds: there the first one is to be asked first.
    """
    skills: dict[str, list[Skill]] = {}
    for topic_id, topic in topics.items():
        for expert in topic.experts:
            skill = _skill(book, here, topic_id, expert)
            skills.setdefault(expert.person, []).append(skill)
    order = sorted(skills, key=lambda person: reach_order(book, person))
    return [_known(book, here, person, skills[person]) for person in order]


def reach_order(book: Book, person_id: str) -> int:
    """Return where somebody stands in the order of asking as of the build."""
    at = book.outlook.at
    if person_id not in book.catalog.people:
        return AWAY
    state = reach(book.catalog, person_id, at).state
    if state == "away":
        return AWAY
    shifts = book.outlook.by_person.get(person_id, ())
    if state == "working" or any(shift.start <= at < shift.end for shift in shifts):
        return AT_ONCE
    return AWAKE if state == "awake" else ASLEEP


def bus_factor(book: Book, topic: Topic) -> str:
    """Return in words that a topic rests on one person or on nobody; empty where it does not.

    Only people who can be read count, and only a consent that is no older than a year.
    """
    known = [expert for expert in topic.experts if expert.person in book.catalog.people]
    sure = [expert for expert in known if not is_old(book, expert)]
    if not known:
        return "No expert"
    if len(known) == 1:
        return "One expert only" + ("" if sure else ", not confirmed for a year")
    if not sure:
        return "Nobody confirmed within a year"
    return "One expert confirmed within a year" if len(sure) == 1 else ""


def is_old(book: Book, expert: Expert) -> bool:
    """Say whether a consent is older than a year, on the day of the build."""
    today = wall(book.catalog.settings.timezone, book.outlook.at).date()
    return today - expert.confirmed > LASTS


def zones(experts: Iterable[Known]) -> dict[str, list[Link]]:
    """Return who is in each zone, by the zone's name."""
    found: dict[str, list[Link]] = {}
    for expert in experts:
        if expert.zone:
            found.setdefault(expert.zone, []).append(expert.link)
    return dict(sorted(found.items()))


def _skill(book: Book, here: Here, topic_id: str, expert: Expert) -> Skill:
    link = here.link("topic", topic_id)
    return Skill(link, expert.covers, expert.confirmed.isoformat(), is_old(book, expert))


def _known(book: Book, here: Here, person_id: str, skills: Iterable[Skill]) -> Known:
    person = book.catalog.people.get(person_id)
    hours = (person and person.working_hours) or book.catalog.settings.working_hours
    return Known(
        person_id,
        here.link("person", person_id),
        person.timezone if person else "",
        window_in_words(hours) if person else "",
        tuple(skills),
        contacts(book.catalog, person_id),
    )
