"""What was worked out last time, kept for files that have not changed since.

The cache is a folder of the user's own, never of the repository: whoever could commit to it could
make a check silent. It is MessagePack of known types, so reading it runs nothing. A key names the
bytes of every file, this version, the zones' version, and what was asked; anything unknown or
broken is a miss.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import tzdata

from watchbill import __version__
from watchbill.findings import Finding
from watchbill.model import Catalog, Ref, Resource
from watchbill.model.kinds import FILE_KINDS
from watchbill.model.policies import PolicyPage, Role, Severity, Waiver
from watchbill.model.runbooks import Runbook
from watchbill.shape.build import Invalid, pack, unpack
from watchbill.source.tree import Tree


class Checked(NamedTuple):
    """The findings of a check of so many files, under a key."""

    key: str
    files: int
    findings: tuple[Finding, ...]


class _Entry(NamedTuple):
    """A resource, its value packed."""

    kind: str
    id: str
    path: str
    at: tuple[str | int, ...]
    value: msgspec.Raw


class _Loaded(NamedTuple):
    """The resources of a repository without problems, under a key."""

    key: str
    entries: tuple[_Entry, ...]


class Hashing:
    """A tree that hashes what is read through it."""

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


def place(root: Path, what: str) -> Path:
    """Return the file in which something about a repository is kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = blake2b(os.fsencode(root.resolve()), digest_size=16).hexdigest()
    return Path(base) / "watchbill" / f"{what}-{name}"


def checked(file: Path) -> Checked | None:
    """Return the check that was kept; None where there is none that can be understood."""
    found = _read(file, Checked)
    return found if isinstance(found, Checked) else None


def catalog(file: Path, tree: Tree) -> Catalog | None:
    """Return the catalog that was kept, if the tree still has the same files."""
    found = _read(file, _Loaded)
    if found is None or found.key != Hashing(tree).key():
        return None
    try:
        return Catalog(
            Resource(Ref(one.kind, one.id), one.path, unpack(_TYPES[one.kind], one.value), one.at)
            for one in found.entries
        )
    except (Invalid, msgspec.DecodeError, KeyError):
        return None


def keep_catalog(file: Path, found: Catalog, key: str) -> None:
    """Keep a catalog of which every file could be read."""
    entries = tuple(
        _Entry(*resource.ref, resource.path, resource.at, msgspec.Raw(pack(resource.value)))
        for resource in found.resources.values()
    )
    keep(file, _Loaded(key, entries))


def keep(file: Path, value: object) -> None:
    """Keep something; where that is not possible, the next time is slower."""
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # People's contacts are in it: for the user alone.
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:  # noqa: PTH123  # of a descriptor
            out.write(pack(value))
        temporary.replace(file)


def _read(file: Path, type_: Any) -> Any:
    try:
        return unpack(type_, file.read_bytes())
    except (OSError, msgspec.DecodeError):
        return None


_TYPES: dict[str, Any] = {
    **{kind.name: kind.type for kind in FILE_KINDS},
    "severity": Severity,
    "role": Role,
    "waiver": Waiver,
    "runbook": Runbook,
    "page": PolicyPage,
}
