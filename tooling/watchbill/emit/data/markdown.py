"""Markdown as a search reads it: sections with their anchors, as plain text, and first steps."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from markdown.extensions.toc import slugify, unique

from watchbill.emit.escape import clean

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*$")
_STEP = re.compile(r"[ ]{0,3}(?:\*\*)?\d+[.)][ \t]+(.+)")
_ITEM = re.compile(r"[ ]{0,3}[-*+][ \t]+(.+)")
_LINK = re.compile(r"!?\[([^\]\[]*)\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\]]*\])")
# Table rules, admonitions and tabs, comments, emphasis, code marks, cells.
_MARKS = re.compile(
    r"^[\s|:>-]+$|^\s*(?:!!!|\?\?\?\+?|===)\s*(?:\w+\s)?|<!--.*?-->|\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`+"
)
_CELL = re.compile(r"\s*\|\s*")
MOST_STEPS, LONGEST_STEP = 3, 160


class Section(NamedTuple):
    """A part of a page: its heading (empty before the first one), its anchor, its plain text."""

    heading: str
    anchor: str
    text: str


class Text(NamedTuple):
    """A page as a search reads it."""

    sections: tuple[Section, ...]
    steps: tuple[str, ...]


@lru_cache(maxsize=1 << 13)
def read(body: str, heading: str = "") -> Text:
    """Return a Markdown text in parts; `heading` is the page's own, if it does not begin so."""
    taken: set[str] = {slugify(heading, "-")} if heading else set()
    parts: list[tuple[str, str, list[str]]] = [("", "", [])]
    steps: list[str] = []
    items: list[str] = []
    for code, line in _lines(body):
        head = None if code else _HEADING.match(line)
        if head:
            name = plain(head[2])
            parts.append((name, unique(slugify(html.unescape(name), "-"), taken), []))
            continue
        parts[-1][2].append(_code(line) if code else plain(line))
        _note(code, line, steps, items)
    sections = (Section(name, anchor, " ".join(filter(None, p))) for name, anchor, p in parts)
    said = tuple(section for section in sections if section.heading or section.text)
    return Text(said, tuple((steps or items or _begin(said))[:MOST_STEPS]))


def _lines(body: str) -> Iterator[tuple[bool, str]]:
    """Yield lines, and whether they are code; those that begin and end it are left out."""
    fence = ""
    for line in body.splitlines():
        mark = _FENCE.match(line)
        if fence and mark and mark[1].startswith(fence):
            fence = ""
        elif mark and not fence:
            fence = mark[1]
        else:
            yield bool(fence), line


def _note(code: bool, line: str, steps: list[str], items: list[str]) -> None:
    """Note a line that is a step, or an item of a list, as long as there are few."""
    if code or len(steps) >= MOST_STEPS:
        return
    for pattern, found in ((_STEP, steps), (_ITEM, items)):
        match = pattern.match(line)
        if match and len(found) < MOST_STEPS:
            found.append(_short(plain(match[1])))


def _begin(sections: tuple[Section, ...]) -> list[str]:
    return [_short(section.text) for section in sections if section.text][:1]


def _short(text: str) -> str:
    if len(text) <= LONGEST_STEP:
        return text
    return text[:LONGEST_STEP].rpartition(" ")[0].rstrip(",;:") + " …"


@lru_cache(maxsize=1 << 14)
def plain(line: str) -> str:
    """Return a line of Markdown as a reader sees it, more or less."""
    if not line or line.isspace():
        return ""
    text = _LINK.sub(r"\1", line) if "[" in line else line
    return clean(_CELL.sub(" ", _MARKS.sub("", text)) if not text.isalpha() else text)


@lru_cache(maxsize=1 << 14)
def _code(line: str) -> str:
    return clean(line)
