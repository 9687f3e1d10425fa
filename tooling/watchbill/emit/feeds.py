"""Feeds: iCalendar files that a pager reads as schedules, not people.

Each event is one person's stretch and its summary is their e-mail address, by which a pager finds
the user (Grafana OnCall and IRM take a username or an address, and pass over anybody else in
silence). Everything is written out in UTC: a pager's own arithmetic of recurrence and summer time
is not needed. Shifts reach `weeks` weeks from the Monday 00:00 UTC at or before the instant.

    feeds/<roster>--<role>.ics              who is on call, complete by itself
    feeds/<roster>--<role>.overrides.ics    those stretches of it that dated overrides decide

A pager that knows overrides apart shows the second file as such; it says nothing that the first
one does not say as well, so a pager that is given only the first pages the same people.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from watchbill.emit.artifact import Artifact
from watchbill.emit.ics import Calendar, Event, text, utc
from watchbill.engine.horizon import horizon, whole_shifts
from watchbill.engine.shift import Shift
from watchbill.errors import WatchbillError
from watchbill.model import Catalog
from watchbill.pager.desired import all_read
from watchbill.pager.objects import Stint, schedule_id
from watchbill.pager.timeline import settle


def feeds(catalog: Catalog, at: datetime) -> tuple[Artifact, ...]:
    """Return two feeds for each role of each roster, sorted by path.

    Raise WatchbillError where somebody on call has no file, and so no address, and while a file
    cannot be read: a pager takes a feed that is missing for a schedule of nobody.
    """
    all_read(catalog, ("settings", "person", "roster"), "are no feeds")
    window = horizon(at, catalog.settings.site.weeks)
    return tuple(
        feed
        for roster_id, roster in sorted(catalog.rosters.items())
        for role in sorted({rotation.role for rotation in roster.rotations})
        for feed in _of_role(catalog, roster_id, role, window)
    )


def _of_role(
    catalog: Catalog, roster_id: str, role: str, window: tuple[datetime, datetime]
) -> Iterator[Artifact]:
    roster, name = catalog.rosters[roster_id], schedule_id(roster_id, role)
    found = whole_shifts(roster_id, roster, *window)
    shifts = [shift for shift in found if shift.role == role]
    overridden = [shift for shift in shifts if shift.because.overrides]
    for path, mine in ((f"{name}.ics", shifts), (f"{name}.overrides.ics", overridden)):
        events = tuple(_events(catalog, name, mine))
        about = f"For pagers. Kept by {catalog.settings.name}."
        yield Artifact(f"feeds/{path}", text(Calendar(name, about, roster.timezone, events)))


def _events(catalog: Catalog, name: str, shifts: Iterable[Shift]) -> Iterator[Event]:
    for start, end, people in settle(Stint(s.start, s.end, s.people) for s in shifts):
        for person in people:
            uid = f"{name}.{utc(start)}.{person}@feeds.watchbill"
            yield Event(uid, start, end, _address(catalog, person), "")


def _address(catalog: Catalog, person_id: str) -> str:
    person = catalog.people.get(person_id)
    if person is None:
        hint = "mend what this reports: watchbill check"
        raise WatchbillError(f"there is no person named {person_id!r} to page", hint)
    return person.email
