"""Files outside of the repository, only ever read."""

import os
import stat
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from watchbill.source.adopt import Skipped, no_runbook
from watchbill.source.tree import MAX_BYTES


class Outside(NamedTuple):
    """A file by its path below what was named, and its bytes, or why it is not read."""

    path: str
    data: bytes | Skipped


def runbooks_below(top: Path) -> Iterator[Outside]:
    """Yield what may be a runbook, and what is none, sorted by path; `top` may be a file."""
    if top.is_file():
        yield Outside(top.name, _read(top, top.name))
        return
    for path, why_not in sorted(_listed(top), key=itemgetter(0)):
        yield Outside(path, why_not or _read(top / path, path))


def _listed(top: Path) -> Iterator[tuple[str, Skipped | None]]:
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = list(os.scandir(top / folder))
        except OSError as error:
            yield folder, Skipped(error.strerror or "unreadable", broken=True)
            continue
        pending += [f"{folder}{entry.name}/" for entry in entries if _is_folder(entry)]
        yield from ((f"{folder}{e.name}", _why_not(e)) for e in entries if not _is_folder(e))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")


def _why_not(entry: os.DirEntry[str]) -> Skipped | None:
    if entry.is_symlink():
        return Skipped("a link; links are not followed")
    return Skipped("hidden") if entry.name.startswith(".") else None


def _read(file: Path, path: str) -> bytes | Skipped:
    """Return the bytes of an ordinary file, or the begin of one that is too large anyway."""
    reason = no_runbook(path)
    if reason:
        return Skipped(reason)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return Skipped("not a file")
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        return Skipped(error.strerror or "unreadable", broken=True)
