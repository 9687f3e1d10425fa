"""What a page or a style sheet would load from elsewhere: nothing may, since it may be down.

Links that a reader follows may lead anywhere; what a browser fetches by itself may not. This finds
what a template got wrong; what gets past it, the policy of the page refuses.
"""

import re
from collections.abc import Iterator

_ELSEWHERE = r"(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}"
_URL = re.compile(rf"(?:url\(\s*|@import\s+)[\"']?\s*{_ELSEWHERE}[^\s\"')]*", re.IGNORECASE)
# All that can load; without IGNORECASE, which would be three times slower over a whole site.
_LOADING = re.compile(
    r"<(?:audio|base|body|button|embed|form|frame|iframe|image|img|input|link|object|script|source"
    r"|table|td|th|track|use|video|AUDIO|EMBED|FORM|IFRAME|IMG|LINK|OBJECT|SCRIPT|SOURCE|VIDEO)"
    r"\b[^>]*"
)
_ATTRIBUTE = re.compile(
    r"(?<![\w:-])(?:action|background|data|formaction|href|poster|src|srcset|xlink:href)"
    rf"\s*=\s*[\"']?\s*({_ELSEWHERE}[^\s\"'>]*)",
    re.IGNORECASE,
)
_REL = re.compile(r"\brel\s*=\s*[\"']?([\w -]+)", re.IGNORECASE)
_NAMED = frozenset({"alternate", "author", "canonical", "license", "next", "prev", "search"})
"""Relations of `link` that name something, and load nothing."""


def in_page(text: str) -> Iterator[str]:
    """Yield what a page of HTML would fetch from another origin."""
    for tag in _LOADING.finditer(text):
        whole = tag[0]
        if ("//" in whole or "\\" in whole) and not _only_names(whole):
            yield from _ATTRIBUTE.findall(whole)
    if "url(" in text or "@import" in text:
        for found in _URL.finditer(text):
            if _is_style(text, found.start()):
                yield found[0]


def in_style(text: str) -> Iterator[str]:
    """Yield what a style sheet would fetch from another origin."""
    for found in _URL.finditer(text):
        yield found[0]


def _only_names(tag: str) -> bool:
    """Say whether a tag is a link that a browser does not load."""
    rel = _REL.search(tag) if tag[:5].lower() == "<link" else None
    return rel is not None and set(rel[1].lower().split()) <= _NAMED


def _is_style(text: str, place: int) -> bool:
    """Say whether a place is in a style element, or in a tag."""
    if text.rfind("<", 0, place) > text.rfind(">", 0, place):
        return True
    return text.rfind("<style", 0, place) > text.rfind("</style", 0, place)
