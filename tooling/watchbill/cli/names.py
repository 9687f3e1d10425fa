"""Names on the command line: found, or refused with the one that was probably meant."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

import click

from watchbill.errors import WatchbillError

if TYPE_CHECKING:
    from watchbill.model import Catalog
    from watchbill.model.rosters import Roster

T = TypeVar("T")
_FEW = 12


def find(what: str, name: str, known: Mapping[str, T], hint: str = "") -> T:
    """Return what a name stands for; raise WatchbillError with the nearest known name."""
    if name in known:
        return known[name]
    raise unknown(what, name, known, hint)


def unknown(what: str, name: str, known: Iterable[str], hint: str = "") -> WatchbillError:
    """Return the error for a name that is not known, with a hint that helps."""
    from watchbill.cli.output import safe
    from watchbill.shape.faults import short, suggest

    names = sorted(known)
    few = f"there are: {', '.join(names)}" if 0 < len(names) <= _FEW else ""
    message = f"there is no {what} named {safe(short(name))!r}"
    return WatchbillError(message, hint or suggest(name.casefold(), names) or few)


def find_roster(catalog: "Catalog", name: str) -> "Roster":
    """Return a roster; for a service or the name that people use, say which roster is meant."""
    said = [
        id_ for id_, known in catalog.rosters.items() if known.name.casefold() == name.casefold()
    ]
    hint = f"write `{said[0]}`" if said else ""
    if name in catalog.services:
        hint = f"`{name}` is a service; its roster is `{catalog.services[name].roster}`"
    return find("roster", name, catalog.rosters, hint)


def find_role(catalog: "Catalog", name: str) -> str:
    """Return a role that some rotation or the list of roles has."""
    used = {r.role for roster in catalog.rosters.values() for r in roster.rotations}
    known = {role: role for role in (*catalog.roles, *used)}
    return find("role", name, known)


def _ids_in(folder: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Return what completes the ids of a folder's resources, by the names of files alone."""

    def complete(ctx: click.Context, _: click.Parameter, begin: str) -> list[str]:
        from watchbill.cli.context import root_of

        try:
            files = (root_of(ctx) / folder).glob("*.yaml")
        except WatchbillError:
            return []
        return sorted(file.stem for file in files if file.stem.startswith(begin))

    return complete


ROSTERS = _ids_in("rosters/teams")
PEOPLE = _ids_in("rosters/people")
SERVICES = _ids_in("rosters/services")
