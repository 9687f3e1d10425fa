"""Trees of files: a folder, or the files of a commit, read in the same way."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from watchbill.model.kinds import SETTINGS_PATH, TOP_FOLDERS


class Tree(Protocol):
    """Files by their path below the root, with forward slashes."""

    def paths(self) -> Sequence[str]:
        """Return the paths of all files that could belong to a repository, sorted."""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; raise OSError where it cannot be read."""


class Folder:
    """The files of a folder on disk. Links are listed but never followed."""

    def __init__(self, root: Path) -> None:
        """Take the root; nothing is read yet."""
        self.root = root

    def paths(self) -> Sequence[str]:
        """Return the paths below the top folders, and that of the settings."""
        found = [path for top in TOP_FOLDERS for path in _walk(str(self.root), top)]
        if (self.root / SETTINGS_PATH).is_file():
            found.append(SETTINGS_PATH)
        return sorted(found)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; raise OSError for a link, which could leave the root."""
        with open(os.open(f"{self.root}/{path}", _FLAGS), "rb") as file:  # noqa: PTH123  # flags
            return file.read()


_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def _walk(root: str, folder: str) -> Iterator[str]:
    """Yield the files below a folder; one that vanishes meanwhile is passed over."""
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            entries = list(os.scandir(f"{root}/{here}"))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            path = f"{here}/{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
            else:
                yield path


class Files:
    """Files held in memory, such as those of a commit."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Take the bytes by path."""
        self._files = files

    def paths(self) -> Sequence[str]:
        """Return the sorted paths."""
        return sorted(self._files)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        try:
            return self._files[path]
        except KeyError:
            raise FileNotFoundError(path) from None
