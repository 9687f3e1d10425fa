"""Trees of files: a folder, or the files of a commit, read in the same way."""

import errno
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from watchbill.errors import WatchbillError
from watchbill.model.kinds import SETTINGS_PATH, TOP_FOLDERS

MAX_BYTES = 1 << 20
"""No file of ours is larger; of one that is, only so much is read as to see it."""


class Tree(Protocol):
    """Files by their path below the root, with forward slashes."""

    def paths(self) -> Sequence[str]:
        """Return the paths of all files that could belong to a repository, sorted.

        A link to a folder is a path that ends in a slash; what is behind it is not listed.
        """

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
        """Return the bytes of a file, of a huge one the begin.

        Raises OSError for a link, which could leave the root, and for what is no file.
        """
        # Without a file object: ten thousand of them are a tenth of a check's time.
        handle = os.open(f"{self.root}/{path}", _FLAGS)
        try:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode):
                raise OSError(errno.EINVAL, "it is not a file")
            return _read(handle, min(state.st_size, MAX_BYTES + 1))
        finally:
            os.close(handle)


def _read(handle: int, size: int) -> bytes:
    """Read so many bytes, or what there is."""
    data = os.read(handle, size)
    while len(data) < size and (more := os.read(handle, size - len(data))):
        data += more
    return data


# Not to follow links, and not to wait for whoever writes into a named pipe.
_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)


def _walk(root: str, folder: str) -> Iterator[str]:
    """Yield the files below a folder; one that vanishes meanwhile is passed over."""
    if Path(root, folder).is_symlink():
        yield f"{folder}/"
        return
    pending = [folder]
    while pending:
        here = pending.pop()
        for entry in _entries(f"{root}/{here}"):
            path = f"{here}/{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
            else:
                yield f"{path}/" if entry.is_dir() else path


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise WatchbillError(f"{folder} cannot be read", error.strerror or "") from error


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
