"""Who is paged after whom: the steps of an escalation policy as lines to call people from."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from watchbill.emit.links import Here, Link
from watchbill.emit.pages.book import Book, Brief, Post
from watchbill.emit.times import span
from watchbill.engine.clock import elapsed
from watchbill.model.policies import Target


class Goal(NamedTuple):
    """Who is paged: a person, or a role of a roster with who stands in it."""

    person: Brief | None = None
    roster: Link | None = None
    post: Post | None = None


class Rung(NamedTuple):
    """A step: when it comes, counted from the first page, and who is paged then."""

    after: str
    goals: tuple[Goal, ...]


class Way(NamedTuple):
    """An escalation policy as it is gone through, as far as it can be read."""

    id: str
    link: Link
    rungs: tuple[Rung, ...]


def ways(book: Book, here: Here, services: Iterable[str]) -> tuple[Way, ...]:
    """Return the escalation policies of some services, each once, in their order."""
    known = [book.catalog.services.get(service) for service in services]
    ids = dict.fromkeys(service.escalation for service in known if service)
    return tuple(_way(book, here, id_) for id_ in ids if id_ in book.catalog.escalations)


def _way(book: Book, here: Here, id_: str) -> Way:
    rungs, passed = [], timedelta()
    for step in book.catalog.escalations[id_].steps:
        after = f"+{span(passed)}" if passed else "at once"
        rungs.append(Rung(after, tuple(_goal(book, here, target) for target in step.notify)))
        passed += elapsed(step.wait)
    return Way(id_, here.link("escalation", id_), tuple(rungs))


def _goal(book: Book, here: Here, target: Target) -> Goal:
    if target.person:
        return Goal(person=book.briefs(here, [target.person])[0])
    roster, role = target.roster or "?", target.role or "?"
    post = book.post(here, book.outlook.standing(roster, role), book.catalog.settings.timezone)
    return Goal(roster=here.link("roster", roster), post=post)
