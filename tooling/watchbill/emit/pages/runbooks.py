"""Runbooks: a header with who to call now, what people wrote, and who is paged next."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.artifact import Artifact
from watchbill.emit.escape import clean
from watchbill.emit.links import Here, Link, address, page_path
from watchbill.emit.pages.book import Book, Post
from watchbill.emit.pages.paging import Way, ways
from watchbill.engine.related import kin, related
from watchbill.model import Catalog, Ref
from watchbill.model.runbooks import Runbook
from watchbill.rules.runbooks import review_due

_TITLE = re.compile(r"(?:\s*\n)?# +(?P<words>[^\n*_`<>\[\]\\&!{}#]+)(?:\n|\Z)")
_HEADING = re.compile(r"(?:\s*\n)?# ")
"""A title of plain words at the beginning of what people wrote, and any title there."""


class Review(NamedTuple):
    """When a runbook was last reviewed, until when that holds, and whether that is over."""

    last: str
    due: str
    overdue: bool


class Boxes(NamedTuple):
    """Who is called, on a page: who is on call now, and the steps of the escalations.

    `now` and `next` are HTML of both. Runbooks of the same owner and services have the same boxes
    if they lie as deep.
    """

    posts: tuple[Post, ...]
    ways: tuple[Way, ...]
    now: Markup
    next: Markup


Boxed = Callable[[int, str | None, tuple[str, ...]], Boxes]


def runbooks(book: Book) -> Iterator[Artifact]:
    """Yield a page for each runbook, and the index of each folder without one."""
    family, boxed = kin(book.catalog.runbooks), cache(partial(_boxes, book))
    for runbook_id, runbook in book.catalog.runbooks.items():
        yield _runbook(book, runbook_id, runbook, related(family, runbook_id), boxed)
    taken = {page_path("runbook", runbook_id) for runbook_id in book.catalog.runbooks}
    for folder, mine in sorted(_folders(book).items()):
        own = {f"runbooks/{folder}{name}.md" for name in ("index", "README")}
        name = "-all.md" if own & taken else "index.md"
        if folder and own & taken:
            continue
        yield _index(book, folder, mine, f"runbooks/{folder}{name}")


def index_path(catalog: Catalog) -> str:
    """Return where the index of all runbooks is: beside one that people wrote."""
    taken = {"index", "README"} & set(catalog.runbooks)
    return "runbooks/-all.md" if taken else "runbooks/index.md"


def _boxes(book: Book, depth: int, owner: str | None, services: tuple[str, ...]) -> Boxes:
    """Return the boxes of pages so many folders below the site; they lead to no runbook."""
    here = book.here("/".join("-" * depth) + ".md")
    posts = book.posts(here, owner, book.catalog.settings.timezone) if owner else ()
    steps = ways(book, here, services)
    link = here.link("roster", owner) if owner else None
    now, then = book.part("posts", posts), book.part("page_next", steps, posts, link)
    return Boxes(posts, steps, now, then)


def _runbook(
    book: Book, runbook_id: str, runbook: Runbook, near: tuple[str, ...], boxed: Boxed
) -> Artifact:
    here = book.here(page_path("runbook", runbook_id))
    front = runbook.front
    boxes = boxed(address(here.path).count("/"), front.owner, front.services)
    own, body = _parted(runbook.body)
    return book.page(
        here,
        "runbook.md.j2",
        here.link("runbook", runbook_id).text,
        owner=here.link("roster", front.owner) if front.owner else None,
        boxes=boxes,
        posts=boxes.posts,
        severity=here.link("severity", front.severity) if front.severity else None,
        services=[here.link("service", service) for service in front.services],
        ways=boxes.ways,
        related=[here.link("runbook", other) for other in near],
        topics=[here.link("topic", topic) for topic in front.topics],
        alerts=front.alerts,
        review=review(runbook, book.outlook.at),
        body=body,
        own=own,
        titled=_HEADING.match(body) is not None,
        source=book.source(Ref("runbook", runbook_id)),
    )


def _parted(body: str) -> tuple[str, str]:
    """Return the title of its own that a runbook begins with, and the rest.

    It stands above who is on call: that is how one sees that this is the right page. A title that
    is more than words stays where it is.
    """
    found = _TITLE.match(body)
    return (found["words"].strip(), body[found.end() :]) if found else ("", body)


def review(runbook: Runbook, at: datetime) -> Review | None:
    """Return a runbook's review as it stands on the UTC day of an instant; None without one.

    On the day on which it is due it still holds.
    """
    last, due = runbook.front.last_reviewed, review_due(runbook)
    if last is None or due is None:
        return None
    return Review(last.isoformat(), due.isoformat(), due < at.date())


def _folders(book: Book) -> Mapping[str, Sequence[str]]:
    """Return all folders with the runbooks below them: "" and "payments/" and so on."""
    found: dict[str, list[str]] = defaultdict(list, {"": list(book.catalog.runbooks)})
    for runbook_id in book.catalog.runbooks:
        parts = runbook_id.split("/")[:-1]
        for size in range(len(parts)):
            found["/".join(parts[: size + 1]) + "/"].append(runbook_id)
    return found


def _index(book: Book, folder: str, mine: Sequence[str], path: str) -> Artifact:
    here = book.here(path)
    groups: dict[str, list[tuple[Link, str, list[Link], Link | None]]] = {}
    for runbook_id in mine:
        runbook = book.catalog.runbooks[runbook_id]
        services = [here.link("service", service) for service in runbook.front.services]
        link, severity = here.link("runbook", runbook_id), _severity(here, runbook)
        row = (link, _alerts(runbook), services, severity)
        groups.setdefault(runbook_id.rpartition("/")[0], []).append(row)
    heading = f"Runbooks: {clean(folder.strip('/'))}" if folder else "Runbooks"
    return book.page(here, "runbooks.md.j2", heading, groups=groups, folder=folder.strip("/"))


def _alerts(runbook: Runbook) -> str:
    return ", ".join(alert for alert in runbook.front.alerts if alert != runbook.title)


def _severity(here: Here, runbook: Runbook) -> Link | None:
    return here.link("severity", runbook.front.severity) if runbook.front.severity else None
