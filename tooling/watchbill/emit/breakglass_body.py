"""Runbooks as HTML for a page on paper: the same Markdown, through the same sanitiser."""

from collections.abc import Mapping
from posixpath import join, normpath
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from watchbill.emit.escape import percent
from watchbill.emit.untrusted import MARKER, is_local

_EXTENSIONS = (
    "admonition",
    "def_list",
    "footnotes",
    "sane_lists",
    "tables",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
    "watchbill.emit.untrusted",
)
_SETTINGS = {
    "footnotes": {"UNIQUE_IDS": True},
    "tables": {"use_align_attribute": True},
    "pymdownx.highlight": {"use_pygments": False},
    "pymdownx.tabbed": {"alternate_style": True},
}
_DEEPER = {f"h{level}": f"h{min(level + 2, 6)}" for level in range(1, 7)}


def anchor(runbook_id: str) -> str:
    """Return the id of a runbook on the page."""
    return f"runbook-{runbook_id}"


def bodies(runbooks: Mapping[str, str]) -> dict[str, Markup]:
    """Return the bodies of runbooks as HTML, by their id."""
    written = {percent(runbook_id): runbook_id for runbook_id in runbooks}
    bound = _Bound({runbook_id: runbook_id for runbook_id in runbooks} | written)
    reader = Markdown(extensions=[*_EXTENSIONS, bound], extension_configs=_SETTINGS)
    made = {}
    for runbook_id, body in runbooks.items():
        bound.here = runbook_id
        text = reader.reset().convert(f"{MARKER}\n\n{body}")
        made[runbook_id] = Markup(text)  # noqa: S704  # sanitised by the extension
    return made


class _Bound(Extension):
    """Makes a page of its own a part of one page: on paper nothing can be opened or followed."""

    def __init__(self, known: Mapping[str, str]) -> None:
        """Take the runbooks by how links may write them."""
        super().__init__()
        self.known = known
        self.here = ""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # named by Python-Markdown
        """Come after whatever looks at links."""
        md.treeprocessors.register(_Parts(md, self), "watchbill_bound", 1)


class _Parts(Treeprocessor):
    """Sets headings deeper, opens what is folded or in tabs, leads links to runbooks there."""

    def __init__(self, md: Markdown, book: _Bound) -> None:
        super().__init__(md)
        self.book = book

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in _DEEPER:
                element.tag = _DEEPER[element.tag]
            elif element.tag == "details":
                element.set("open", "open")
            elif "tabbed-set" in element.get("class", "").split():
                _untab(element)
            elif element.tag == "a":
                self._lead(element)
            elif element.tag == "img":
                _say(element)

    def _lead(self, element: Element) -> None:
        """Lead a link to its runbook on this page; one to elsewhere on the site is only text."""
        url = element.get("href", "")
        if not is_local(url) or url.startswith("#"):
            return
        path = url.partition("#")[0].partition("?")[0]
        there = normpath(join(self.book.here, "..", path)).removesuffix(".md")
        if runbook := self.book.known.get(there):
            element.set("href", f"#{percent(anchor(runbook))}")
        else:
            element.tag = "span"
            element.attrib.pop("href", None)


def _untab(element: Element) -> None:
    """Put the name of each tab above what is in it: on paper all of them are seen."""
    labels = element.find("div[@class='tabbed-labels']")
    blocks = element.findall("div[@class='tabbed-content']/div[@class='tabbed-block']")
    if labels is None or len(labels) != len(blocks):
        return
    for label, block in zip(labels, blocks, strict=True):
        label.tag, label.tail = "p", None
        label.attrib.clear()
        label.set("class", "admonition-title")
        block.insert(0, label)
    for child in [labels, *element.findall("input")]:
        element.remove(child)


def _say(element: Element) -> None:
    """Turn a picture, which is not on paper, into its text."""
    element.tag = "span"
    element.text = element.get("alt") or element.get("src")
    element.attrib.clear()
