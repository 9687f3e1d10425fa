"""Providers: what a kind of pager has to bring, and where providers are found."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol

from watchbill.errors import WatchbillError
from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.settings import Pager
from watchbill.places import Pointer
from watchbill.rules.pagers import UNKNOWN_PROVIDER
from watchbill.rules.rule import Rule
from watchbill.sync.objects import Actual, Change, Desired


class Target(Protocol):
    """A pager at hand. It says what is there and applies one change; it decides nothing."""

    def actual(self) -> Actual:
        """Return what is there; the timelines settled, as the pager would page."""

    def apply(self, change: Change) -> None:
        """Make one change, wholly or not at all; again if it is asked again.

        Raise WatchbillError where it cannot be made, and for an object that is not ours.
        """


class Provider(NamedTuple):
    """A kind of pager, as a value.

    `desired` is pure: catalog, settings and an instant (UTC) to what should be there. `connect`
    takes the repository's root and the settings. `rules` say what it cannot express (WB5).
    `accept` raises WatchbillError for settings that it does not take.
    """

    name: str
    desired: Callable[[Catalog, Pager, datetime], Desired]
    connect: Callable[[Path, Pager], Target]
    rules: tuple[Rule, ...] = ()
    accept: Callable[[Pager], None] = lambda _: None


GROUP = "watchbill.providers"
BUILT_IN: Mapping[str, str] = {"folder": "watchbill.sync.folder:PROVIDER"}
"""The providers that come along; written out, so that they are there uninstalled, too."""


def provider(name: str) -> Provider:
    """Return the provider of a name, built in or installed; raise WatchbillError for no such."""
    found = _load(BUILT_IN[name]) if name in BUILT_IN else _installed(name)
    if not isinstance(found, Provider):
        raise WatchbillError(f"the provider {name!r} is no watchbill.sync.provider.Provider")
    return found


def problems(catalog: Catalog) -> Iterator[Problem]:
    """Yield a problem for every configured pager that could not be used."""
    for name, pager in catalog.settings.pagers.items():
        at: Pointer = ("pagers", name, "provider")
        try:
            found = provider(pager.provider)
            at = ("pagers", name, "settings")
            found.accept(pager)
        except WatchbillError as error:
            ref = Ref("settings", "watchbill")
            yield Problem(UNKNOWN_PROVIDER.code, ref, at, error.message, error.hint)


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
