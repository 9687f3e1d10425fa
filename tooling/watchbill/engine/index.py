"""What a search looks through: every resource that answers a question, as weighted words.

An entry is plain data on purpose: it is printed as JSON and searched in browsers as well.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from watchbill.engine.words import humps, words
from watchbill.model import Catalog

Kind = Literal["roster", "person", "topic", "service", "escalation", "runbook"]
KINDS: tuple[Kind, ...] = ("roster", "person", "topic", "service", "escalation", "runbook")
"""In the order in which equally good answers are given."""

WHOLE, NAME, ALIAS, PART, TITLE, RELATED, REMARK = 12, 10, 8, 6, 6, 3, 2
"""The weights of words: the only word of a name or id; of a name or id; of another name; of a
part (what an expert covers, a role); of the title of a runbook or escalation policy; of the name
of something related; of a description.

Titles weigh less than names, since a question about a word is first one for people.
"""


class Entry(NamedTuple):
    """A resource with the highest weight of each of its words."""

    kind: Kind
    id: str
    title: str
    words: dict[str, int]


def index(catalog: Catalog) -> tuple[Entry, ...]:
    """Return the entries of a catalog, by kind (in the order of KINDS) and id."""
    return (
        *_rosters(catalog),
        *_people(catalog),
        *_topics(catalog),
        *_services(catalog),
        *_escalations(catalog),
        *_runbooks(catalog),
    )


def _entry(
    kind: Kind, id_: str, title: str, *fields: tuple[int, Iterable[str | None]], name: int = NAME
) -> Entry:
    """Make an entry: its title and id are its names, of a weight; each field has its own."""
    weights: dict[str, int] = {}
    for weight, texts in ((name, (title, id_)), *fields):
        for text in texts:
            found = _words_of(text or "")
            whole = weight + WHOLE - NAME if weight == name and len(found) == 1 else weight
            for word in found:
                weights[word] = max(weights.get(word, 0), whole)
    return Entry(kind, id_, title, weights)


@lru_cache(maxsize=4096)
def _words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, the parts of CamelCase ones, and neighbours as one word.

    So CrashLooping is found by crash looping, and check-out by checkout.
    """
    parts = words(humps(text))
    pairs = (left + right for left, right in pairwise(parts))
    return tuple(dict.fromkeys((*words(text), *parts, *pairs)))


def _rosters(catalog: Catalog) -> Iterator[Entry]:
    owned: dict[str, list[str]] = {}
    for service_id, service in catalog.services.items():
        owned.setdefault(service.roster, []).extend((service_id, service.name))
    for id_, roster in catalog.rosters.items():
        roles = dict.fromkeys(rotation.role for rotation in roster.rotations)
        names = [catalog.roles[role].name for role in roles if role in catalog.roles]
        yield _entry(
            "roster",
            id_,
            roster.name,
            (PART, (*roles, *names)),
            (RELATED, owned.get(id_, ())),
            (REMARK, (roster.description,)),
        )


def _people(catalog: Catalog) -> Iterator[Entry]:
    for id_, person in catalog.people.items():
        mailbox = person.email.partition("@")[0]
        yield _entry("person", id_, person.name, (ALIAS, (mailbox, person.contacts.github)))


def _topics(catalog: Catalog) -> Iterator[Entry]:
    for id_, topic in catalog.topics.items():
        covers = [part for expert in topic.experts for part in expert.covers]
        related = [_service_name(catalog, service) for service in topic.services]
        yield _entry(
            "topic",
            id_,
            topic.name,
            (ALIAS, topic.also_known_as),
            (PART, covers),
            (RELATED, (*topic.services, *related)),
        )


def _services(catalog: Catalog) -> Iterator[Entry]:
    for id_, service in catalog.services.items():
        roster = catalog.rosters.get(service.roster)
        yield _entry(
            "service",
            id_,
            service.name,
            (RELATED, (service.roster, roster.name if roster else None)),
            (REMARK, (service.description,)),
        )


def _escalations(catalog: Catalog) -> Iterator[Entry]:
    for id_, policy in catalog.escalations.items():
        users = [(name, s.name) for name, s in catalog.services.items() if s.escalation == id_]
        related = (RELATED, [text for user in users for text in user])
        yield _entry("escalation", id_, policy.name, related, name=TITLE)


def _runbooks(catalog: Catalog) -> Iterator[Entry]:
    for id_, runbook in catalog.runbooks.items():
        front = runbook.front
        known = [catalog.topics[name] for name in front.topics if name in catalog.topics]
        services = [_service_name(catalog, service) for service in front.services]
        topics = [text for topic in known for text in (topic.name, *topic.also_known_as)]
        folder, _, name = id_.rpartition("/")
        yield _entry(
            "runbook",
            id_,
            runbook.title or name,
            (TITLE, (name, *front.alerts)),
            (RELATED, (*front.services, *services, *front.topics, *topics)),
            (REMARK, (folder, front.owner)),
            name=TITLE,
        )


def _service_name(catalog: Catalog, service_id: str) -> str:
    service = catalog.services.get(service_id)
    return service.name if service else service_id
