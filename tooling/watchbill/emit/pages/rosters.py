"""Rosters: the team, its rotations in words, and the next weeks drawn and as a table."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.artifact import Artifact
from watchbill.emit.links import Here, Link, by_name, name_of, page_path
from watchbill.emit.outlook import reason, roles_of
from watchbill.emit.pages.book import Book, Brief
from watchbill.emit.pages.words import hours_in_words, order_in_words, rhythm_in_words
from watchbill.emit.timeline_svg import Bar, Lane, Scale, hues, strip
from watchbill.emit.times import clock, span, stamp
from watchbill.engine.clock import instant, wall
from watchbill.engine.coverage import Gap
from watchbill.engine.shift import Shift
from watchbill.model import Ref
from watchbill.model.rosters import Roster

WEEKS = 4


class Row(NamedTuple):
    """A line of a roster's table; `people` is empty in a gap."""

    start: Markup
    end: Markup
    people: tuple[Brief, ...]
    note: str
    gap: bool


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
    scale = _scale(book, roster)
    colours = hues(roster.members)
    roles = roles_of(roster)
    return book.page(
        here,
        "roster.md.j2",
        here.link("roster", roster_id).text,
        roster=roster,
        roster_id=roster_id,
        posts=book.posts(here, roster_id, roster.timezone),
        members=_members(book, here, roster),
        lead=here.link("person", roster.lead) if roster.lead else None,
        strip=strip([_lane(book, roster_id, role, scale, colours) for role in roles], scale),
        tables=[_table(book, here, roster_id, role, scale) for role in roles],
        rotations=[_rotation(here, roster, index) for index in range(len(roster.rotations))],
        services=_of(book, here, "service", roster_id),
        runbooks=_of(book, here, "runbook", roster_id),
        policies=_paging(book, here, roster_id),
        weeks=WEEKS,
        source=book.source(Ref("roster", roster_id)),
    )


def _members(book: Book, here: Here, roster: Roster) -> list[tuple[Brief, str]]:
    zones = {person: book.catalog.people[person].timezone for person in book.catalog.people}
    briefs = book.briefs(here, roster.members)
    return [(brief, zones.get(p, "")) for p, brief in zip(roster.members, briefs, strict=True)]


def _scale(book: Book, roster: Roster) -> Scale:
    """Return the window that is drawn: from local midnight on, some weeks."""
    today = wall(roster.timezone, book.outlook.at).replace(tzinfo=None, hour=0, minute=0, second=0)
    weeks = min(WEEKS, book.catalog.settings.site.weeks)
    start, end = (instant(roster.timezone, t) for t in (today, today + timedelta(weeks=weeks)))
    return Scale(start, end, roster.timezone)


def _in_order(
    book: Book, roster_id: str, role: str, scale: Scale
) -> Sequence[tuple[datetime, datetime, Shift | Gap]]:
    both: list[Shift | Gap] = [*book.outlook.shifts[roster_id], *book.outlook.gaps[roster_id]]
    shown = [
        (one.start, one.end, one)
        for one in both
        if one.role == role and one.start < scale.end and scale.start < one.end
    ]
    return sorted(shown, key=lambda entry: entry[:2])


def _lane(book: Book, roster_id: str, role: str, scale: Scale, colours: Mapping[str, int]) -> Lane:
    return Lane(
        name_of(book.catalog, "role", role) or role,
        tuple(
            _bar(book, one, scale.zone, colours)
            for *_, one in _in_order(book, roster_id, role, scale)
        ),
    )


def _bar(book: Book, one: Shift | Gap, zone: str, colours: Mapping[str, int]) -> Bar:
    when = f"{clock(one.start, zone)} – {clock(one.end, zone)}"
    if isinstance(one, Gap):
        return Bar(one.start, one.end, "gap", f"Nobody: {when}", None)
    names = [name_of(book.catalog, "person", person) or person for person in one.people]
    short = " + ".join(name.partition(" ")[0] for name in names)
    full = f"{', '.join(names)}: {when}"
    note = reason(book.catalog, one)
    tip = f"{full} ({note})" if note else full
    return Bar(one.start, one.end, short, tip, colours.get(one.people[0], 0) if one.people else 0)


def _table(
    book: Book, here: Here, roster_id: str, role: str, scale: Scale
) -> tuple[Link, list[Row], bool]:
    """Return a role's table, and whether any of its lines has a note."""
    rows = _rows(book, here, roster_id, role, scale)
    return here.link("role", role), rows, any(row.note for row in rows)


def _rows(book: Book, here: Here, roster_id: str, role: str, scale: Scale) -> list[Row]:
    rows = []
    for start, end, one in _in_order(book, roster_id, role, scale):
        gap = isinstance(one, Gap)
        people = () if isinstance(one, Gap) else book.briefs(here, one.people)
        note = span(end - start) if isinstance(one, Gap) else reason(book.catalog, one)
        rows.append(Row(stamp(start, scale.zone), stamp(end, scale.zone), people, note, gap))
    return rows


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
