"""The small index of the ask box: what `watchbill who` searches, as far as it may be published."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from watchbill.emit.data.names import name, page
from watchbill.emit.data.services import by_service
from watchbill.emit.data.text import FullText
from watchbill.emit.data.types import VERSION, AskEntry, SiteAsk
from watchbill.emit.links import FOLDERS
from watchbill.engine.index import KINDS, Entry, index
from watchbill.model import Catalog
from watchbill.model.people import Contacts, Person

_BEFORE_A = ord("a") - 1


def site_ask(catalog: Catalog, text: FullText) -> SiteAsk:
    """Return what `watchbillAsk` holds; `text` says where the full text is."""
    entries = index(published(catalog))
    found = _found(entries)
    books = [book.front for book in catalog.runbooks.values()]
    fronts = [(front.owner or "", front.severity or "") for front in books]
    places = {front: place for place, front in enumerate(dict.fromkeys(fronts))}
    named = by_service((number, front.services) for number, front in enumerate(books))
    return SiteAsk(
        version=VERSION,
        kinds=KINDS,
        folders=tuple(FOLDERS[kind] for kind in KINDS),
        entries=tuple(_entry(catalog, entry) for entry in entries),
        words=" ".join(found),
        found=" ".join(map(_said, found.values())),
        fronts=tuple(places),
        books=tuple(places[front] for front in fronts),
        services={service: tuple(numbers) for service, numbers in named.items()},
        stems=text.stems,
        texts=text.texts,
        pages=text.size,
    )


def _entry(catalog: Catalog, entry: Entry) -> AskEntry:
    """Return an entry without what its id says."""
    kind, id_ = entry.kind, entry.id
    title, where = name(catalog, kind, id_), page(kind, id_)
    return AskEntry(
        KINDS.index(kind),
        id_,
        "" if title == id_.rpartition("/")[2] else title,
        "" if where == f"{FOLDERS[kind]}/{id_}/" else where,
    )


def _found(entries: Sequence[Entry]) -> Mapping[str, list[tuple[int, int]]]:
    """Return the places of the entries of every word, with its weights, in the order of UTF-16."""
    found: dict[str, list[tuple[int, int]]] = {}
    for place, entry in enumerate(entries):
        for word, weight in entry.words.items():
            found.setdefault(word, []).append((place, weight))
    return dict(sorted(found.items(), key=lambda item: item[0].encode("utf-16-be")))


def _said(found: Iterable[tuple[int, int]]) -> str:
    said: list[str] = []
    last = 0
    for place, weight in found:
        said.append(f"{place - last}{chr(_BEFORE_A + weight)}")
        last = place
    return "".join(said)


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
