"""Whether somebody can be asked now: working, awake, asleep or away, on their own clock."""

from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from watchbill.engine.clock import covered_spans, local_second, moment, second, utc, wall
from watchbill.engine.spans import complement, meet, unite
from watchbill.model import Catalog
from watchbill.model.base import Window
from watchbill.model.people import Person

State = Literal["working", "awake", "asleep", "away"]
NIGHT_BEGINS, NIGHT_ENDS = 23, 7
"""Hours of the wall clock between which a person is taken to be asleep, unless at work."""
_SEARCHED = timedelta(days=400)


class Reach(NamedTuple):
    """How a person can be reached at an instant.

    `local` is the person's wall clock; `back` the first day back of somebody who is away.
    """

    person: str
    state: State
    local: datetime
    back: date | None = None


def reach(catalog: Catalog, person_id: str, at: datetime) -> Reach:
    """Return whether a person of the catalog is working, awake, asleep or away at an instant.

    Working hours are the person's own, else the settings'; nobody is taken to be working on a
    holiday of a roster whose member they are. Raises KeyError for somebody unknown.
    """
    person = catalog.people[person_id]
    local = wall(person.timezone, at)
    back = _back(person, local.date())
    if back:
        return Reach(person_id, "away", local, back)
    hours = person.working_hours or catalog.settings.working_hours
    holidays = days_off(catalog, person_id)
    if local.date() not in holidays and _within(hours, person.timezone, at):
        return Reach(person_id, "working", local)
    night = local.hour >= NIGHT_BEGINS or local.hour < NIGHT_ENDS
    return Reach(person_id, "asleep" if night else "awake", local)


def next_working(
    hours: Window, zone: str, holidays: frozenset[date], at: datetime
) -> datetime | None:
    """Return the first instant (UTC) at or after another in working hours on no holiday.

    Hours and days are those of a zone's wall clock. None if there is no such instant for more
    than a year.
    """
    start, end = second(at), second(at + _SEARCHED)
    ends = [(_midnight(zone, day), _midnight(zone, day + timedelta(1))) for day in holidays]
    working = meet(covered_spans((hours,), zone, start, end), complement(unite(ends), start, end))
    return moment(working[0][0]) if working else None


def holidays(catalog: Catalog, roster_id: str) -> frozenset[date]:
    """Return the days off of a roster's calendars; those that could not be read have none."""
    roster = catalog.rosters.get(roster_id)
    names = roster.holidays if roster else ()
    calendars = [catalog.calendars[name] for name in names if name in catalog.calendars]
    return frozenset(holiday.date for calendar in calendars for holiday in calendar.days)


def _midnight(zone: str, day: date) -> int:
    return utc(zone, local_second(datetime(day.year, day.month, day.day)))


def _within(hours: Window, zone: str, at: datetime) -> bool:
    now = second(at)
    return bool(covered_spans((hours,), zone, now, now + 1))


def days_off(catalog: Catalog, person_id: str) -> frozenset[date]:
    """Return the holidays of all rosters whose member a person is."""
    mine = [name for name, roster in catalog.rosters.items() if person_id in roster.members]
    return frozenset().union(*(holidays(catalog, name) for name in mine))


def _back(person: Person, today: date) -> date | None:
    """Return the first day back, over absences that meet; None for somebody who is not away."""
    back = today
    for off in sorted(person.time_off, key=lambda off: off.from_):
        if off.from_ <= back < off.until:
            back = off.until
    return back if back > today else None
