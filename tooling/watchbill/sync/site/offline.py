"""What a browser keeps of the site: the list that the service worker is written with."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

BUDGET = 8_000_000
"""Bytes of runbooks that are kept at the first visit, then of calendars to subscribe to."""
WORKER = "sw.js"
_NEVER = (".map", ".gz", "sitemap.xml", "search.json", "search/search_index.json", WORKER)
_NOT_FOUND = "404.html"
"""Shown by hosts for what is not there; some give it to nobody who asks for it by its name."""
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
    """Yield what is kept at the first visit: all pages, then runbooks, then calendars that fit."""
    left = budget
    for one in sorted(files, key=lambda one: (_rank(one.path), one.path)):
        size = one.size if _rank(one.path) else 0
        if size <= left:
            left -= size
            yield one


def _rank(path: str) -> int:
    """Return 0 for what is always kept, 1 for runbooks, 2 for calendars."""
    return 2 if path.endswith(".ics") else int(path.startswith(_RUNBOOKS))


def is_worth(path: str) -> bool:
    """Say whether a page could need a file; the theme brings search languages and source maps."""
    return (
        path != _NOT_FOUND
        and not path.endswith(_NEVER)
        and "/lunr/" not in path
        and "/workers/" not in path
    )


def address(path: str) -> str:
    """Return where a file is asked for, below the site: folders by their name alone."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}" if name == "index.html" else path
