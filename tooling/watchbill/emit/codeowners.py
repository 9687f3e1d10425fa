"""CODEOWNERS: who is asked to review a change, by what the repository says of its teams."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from watchbill.emit.artifact import Artifact
from watchbill.emit.escape import clean
from watchbill.model import Catalog
from watchbill.model.policies import EscalationPolicy

PATH = "CODEOWNERS"
MARK = "# Made by `watchbill export codeowners`"
_HEAD = f"""\
{MARK} from rosters/ and runbooks/. Change those, not this file.
#
# A roster's members own its file, its services, their escalation policies and its runbooks; people
# own their file together with their manager. Owners are the `contacts.github` of people.
"""
_USER = re.compile("@?([A-Za-z0-9][A-Za-z0-9_-]{0,38})")
# What GitHub gives a meaning that nothing takes away again: any one character stands for it.
_SPECIAL = re.compile(r"[*?\[\]\\#!]|[^\S ]|[\x00-\x1f\x7f-\x9f]")


class _Owned(NamedTuple):
    """A file below the root, and the people who own it."""

    path: str
    people: frozenset[str]


def codeowners(catalog: Catalog) -> tuple[Artifact, ...]:
    """Return the file, its paths in order; a path that nobody owns is a comment.

    Of the lines that match a file the last one counts, so patterns that stand for more than one
    file come first.
    """
    owned = sorted(_owned(catalog), key=lambda one: ("?" not in _pattern(one.path), one.path))
    lines = [_line(catalog, one) for one in owned]
    return (Artifact(PATH, "\n".join([_HEAD, *lines]) + "\n"),)


def _owned(catalog: Catalog) -> Iterator[_Owned]:
    """Yield the files that have somebody to own them, each once; unreadable ones have nobody."""
    escalations = _escalations(catalog)
    for (kind, id_), resource in catalog.resources.items():
        if kind == "person":
            yield _Owned(resource.path, _with_manager(catalog, id_))
        elif kind == "roster":
            yield _Owned(resource.path, _members(catalog, (id_,)))
        elif kind == "service":
            service = catalog.services.get(id_)
            yield _Owned(resource.path, _members(catalog, (service.roster,) if service else ()))
        elif kind == "escalation":
            yield _Owned(resource.path, _members(catalog, escalations.get(id_, ())))
        elif kind == "runbook":
            book = catalog.runbooks.get(id_)
            owner = book.front.owner if book else None
            yield _Owned(resource.path, _members(catalog, (owner,) if owner else ()))


def _escalations(catalog: Catalog) -> Mapping[str, Iterable[str]]:
    """Return the rosters of escalation policies: of their services, else those that they page."""
    found: dict[str, set[str]] = {}
    for service in catalog.services.values():
        found.setdefault(service.escalation, set()).add(service.roster)
    return {id_: _paged(policy) for id_, policy in catalog.escalations.items()} | found


def _paged(policy: EscalationPolicy) -> set[str]:
    targets = (target for step in policy.steps for target in step.notify)
    return {target.roster for target in targets if target.roster}


def _members(catalog: Catalog, rosters: Iterable[str]) -> frozenset[str]:
    known = (catalog.rosters[roster] for roster in rosters if roster in catalog.rosters)
    return frozenset(person for roster in known for person in roster.members)


def _with_manager(catalog: Catalog, person_id: str) -> frozenset[str]:
    person = catalog.people.get(person_id)
    return frozenset({person_id, person.manager or person_id}) if person else frozenset()


def _line(catalog: Catalog, owned: _Owned) -> str:
    """Return the line of a path; people without a GitHub name that can be one are left out."""
    people = [catalog.people[id_] for id_ in owned.people & catalog.people.keys()]
    found = [_USER.fullmatch(person.contacts.github or "") for person in people]
    users = sorted({f"@{user[1]}" for user in found if user}, key=str.casefold)
    if not users:
        return f"# {clean(owned.path)}: nobody who owns it has a GitHub name"
    return " ".join([_pattern(owned.path), *users])


def _pattern(path: str) -> str:
    """Return a pattern for one path below the root."""
    return "/" + _SPECIAL.sub("?", path).replace(" ", "\\ ")
