"""A Markdown extension: of what people wrote, only harmless HTML is HTML, and no link leads astray.

A page begins with parts made here, which may hold HTML. What follows `MARKER` was written by
people: HTML in it is shown as text, but for what is on the list of `allowed`. What stands between
`FOOT` and `MARKER` is made here, too, and moves to the page's end. Named in mkdocs.yml by the name
of this module; all that is done here is done in Python-Markdown, so that every engine does it.
"""

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import HtmlBlockPreprocessor, Preprocessor
from markdown.serializers import to_xhtml_string
from markdown.treeprocessors import Treeprocessor

from watchbill.emit.allowed import INLINE, TAG, Tag, read
from watchbill.emit.nesting import Mark, fill, paired, settle
from watchbill.emit.own import put_by

MARKER = "<!-- watchbill: below this line people wrote -->"
FOOT = "<!-- watchbill: from here to the next line of this kind is the end of the page -->"
_TAG = re.compile(TAG)
_PRE = re.compile(r" {0,3}<pre(?:\s[^<>]*+)?>", re.IGNORECASE)
_PRE_END = re.compile("</pre *>", re.IGNORECASE)
_IN_PRE = frozenset(INLINE) - {"a", "img"}
_GOOD = re.compile(r"(https?|mailto|tel):|[^:/?#]*([/?#]|$)", re.IGNORECASE)
_RELATIVE = re.compile(r"[^:/?#]*([/?#]|$)")
_ESCAPED = re.compile("\x02([0-9]+)\x03")
_IGNORED = re.compile("[\x00\x01\x03-\x20\x7f-\x9f]+")
_ABSOLUTE = re.compile(r"([a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
# MkDocs takes every URL apart and stops at a host that cannot be one.
_HOST = re.compile(r"([a-z]+:)?//[\w.:@%~-]*([/?#]|$)", re.IGNORECASE)


class _PutBy(Preprocessor):
    """Puts our blocks of HTML by, before MkDocs and Python-Markdown look for some."""

    def run(self, lines: list[str]) -> list[str]:
        foot, place = _parts(lines)
        begin = min(foot + 1, place)
        ours, end = self._without(lines[:foot]), self._without(lines[begin:place])
        return [*ours, *lines[foot:begin], *end, *lines[place:]]

    def _without(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        rest = put_by(text, self.md.htmlStash.store, self.md.is_block_level)
        return rest.split("\n") if lines else []


def _parts(lines: list[str]) -> tuple[int, int]:
    """Return where the end of the page stands, and where begins what people wrote."""
    place = lines.index(MARKER) if MARKER in lines else len(lines)
    return (lines.index(FOOT) if FOOT in lines[:place] else place), place


class _OwnHtml(HtmlBlockPreprocessor):
    """Keeps blocks of HTML above the marker; below it they are text like any other."""

    def run(self, lines: list[str]) -> list[str]:
        foot, place = _parts(lines)
        people = list(self._shown(lines[place + 1 :]))
        ours: list[str] = super().run(lines[:foot])
        end: list[str] = super().run(lines[foot + 1 : place]) if foot < place else []
        return [*ours, "", *people, "", *end]

    def _shown(self, lines: list[str]) -> Iterator[str]:
        """Yield lines with every `pre` that ends put by: in it, lines are as they are."""
        last = max((n for n, line in enumerate(lines) if _PRE_END.search(line)), default=-1)
        here = 0
        while here < len(lines):
            begin = _PRE.match(lines[here]) if here <= last else None
            if not begin:
                yield lines[here]
                here += 1
                continue
            end = next(n for n in range(here, last + 1) if _PRE_END.search(lines[n]))
            text = "\n".join([lines[here][begin.end() :], *lines[here + 1 : end + 1]])
            inside, after = _PRE_END.split(text, maxsplit=1)
            yield from ("", self.md.htmlStash.store(_pre(inside)), "", after)
            here = end + 1


def _pre(text: str) -> str:
    """Return a `pre` as HTML: in it people may write what stands in a line, but links."""
    items: list[str | Tag] = []
    done = 0
    for found in _TAG.finditer(text):
        tag = read(found[0])
        if tag and tag.name in _IN_PRE:
            items += [html.unescape(text[done : found.start()]), tag]
            done = found.end()
    element = Element("pre")
    fill(element, paired([*items, html.unescape(text[done:])], flow=False))
    return str(to_xhtml_string(element))


class _Tags(InlineProcessor):
    """Finds tags in lines; what they mean is seen when the whole tree is there."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  # the way and the name of the library
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002  # the whole text, of which the match is all we need
    ) -> tuple[Element | None, int | None, int | None]:
        tag = read(m[0])
        return (Mark(tag), m.start(0), m.end(0)) if tag else (None, None, None)


class _Pairs(Treeprocessor):
    """Makes elements of the tags."""

    def run(self, root: Element) -> None:
        settle(root, root=True)


class _Links(Treeprocessor):
    """Makes links with other schemes, and pictures from elsewhere, what they can safely be.

    Those without an address are none: MkDocs ends where it meets one.
    """

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag == "a" and not is_good(element.get("href")):
                element.tag = "span"
                element.attrib.pop("href", None)
            elif element.tag == "img" and not is_local(element.get("src")):
                _unpicture(element)


def _unpicture(element: Element) -> None:
    """Turn a picture that would be fetched from elsewhere into a link, or into its text."""
    source = element.get("src")
    element.text = element.get("alt") or source or ""
    element.tag = "a" if is_good(source) else "span"
    element.attrib.clear()
    if source is not None and element.tag == "a":
        element.set("href", source)


def _plain(url: str) -> str:
    """Return a URL as a browser will read it: references resolved, white space ignored."""
    url = _ESCAPED.sub(lambda match: chr(int(match[1])), url.replace("\x02amp\x03", "&"))
    return _IGNORED.sub("", html.unescape(url)).replace("\\", "/")


def is_good(url: str | None) -> bool:
    """Say whether a link may lead there: the web, mail, a phone, or somewhere on this site."""
    if url is None:
        return False
    url = _plain(url)
    if "\x02" in url or (_ABSOLUTE.match(url) and not _HOST.match(url)):
        return False
    return bool(_GOOD.match(url))


def is_local(url: str | None) -> bool:
    """Say whether a URL stays on this site."""
    if url is None:
        return False
    url = _plain(url)
    return "\x02" not in url and not url.startswith("//") and bool(_RELATIVE.match(url))


class Untrusted(Extension):
    """The extension; it takes no settings."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # named by Python-Markdown
        """Replace what passes HTML through, and look at every link before MkDocs does."""
        md.preprocessors.register(_PutBy(md), "watchbill_put_by", 22)  # MkDocs' own has 21
        md.preprocessors.register(_OwnHtml(md), "html_block", 20)
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(_Tags(TAG, md), "watchbill_tags", 90)
        md.treeprocessors.register(_Pairs(md), "watchbill_pairs", 16)
        md.treeprocessors.register(_Links(md), "watchbill_links", 15)


def makeExtension(**_: object) -> Untrusted:  # noqa: N802  # the name that Python-Markdown calls
    """Return the extension."""
    return Untrusted()
