"""What a pager holds, as values: objects, their materialised timelines, and changes of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from watchbill.pager.layers import Layer


class Stint(NamedTuple):
    """A stretch `[start, end)` in UTC with everybody who is on call in it, sorted."""

    start: datetime
    end: datetime
    people: tuple[str, ...]


class Why(NamedTuple):
    """Why somebody is on call in a stretch `[start, end)` in UTC, as the repository says."""

    start: datetime
    end: datetime
    reason: str


class Watch(NamedTuple):
    """The timeline of a schedule: the contract with a pager.

    `stints` are disjoint and in order; where there is none, nobody is on call. `until` (UTC) is
    how far it was planned: behind it nothing is known. `zone` is where its people's times are
    shown, an IANA name. A pager that rewrites no past is compared from `since` on; without it,
    wholly. `firm` are the stretches that a dated override of the repository decides; `whys` are the
    reasons of shifts, for people who review a plan.
    """

    roster: str
    role: str
    title: str
    zone: str
    until: datetime
    stints: tuple[Stint, ...]
    since: datetime | None = None
    firm: tuple[tuple[datetime, datetime], ...] = ()
    whys: tuple[Why, ...] = ()


class Object(NamedTuple):
    """A thing in a pager; `key` is its kind and id: schedule/payments--primary.

    `body` is plain data without the timeline. `steps` are those of an escalation, each with the
    keys of its targets (schedule/… or person/…). `layers` are the recurring turns behind a
    timeline, for a pager that can say them in its own way; the timeline alone counts.
    """

    key: str
    body: Mapping[str, Any]
    watch: Watch | None = None
    steps: tuple[tuple[str, ...], ...] = ()
    layers: tuple[Layer, ...] = ()

    @property
    def paged(self) -> frozenset[str]:
        """The ids of all whom it pages from now on; whoever was on call before may be gone."""
        found = {id_of(key) for step in self.steps for key in step if kind_of(key) == "person"}
        if watch := self.watch:
            future = (s for s in watch.stints if not watch.since or s.end > watch.since)
            found |= {person for stint in future for person in stint.people}
        return frozenset(found)


class Desired(NamedTuple):
    """What should be in the pager, by key. `people` are the ids of everybody in the repository.

    `dangling` are targets of steps that are not there, a line each: they are left out.
    """

    objects: Mapping[str, Object]
    people: frozenset[str] = frozenset()
    dangling: tuple[str, ...] = ()


class Actual(NamedTuple):
    """What is in the pager: our objects by key; of the others, those that stand in our way.

    `foreign` are keys taken by somebody else, `broken` are keys whose object cannot be read;
    both with the reason. `theirs` are the overrides that people made in the pager, by the key of
    the schedule: stints with whoever is on call because of them; the timelines contain them.
    `unknown` are people (ids) whom the pager does not know, with the reason. `names` are, for
    a pager that takes a name once a kind, those of our objects by key, and those that stay with
    what we do not touch, by keys that are nobody's.
    """

    objects: Mapping[str, Object]
    foreign: Mapping[str, str] = {}
    broken: Mapping[str, str] = {}
    theirs: Mapping[str, tuple[Stint, ...]] = {}
    unknown: Mapping[str, str] = {}
    names: Mapping[str, str] | None = None


class Change(NamedTuple):
    """One step of a plan: an object made (no `before`), changed, or deleted (no `after`)."""

    key: str
    before: Object | None
    after: Object | None

    @property
    def action(self) -> str:
        """One word for it: create, update or delete."""
        if self.before is None:
            return "create"
        return "delete" if self.after is None else "update"


def kind_of(key: str) -> str:
    """Return the kind that a key begins with."""
    return key.partition("/")[0]


def person_key(person_id: str) -> str:
    """Return the key by which steps name a person."""
    return f"person/{person_id}"


def id_of(key: str) -> str:
    """Return what follows the kind in a key."""
    return key.partition("/")[2]


def schedule_id(roster: str, role: str) -> str:
    """Return the name under which a pager knows a role of a roster."""
    return f"{roster}--{role}"
