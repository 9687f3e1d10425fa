"""What Terraform is to make: schedules, escalations and services as any live pager gets them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from watchbill.engine.horizon import horizon
from watchbill.errors import WatchbillError
from watchbill.model import Catalog
from watchbill.model.people import Person
from watchbill.model.settings import Pager
from watchbill.pager.desired import desired
from watchbill.pager.live import live
from watchbill.pager.objects import Object, Watch, id_of, kind_of

_CHECK = "mend what this reports: watchbill check"


class Wanted(NamedTuple):
    """Objects by key, everybody who can be paged, and `[start, end)` in UTC for which it holds.

    `at` is the instant that was asked for; the window begins with its week.
    """

    objects: Mapping[str, Object]
    people: Mapping[str, Person]
    window: tuple[datetime, datetime]
    at: datetime

    def of(self, kind: str) -> Iterator[tuple[str, Object]]:
        """Yield the objects of a kind with their keys, in order."""
        return ((key, item) for key, item in self.objects.items() if kind_of(key) == kind)

    def schedules(self) -> Iterator[tuple[str, Object, Watch]]:
        """Yield the schedules with their keys and timelines, in order."""
        return ((key, item, item.watch) for key, item in self.of("schedule") if item.watch)


def wanted(catalog: Catalog, at: datetime, *, alone: bool) -> Wanted:
    """Return what there should be in the `site.weeks` weeks from an instant's week on.

    `alone`: one person is on call in a schedule at a time, so that pairs have several. Raise
    WatchbillError where a file that matters cannot be read, or names nobody.
    """
    weeks = catalog.settings.site.weeks
    window = horizon(at, weeks)
    pager = Pager(provider="terraform", weeks=weeks)
    objects = live(desired(catalog, pager, at), window[0], alone=alone).objects
    ids = sorted({person for item in objects.values() for person in _people(item)})
    return Wanted(objects, {id_: _person(catalog, id_) for id_ in ids}, window, at)


def steps(key: str, item: Object) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Return the steps of an escalation: whom to page (keys), then the wait in minutes.

    Raise WatchbillError for a step that pages nobody: Terraform would not take it.
    """
    waits = [int(step["wait_minutes"]) for step in item.body["steps"]]
    for number, targets in enumerate(item.steps, 1):
        if not targets:
            raise WatchbillError(f"step {number} of {key} pages nobody", _CHECK)
    return tuple(zip(item.steps, waits, strict=True))


def _people(item: Object) -> Iterator[str]:
    """Yield everybody whom an object names, also those whose turn comes later."""
    for stint in item.watch.stints if item.watch else ():
        yield from stint.people
    for layer in item.layers:
        for people in layer.order:
            yield from people
    for step in item.steps:
        yield from (id_of(key) for key in step if kind_of(key) == "person")


def _person(catalog: Catalog, id_: str) -> Person:
    person = catalog.people.get(id_)
    if person is None:
        raise WatchbillError(f"there is no person named {id_!r} to page", _CHECK)
    return person
