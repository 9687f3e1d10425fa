"""The finish: from the pages of an engine to those that are published, in one pass over the files.

What an engine wrote lies in a folder of its own until every page has its policy and nothing in it
leaves the origin; then each file takes its place, pages before the worker that lists them.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NamedTuple

from watchbill.errors import WatchbillError
from watchbill.sync.site.foreign import in_style
from watchbill.sync.site.html import finished
from watchbill.sync.site.offline import WORKER, File, file, is_worth, version_of, worker
from watchbill.sync.site.pages import SITE, UNFINISHED

Extra = Mapping[str, bytes]
_NOBODY = nullcontext()


class Finished(NamedTuple):
    """What a finish did: the build's version, how many pages, and what would leave the origin."""

    version: str
    pages: int
    foreign: tuple[str, ...]


def finish(
    out: Path, source: str, extra: Extra, guard: AbstractContextManager[object] = _NOBODY
) -> Finished:
    """Finish what an engine made, and put it in place; nothing is where something is foreign.

    `source` is the service worker's; `extra` are files beside the engine's, by their path; `guard`
    is held while files take their places, for whoever must not see half of them.
    """
    made = out / UNFINISHED
    for path, data in extra.items():
        _write(made / path, data)
    found = list(paths(made))
    # Each file is read twice: a large site need not fit into memory.
    version = version_of(file(path, (made / path).read_bytes()) for path in found)
    listed: list[File] = []
    foreign: list[str] = []
    pages = 0
    for path in found:
        data = (made / path).read_bytes()
        done, elsewhere = _one(path, data, version)
        pages += path.endswith(".html")
        foreign += (f"{path}: {address}" for address in elsewhere)
        if done != data:
            _write(made / path, done)
        if is_worth(path):
            listed.append(file(path, done))
    if not foreign:
        _write(made / WORKER, worker(source, version, listed).encode())
        with guard:
            place(made, out / SITE)
    return Finished(version, pages, tuple(foreign))


def _one(path: str, data: bytes, version: str) -> tuple[bytes, Iterable[str]]:
    """Return a file as it is published, and what it would load from elsewhere."""
    if path.endswith(".html"):
        page = finished(data.decode("utf-8"), version)
        return page.text.encode("utf-8"), page.foreign
    if path.endswith(".css"):
        return data, in_style(data.decode("utf-8", "replace"))
    return data, ()


def place(made: Path, site: Path) -> None:
    """Move every file of a finished folder into the site, the worker last; what is stale goes."""
    try:
        if not site.exists():
            made.rename(site)
            return
        fresh = sorted(paths(made), key=lambda path: (path == WORKER, path))
        for path in set(paths(site)) - set(fresh):
            (site / path).unlink()
        _clear(site)
        for folder in {path.rpartition("/")[0] for path in fresh}:
            (site / folder).mkdir(parents=True, exist_ok=True)
        for path in fresh:
            os.replace(f"{made}/{path}", f"{site}/{path}")  # noqa: PTH105  # thousands
        _clear(made)
        made.rmdir()
    except OSError as error:
        message = f"{site} cannot be written: {error.strerror or error}"
        raise WatchbillError(message, "look at its rights and its disk") from error


def paths(folder: Path) -> Iterator[str]:
    """Yield the files below a folder, as paths with forward slashes, sorted; links are files."""
    pending = [""]
    found = []
    while pending:
        below = pending.pop()
        for entry in os.scandir(folder / below):
            path = f"{below}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                pending.append(f"{path}/")
            else:
                found.append(path)
    yield from sorted(found)


def _clear(folder: Path) -> None:
    """Remove the empty folders below a folder."""
    for path, _, _ in os.walk(folder, topdown=False):
        if path != str(folder) and not os.listdir(path):  # noqa: PTH208  # strings are enough here
            os.rmdir(path)  # noqa: PTH106  # beside os.walk


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
