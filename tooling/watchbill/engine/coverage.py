"""Where somebody is missing, asked twice, or away: gaps, clashes and absences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from watchbill.engine.clock import covered_spans, instant, moment, second
from watchbill.engine.rotation import shifts
from watchbill.engine.shift import Shift
from watchbill.engine.spans import Span, complement, meet, unite
from watchbill.model import Catalog
from watchbill.model.people import Person
from watchbill.model.rosters import Roster


class Gap(NamedTuple):
    """A stretch `[start, end)` in UTC that is promised to be covered, with nobody on call."""

    roster: str
    role: str
    start: datetime
    end: datetime


class Clash(NamedTuple):
    """A stretch `[start, end)` in UTC in which a person is in two shifts of different roles."""

    person: str
    first: Shift
    second: Shift
    start: datetime
    end: datetime


class Absence(NamedTuple):
    """A stretch `[start, end)` in UTC of a shift in which a person on call has time off.

    `time_off` is the position in the person's list.
    """

    person: str
    time_off: int
    shift: Shift
    start: datetime
    end: datetime


def timeline(catalog: Catalog, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """Return the shifts of all rosters in a window, cut to it, by start, roster and rotation."""
    found = [
        shift
        for roster_id in sorted(catalog.rosters)
        for shift in shifts(roster_id, catalog.rosters[roster_id], start, end)
    ]
    return tuple(sorted(found, key=attrgetter("start")))


def gaps(
    roster_id: str,
    roster: Roster,
    start: datetime,
    end: datetime,
    found: Iterable[Shift] | None = None,
) -> tuple[Gap, ...]:
    """Return where the roster's `coverage`, in its zone, is not kept, by start and role.

    `found` are the roster's shifts in the window, where somebody has them at hand.
    """
    if not roster.coverage:
        return ()
    window = second(start), second(end)
    promised: dict[str, list[Span]] = defaultdict(list)
    for promise in roster.coverage:
        promised[promise.role] += covered_spans(promise.hours, roster.timezone, *window)
    taken: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for shift in shifts(roster_id, roster, start, end) if found is None else found:
        taken[shift.role].append((shift.start, shift.end))
    missing = [
        Gap(roster_id, role, moment(first), moment(last))
        for role, spans in promised.items()
        for first, last in meet(unite(spans), complement(_seconds(taken[role]), *window))
    ]
    return tuple(sorted(missing, key=lambda gap: (gap.start, gap.role)))


def _seconds(stretches: Iterable[tuple[datetime, datetime]]) -> list[Span]:
    """Return the union of stretches in seconds; few are left of it to be counted."""
    return [(second(start), second(end)) for start, end in unite(stretches)]


def doubled(shifts: Iterable[Shift]) -> tuple[Clash, ...]:
    """Return where a person is in two shifts at once that differ in roster or role.

    Give the shifts of all rosters; the clashes are sorted by start, then person.
    """
    by_person: dict[str, list[Shift]] = defaultdict(list)
    for shift in sorted(shifts, key=attrgetter("start", "roster", "role")):
        for person in shift.people:
            by_person[person].append(shift)
    found = [clash for person, mine in by_person.items() for clash in _clashes(person, mine)]
    return tuple(sorted(found, key=lambda clash: (clash.start, clash.person)))


def _clashes(person: str, mine: Iterable[Shift]) -> Iterator[Clash]:
    """Yield the clashes among one person's shifts, which are sorted by start."""
    running: list[Shift] = []
    for shift in mine:
        running = [other for other in running if other.end > shift.start]
        for other in running:
            if (other.roster, other.role) != (shift.roster, shift.role):
                yield Clash(person, other, shift, shift.start, min(other.end, shift.end))
        running.append(shift)


def absences(catalog: Catalog, shifts: Iterable[Shift]) -> tuple[Absence, ...]:
    """Return where someone has time off during a shift, in the order of the shifts.

    Days off begin and end at midnight in the person's zone. Nothing is applied: it is reported.
    """
    people = catalog.people
    away: dict[str, DaysOff] = {}
    found = []
    every = tuple(shifts)
    since = min((shift.start for shift in every), default=_EPOCH).date() - timedelta(days=2)
    for shift in every:
        for person in shift.people:
            if person not in away:
                away[person] = _days_off(people[person], since) if person in people else ()
            for position, first, last in away[person]:
                if first < shift.end and shift.start < last and first < last:
                    start, end = max(first, shift.start), min(last, shift.end)
                    found.append(Absence(person, position, shift, start, end))
    return tuple(found)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DaysOff = tuple[tuple[int, datetime, datetime], ...]


def _days_off(person: Person, since: date) -> DaysOff:
    """Return a person's time off that is not over by a day, with its position and ends in UTC."""
    return tuple(
        (position, _midnight(person, off.from_), _midnight(person, off.until))
        for position, off in enumerate(person.time_off)
        if off.until > since
    )


def _midnight(person: Person, day: date) -> datetime:
    return instant(person.timezone, datetime(day.year, day.month, day.day))
