"""The site on disk: pages are written where they differ, and MkDocs is run on them."""

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from watchbill.errors import WatchbillError
from watchbill.sync.files import read, remove, write

DOCS, SITE, CONFIG = "docs", "site", "mkdocs.yml"
MANIFEST = f"{DOCS}/.watchbill.json"


class Written(NamedTuple):
    """What a writing did: the paths that changed, and those that were removed."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]


class Built(NamedTuple):
    """What MkDocs did: its exit code, and what it said."""

    code: int
    said: str


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
    changed = tuple(path for path, text in files.items() if write(out, path, text))
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
    for name in (DOCS, SITE, CONFIG):
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
        if not file.is_file():
            continue
        path = file.relative_to(folder).as_posix()
        place = path if path.startswith("vendor/") else f"watchbill/{path}"
        yield f"assets/{place}", file.read_text(encoding="utf-8")


def mkdocs(out: Path, *arguments: str) -> list[str]:
    """Return a command of MkDocs. `-P` keeps modules of the current folder from being imported."""
    command, *rest = arguments
    config = str(out.resolve() / CONFIG)
    return [sys.executable, "-P", "-m", "mkdocs", command, "-f", config, *rest]


def quiet(at: datetime) -> Mapping[str, str]:
    """Return the environment of MkDocs: no advertisements, and a build time that is the given."""
    return {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
        "SOURCE_DATE_EPOCH": str(int(at.timestamp())),
    }


def build(out: Path, at: datetime, *, strict: bool = False) -> Built:
    """Run MkDocs on the pages; the site lies beside them."""
    command = mkdocs(out, "build", *(["--strict"] if strict else []))
    ran = subprocess.run(
        command,
        env=dict(quiet(at)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    # Its own -q would also hide the warnings.
    said = (line for line in ran.stdout.splitlines() if not line.startswith("INFO "))
    return Built(ran.returncode, "".join(f"{line}\n" for line in said))


def missing(out: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Return the pages that the built site does not have; a generator may leave some out."""
    found = (path for path in paths if path.endswith(".md"))
    return tuple(path for path in found if not (out / SITE / _built(path)).is_file())


def _built(path: str) -> str:
    folder, slash, name = path.removesuffix(".md").rpartition("/")
    if name in {"index", "README"}:
        return f"{folder}{slash}index.html"
    return f"{folder}{slash}{name}/index.html"
