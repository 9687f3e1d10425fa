"""Looking at files: what is there, and whether it has come to rest."""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from stat import S_ISDIR

Seen = Mapping[str, tuple[int, int]]
PAUSE = 0.2
"""Seconds between two looks at the files."""
REST, PATIENCE = 0.04, 0.6
"""Seconds without a change after which an edit is over; how long to wait for that at most."""


def seen(places: Iterable[Path]) -> Seen:
    """Return the time of change and the size of every file in some places, links not followed."""
    found: dict[str, tuple[int, int]] = {}
    pending = [str(place) for place in places]
    while pending:
        path = pending.pop()
        try:
            state = os.stat(path, follow_symlinks=False)  # noqa: PTH116  # thousands, often
            if S_ISDIR(state.st_mode):
                pending += [entry.path for entry in os.scandir(path)]
            else:
                found[path] = (state.st_mtime_ns, state.st_size)
        except OSError:
            continue  # gone while we looked, or not there at all
    return found


def rested(look: Callable[[], Seen], now: Seen) -> Seen:
    """Return the files once they no longer change: editors write in several steps."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        time.sleep(REST)
        later = look()
        if later == now:
            break
        now = later
    return now


def edited(before: Seen, now: Seen) -> frozenset[str]:
    """Return the files that are new, gone, or another."""
    return frozenset(path for path, _ in set(before.items()) ^ set(now.items()))
