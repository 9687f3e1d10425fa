"""WB1: names that point to nothing, duplicates, cycles and values that cannot be meant."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.places import Pointer
from watchbill.rules.rule import ALWAYS, Survey, rule
from watchbill.shape.faults import short, suggest
from watchbill.shape.references import strangers

T = TypeVar("T")
_SAY_KIND = {"escalation": "escalation policy", "calendar": "holiday calendar"}


def unknown_name(survey: Survey) -> Iterator[Problem]:
    """A name that points to nothing.

    A roster that names a person who has no file pages nobody. Mend the name, or add the file:
    the message says where names of its kind are kept.
    """
    catalog = survey.catalog
    known = {kind: {*catalog.ids(kind)} for kind in _PLACES}
    lost = _lost(catalog)
    for ref, resource in catalog.resources.items():
        if resource.value is None or ref.kind in {"severities", "roles", "waivers"}:
            continue
        value = getattr(resource.value, "front", resource.value)
        for at, kind, name in strangers(value, known):
            if not _unread(catalog, kind):
                message = f"no {_SAY_KIND.get(kind, kind)} named `{short(name)}`"
                hint = lost.get(name) or _hint(catalog, kind, name)
                yield Problem("WB101", ref, at, message, hint)
    yield from _unknown_rotations(catalog)


def _unread(catalog: Catalog, kind: str) -> bool:
    """Say whether the file that lists a kind could not be read: nobody is to blame then."""
    file = {"role": Ref("roles", "roles"), "severity": Ref("severities", "severities")}.get(kind)
    listing = catalog.resources.get(file) if file else None
    return listing is not None and listing.value is None


def _hint(catalog: Catalog, kind: str, name: str) -> str:
    return suggest(name, catalog.ids(kind)) or f"add {_PLACES[kind].format(short(name))}"


def _lost(catalog: Catalog) -> dict[str, str]:
    """Return hints to the files that are in no place where they are read, by the id meant."""
    paths = [ref.id for ref in catalog.resources if ref.kind == "file"]
    return {
        path.rpartition("/")[2].rpartition(".")[0].casefold(): f"{path} is not read: see there"
        for path in paths
    }


_PLACES = {
    "person": "rosters/people/{}.yaml",
    "roster": "rosters/teams/{}.yaml",
    "topic": "rosters/experts/{}.yaml",
    "service": "rosters/services/{}.yaml",
    "calendar": "rosters/calendars/{}.yaml",
    "escalation": "policies/escalation/{}.yaml",
    "role": "{} to policies/roles.yaml",
    "severity": "{} to policies/severities.yaml",
}


def _unknown_rotations(catalog: Catalog) -> Iterator[Problem]:
    for id_, roster in catalog.rosters.items():
        known = [rotation.id for rotation in roster.rotations]
        named: list[tuple[Pointer, str]] = [
            (("overrides", n, "rotation"), override.rotation)
            for n, override in enumerate(roster.overrides)
        ]
        named += [
            (("rotations", n, "follows", "rotation"), rotation.follows.rotation)
            for n, rotation in enumerate(roster.rotations)
            if rotation.follows
        ]
        for at, name in named:
            if name not in known:
                hint = suggest(name, known) or f"known here: {', '.join(known) or 'none'}"
                message = f"no rotation named `{short(name)}` in this roster"
                yield Problem("WB101", Ref("roster", id_), at, message, hint)


def duplicate(survey: Survey) -> Iterator[Problem]:
    """Something that must be one's own is there twice.

    Two people with one e-mail are one user in every pager; two topics with one alias leave open
    who is asked; two rotations with one id leave open which one an override means.
    """
    catalog = survey.catalog
    emails = ((Ref("person", i), ("email",), p.email.casefold()) for i, p in catalog.people.items())
    yield from _twice(emails, "the e-mail address")
    phones = (
        (Ref("person", i), ("contacts", "phone"), p.contacts.phone)
        for i, p in catalog.people.items()
        if p.contacts.phone
    )
    yield from _twice(phones, "the phone number")
    aliases = (
        (Ref("topic", i), ("also_known_as", n), alias.casefold())
        for i, topic in catalog.topics.items()
        for n, alias in enumerate(topic.also_known_as)
    )
    yield from _twice(aliases, "the alias")
    for id_, roster in catalog.rosters.items():
        ref = Ref("roster", id_)
        ids = ((ref, ("rotations", n, "id"), r.id) for n, r in enumerate(roster.rotations))
        yield from _twice(ids, "the rotation")
        members = ((ref, ("members", n), person) for n, person in enumerate(roster.members))
        yield from _twice(members, "the member")


def _twice(items: Iterable[tuple[Ref, Pointer, str]], what: str) -> Iterator[Problem]:
    first: dict[str, Ref] = {}
    for ref, at, value in items:
        if value in first:
            where = "above" if first[value] == ref else f"at {first[value]}"
            yield Problem("WB102", ref, at, f"{what} `{value}` is already {where}")
        first.setdefault(value, ref)


def cycle(survey: Survey) -> Iterator[Problem]:
    """Something leads back to itself.

    A person who is their own manager's manager, services that depend on each other in a ring, or
    rotations that follow each other: none of them has a beginning. A ring is reported once, at
    the first of its names in the alphabet. Take out one of its links.
    """
    catalog = survey.catalog
    managers = {i: [p.manager] for i, p in catalog.people.items() if p.manager}
    for way in _rings(managers):
        yield _cycle(Ref("person", way[0]), ("manager",), way)
    needs = {i: s.depends_on for i, s in catalog.services.items()}
    for way in _rings(needs):
        at = ("depends_on", needs[way[0]].index(way[1]))
        yield _cycle(Ref("service", way[0]), at, way)
    for id_, roster in catalog.rosters.items():
        follows = {r.id: [r.follows.rotation] for r in roster.rotations if r.follows}
        place = {rotation.id: n for n, rotation in enumerate(roster.rotations)}
        for way in _rings(follows):
            yield _cycle(Ref("roster", id_), ("rotations", place[way[0]], "follows"), way)


def _cycle(ref: Ref, at: Pointer, way: Sequence[str]) -> Problem:
    shown = [*way[:_LONG], "…", way[-1]] if len(way) > _LONG + 1 else way
    message = f"leads back to itself: {' → '.join(shown)}"
    return Problem("WB103", ref, at, message, "take out one of these links")


_LONG = 12


def _rings(edges: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield a way back for every ring, beginning at the first of its names."""
    left = dict(edges)
    while ends := [name for name, others in left.items() if not any(o in left for o in others)]:
        for name in ends:  # what leads only out of the rest is in no ring
            del left[name]
    told: set[str] = set()
    for name in sorted(left):
        way = [] if name in told else _way_back(name, left)
        if way and told.isdisjoint(way):
            yield way
        told.update(way)


def _way_back(start: str, edges: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the shortest way from a name to itself, or nothing."""
    ways = [[start]]
    seen = set()
    for way in ways:  # grows while it is walked: breadth first
        for name in edges.get(way[-1], ()):
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def shadowed_topic(survey: Survey) -> Iterator[Problem]:
    """A topic's alias is the name of another topic.

    Whoever asks for it gets two answers. Take the alias away from one.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for id_, topic in survey.catalog.topics.items():
        names[id_].add(id_)
        names[topic.name.casefold()].add(id_)
    for id_, topic in survey.catalog.topics.items():
        for n, alias in enumerate(topic.also_known_as):
            others = sorted(names.get(alias.casefold(), set()) - {id_})
            if others:
                message = f"the alias `{alias}` is the name of the topic {others[0]}"
                yield Problem("WB114", Ref("topic", id_), ("also_known_as", n), message)


RULES = (
    rule("WB101", "unknown-name", ALWAYS, unknown_name),
    rule("WB102", "duplicate", ALWAYS, duplicate),
    rule("WB103", "cycle", ALWAYS, cycle),
    rule("WB114", "shadowed-topic", ALWAYS, shadowed_topic),
)
