"""Who looks at a preview: the pages that browsers have open, and what they are told."""

from collections.abc import Collection, Mapping, Sequence
from queue import SimpleQueue
from secrets import token_hex
from threading import Lock
from typing import NamedTuple

Note = Mapping[str, object]
EVERYWHERE = ""
"""Stands for every page where what all of them read has changed."""


class _Reader(NamedTuple):
    page: str
    notes: "SimpleQueue[Note | None]"


class Hub:
    """The open pages. A page that was loaded before a change learns of it whenever it asks."""

    def __init__(self) -> None:
        """Begin with nobody there."""
        self._run = token_hex(4)
        self._now = 0
        self._changed: dict[str, int] = {}
        self._wrong: tuple[str, ...] = ()
        self._readers: set[_Reader] = set()
        self._lock = Lock()

    @property
    def moment(self) -> str:
        """Return the name of what is shown now; a page keeps that of when it was loaded."""
        return f"{self._run}.{self._now}"

    def open_pages(self) -> frozenset[str]:
        """Return the addresses of the pages that are open, such as "people/ada/"."""
        with self._lock:
            return frozenset(reader.page for reader in self._readers)

    def enter(self, page: str, moment: str) -> _Reader:
        """Take in a page that was loaded at a moment; it is told at once what it has missed."""
        reader = _Reader(page, SimpleQueue())
        with self._lock:
            self._readers.add(reader)
            if self._is_old(page, moment):
                reader.notes.put({"reload": True})
            reader.notes.put({"wrong": self._wrong})
        return reader

    def leave(self, reader: _Reader) -> None:
        """Forget a page that was closed."""
        with self._lock:
            self._readers.discard(reader)

    def changed(self, pages: Collection[str]) -> None:
        """Tell those who look at one of these pages that it has changed."""
        with self._lock:
            self._now += 1
            self._changed |= dict.fromkeys(pages, self._now)
            for reader in self._readers:
                if EVERYWHERE in pages or reader.page in pages:
                    reader.notes.put({"reload": True})

    def wrong(self, lines: Sequence[str]) -> bool:
        """Tell everybody what is wrong, or that nothing is; return whether that is new."""
        with self._lock:
            if self._wrong == tuple(lines):
                return False
            self._wrong = tuple(lines)
            for reader in self._readers:
                reader.notes.put({"wrong": self._wrong})
            return True

    def close(self) -> None:
        """Send everybody home."""
        with self._lock:
            for reader in self._readers:
                reader.notes.put(None)

    def _is_old(self, page: str, moment: str) -> bool:
        run, _, number = moment.partition(".")
        if run != self._run or not number.isdecimal():
            return True
        return max(self._changed.get(page, 0), self._changed.get(EVERYWHERE, 0)) > int(number)
