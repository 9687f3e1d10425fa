"""The site generator's settings: mkdocs.yml, from a template like the pages."""

from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import Environment

from watchbill.emit.artifact import Artifact
from watchbill.emit.escape import quoted, title, web
from watchbill.emit.links import name_of, page_path
from watchbill.emit.pages.incident import NAME as GUIDE
from watchbill.emit.pages.incident import PATH as GUIDE_PATH
from watchbill.emit.pages.policies import ROLES, SEVERITIES
from watchbill.emit.pages.policies import index_path as policies_index
from watchbill.emit.pages.runbooks import index_path as runbooks_index
from watchbill.model import Catalog

PATH = "mkdocs.yml"
LONGEST = 300
"""How many pages of a kind the navigation lists; where there are more, their index has to do."""

Entry = dict[str, Any]


def config(catalog: Catalog, templates: Environment) -> Artifact:
    """Return mkdocs.yml; the folders in it are beside it."""
    nav = [
        {"On call now": "index.md"},
        {GUIDE: GUIDE_PATH},
        _section(catalog, "Runbooks", runbooks_index(catalog), "runbook", catalog.runbooks),
        _section(catalog, "Experts", "topics/index.md", "topic", catalog.topics),
        _section(catalog, "Services", "services/index.md", "service", catalog.services),
        _section(catalog, "Rosters", "rosters/index.md", "roster", catalog.rosters),
        {"Calendar": "calendar/index.md"},
        _section(catalog, "People", "people/index.md", "person", catalog.people),
        _section(catalog, "Escalation", "escalation/index.md", "escalation", catalog.escalations),
        _policies(catalog),
    ]
    text = templates.get_template("mkdocs.yml.j2").render(
        name=quoted(title(catalog.settings.site.title or catalog.settings.name)),
        url=quoted(web(catalog.settings.site.url or "") or ""),
        nav=[quoted(entry) for entry in nav],
    )
    return Artifact(PATH, text)


def _section(catalog: Catalog, name: str, index: str, kind: str, ids: Iterable[str]) -> Entry:
    """Return a section: its index, then its pages by their name, unless there are too many."""
    pages = list(_pages(catalog, kind, ids))
    if len(pages) > LONGEST:
        return {name: index}
    pages.sort(key=lambda page: next(iter(page)).casefold())
    return {name: [index, *pages]}


def _pages(catalog: Catalog, kind: str, ids: Iterable[str]) -> Iterator[Entry]:
    for id_ in ids:
        yield {title(name_of(catalog, kind, id_) or id_): page_path(kind, id_)}


def _policies(catalog: Catalog) -> Entry:
    section = _section(catalog, "Policies", policies_index(catalog), "page", catalog.pages)
    pages = section["Policies"]
    index, rest = (pages, []) if isinstance(pages, str) else (pages[0], pages[1:])
    return {"Policies": [index, {"Roles": ROLES}, {"Severities": SEVERITIES}, *rest]}
