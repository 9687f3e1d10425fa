"""Markdown with front matter: YAML between two lines of three hyphens."""

import re
from typing import NamedTuple

from watchbill.source.trouble import SYNTAX, Trouble

_FENCE = re.compile(r"---[ \t]*\r?\n")
_CLOSE = re.compile(r"^(---|\.\.\.)[ \t]*\r?$\n?", re.MULTILINE)
_NOTHING = re.compile(r"(\s|#[^\n]*)*")
_KEY = re.compile(r"[A-Za-z_]+:(\s|$)")


class Parts(NamedTuple):
    """A Markdown text in two: `front` is None without front matter, or where it says nothing.

    `front` keeps the line of the opening fence as an empty line, so that its lines count as in
    the file; `offset` is what must be added to an index of `front` to get one of the file.
    """

    front: str | None
    body: str
    offset: int = 0
    troubles: tuple[Trouble, ...] = ()


def split(text: str) -> Parts:
    """Split a text into front matter and body."""
    fence = _FENCE.match(text)
    if not fence:
        return Parts(None, text)
    close = _CLOSE.search(text, fence.end())
    if not close:
        return Parts(None, text, 0, _unclosed(text, fence.end()))
    body = text[close.end() :]
    if _NOTHING.fullmatch(text, fence.end(), close.start()):
        return Parts(None, body)
    return Parts("\n" + text[fence.end() : close.start()], body, fence.end() - 1)


def _unclosed(text: str, start: int) -> tuple[Trouble, ...]:
    """Tell a front matter that is not closed from a line across the page."""
    if not _KEY.match(text, start):
        return ()
    hint = "write --- on a line of its own after the last field"
    return (Trouble(SYNTAX, 0, "the front matter that begins here is not closed", hint, 3),)
