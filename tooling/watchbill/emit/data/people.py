"""People in the site's data: when they work, when they are away, and how to reach them."""

from datetime import datetime

from watchbill.emit.contacts import contacts
from watchbill.emit.data.names import name, page
from watchbill.emit.data.types import Human, Way
from watchbill.emit.escape import clean
from watchbill.emit.outlook import Outlook
from watchbill.engine.clock import MINUTE, wall, weekly
from watchbill.engine.reach import days_off
from watchbill.model import Catalog
from watchbill.model.people import Person

_KINDS = {"Phone": "phone", "E-mail": "email", "Slack": "slack", "Teams": "teams"}


def order(outlook: Outlook) -> dict[str, int]:
    """Return the position of every person: all of the catalog, and whoever has a shift, by id."""
    catalog = outlook.catalog
    named = {e.person for topic in catalog.topics.values() for e in topic.experts}
    named |= {member for roster in catalog.rosters.values() for member in roster.members}
    named |= {roster.lead for roster in catalog.rosters.values() if roster.lead}
    steps = [step for policy in catalog.escalations.values() for step in policy.steps]
    named |= {target.person for step in steps for target in step.notify if target.person}
    everybody = named | set(catalog.people) | set(outlook.by_person)
    return {person: index for index, person in enumerate(sorted(everybody))}


def human(outlook: Outlook, id_: str) -> Human:
    """Return a person, as far as the settings let it be published."""
    catalog = outlook.catalog
    person = catalog.people.get(id_)
    if person is None:
        return Human(id_, clean(id_), hours=(), off=(), away=(), available=True, ways=())
    hours = person.working_hours or catalog.settings.working_hours
    return Human(
        id_,
        name(catalog, "person", id_),
        hours=tuple((first // MINUTE, last // MINUTE) for first, last in weekly((hours,))),
        off=_off(outlook, id_, person),
        away=_away(outlook, person),
        available=person.on_call.available,
        ways=tuple(_ways(catalog, id_)),
        page=page("person", id_),
        zone=person.timezone,
    )


def _ways(catalog: Catalog, id_: str) -> list[Way]:
    return [
        Way(
            _KINDS.get(way.label, "github"),  # type: ignore[arg-type]  # one of the five
            way.label,
            clean(way.link.text),
            way.link.href,
        )
        for way in contacts(catalog, id_)
    ]


def _off(outlook: Outlook, id_: str, person: Person) -> tuple[str, ...]:
    """Return the holidays of the rosters whose member somebody is, in the outlook's days."""
    first, last = _days(outlook, person.timezone)
    mine = days_off(outlook.catalog, id_)
    return tuple(sorted(day.isoformat() for day in mine if first <= day.isoformat() <= last))


def _away(outlook: Outlook, person: Person) -> tuple[tuple[str, str], ...]:
    """Return absences by their first day, those that meet one that touches the outlook's days."""
    first, last = _days(outlook, person.timezone)
    found = sorted((off.from_.isoformat(), off.until.isoformat()) for off in person.time_off)
    near: list[tuple[str, str]] = []
    for start, back in found:
        if back > first and start <= last:
            near.append((start, back))
            last = max(last, back)
    return tuple(near)


def _days(outlook: Outlook, zone: str) -> tuple[str, str]:
    """Return the first and the last local date of the outlook."""
    return _day(outlook.at, zone), _day(outlook.until, zone)


def _day(at: datetime, zone: str) -> str:
    return wall(zone, at).date().isoformat()
