"""Calendars in the site: their files, and how one subscribes to them.

A calendar program asks for an address again and again, so only a published site (`site.url`) has
something to subscribe to; without it there are files to take along.
"""

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.artifact import Artifact
from watchbill.emit.calendars import calendars
from watchbill.emit.escape import clean, percent, web
from watchbill.emit.links import BUILT, Here, Link, address
from watchbill.emit.outlook import roles_of
from watchbill.emit.pages.book import Book

_GOOGLE = "https://calendar.google.com/calendar/r?cid="
_OUTLOOK = "https://outlook.office.com/calendar/0/addfromweb?url="


class Feed(NamedTuple):
    """A calendar: its name, its file, and, with `site.url`, its address and ways to subscribe."""

    name: str
    file: Markup
    address: str
    ways: tuple[Link, ...]


def feeds(book: Book) -> Iterator[Artifact]:
    """Yield the calendars that pages point to."""
    yield from calendars(book.catalog, book.outlook.at)


def roster_feeds(book: Book, here: Here, roster_id: str) -> list[Feed]:
    """Return the calendars of a roster: all of it, and each role that has a rotation."""
    roster = book.catalog.rosters[roster_id]
    manned = {rotation.role for rotation in roster.rotations}
    found = [feed(here, "All roles", f"rosters/{roster_id}")]
    roles = ((here.link("role", r).text, r) for r in roles_of(roster) if r in manned)
    return [*found, *(feed(here, name, f"rosters/{roster_id}/{role}") for name, role in roles)]


def member_feeds(book: Book, here: Here, roster_id: str) -> list[Feed]:
    """Return the calendars of a roster's members: their shifts in all rosters."""
    members = book.catalog.rosters[roster_id].members
    return [feed for member in members for feed in person_feeds(book, here, member)]


def person_feeds(book: Book, here: Here, person_id: str) -> list[Feed]:
    """Return a person's calendar, if there is one: of whoever is in a roster or on call."""
    rostered = any(person_id in roster.members for roster in book.catalog.rosters.values())
    known = person_id in book.catalog.people
    if not known or not (rostered or person_id in book.outlook.by_person):
        return []
    return [feed(here, here.link("person", person_id).text, f"people/{person_id}")]


def feed(here: Here, name: str, id_: str) -> Feed:
    """Return a calendar as a page sees it; `id_` is its file below `calendars/`, without .ics."""
    path = f"calendars/{id_}.ics"
    way = BUILT + percent(posixpath.relpath(f"/{path}", f"/{address(here.path)}"))
    base = web(here.catalog.settings.site.url or "")
    whole = f"{base.rstrip('/')}/{percent(path)}" if base else ""
    ways = tuple(_ways(whole, name))
    return Feed(name, Markup(way), whole, ways)  # noqa: S704  # percent-encoded


def _ways(whole: str, name: str) -> Iterator[Link]:
    """Yield links that subscribe: `webcal:` is opened by the calendar program of the machine."""
    if whole:
        webcal = f"webcal:{whole.partition(':')[2]}"
        url, said = percent(whole), percent(clean(f"On call: {name}"))
        yield Link("Subscribe", webcal)
        yield Link("Google", _GOOGLE + percent(webcal))
        yield Link("Outlook", f"{_OUTLOOK}{url}&name={said}")
