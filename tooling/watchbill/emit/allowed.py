"""The HTML that people may write in Markdown: elements and attributes by list, the rest is text.

A tag is what CommonMark takes for one (spec 0.31, 6.6). It is read by Python's HTML parser, and
written anew from what was read: nothing of how it was spelt reaches a page.
"""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Literal, NamedTuple
from xml.etree.ElementTree import Element

Role = Literal["open", "close", "void"]

_CELL = frozenset({"colspan", "rowspan", "scope"})
_NOTHING: frozenset[str] = frozenset()
INLINE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("b", "br", "code", "em", "i", "kbd", "mark", "span", "strong", "sub", "sup"), _NOTHING
    ),
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "img": frozenset({"alt", "height", "src", "title", "width"}),
}
"""Elements that stand in a line, and their attributes; all others are left out."""
BLOCKS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("caption", "div", "hr", "li", "p", "summary", "table", "tbody", "tfoot", "thead", "tr"),
        _NOTHING,
    ),
    "details": frozenset({"open"}),
    "ol": frozenset({"start"}),
    "td": _CELL,
    "th": _CELL,
    "ul": _NOTHING,
}
"""Elements that hold lines, and their attributes."""
VOID = frozenset({"br", "hr", "img"})
WITHIN: Mapping[str, frozenset[str]] = {
    "caption": frozenset({"table"}),
    "li": frozenset({"ol", "ul"}),
    "summary": frozenset({"details"}),
    **dict.fromkeys(("tbody", "tfoot", "thead"), frozenset({"table"})),
    "tr": frozenset({"table", "tbody", "tfoot", "thead"}),
    **dict.fromkeys(("td", "th"), frozenset({"tr"})),
}
"""Elements that mean something only in certain others."""

_VALUE = r"""(?:[^\s"'=<>`\x02\x03]++|'[^'\x02\x03]*+'|"[^"\x02\x03]*+")"""
_ATTRIBUTE = rf"\s++[a-zA-Z_:][a-zA-Z0-9_.:-]*+(?:\s*+=\s*+{_VALUE})?"
_NAME = "|".join(sorted({*INLINE, *BLOCKS}, key=lambda name: (-len(name), name)))
TAG = rf"<(?:(?i:{_NAME})(?:{_ATTRIBUTE})*+\s*+/?|/(?i:{_NAME})\s*+)>"
"""A tag that may be allowed. Whatever else begins with < is text."""
_NUMBERS = re.compile(r"[0-9]{1,4}")
_COUNTED = frozenset({"colspan", "height", "rowspan", "start", "width"})


class Tag(NamedTuple):
    """A tag: its name, what it does, its attributes, and how it was written."""

    name: str
    role: Role
    attributes: tuple[tuple[str, str], ...]
    source: str

    @property
    def block(self) -> bool:
        """Whether it belongs to an element that holds lines."""
        return self.name in BLOCKS


class _Reader(HTMLParser):
    """Reads one tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, bool, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, False, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append((tag, True, []))


def read(source: str) -> Tag | None:
    """Return a text that `TAG` matches as a tag; None where it stays a text.

    That is one that would run a script: somebody should see it. Attributes that are only not on
    the list are left out.
    """
    reader = _Reader()
    reader.feed(source.replace("/>", ">") if source.endswith("/>") else source)
    reader.close()
    if len(reader.found) != 1:
        return None
    name, closes, raw = reader.found[0]
    listed = INLINE.get(name, BLOCKS.get(name))
    if listed is None or any(key.startswith("on") for key, _ in raw):
        return None
    if name in VOID:
        return None if closes else Tag(name, "void", _kept(name, listed, raw), source)
    return Tag(name, "close" if closes else "open", _kept(name, listed, raw), source)


def _kept(
    name: str, listed: frozenset[str], raw: list[tuple[str, str | None]]
) -> tuple[tuple[str, str], ...]:
    """Return the attributes that are on the list; a picture always has a text in its place."""
    said: dict[str, str] = {}
    for key, value in raw:
        if key in listed and (key not in _COUNTED or _NUMBERS.fullmatch(value or "")):
            said.setdefault(key, value or "")
    if "open" in said:
        said["open"] = "open"
    if said.get("scope", "col") not in {"col", "row"}:
        del said["scope"]
    if name == "img":
        said.setdefault("alt", said.get("src", "").rpartition("/")[2])
    return tuple(said.items())


def made(tag: Tag) -> Element:
    """Return the element that a tag begins."""
    return Element(tag.name, dict(tag.attributes))
