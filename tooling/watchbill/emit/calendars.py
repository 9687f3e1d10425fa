"""Calendars to subscribe to: of a roster, of one of its roles, and of a person.

They reach `site.weeks` weeks from the Monday 00:00 UTC at or before the instant asked for: two
runs in the same week make the same files. Shifts are whole, also at the ends of that stretch.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from watchbill.emit.artifact import Artifact
from watchbill.emit.contacts import contacts
from watchbill.emit.ics import Calendar, Event, text, utc
from watchbill.emit.links import address, page_path
from watchbill.engine.horizon import horizon, whole_shifts
from watchbill.engine.shift import Shift
from watchbill.model import Catalog


def calendars(catalog: Catalog, at: datetime) -> tuple[Artifact, ...]:
    """Return every calendar as artifacts below `calendars/`, sorted by path."""
    window = horizon(at, catalog.settings.site.weeks)
    found = [
        shift
        for roster_id, roster in catalog.rosters.items()
        for shift in whole_shifts(roster_id, roster, *window)
    ]
    return tuple(sorted([*_of_rosters(catalog, found), *_of_people(catalog, found)]))


def roster_calendar(
    catalog: Catalog, roster_id: str, role: str | None, shifts: Iterable[Shift]
) -> Artifact:
    """Return the calendar of a roster, or of one role of it; other shifts are passed over."""
    roster = catalog.rosters[roster_id]
    mine = [s for s in shifts if s.roster == roster_id and role in (None, s.role)]
    name = f"{roster.name}: {_role(catalog, role)}" if role else roster.name
    events = tuple(_event(catalog, shift, None) for shift in _in_order(mine))
    path = f"calendars/rosters/{roster_id}{f'/{role}' if role else ''}.ics"
    about = f"Who is on call for {roster.name}. Kept by {catalog.settings.name}."
    return Artifact(path, text(Calendar(f"{name} on call", about, roster.timezone, events)))


def person_calendar(catalog: Catalog, person_id: str, shifts: Iterable[Shift]) -> Artifact:
    """Return the calendar of a person; shifts of others are passed over."""
    person = catalog.people[person_id]
    mine = [shift for shift in shifts if person_id in shift.people]
    events = tuple(_event(catalog, shift, person_id) for shift in _in_order(mine))
    about = f"When {person.name} is on call. Kept by {catalog.settings.name}."
    calendar = Calendar(f"{person.name} on call", about, person.timezone, events)
    return Artifact(f"calendars/people/{person_id}.ics", text(calendar))


def _of_rosters(catalog: Catalog, shifts: Iterable[Shift]) -> Iterator[Artifact]:
    shifts = list(shifts)
    for roster_id, roster in catalog.rosters.items():
        for role in (None, *sorted({rotation.role for rotation in roster.rotations})):
            yield roster_calendar(catalog, roster_id, role, shifts)


def _of_people(catalog: Catalog, shifts: Iterable[Shift]) -> Iterator[Artifact]:
    """Yield a calendar, if an empty one, for whoever is in a roster: its address must last."""
    shifts = list(shifts)
    people = {person for roster in catalog.rosters.values() for person in roster.members}
    people |= {person for shift in shifts for person in shift.people}
    for person in sorted(people & catalog.people.keys()):
        yield person_calendar(catalog, person, shifts)


def _in_order(shifts: Iterable[Shift]) -> list[Shift]:
    return sorted(shifts, key=lambda shift: (shift.start, shift.roster, shift.rotation))


def _event(catalog: Catalog, shift: Shift, whose: str | None) -> Event:
    """Return a shift as an event, written to one of its people or to everybody.

    A rotation has one shift at an instant, so its start names it, whatever its neighbours do.
    """
    names = " & ".join(_name(catalog, person) for person in shift.people)
    duty = f"{catalog.rosters[shift.roster].name} {_role(catalog, shift.role)}"
    uid = f"{shift.roster}.{shift.rotation}.{utc(shift.start)}{f'.{whose}' if whose else ''}"
    return Event(
        uid=f"{uid}@{_host(catalog)}",
        start=shift.start,
        end=shift.end,
        summary=f"On call: {duty}" if whose else f"{names}: {duty}",
        description="\n".join(_description(catalog, shift, duty)),
        url=_page(catalog, shift.roster),
    )


def _description(catalog: Catalog, shift: Shift, duty: str) -> Iterator[str]:
    roster = catalog.rosters[shift.roster]
    zone = ZoneInfo(roster.timezone)
    yield f"On call: {duty}"
    start, end = (f"{at.astimezone(zone):%a %d %b %H:%M}" for at in (shift.start, shift.end))
    yield f"{start} to {end} {roster.timezone}"
    for person in shift.people:
        yield _reach(catalog, person)
    if roster.channel:
        yield f"Channel: {roster.channel}"
    if page := _page(catalog, shift.roster):
        yield f"Escalation and runbooks: {page}"


def _reach(catalog: Catalog, person_id: str) -> str:
    ways = [f"{way.label} {way.link.text}" for way in contacts(catalog, person_id)]
    return f"{_name(catalog, person_id)}{': ' if ways else ''}{', '.join(ways)}"


def _name(catalog: Catalog, person_id: str) -> str:
    person = catalog.people.get(person_id)
    return person.name if person else person_id


def _role(catalog: Catalog, role_id: str) -> str:
    role = catalog.roles.get(role_id)
    return (role.name if role else role_id.replace("_", " ")).lower()


def _page(catalog: Catalog, roster_id: str) -> str:
    url = catalog.settings.site.url
    return f"{url.rstrip('/')}/{address(page_path('roster', roster_id))}" if url else ""


def _host(catalog: Catalog) -> str:
    """Return what makes ids differ from those of other companies' calendars."""
    url = catalog.settings.site.url or ""
    host = url.partition("://")[2].partition("/")[0]
    return "".join(c for c in host if c.isascii() and (c.isalnum() or c in ".-")) or "watchbill"
