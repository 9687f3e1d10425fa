"""Where the page of a resource is, and how one page of the site points to another."""

import re
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from markupsafe import Markup

from watchbill.emit.escape import clean, percent
from watchbill.model import Catalog

FOLDERS = {
    "person": "people",
    "roster": "rosters",
    "topic": "topics",
    "service": "services",
    "escalation": "escalation",
    "runbook": "runbooks",
    "page": "policies",
}
SHARED = {"role": "roles.md", "severity": "severities.md"}
"""Kinds whose resources share a page; the id of each is a fragment in it."""
BUILT = "././"
"""How links begin that lead from page to page as they are. Some engines (Zensical) take what else
is relative in HTML for a link from file to file, and change it."""
_INDEXES = ("index", "README")
_UNPLACEABLE = re.compile("[\\\\:\x00-\x1f\ud800-\udfff]")


class Link(NamedTuple):
    """A text and where it leads: `href` is None where there is no such page."""

    text: str
    href: str | None = None


class _Named(Protocol):
    @property
    def name(self) -> str: ...


def page_path(kind: str, id_: str) -> str:
    """Return the page of a resource, below the folder of pages.

    Runbooks and policies keep their place, so that links between them hold. No id begins with a
    hyphen, so that of somebody named index does not meet the index of people.
    """
    if kind in SHARED:
        return SHARED[kind]
    if kind not in {"runbook", "page"} and id_ == "index":
        id_ = "-index"
    return f"{FOLDERS[kind]}/{_UNPLACEABLE.sub('-', id_)}.md"


def address(path: str) -> str:
    """Return the address of a page below the site, a folder that ends in / (or is empty)."""
    folder, _, name = path.removesuffix(".md").rpartition("/")
    parts = [folder] if name in _INDEXES else [folder, name]
    whole = "/".join(part for part in parts if part)
    return f"{whole}/" if whole else ""


def relative(here: str, there: str, fragment: str = "") -> Markup:
    """Return the URL from one page to another: relative, so that the site may lie anywhere.

    It begins with `BUILT`, which the finish takes away.
    """
    url = BUILT + percent(_way(address(here), address(there)))
    url += f"#{percent(fragment)}" if fragment else ""
    return Markup(url)  # noqa: S704  # nothing in it means anything to HTML


def _way(here: str, there: str) -> str:
    """Return the way from one address to another: up to where both are, and down from it."""
    old, new = here.split("/")[:-1], there.split("/")[:-1]
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    shared = min(len(old), len(new)) if same is None else same
    parts = [*[".."] * (len(old) - shared), *new[shared:]]
    return "/".join(parts or ["."]) + "/"


class Here(NamedTuple):
    """The page that is being written: links are seen from it."""

    catalog: Catalog
    path: str

    def to(self, path: str, text: str) -> Link:
        """Return a link to a page that is known to be there."""
        return Link(text, relative(self.path, path))

    def link(self, kind: str, id_: str) -> Link:
        """Return a link to a resource by its name; only its id where there is none to read."""
        name = name_of(self.catalog, kind, id_)
        if name is None:
            return Link(id_)
        fragment = f"{kind}-{id_}" if kind in SHARED else ""
        return Link(name, relative(self.path, page_path(kind, id_), fragment))


def by_name(link: Link) -> str:
    """Return what sorts links as people look for them: by what is shown, not by the file."""
    return link.text.casefold()


def name_of(catalog: Catalog, kind: str, id_: str) -> str | None:
    """Return what a resource is called; None where the catalog has none to read."""
    if kind == "runbook":
        runbook = catalog.runbooks.get(id_)
        return (clean(runbook.title or "") or id_.rpartition("/")[2]) if runbook else None
    if kind == "page":
        page = catalog.pages.get(id_)
        return (
            (clean(page.front.title or "") or heading(page.body) or spoken(id_)) if page else None
        )
    named = _named(catalog, kind).get(id_)
    return (clean(named.name) or id_) if named else None


def _named(catalog: Catalog, kind: str) -> Mapping[str, _Named]:
    """Return the resources of a kind that have a name."""
    kinds: dict[str, Mapping[str, _Named]] = {
        "person": catalog.people,
        "roster": catalog.rosters,
        "topic": catalog.topics,
        "service": catalog.services,
        "escalation": catalog.escalations,
        "role": catalog.roles,
        "severity": catalog.severities,
    }
    return kinds[kind]


def heading(body: str) -> str | None:
    """Return the first heading of the first level in a Markdown text."""
    heads = (line[2:].strip(" #") for line in body.splitlines() if line.startswith("# "))
    return clean(next(heads, "")) or None


def spoken(id_: str) -> str:
    """Return a file name as words: on-call-pay is On call pay."""
    words = re.sub(r"[-_]+", " ", id_.rpartition("/")[2]).strip()
    return words[:1].upper() + words[1:]
