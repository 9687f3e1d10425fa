"""The small index of the ask box: what `watchbill who` searches, as far as it may be published."""

from msgspec.structs import replace

from watchbill.emit.data.names import name, page
from watchbill.emit.data.text import FullText
from watchbill.emit.data.types import VERSION, AskEntry, AskRunbook, SiteAsk
from watchbill.engine.index import KINDS, Entry, index
from watchbill.model import Catalog
from watchbill.model.people import Contacts, Person


def site_ask(catalog: Catalog, text: FullText) -> SiteAsk:
    """Return what `watchbillAsk` holds; `text` says where the full text is."""
    numbers = {id_: number for number, id_ in enumerate(sorted(catalog.runbooks))}
    return SiteAsk(
        version=VERSION,
        kinds=KINDS,
        entries=tuple(_entry(catalog, entry) for entry in index(published(catalog))),
        runbooks={
            id_: AskRunbook(
                services=book.front.services,
                text=numbers[id_],
                owner=book.front.owner,
                severity=book.front.severity,
            )
            for id_, book in catalog.runbooks.items()
        },
        stems=text.stems,
        texts=text.texts,
        pages=text.size,
    )


def _entry(catalog: Catalog, entry: Entry) -> AskEntry:
    said = " ".join(f"{word} {weight}" for word, weight in entry.words.items())
    title = name(catalog, entry.kind, entry.id)
    return AskEntry(KINDS.index(entry.kind), entry.id, title, page(entry.kind, entry.id), said)


def published(catalog: Catalog) -> Catalog:
    """Return a catalog in which nobody has a contact that the settings withhold."""
    if catalog.settings.site.contacts != "none":
        return catalog
    return Catalog(
        resource._replace(value=replace(resource.value, email="", contacts=Contacts()))
        if isinstance(resource.value, Person)
        else resource
        for resource in catalog.resources.values()
    )
