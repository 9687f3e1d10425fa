"""The pages of the site: Markdown with parts in HTML, one or more modules a noun."""

from collections.abc import Collection, Iterator
from datetime import datetime

from jinja2 import Environment

from watchbill.emit.artifact import Artifact
from watchbill.emit.data import data
from watchbill.emit.outlook import Outlook
from watchbill.emit.pages.book import Book, environment
from watchbill.emit.pages.calendar import calendar
from watchbill.emit.pages.config import config
from watchbill.emit.pages.escalation import escalation
from watchbill.emit.pages.feeds import feeds
from watchbill.emit.pages.home import home
from watchbill.emit.pages.incident import incident
from watchbill.emit.pages.people import people
from watchbill.emit.pages.policies import policies
from watchbill.emit.pages.rosters import rosters
from watchbill.emit.pages.runbooks import runbooks
from watchbill.emit.pages.services import services
from watchbill.emit.pages.topics import topics
from watchbill.model import Catalog

__all__ = ["config", "environment", "pages"]

KINDS = (
    home,
    incident,
    rosters,
    people,
    calendar,
    feeds,
    topics,
    services,
    escalation,
    policies,
    runbooks,
)


def pages(
    catalog: Catalog, templates: Environment, at: datetime, first: Collection[str] = ()
) -> Iterator[Artifact]:
    """Yield every page, and the data that pages read; paths are below the folder of pages.

    `templates` comes from `environment`; `at` is an instant: what a page says without a script is
    right then. The same arguments give the same bytes. Kinds that somebody waits for, such as
    "people", come `first`; the data, which take longest, come last then.
    """
    book = Book(Outlook(catalog, at), templates)
    if not first:
        yield from data(book.outlook)
    for kind in sorted(KINDS, key=lambda kind: kind.__name__ not in first):
        yield from kind(book)
    if first:
        yield from data(book.outlook)
