"""The tree of pages: files are written where they differ, and what is stale goes."""

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from watchbill.errors import WatchbillError
from watchbill.sync.files import read, remove, write

DOCS, UNFINISHED, SITE, CONFIG = "docs", "unfinished", "site", "mkdocs.yml"
MANIFEST = f"{DOCS}/.watchbill.json"
FINISHED = ("icons/", "preview/", "sw/")
"""Shipped assets that the finish or a preview adds to the site, not the engine."""


class Written(NamedTuple):
    """What a writing did: the paths that changed, and those that were removed."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]


def write_pages(out: Path, pages: Iterable[tuple[str, str]], config: str) -> Written:
    """Write (path, text) pairs into the folder of pages, and mkdocs.yml beside it.

    Only what differs is written, and only what an earlier run wrote is removed. Raises
    WatchbillError where the output folders hold something else than an earlier output.
    """
    claim(out)
    files = {f"{DOCS}/{path}": text for path, text in pages}
    before = _owned(out)
    _only_ours(out, {*before, *files, MANIFEST})
    _own(out, {*before, *files})
    files[CONFIG] = config
    # What can be made again need not survive a loss of power.
    changed = tuple(p for p, text in files.items() if write(out, p, text, durable=False))
    stale = tuple(sorted(before - set(files)))
    for path in stale:
        remove(out, path)
        _prune(out, path)
    _own(out, set(files) - {CONFIG})
    return Written(changed, stale)


def claim(out: Path) -> None:
    """Raise WatchbillError unless the output folders are ours, empty or not there."""
    if (out / MANIFEST).is_file():
        return
    for name in (DOCS, UNFINISHED, SITE, CONFIG):
        place = out / name
        full = any(place.iterdir()) if place.is_dir() else place.exists()
        if full:
            raise WatchbillError(
                f"{place} is not from an earlier run, and would be lost",
                "remove it if nobody needs it, or choose another --out",
            )


def _only_ours(out: Path, ours: Collection[str]) -> None:
    """Raise WatchbillError where a file among the pages is not ours: MkDocs would publish it.

    Files whose name begins with a dot are never published.
    """
    for file in (out / DOCS).rglob("*"):
        path = file.relative_to(out).as_posix()
        hidden = any(part.startswith(".") for part in path.split("/"))
        if path not in ours and not hidden and (file.is_symlink() or not file.is_dir()):
            raise WatchbillError(f"{file} is not one of the site's pages", "remove it")


def _owned(out: Path) -> frozenset[str]:
    """Return the paths that the manifest names; none if it cannot be read."""
    try:
        files = json.loads(read(out, MANIFEST) or b"[]")
    except ValueError:
        return frozenset()
    return frozenset(path for path in files if isinstance(path, str) and path.startswith(DOCS))


def _own(out: Path, paths: Iterable[str]) -> None:
    write(out, MANIFEST, json.dumps(sorted(paths), indent=0) + "\n")


def _prune(out: Path, path: str) -> None:
    """Remove the folders that a removed file leaves empty, below the folder of pages."""
    folder = (out / path).parent
    while folder != out / DOCS:
        with suppress(OSError):
            folder.rmdir()
        folder = folder.parent


def assets(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the shipped style sheets and scripts as (path, text) pairs of the site."""
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if not file.is_file() or path.startswith(FINISHED):
            continue
        place = path if path.startswith("vendor/") else f"watchbill/{path}"
        yield f"assets/{place}", file.read_text(encoding="utf-8")
