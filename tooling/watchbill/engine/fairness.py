"""Who carries how much: hours on call by night, on weekends and on holidays."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from watchbill.engine.clock import HOUR, covered_spans, instant, second
from watchbill.engine.shift import Shift
from watchbill.engine.spans import Span, meet, size, unite
from watchbill.model import Catalog
from watchbill.model.base import Window

NIGHT = (Window(from_="22:00", until="06:00"),)
WEEKEND = (Window(from_="sat 00:00", until="mon 00:00"),)


class Burden(NamedTuple):
    """Hours on call, in all and by kind; an hour can be of several kinds."""

    total: float
    night: float
    weekend: float
    holiday: float


def burden(catalog: Catalog, shifts: Iterable[Shift]) -> Mapping[str, Burden]:
    """Return the hours of each person in shifts (of all rosters, cut to a window), by name.

    Night is 22:00 to 06:00 and a weekend Saturday and Sunday, on the person's own clock. So are
    holidays: the days of the calendars of the shift's roster. Two shifts at once count once.
    """
    by_person: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for shift in shifts:
        for person in shift.people:
            by_person[person][shift.roster].append((second(shift.start), second(shift.end)))
    return {person: _burden(catalog, person, by_person[person]) for person in sorted(by_person)}


def _burden(catalog: Catalog, person: str, by_roster: Mapping[str, list[Span]]) -> Burden:
    zone = _zone(catalog, person, by_roster)
    spans = unite(span for spans in by_roster.values() for span in spans)
    window = (spans[0][0], spans[-1][1]) if spans else (0, 0)
    kinds = (meet(spans, covered_spans(hours, zone, *window)) for hours in (NIGHT, WEEKEND))
    holiday = unite(
        span
        for roster, mine in by_roster.items()
        for span in meet(unite(mine), _holidays(catalog, roster, zone))
    )
    return Burden(*(size(found) / HOUR for found in (spans, *kinds, holiday)))


def _zone(catalog: Catalog, person: str, rosters: Iterable[str]) -> str:
    """Return a person's zone; of somebody unknown that of the first of the rosters."""
    known = [catalog.people[person].timezone] if person in catalog.people else []
    theirs = [catalog.rosters[one].timezone for one in sorted(rosters) if one in catalog.rosters]
    return next(iter([*known, *theirs]), catalog.settings.timezone)


def _holidays(catalog: Catalog, roster_id: str, zone: str) -> list[Span]:
    """Return the holidays of a roster's calendars as days of a zone, in seconds."""
    roster = catalog.rosters.get(roster_id)
    names = roster.holidays if roster else ()
    calendars = [catalog.calendars[name] for name in names if name in catalog.calendars]
    days = {holiday.date for calendar in calendars for holiday in calendar.days}
    return unite((_midnight(zone, day), _midnight(zone, day + timedelta(1))) for day in days)


def _midnight(zone: str, day: date) -> int:
    return second(instant(zone, datetime(day.year, day.month, day.day)))
