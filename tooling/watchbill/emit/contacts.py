"""How people are reached, as far as the settings let it be published."""

from typing import NamedTuple

from watchbill.emit.escape import mail, percent, phone
from watchbill.emit.links import Link
from watchbill.model import Catalog


class Contact(NamedTuple):
    """A way to reach somebody: what it is, and a text with a link where there can be one."""

    label: str
    link: Link


def contacts(catalog: Catalog, person_id: str) -> tuple[Contact, ...]:
    """Return the ways to reach a person: `full`, without phone numbers (`work`), or `none`."""
    allowed = catalog.settings.site.contacts
    person = catalog.people.get(person_id)
    if person is None or allowed == "none":
        return ()
    ways = person.contacts
    found = [
        ("Phone", ways.phone if allowed == "full" else None, phone),
        ("E-mail", person.email, mail),
        ("Slack", ways.slack, _nowhere),
        ("Teams", ways.teams, _nowhere),
        ("GitHub", ways.github, _github),
    ]
    return tuple(Contact(label, Link(text, href(text))) for label, text, href in found if text)


def _nowhere(_: str) -> str | None:
    """Return no URL: those of Slack and Teams need a workspace that nobody told us."""
    return None


def _github(user: str) -> str:
    return f"https://github.com/{percent(user.replace('/', ''))}"
