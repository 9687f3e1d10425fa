"""The incident guide: who does what and who that is now, how bad it is, what to do and to say."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from watchbill.emit.artifact import Artifact
from watchbill.emit.escape import safe
from watchbill.emit.links import Here, Link
from watchbill.emit.outlook import roles_of
from watchbill.emit.pages.book import Book, Post
from watchbill.emit.pages.policies import ROLES, SEVERITIES
from watchbill.emit.pages.policies import index_path as policies_index
from watchbill.emit.pages.runbooks import index_path as runbooks_index
from watchbill.emit.pages.words import often
from watchbill.model import Catalog
from watchbill.model.policies import Role, Severity

PATH, NAME = "incident.md", "Incident guide"
MESSAGES = {
    "first_notice": ("First notice", "To those who notice: as soon as it is known that they do."),
    "update": ("Update", "To the same, at the promised time, also when there is nothing new."),
    "all_clear": ("All clear", "To the same, when nobody is harmed any more."),
    "handover": ("Handover", "To whoever takes over, and to all who are in the channel."),
    "stakeholder_summary": ("Summary for stakeholders", "To those who decide, and do not repair."),
}
"""The messages: each is a template of its name in messages/, what it is called, who it is for."""


class Station(NamedTuple):
    """A role in an incident: who holds it, by roster, and the severities that call it."""

    id: str
    name: str
    role: Role
    held: tuple[tuple[Link, Post], ...]
    called: tuple[Link, ...]


class Level(NamedTuple):
    """A severity: the link to it, what it is, whom it calls, and the rhythm of updates."""

    id: str
    link: Link
    severity: Severity
    roles: tuple[Link, ...]
    rhythm: str


class Message(NamedTuple):
    """A message to copy: its text has [blanks], which a script fills where it can."""

    id: str
    name: str
    use: str
    text: Markup
    lines: int


def incident(book: Book) -> Iterator[Artifact]:
    """Yield the guide."""
    here = book.here(PATH)
    catalog = book.catalog
    yield book.page(
        here,
        "incident.md.j2",
        NAME,
        stations=_stations(book, here),
        levels=_levels(catalog, here),
        messages=list(_messages(book.templates)),
        own=_own(catalog, here),
        roles=here.to(ROLES, "all roles"),
        severities=here.to(SEVERITIES, "severities"),
        policies=here.to(policies_index(catalog), "Policies"),
        runbooks=here.to(runbooks_index(catalog), "runbook"),
    )


def _stations(book: Book, here: Here) -> list[Station]:
    """Return the roles that severities call, by how many do, then those that are given out."""
    catalog = book.catalog
    calls = Counter(r for value in catalog.severities.values() for r in value.incident_roles)
    rosters = {id_: roles_of(roster) for id_, roster in catalog.rosters.items()}
    held = {role for roles in rosters.values() for role in roles}
    mine = [id_ for id_ in catalog.roles if id_ in calls or id_ not in held]
    return [
        Station(
            id_,
            here.link("role", id_).text,
            catalog.roles[id_],
            tuple(_held(book, here, roster, id_) for roster in rosters if id_ in rosters[roster]),
            tuple(
                here.link("severity", severity)
                for severity, value in catalog.severities.items()
                if id_ in value.incident_roles
            ),
        )
        for id_ in sorted(mine, key=lambda role: -calls[role])
    ]


def _held(book: Book, here: Here, roster: str, role: str) -> tuple[Link, Post]:
    zone = book.catalog.settings.timezone
    return here.link("roster", roster), book.post(here, book.outlook.standing(roster, role), zone)


def _levels(catalog: Catalog, here: Here) -> list[Level]:
    return [
        Level(
            id_,
            here.link("severity", id_),
            severity,
            tuple(here.link("role", role) for role in severity.incident_roles),
            often(severity.update_every),
        )
        for id_, severity in catalog.severities.items()
    ]


def _messages(templates: Environment) -> Iterator[Message]:
    """Yield the messages; their templates are plain text, which only the page escapes."""
    for id_, (name, use) in MESSAGES.items():
        template = templates.get_template(f"messages/{id_}.txt.j2")
        lines = template.render().strip().splitlines()
        text = Markup("&#10;").join(safe(line) for line in lines)
        yield Message(id_, name, use, text, len(lines))


def _own(catalog: Catalog, here: Here) -> list[Link]:
    """Return the company's own pages about incidents, by their name."""
    links = [here.link("page", id_) for id_ in catalog.pages if not _is_index(id_)]
    return [link for link in links if "incident" in link.text.casefold()]


def _is_index(id_: str) -> bool:
    return id_.rpartition("/")[2] in {"index", "README"}
