"""A Markdown extension: what people wrote is Markdown only, never HTML, and links lead nowhere bad.

A page begins with parts made here, which may hold HTML. What follows `MARKER` was written by
people: HTML in it is shown as text. Named in mkdocs.yml by the name of this module.
"""

import html
import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import Treeprocessor

MARKER = "<!-- watchbill: below this line people wrote -->"
_GOOD = re.compile(r"(https?|mailto|tel):|[^:/?#]*([/?#]|$)", re.IGNORECASE)
_RELATIVE = re.compile(r"[^:/?#]*([/?#]|$)")
_ESCAPED = re.compile("\x02([0-9]+)\x03")
_IGNORED = re.compile("[\x00\x01\x03-\x20\x7f-\x9f]+")
_ABSOLUTE = re.compile(r"([a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
# MkDocs takes every URL apart and stops at a host that cannot be one.
_HOST = re.compile(r"([a-z]+:)?//[\w.:@%~-]*([/?#]|$)", re.IGNORECASE)


class _OwnHtml(HtmlBlockPreprocessor):
    """Keeps blocks of HTML above the marker; below it they are text like any other."""

    def run(self, lines: list[str]) -> list[str]:
        place = lines.index(MARKER) if MARKER in lines else len(lines)
        ours: list[str] = super().run(lines[:place])
        return [*ours, "", *lines[place + 1 :]]


class _Links(Treeprocessor):
    """Makes links with other schemes, and pictures from elsewhere, what they can safely be."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag == "a" and not is_good(element.get("href", "")):
                element.tag = "span"
                element.attrib.pop("href", None)
            elif element.tag == "img" and not is_local(element.get("src", "")):
                _unpicture(element)


def _unpicture(element: Element) -> None:
    """Turn a picture that would be fetched from elsewhere into a link, or into its text."""
    source = element.get("src", "")
    element.text = element.get("alt") or source
    element.tag = "a" if is_good(source) else "span"
    element.attrib.clear()
    if element.tag == "a":
        element.set("href", source)


def _plain(url: str) -> str:
    """Return a URL as a browser will read it: references resolved, white space ignored."""
    url = _ESCAPED.sub(lambda match: chr(int(match[1])), url.replace("\x02amp\x03", "&"))
    return _IGNORED.sub("", html.unescape(url)).replace("\\", "/")


def is_good(url: str) -> bool:
    """Say whether a link may lead there: the web, mail, a phone, or somewhere on this site."""
    url = _plain(url)
    if "\x02" in url or (_ABSOLUTE.match(url) and not _HOST.match(url)):
        return False
    return bool(_GOOD.match(url))


def is_local(url: str) -> bool:
    """Say whether a URL stays on this site."""
    url = _plain(url)
    return "\x02" not in url and not url.startswith("//") and bool(_RELATIVE.match(url))


class Untrusted(Extension):
    """The extension; it takes no settings."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # named by Python-Markdown
        """Replace what passes HTML through, and look at every link before MkDocs does."""
        md.preprocessors.register(_OwnHtml(md), "html_block", 20)
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_Links(md), "watchbill_links", 15)


def makeExtension(**_: object) -> Untrusted:  # noqa: N802  # the name that Python-Markdown calls
    """Return the extension."""
    return Untrusted()
