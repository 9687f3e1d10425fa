"""What a page or a style sheet would load from elsewhere: nothing may, since it may be down.

Links that a reader follows may lead anywhere; what a browser fetches by itself may not.
"""

import re
from collections.abc import Iterator

_ELSEWHERE = r"(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}"
_URL = re.compile(rf"(?:url\(\s*|@import\s+)[\"']?\s*{_ELSEWHERE}[^\s\"')]*", re.IGNORECASE)
# What stands before two slashes, looked at from there: nearly all pages have few of them.
_BEFORE = re.compile(
    r"(?:([\w:-]+)\s*=\s*[\"']?|(url\(|@import\s)\s*[\"']?)\s*(?:[a-z][a-z0-9+.-]*:)?\Z",
    re.IGNORECASE,
)
_REST = re.compile(r"[^\s\"'>)]*")
_BEGINS = frozenset(":=\"'( \t\n\f\r")
_NEAR = 80
"""How many characters before two slashes can matter."""
_TAG = re.compile(r"<([a-z][\w-]*)", re.IGNORECASE)
_REL = re.compile(r"\brel\s*=\s*[\"']?([\w -]+)", re.IGNORECASE)
_FETCHING = frozenset(
    {"action", "background", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href"}
)
_FOLLOWED = frozenset({"a", "area"})
_NAMED = frozenset({"alternate", "author", "canonical", "license", "next", "prev", "search"})
"""Relations of `link` that name something, and load nothing."""


def in_page(text: str) -> Iterator[str]:
    """Yield what a page of HTML would fetch from another origin."""
    for place in _slashes(text):
        if text[place - 1] not in _BEGINS:
            continue
        before = _BEFORE.search(text, max(0, place - _NEAR), place)
        if not before:
            continue
        name, style = before.groups()
        if _is_fetched(text, place, name) if name else style and _is_style(text, place):
            begin = before.end(1) + 1 if name else before.start()
            rest = _REST.match(text, place)
            yield text[begin : rest.end() if rest else place].strip(" =\"'")


def _slashes(text: str) -> Iterator[int]:
    """Yield where two slashes are, of whatever kind: browsers read them alike."""
    for pair in ("//", "\\\\", "/\\", "\\/"):
        place = text.find(pair)
        while place >= 0:
            yield place
            place = text.find(pair, place + 2)


def in_style(text: str) -> Iterator[str]:
    """Yield what a style sheet would fetch from another origin."""
    for found in _URL.finditer(text):
        yield found[0]


def _is_fetched(text: str, place: int, name: str) -> bool:
    """Say whether a browser loads the value of an attribute by itself; the place is in it."""
    begin = text.rfind("<", 0, place)
    tag = _TAG.match(text, begin) if begin > text.rfind(">", 0, place) else None
    if tag is None or name.lower() not in _FETCHING:
        return False
    if tag[1].lower() == "link":
        rel = _REL.search(text, begin, text.find(">", place))
        return not rel or not set(rel[1].lower().split()) <= _NAMED
    return tag[1].lower() not in _FOLLOWED


def _is_style(text: str, place: int) -> bool:
    """Say whether a place is in a style element, or in a tag."""
    if text.rfind("<", 0, place) > text.rfind(">", 0, place):
        return True
    return text.rfind("<style", 0, place) > text.rfind("</style", 0, place)
