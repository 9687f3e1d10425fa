"""Providers: what a kind of pager has to bring, and where providers are found."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from watchbill.errors import Exposed, WatchbillError
from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.people import Person
from watchbill.model.settings import Pager
from watchbill.pager.account import Account
from watchbill.pager.objects import Actual, Change, Desired, schedule_id
from watchbill.places import Pointer
from watchbill.rules.pagers import INEXPRESSIBLE, ROUNDABOUT, UNKNOWN_PROVIDER

if TYPE_CHECKING:
    from watchbill.sync.http import Echo, Record


class Target(Protocol):
    """A pager at hand. It says what is there and applies one change; it decides nothing."""

    def actual(self) -> Actual:
        """Return what is there; the timelines settled, as the pager would page."""

    def apply(self, change: Change) -> None:
        """Make one change, wholly or not at all; again if it is asked again.

        Raise WatchbillError where it cannot be made, and for an object that is not ours.
        """


class Errand(NamedTuple):
    """What a pager is opened with: where the repository is, what it says, and when.

    `people` are those of the repository by id, `at` is the instant (UTC) for which shifts are
    compared. `record` takes what would be written in place of the pager. `desired` is what should
    be there, so that a pager can tell which objects of others stand in the way.
    """

    root: Path
    pager: Pager
    people: Mapping[str, Person]
    at: datetime
    record: "Record | None" = None
    desired: Desired = Desired({})


class Provider(NamedTuple):
    """A kind of pager, as a value.

    `desired` is pure: catalog, settings and an instant (UTC) to what should be there. `connect`
    opens the pager; it writes nothing. `accept` raises WatchbillError for settings that it does
    not take. `limits` yields what it cannot express, or only in a roundabout way: WB502 and WB503.
    `account` reads a whole account, for an import. `echo` makes up the answers
    to the writes of a dry run (`http.with_id` where an id is enough); a provider that has it gives
    every write to `Errand.record`. One that is `read_only` is imported from, and nothing else.
    """

    name: str
    desired: Callable[[Catalog, Pager, datetime], Desired]
    connect: Callable[[Errand], Target]
    accept: Callable[[Pager], None] = lambda _: None
    limits: Callable[[Catalog, Pager, datetime], Iterable[Problem]] = lambda *_: ()
    account: Callable[[Errand], Account] | None = None
    echo: "Echo | None" = None
    read_only: bool = False


GROUP = "watchbill.providers"
BUILT_IN: Mapping[str, str] = {
    "folder": "watchbill.sync.folder:PROVIDER",
    "grafana": "watchbill.sync.oncall.provider:PROVIDER",
    "jsm": "watchbill.sync.jsm.provider:PROVIDER",
    "opsgenie": "watchbill.sync.opsgenie.provider:PROVIDER",
    "pagerduty": "watchbill.sync.pagerduty.provider:PROVIDER",
}
"""The providers that come along; written out, so that they are there uninstalled, too."""


def provider(name: str) -> Provider:
    """Return the provider of a name, built in or installed; raise WatchbillError for no such."""
    found = _load(BUILT_IN[name]) if name in BUILT_IN else _installed(name)
    if not isinstance(found, Provider):
        raise WatchbillError(f"the provider {name!r} is no watchbill.sync.provider.Provider")
    return found


def problems(catalog: Catalog, at: datetime) -> Iterator[Problem]:
    """Yield a problem for every configured pager that could not be used or not say everything."""
    for name, pager in catalog.settings.pagers.items():
        place: Pointer = ("pagers", name, "provider")
        try:
            found = provider(pager.provider)
            place = ("pagers", name, "settings")
            found.accept(pager)
        except WatchbillError as error:
            found_out = _problem(place, error.message, error.hint)
            yield found_out._replace(secret=isinstance(error, Exposed))
            continue
        if found.read_only:
            message = f"{pager.provider} is only read, by watchbill pager import"
            yield _problem(place[:-1], message, "remove it, or name the pager to push to")
            continue
        yield from _strange_ids(catalog, pager, place)
        yield from map(_of_pagers, found.limits(catalog, pager, at))


def _of_pagers(problem: Problem) -> Problem:
    """Return a problem of a provider; raise WatchbillError for a code that is not for those."""
    if problem.code not in {INEXPRESSIBLE.code, ROUNDABOUT.code}:
        raise WatchbillError(
            f"a provider reports {problem.code}, and may report WB502 and WB503 only",
            "tell its author",
        )
    return problem


def _problem(place: Pointer, message: str, hint: str) -> Problem:
    return Problem(UNKNOWN_PROVIDER.code, Ref("settings", "watchbill"), place, message, hint)


def _strange_ids(catalog: Catalog, pager: Pager, place: Pointer) -> Iterator[Problem]:
    """Yield a problem for every recorded id whose key names nothing in the repository."""
    ids = pager.settings.get("ids")
    if catalog.unread():
        return  # whoever names what cannot be read is not to blame
    known = {
        *(f"escalation/{id_}" for id_ in catalog.escalations),
        *(f"service/{id_}" for id_ in catalog.services),
        *(
            f"schedule/{schedule_id(id_, rotation.role)}"
            for id_, roster in catalog.rosters.items()
            for rotation in roster.rotations
        ),
    }
    for key in sorted(ids) if isinstance(ids, dict) else ():
        bare = key.rpartition("--")[0] if key.rpartition("--")[2].isdigit() else key
        if bare not in known:
            hint = "mend the key, or remove the line: as it is, apply --prune deletes the object"
            yield _problem((*place, "ids", key), f"nothing here is called {key}", hint)


def _load(place: str) -> object:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _installed(name: str) -> object:
    from importlib.metadata import entry_points

    points = {point.name: point for point in entry_points(group=GROUP)}
    if name not in points:
        known = ", ".join(sorted({*BUILT_IN, *points}))
        raise WatchbillError(f"there is no provider named {name!r}", f"there are: {known}")
    return points[name].load()
