"""WB1: names that point to nothing, duplicates, cycles and values that cannot be meant."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.rosters import Rotation
from watchbill.places import Pointer
from watchbill.rules.rule import ALWAYS, Survey, rule
from watchbill.shape.faults import suggest
from watchbill.shape.references import references

T = TypeVar("T")
_SAY_KIND = {"escalation": "escalation policy", "calendar": "holiday calendar"}


def unknown_name(survey: Survey) -> Iterator[Problem]:
    """A name that points to nothing.

    A roster that names a person who has no file pages nobody. Mend the name, or add the file:
    the message says where names of its kind are kept.
    """
    catalog = survey.catalog
    for ref, resource in catalog.resources.items():
        if resource.value is None or ref.kind in {"severities", "roles", "waivers"}:
            continue
        value = getattr(resource.value, "front", resource.value)
        for at, kind, name in references(value):
            if Ref(kind, name) not in catalog.resources:
                yield _unknown(catalog, ref, at, kind, name)
    yield from _unknown_rotations(catalog)


def _unknown(catalog: Catalog, ref: Ref, at: Pointer, kind: str, name: str) -> Problem:
    hint = suggest(name, catalog.ids(kind)) or f"add {_PLACES[kind].format(name)}"
    return Problem("WB101", ref, at, f"no {_SAY_KIND.get(kind, kind)} named `{name}`", hint)


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
                hint = suggest(name, known) or f"known here: {', '.join(known)}"
                message = f"no rotation named `{name}` in this roster"
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
    rotations that follow each other: none of them has a beginning.
    """
    catalog = survey.catalog
    managers = {i: [p.manager] for i, p in catalog.people.items() if p.manager}
    for person in _in_cycles(managers):
        yield _cycle(Ref("person", person), ("manager",), person, managers)
    needs = {i: s.depends_on for i, s in catalog.services.items()}
    for service in _in_cycles(needs):
        yield _cycle(Ref("service", service), ("depends_on",), service, needs)
    for id_, roster in catalog.rosters.items():
        follows = {r.id: [r.follows.rotation] for r in roster.rotations if r.follows}
        at = {rotation.id: n for n, rotation in enumerate(roster.rotations)}
        for rotation in _in_cycles(follows):
            pointer = ("rotations", at[rotation], "follows")
            yield _cycle(Ref("roster", id_), pointer, rotation, follows)


def _cycle(ref: Ref, at: Pointer, name: str, edges: Mapping[str, Sequence[str]]) -> Problem:
    way = _way_back(name, edges)
    return Problem("WB103", ref, at, f"leads back to itself: {' → '.join(way)}")


def _in_cycles(edges: Mapping[str, Sequence[str]]) -> list[str]:
    return sorted(name for name in edges if _way_back(name, edges))


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


def not_a_member(survey: Survey) -> Iterator[Problem]:
    """Somebody takes turns in a roster without being a member.

    Whoever is on call for a team is one of the team: they see its channel and its runbooks. Add
    the person to `members`. Overrides may name anybody.
    """
    for id_, roster in survey.catalog.rosters.items():
        members = set(roster.members)
        for at, person in in_orders(roster.rotations):
            if person not in members:
                message = f"{person} takes turns but is not a member of this roster"
                yield Problem("WB104", Ref("roster", id_), at, message, f"add {person} to members")


def in_orders(rotations: Sequence[Rotation]) -> Iterator[tuple[Pointer, str]]:
    """Yield everybody in the orders of turns and special periods, with the place."""
    for n, rotation in enumerate(rotations):
        blocks = [("turns", i, block.order) for i, block in enumerate(rotation.turns)]
        blocks += [("special", i, period.order) for i, period in enumerate(rotation.special)]
        for field, i, order in blocks:
            for k, participant in enumerate(order):
                at: Pointer = ("rotations", n, field, i, "order", k)
                if isinstance(participant, str):
                    yield at, participant
                else:
                    yield from (((*at, g), person) for g, person in enumerate(participant))


_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[^\s@<>\"'(),:;\\]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+")


def phone(survey: Survey) -> Iterator[Problem]:
    """A phone number that is not in E.164 form (ITU-T E.164: + and at most 15 digits).

    A number without its country code cannot be dialled from abroad, and pagers refuse it. Write
    +15550100: no blanks, no zero in brackets.
    """
    for id_, person in survey.catalog.people.items():
        number = person.contacts.phone
        if number is not None and not _PHONE.fullmatch(number):
            bare = re.sub(r"\(0\)|[^0-9+]", "", number)
            hint = f"write {bare}" if _PHONE.fullmatch(bare) else "begin with + and the country"
            message = f"`{number[:40]}` is not a phone number in E.164 form"
            yield Problem("WB108", Ref("person", id_), ("contacts", "phone"), message, hint)


def email(survey: Survey) -> Iterator[Problem]:
    """An e-mail address that no mail server would take.

    Pagers find a person by the work address, so it must be exact.
    """
    for id_, person in survey.catalog.people.items():
        if not _EMAIL.fullmatch(person.email):
            message = f"`{person.email[:60]}` is not an e-mail address"
            yield Problem("WB109", Ref("person", id_), ("email",), message)


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
    rule("WB104", "not-a-member", ALWAYS, not_a_member),
    rule("WB108", "phone", ALWAYS, phone),
    rule("WB109", "email", ALWAYS, email),
    rule("WB114", "shadowed-topic", ALWAYS, shadowed_topic),
)
