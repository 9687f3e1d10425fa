"""Policies: pages for people, roles and severities."""

from collections.abc import Iterator

from watchbill.emit.artifact import Artifact
from watchbill.emit.links import Link, heading, page_path
from watchbill.emit.pages.book import Book
from watchbill.emit.pages.words import often
from watchbill.model import Catalog, Ref

ROLES, SEVERITIES = "roles.md", "severities.md"
OWN_INDEX = "policies/index.md"


def policies(book: Book) -> Iterator[Artifact]:
    """Yield the pages of policies, their index unless people wrote one, roles and severities."""
    for page_id, page in book.catalog.pages.items():
        here = book.here(page_path("page", page_id))
        yield book.page(
            here,
            "policy.md.j2",
            here.link("page", page_id).text,
            body=page.body,
            titled=heading(page.body) is not None,
            source=book.source(Ref("page", page_id)),
        )
    yield _index(book)
    yield _roles(book)
    yield _severities(book)


def index_path(catalog: Catalog) -> str:
    """Return where the index of policies is: beside one that people wrote."""
    taken = {"index", "README"} & set(catalog.pages)
    return "policies/-all.md" if taken else OWN_INDEX


def _index(book: Book) -> Artifact:
    here = book.here(index_path(book.catalog))
    shared: list[Link] = []
    if book.catalog.roles:
        shared.append(here.to(ROLES, "Roles"))
    if book.catalog.severities:
        shared.append(here.to(SEVERITIES, "Severities"))
    links = [here.link("page", page_id) for page_id in book.catalog.pages]
    links.append(here.to("escalation/index.md", "Escalation policies"))
    return book.page(here, "policies.md.j2", "Policies", links=[*shared, *links])


def _roles(book: Book) -> Artifact:
    here = book.here(ROLES)
    roles = [
        (role_id, here.link("role", role_id).text, role, _held_in(book, here.path, role_id))
        for role_id, role in book.catalog.roles.items()
    ]
    return book.page(here, "roles.md.j2", "Roles", roles=roles, source=_source(book, "role"))


def _held_in(book: Book, path: str, role_id: str) -> list[Link]:
    here = book.here(path)
    return [
        here.link("roster", roster_id)
        for roster_id, roster in book.catalog.rosters.items()
        if any(rotation.role == role_id for rotation in roster.rotations)
    ]


def _severities(book: Book) -> Artifact:
    here = book.here(SEVERITIES)
    severities = [
        (
            severity_id,
            here.link("severity", severity_id).text,
            severity,
            [here.link("role", role) for role in severity.incident_roles],
            often(severity.update_every),
        )
        for severity_id, severity in book.catalog.severities.items()
    ]
    source = _source(book, "severity")
    return book.page(here, "severities.md.j2", "Severities", severities=severities, source=source)


def _source(book: Book, kind: str) -> Link | None:
    """Return the file of all resources of a kind, if there is one."""
    ids = book.catalog.ids(kind)
    return book.source(Ref(kind, ids[0])) if ids else None
