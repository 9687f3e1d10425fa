"""The site while somebody writes: served on this machine, an edit shown as soon as it is made."""

import time
from collections.abc import Callable, Collection

from watchbill.sync.preview.desk import Desk, Shop
from watchbill.sync.preview.hub import Hub
from watchbill.sync.preview.press import Press
from watchbill.sync.preview.server import Shown, check_port, serving
from watchbill.sync.preview.shelf import Shelf
from watchbill.sync.preview.watch import PAUSE, Seen, edited, rested, seen

__all__ = [
    "Desk",
    "Hub",
    "Press",
    "Seen",
    "Shelf",
    "Shop",
    "Shown",
    "check_port",
    "follow",
    "seen",
    "serving",
]


def follow(
    desk: Desk,
    look: Callable[[], Seen],
    asked: Callable[[Collection[str]], Collection[str]],
    before: Seen,
) -> None:
    """Show every edit until something is raised.

    `look` returns the files that the site is made of; `asked` says which pages people who edit
    some of them wait for; `before` is how they were when the desk read them. Edits in quick
    succession are shown as one.
    """
    pending: frozenset[str] = frozenset()
    while True:
        time.sleep(PAUSE)
        desk.collect()
        now = look()
        if now != before:
            now = rested(look, now)
            pending |= edited(before, now)
            before = now
        if pending and desk.revise(asked(pending), _Interruption(look, before)):
            pending = frozenset()


class _Interruption:
    """Says whether files have changed since; looks only every so often, since looking costs."""

    def __init__(self, look: Callable[[], Seen], before: Seen) -> None:
        self._look, self._before = look, before
        self._next = time.monotonic() + PAUSE

    def __call__(self) -> bool:
        if time.monotonic() < self._next:
            return False
        changed = self._look() != self._before
        self._next = time.monotonic() + PAUSE
        return changed
