"""Runbooks that belong together: those that share services, topics, alerts and words of a title."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from heapq import nsmallest
from math import log
from typing import NamedTuple

from watchbill.engine.words import humps, stem, words
from watchbill.model.runbooks import Runbook

MOST = 5
_SHARED = {"alert": 4.0, "service": 3.0, "topic": 2.0, "word": 1.5, "owner": 0.5}
_COMMON = 300
"""What more runbooks share than this says nothing of any two, and would take long to compare."""

Trait = tuple[str, str]


class Kin(NamedTuple):
    """What each runbook has in common with others, and who else has it."""

    traits: Mapping[str, frozenset[Trait]]
    holders: Mapping[Trait, tuple[str, ...]]


def kin(runbooks: Mapping[str, Runbook]) -> Kin:
    """Return runbooks prepared for any number of calls of `related`."""
    traits = {id_: frozenset(_traits(id_, runbook)) for id_, runbook in runbooks.items()}
    holders: dict[Trait, list[str]] = defaultdict(list)
    for id_, found in traits.items():
        for trait in found:
            holders[trait].append(id_)
    return Kin(traits, {trait: tuple(ids) for trait, ids in holders.items()})


def related(of: Kin, runbook: str, most: int = MOST) -> tuple[str, ...]:
    """Return the runbooks nearest to one, best first, ties by id; only an owner is no kinship.

    What is shared counts more the fewer share it: its weight times the inverse document frequency
    log(1 + N / n) (K. Spärck Jones, 1972).
    """
    score: dict[str, float] = defaultdict(float)
    near: set[str] = set()
    for trait in sorted(of.traits[runbook]):
        others = of.holders[trait]
        if len(others) > _COMMON:
            continue
        weight = _SHARED[trait[0]] * log(1 + len(of.traits) / len(others))
        for other in others:
            score[other] += weight
        if trait[0] != "owner":
            near.update(others)
    near.discard(runbook)
    return tuple(nsmallest(most, near, key=lambda id_: (-score[id_], id_)))


def _traits(id_: str, runbook: Runbook) -> Iterator[Trait]:
    """Yield what a runbook may share with another."""
    front = runbook.front
    yield from (("service", service) for service in front.services)
    yield from (("topic", topic) for topic in front.topics)
    yield from (("alert", alert) for alert in front.alerts)
    if front.owner:
        yield "owner", front.owner
    title = runbook.title or id_.rpartition("/")[2]
    yield from (("word", stem(word)) for word in words(humps(title)))
