"""What a browser keeps of the site: the list that the service worker is written with."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

BUDGET = 8_000_000
"""Bytes that are kept at the first visit; of runbooks, as many as then still fit."""
WORKER = "sw.js"
_NEVER = (".map", ".gz", "sitemap.xml", "search.json", "search/search_index.json", WORKER)
_RUNBOOKS = "runbooks/"


class File(NamedTuple):
    """A file of the site: its path, its size in bytes, and the hash of its content."""

    path: str
    size: int
    hash: str


def file(path: str, data: bytes) -> File:
    """Return a file as it is listed."""
    return File(path, len(data), sha256(data).hexdigest()[:16])


def version_of(files: Iterable[File]) -> str:
    """Return the name of a build: the hash of all that is in it."""
    whole = "".join(f"{one.path} {one.hash}\n" for one in sorted(files))
    return sha256(whole.encode()).hexdigest()[:12]


def worker(source: str, version: str, files: Iterable[File], budget: int = BUDGET) -> str:
    """Return the service worker for a build: what it keeps, then the source that does so.

    `files` are those that are worth keeping.
    """
    kept = [[address(one.path), one.hash] for one in _kept(files, budget)]
    head = {"version": version, "files": kept}
    return f"const BUILD = {json.dumps(head, separators=(',', ':'))};\n{source}"


def _kept(files: Iterable[File], budget: int) -> Iterator[File]:
    """Yield what is kept at the first visit: all but runbooks, then runbooks while they fit."""
    left = budget
    for one in sorted(files, key=lambda one: (one.path.startswith(_RUNBOOKS), one.path)):
        left -= one.size
        if left >= 0 or not one.path.startswith(_RUNBOOKS):
            yield one


def is_worth(path: str) -> bool:
    """Say whether a page could need a file; the theme brings search languages and source maps."""
    return not path.endswith(_NEVER) and "/lunr/" not in path and "/workers/" not in path


def address(path: str) -> str:
    """Return where a file is asked for, below the site: folders by their name alone."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}" if name == "index.html" else path
