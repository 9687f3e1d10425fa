"""What a preview shows: the folder of the last whole build, and what was made anew since."""

from collections.abc import Iterable
from pathlib import Path
from threading import RLock

from watchbill.sync.files import read


class Shelf:
    """The files of a site, by their path below it; whoever reads sees one state or the next."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the whole build."""
        self._folder = folder
        self._newer: dict[str, bytes] = {}
        self.lock = RLock()
        """Held while a build takes its place."""

    def get(self, path: str) -> bytes | None:
        """Return a file; None where there is none. Raise WatchbillError for what is no path."""
        with self.lock:
            newer = self._newer.get(path)
            return newer if newer is not None else read(self._folder, path)

    def put(self, path: str, data: bytes) -> None:
        """Show this in the place of what was built."""
        with self.lock:
            self._newer[path] = data

    def drop(self, paths: Iterable[str]) -> None:
        """Show what was built."""
        with self.lock:
            for path in paths:
                self._newer.pop(path, None)
