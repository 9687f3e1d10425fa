"""Markdown with front matter: YAML between two lines of three hyphens."""

import re
from typing import NamedTuple

_FENCE = re.compile(r"---[ \t]*\r?\n")
_CLOSE = re.compile(r"^(---|\.\.\.)[ \t]*\r?$\n?", re.MULTILINE)


class Parts(NamedTuple):
    """A Markdown text in two: `front` is None without front matter.

    `front` keeps the line of the opening fence as an empty line, so that its lines count as in
    the file; `offset` is what must be added to an index of `front` to get one of the file.
    """

    front: str | None
    body: str
    offset: int = 0


def split(text: str) -> Parts:
    """Split a text into front matter and body; an unclosed front matter is body."""
    fence = _FENCE.match(text)
    if not fence:
        return Parts(None, text)
    close = _CLOSE.search(text, fence.end())
    if not close:
        return Parts(None, text)
    front = "\n" + text[fence.end() : close.start()]
    return Parts(front, text[close.end() :], fence.end() - 1)
