"""What a check found last time, kept for files that have not changed since.

The cache is a folder of the user's own, never of the repository: whoever could commit to it could
make a check silent. It is JSON, so reading it runs nothing. A key names the bytes of every file,
this version, the zones' version, and what was asked; anything unknown or broken is a miss.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec
import tzdata

from watchbill import __version__
from watchbill.findings import Finding
from watchbill.source.tree import Tree


class Kept(NamedTuple):
    """The findings of a check of so many files, under a key."""

    key: str
    files: int
    findings: tuple[Finding, ...]


class Hashing:
    """A tree that hashes what is read through it, each file once."""

    def __init__(self, tree: Tree) -> None:
        """Take the tree to read from."""
        self._tree = tree
        self._digests: dict[str, bytes] = {}

    def paths(self) -> Sequence[str]:
        """Return the paths of the tree."""
        return self._tree.paths()

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; raise OSError where it cannot be read."""
        data = self._tree.read(path)
        if path not in self._digests:
            self._digests[path] = blake2b(data, digest_size=16).digest()
        return data

    def key(self, *asked: str) -> str:
        """Return the key of every file of the tree, and of what was asked of it."""
        for path in self.paths():
            if path not in self._digests:
                with suppress(OSError):
                    self.read(path)
        total = blake2b("\0".join((__version__, tzdata.IANA_VERSION, *asked)).encode())
        for path, digest in sorted(self._digests.items()):
            total.update(path.encode("utf-8", "surrogateescape") + b"\0" + digest)
        return total.hexdigest()


def key_of(tree: Tree, *asked: str) -> str:
    """Read every file of a tree, and return the key."""
    return Hashing(tree).key(*asked)


def file_of(root: Path) -> Path:
    """Return the cache's file for a repository."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = blake2b(os.fsencode(root.resolve()), digest_size=16).hexdigest()
    return Path(base) / "watchbill" / "check" / f"{name}.json"


def read(file: Path) -> Kept | None:
    """Return what was kept; None where there is nothing, or nothing that can be understood."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError):
        return None


def write(file: Path, kept: Kept) -> None:
    """Keep the result of a check; where that is not possible, the next check is slower."""
    temporary = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.encode(kept))
        temporary.replace(file)
    except OSError:
        temporary.unlink(missing_ok=True)
