"""The journal of an apply: what was agreed, and which steps are done; and its lock.

It is what lets a digest that was reviewed for the whole plan speak for the rest of it after an
interruption. What is in the pager is never taken from here.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from watchbill.errors import WatchbillError
from watchbill.sync import files


class Entry(NamedTuple):
    """An apply that was begun: its digest, the signatures of its steps, and those done."""

    digest: str
    planned: tuple[str, ...]
    done: tuple[str, ...]


class Journal(Protocol):
    """Where an apply is recorded."""

    def entry(self) -> Entry | None:
        """Return the apply that was begun and not finished, if there is one."""

    def write(self, entry: Entry | None) -> None:
        """Record an apply; None when it is finished."""


class FileJournal:
    """A journal in `build/.watchbill/` of a repository."""

    def __init__(self, root: Path, pager: str) -> None:
        """Take the repository's root and the pager's name."""
        self._root = root
        self._path = f"build/.watchbill/pager-{pager}.json"

    def entry(self) -> Entry | None:
        """Return the unfinished apply; a journal that cannot be understood counts as none."""
        data = files.read(self._root, self._path)
        try:
            found = json.loads(data or b"null")
            return Entry(found["digest"], tuple(found["planned"]), tuple(found["done"]))
        except (ValueError, TypeError, KeyError, RecursionError):
            return None

    def write(self, entry: Entry | None) -> None:
        """Record an apply, atomically."""
        if entry is None:
            files.remove(self._root, self._path)
        else:
            files.write(self._root, self._path, json.dumps(entry._asdict(), indent=2) + "\n")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others from applying meanwhile. The system unlocks when the process ends.

        Raise WatchbillError where another apply of the same pager is running.
        """
        place = files.place(self._root, f"{self._path.removesuffix('.json')}.lock")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            file = place.open("ab")
        except OSError as error:
            raise WatchbillError(f"{place} cannot be locked: {error.strerror}") from error
        with file:
            if not _lock(file):
                raise WatchbillError(
                    "another apply of this pager is running", "wait for it, then plan again"
                )
            yield


def _lock(file: BinaryIO) -> bool:
    """Lock a file until it is closed; return whether it was free."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
