"""Rosters: the team, its rotations in words, and the coming weeks drawn and as tables."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.artifact import Artifact
from watchbill.emit.hours_svg import Load, loads
from watchbill.emit.links import Here, Link, by_name, page_path
from watchbill.emit.outlook import reason, roles_of
from watchbill.emit.pages.book import Book, Brief
from watchbill.emit.pages.feeds import member_feeds, roster_feeds
from watchbill.emit.pages.lanes import drawing
from watchbill.emit.pages.words import hours_in_words, order_in_words, rhythm_in_words
from watchbill.emit.times import span, stamp
from watchbill.engine.coverage import Gap
from watchbill.engine.fairness import burden
from watchbill.engine.shift import Shift
from watchbill.model import Ref
from watchbill.model.rosters import Roster

WEEKS, LONGEST = 4, 30
"""Weeks, and lines, of a table that are seen at once; the others are folded away."""


class Row(NamedTuple):
    """A line of a roster's table; `people` is empty in a gap."""

    start: Markup
    end: Markup
    people: tuple[Brief, ...]
    note: str
    gap: bool


class Table(NamedTuple):
    """The shifts of a role: those that are seen, those folded away, whether any has a note."""

    role: Link
    rows: tuple[Row, ...]
    later: tuple[Row, ...]
    noted: bool


def rosters(book: Book) -> Iterator[Artifact]:
    """Yield the index of rosters, and a page for each."""
    here = book.here("rosters/index.md")
    rows = [
        (here.link("roster", roster_id), roster.description, roster.timezone, roster.channel)
        for roster_id, roster in book.catalog.rosters.items()
    ]
    rows.sort(key=lambda row: by_name(row[0]))
    yield book.page(here, "rosters.md.j2", "Rosters", rows=rows)
    for roster_id, roster in book.catalog.rosters.items():
        yield _roster(book, roster_id, roster)


def _roster(book: Book, roster_id: str, roster: Roster) -> Artifact:
    here = book.here(page_path("roster", roster_id))
    return book.page(
        here,
        "roster.md.j2",
        here.link("roster", roster_id).text,
        roster=roster,
        roster_id=roster_id,
        posts=book.posts(here, roster_id, roster.timezone),
        members=_members(book, here, roster),
        lead=here.link("person", roster.lead) if roster.lead else None,
        drawing=drawing(book.outlook, roster_id),
        tables=[_table(book, here, roster_id, role) for role in roles_of(roster)],
        rotations=[_rotation(here, roster, index) for index in range(len(roster.rotations))],
        services=_of(book, here, "service", roster_id),
        runbooks=_of(book, here, "runbook", roster_id),
        policies=_paging(book, here, roster_id),
        feeds=roster_feeds(book, here, roster_id),
        people_feeds=member_feeds(book, here, roster_id),
        hours=_hours(book, here, roster_id),
        weeks=book.outlook.weeks,
        source=book.source(Ref("roster", roster_id)),
    )


def _members(book: Book, here: Here, roster: Roster) -> list[tuple[Brief, str]]:
    zones = {person: book.catalog.people[person].timezone for person in book.catalog.people}
    briefs = book.briefs(here, roster.members)
    return [(brief, zones.get(p, "")) for p, brief in zip(roster.members, briefs, strict=True)]


def _hours(book: Book, here: Here, roster_id: str) -> list[tuple[Link, Load]]:
    """Return the hours of everybody in the roster's shifts of the outlook, cut to it."""
    outlook = book.outlook
    cut = [
        shift._replace(start=max(shift.start, outlook.at), end=min(shift.end, outlook.until))
        for shift in outlook.shifts[roster_id]
    ]
    return [(here.link("person", load.person), load) for load in loads(burden(book.catalog, cut))]


def _table(book: Book, here: Here, roster_id: str, role: str) -> Table:
    """Return a role's shifts and gaps over the outlook, the first weeks apart from the others."""
    mine: list[Shift | Gap] = [*book.outlook.shifts[roster_id], *book.outlook.gaps[roster_id]]
    found = sorted((one for one in mine if one.role == role), key=lambda one: (one.start, one.end))
    rows = [_row(book, here, one) for one in found]
    near = book.outlook.at + timedelta(weeks=WEEKS)
    count = min(sum(one.start < near for one in found), LONGEST)
    noted = any(row.note for row in rows)
    return Table(here.link("role", role), tuple(rows[:count]), tuple(rows[count:]), noted)


def _row(book: Book, here: Here, one: Shift | Gap) -> Row:
    zone = book.catalog.rosters[one.roster].timezone
    times = stamp(one.start, zone), stamp(one.end, zone)
    if isinstance(one, Gap):
        return Row(*times, (), span(one.end - one.start), gap=True)
    return Row(*times, book.briefs(here, one.people), reason(book.catalog, one), gap=False)


def _rotation(here: Here, roster: Roster, index: int) -> dict[str, object]:
    rotation = roster.rotations[index]
    return {
        "id": rotation.id,
        "role": here.link("role", rotation.role),
        "rhythm": rhythm_in_words(rotation, rotation.timezone or roster.timezone),
        "hours": hours_in_words(rotation.hours),
        "order": order_in_words(here, rotation),
        "since": rotation.turns[-1].since.isoformat() if rotation.turns else None,
        "special": [period.name for period in rotation.special],
    }


def _of(book: Book, here: Here, kind: str, roster_id: str) -> list[object]:
    if kind == "service":
        mine = [s for s, service in book.catalog.services.items() if service.roster == roster_id]
    else:
        mine = [
            r for r, runbook in book.catalog.runbooks.items() if runbook.front.owner == roster_id
        ]
    return [here.link(kind, one) for one in mine]


def _paging(book: Book, here: Here, roster_id: str) -> list[object]:
    """Return the escalation policies that page a roster."""
    return [
        here.link("escalation", policy_id)
        for policy_id, policy in book.catalog.escalations.items()
        if any(target.roster == roster_id for step in policy.steps for target in step.notify)
    ]
