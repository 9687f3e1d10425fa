"""Pagers held in memory, for tests: one that obeys, one that fails, one that rewrites."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from watchbill.errors import WatchbillError
from watchbill.pager.objects import Actual, Change, Object
from watchbill.pager.timeline import clip
from watchbill.sync.journal import Entry
from watchbill.sync.provider import Target


class Memory:
    """A pager that does what it is told."""

    def __init__(self, objects: Iterable[Object] = (), foreign: Mapping[str, str] = {}) -> None:
        """Take our objects that are there already, and the keys that others have taken."""
        self.objects = {item.key: item for item in objects}
        self.foreign = dict(foreign)

    def actual(self) -> Actual:
        """Return what is there."""
        return Actual(dict(sorted(self.objects.items())), self.foreign)

    def apply(self, change: Change) -> None:
        """Keep or drop an object."""
        if change.key in self.foreign:
            raise WatchbillError(f"{change.key} belongs to somebody else")
        self.objects.pop(change.key, None)
        if change.after:
            self.objects[change.key] = change.after


class Failing:
    """A pager that fails at the n-th change, counted from 0: before it is made, or after."""

    def __init__(self, inner: Target, at: int, *, after: bool = False) -> None:
        """Take the pager behind it, and when it fails."""
        self._inner = inner
        self._left = at
        self._after = after

    def actual(self) -> Actual:
        """Return what is there."""
        return self._inner.actual()

    def apply(self, change: Change) -> None:
        """Pass the change on until it is time to fail."""
        fails, self._left = self._left == 0, self._left - 1
        if fails and not self._after:
            raise WatchbillError("the connection was refused")
        self._inner.apply(change)
        if fails:
            raise WatchbillError("the connection was lost")


class Rewriting:
    """A pager that spells things its own way: decomposed, padded, in pieces, with extras."""

    def __init__(self, inner: Target) -> None:
        """Take the pager behind it."""
        self._inner = inner

    def actual(self) -> Actual:
        """Return what is there."""
        return self._inner.actual()

    def apply(self, change: Change) -> None:
        """Pass the change on, rewritten."""
        after = change.after and _rewritten(change.after)
        self._inner.apply(change._replace(after=after))


class MemoryJournal:
    """A journal and its lock, in memory."""

    def __init__(self) -> None:
        """Begin without an entry."""
        self._entry: Entry | None = None
        self._held = False

    def entry(self) -> Entry | None:
        """Return the unfinished apply."""
        return self._entry

    def write(self, entry: Entry | None) -> None:
        """Record an apply."""
        self._entry = entry

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others from applying meanwhile."""
        if self._held:
            raise WatchbillError("another apply of this pager is running")
        self._held = True
        try:
            yield
        finally:
            self._held = False


def _rewritten(item: Object) -> Object:
    body = {"id": f"P{len(item.key)}", "self": "https://pager.example", **_spelt(item.body)}
    if item.watch is None:
        return item._replace(body=body)
    halves = []
    for stint in item.watch.stints:
        middle = stint.start + (stint.end - stint.start) / 2
        halves += [*clip([stint], stint.start, middle), *clip([stint], middle, stint.end)]
    stints = tuple(half._replace(people=half.people[::-1]) for half in halves)
    return item._replace(body=body, watch=item.watch._replace(stints=stints))


def _spelt(value: Any) -> Any:
    if isinstance(value, str):
        return f" {unicodedata.normalize('NFD', value)}\r\n"
    if isinstance(value, Mapping):
        spelt = {key: _spelt(value[key]) for key in sorted(value, reverse=True)}
        return {key: item for key, item in spelt.items() if item is not None} | {"url": None}
    if isinstance(value, list | tuple):
        return [_spelt(item) for item in value]
    return value
