"""The calendar of the whole company by week: a row for each role, a column for each day.

The build writes the coming weeks; the script shows any week that the data know, on the reader's
clock, and only some rosters or people if asked.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from watchbill.emit.artifact import Artifact
from watchbill.emit.drawings.scale import Scale, days, weeks
from watchbill.emit.links import Here, Link, by_name
from watchbill.emit.outlook import roles_of
from watchbill.emit.pages.book import Book
from watchbill.emit.pages.days import Cell, Stretch, cells

PATH = "calendar/index.md"
WEEKS = 4


class Line(NamedTuple):
    """A role of a roster in a week; `first` begins a roster of so many lines."""

    roster: Link
    role: Link
    first: int
    cells: tuple[tuple[Cell, tuple["Said", ...]], ...]


class Said(NamedTuple):
    """A part of a cell with its people as links; none in a gap."""

    hours: str
    people: tuple[Link, ...]


class Week(NamedTuple):
    """A week: what it is called, its days, and its lines."""

    name: str
    days: tuple[str, ...]
    lines: tuple[Line, ...]


def calendar(book: Book) -> Iterator[Artifact]:
    """Yield the calendar of the company."""
    here, zone = book.here(PATH), book.catalog.settings.timezone
    count = min(WEEKS, book.outlook.weeks)
    shown = weeks(book.outlook.at, book.outlook.until, zone)[:count]
    order = sorted(book.catalog.rosters, key=lambda one: by_name(here.link("roster", one)))
    yield book.page(
        here,
        "calendar.md.j2",
        "Calendar",
        weeks=[_week(book, here, order, week) for week in shown],
        zone=zone,
        far=book.outlook.weeks,
    )


def _week(book: Book, here: Here, order: Iterable[str], week: Scale) -> Week:
    marks = tuple(days(week))
    first, last = marks[0][0], marks[-1][0]
    name = f"{first.day} {first:%b} \u2013 {last.day} {last:%b %Y}"
    lines = [line for roster in order for line in _lines(book, here, roster, week)]
    return Week(name, tuple(f"{day:%a} {day.day}" for day, _ in marks), tuple(lines))


def _lines(book: Book, here: Here, roster_id: str, week: Scale) -> Iterator[Line]:
    roles = roles_of(book.catalog.rosters[roster_id])
    for index, role in enumerate(roles):
        yield Line(
            here.link("roster", roster_id),
            here.link("role", role),
            0 if index else len(roles),
            tuple(_cells(book, here, _stretches(book, roster_id, role, week), week)),
        )


def _stretches(book: Book, roster_id: str, role: str, week: Scale) -> list[Stretch]:
    outlook = book.outlook
    shifts = (s for s in outlook.shifts[roster_id] if s.role == role)
    gaps = (g for g in outlook.gaps[roster_id] if g.role == role)
    return [
        *(Stretch(s.start, s.end, s.people) for s in shifts if week.meets(s.start, s.end)),
        *(Stretch(g.start, g.end, ()) for g in gaps if week.meets(g.start, g.end)),
    ]


def _cells(
    book: Book, here: Here, found: Iterable[Stretch], week: Scale
) -> Iterator[tuple[Cell, tuple[Said, ...]]]:
    """Yield the cells of a line, each with what it says."""
    for cell in cells(found, week, book.outlook.at, book.outlook.until):
        said = (
            Said(part.hours, tuple(here.link("person", one) for one in part.people))
            for part in cell.parts
        )
        yield cell, tuple(said)
