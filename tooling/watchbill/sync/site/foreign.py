"""What a page or a style sheet would load from elsewhere: nothing may, since it may be down.

Links that a reader follows may lead anywhere; what a browser fetches by itself may not.
"""

import re
from collections.abc import Iterator

_ELSEWHERE = r"(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}"
_VALUE = re.compile(rf"=\s*[\"']?\s*{_ELSEWHERE}[^\s\"'>]*", re.IGNORECASE)
_URL = re.compile(rf"(?:url\(\s*|@import\s+)[\"']?\s*{_ELSEWHERE}[^\s\"')]*", re.IGNORECASE)
_NAME = re.compile(r"([\w:-]+)\s*\Z")
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
    for found in _VALUE.finditer(text):
        if _is_fetched(text, found.start()):
            yield found[0].lstrip("= \"'")
    for found in _URL.finditer(text):
        if _is_style(text, found.start()):
            yield found[0]


def in_style(text: str) -> Iterator[str]:
    """Yield what a style sheet would fetch from another origin."""
    for found in _URL.finditer(text):
        yield found[0]


def _is_fetched(text: str, place: int) -> bool:
    """Say whether an attribute whose = is at this place makes a browser load its value."""
    begin = text.rfind("<", 0, place)
    tag = _TAG.match(text, begin) if begin > text.rfind(">", 0, place) else None
    name = _NAME.search(text, begin, place)
    if tag is None or name is None or name[1].lower() not in _FETCHING:
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
