"""Plans: what would have to change in a pager, whom it concerns, and what speaks against it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from watchbill.findings import Problem
from watchbill.model import Ref
from watchbill.pager.objects import Actual, Change, Desired, Object, Watch, id_of, kind_of
from watchbill.pager.timeline import Difference, differences, lasts, people_at
from watchbill.rules.pagers import INEXPRESSIBLE
from watchbill.sync.canonical import digest, same
from watchbill.sync.guards import Case, Refusal, refusals, watched
from watchbill.sync.naming import giving_way
from watchbill.sync.rollout import Deferred, Kept, Rollout, rolled_out

__all__ = ["Change", "Move", "Paged", "Plan", "beyond", "make_plan"]

_ORDER = ("users", "schedule", "escalation", "service")
"""Whoever is referred to comes before who refers to it; deletions go the other way."""

_NEVER_DELETED = frozenset({"users"})


class Move(NamedTuple):
    """A stretch of a role's future in which other people are on call than the pager says.

    A role may have several schedules, of which `key` is the first. `reasons` are what the
    repository says of it.
    """

    key: str
    watch: Watch
    difference: Difference
    reasons: tuple[str, ...] = ()


class Paged(NamedTuple):
    """A step (from 1) of an escalation that pages other people now, since its targets change."""

    key: str
    name: str
    step: int
    before: tuple[str, ...]
    after: tuple[str, ...]


class Plan(NamedTuple):
    """The changes in the order in which they are applied, and what to know about them.

    `kept` are our objects that nobody wants any more, left alone without --prune; `foreign` are
    those of others, with how one sees it. `at` is the instant in UTC for which it was made.
    `deferred` are those who stay on call until a handoff, `theirs` the overrides that people made
    in the pager and that are kept. `desired` is what the pager will hold. `prune` and `rollout`
    are how it was asked for. `paged` are steps whose other targets are other people now.
    """

    pager: str
    at: datetime
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    refusals: tuple[Refusal, ...]
    kept: tuple[str, ...]
    foreign: Mapping[str, str]
    unchanged: int
    deferred: tuple[Deferred, ...] = ()
    theirs: tuple[Kept, ...] = ()
    desired: Desired = Desired({})
    prune: bool = False
    rollout: Rollout = "handoff"
    paged: tuple[Paged, ...] = ()

    @property
    def digest(self) -> str:
        """What names exactly these changes, whenever they are planned again."""
        return digest(self.pager, self.changes)

    def standing(self, *, force: bool) -> tuple[Refusal, ...]:
        """Return the refusals that are left, with --force or without."""
        return tuple(refusal for refusal in self.refusals if refusal.final or not force)


def make_plan(  # noqa: PLR0913  # the last two are options
    pager: str,
    desired: Desired,
    actual: Actual,
    at: datetime,
    *,
    prune: bool = False,
    rollout: Rollout = "handoff",
) -> Plan:
    """Return the plan that makes a pager agree; `at` is an aware datetime, now for an apply."""
    fetched = frozenset(_fetched(desired, at))
    desired, deferred, theirs = rolled_out(desired, actual, at, rollout)
    unwanted = [
        key
        for key in sorted(actual.objects.keys() - desired.objects.keys())
        if kind_of(key) not in _NEVER_DELETED
    ]
    changes = [*_wanted(desired.objects, actual.objects)]
    if prune:
        changes += [Change(key, actual.objects[key], None) for key in unwanted]
    changes = [*giving_way(sorted(changes, key=_rank), actual)]
    case = Case(changes, desired, actual, at, fetched)
    updates = {change.key for change in changes}
    in_the_way = {**actual.foreign, **actual.broken}
    return Plan(
        pager=pager,
        at=at,
        changes=tuple(changes),
        moves=tuple(_moves(case)),
        refusals=refusals(case),
        kept=() if prune else tuple(unwanted),
        foreign={k: why for k, why in sorted(in_the_way.items()) if k not in updates},
        unchanged=len(desired.objects.keys() - updates),
        deferred=deferred,
        theirs=theirs,
        desired=desired,
        prune=prune,
        rollout=rollout,
        paged=tuple(_paged(case)),
    )


def _fetched(desired: Desired, at: datetime) -> Iterator[str]:
    """Yield who is on call by feeds: what a pager fetches is not compared, but names its users."""
    for item in desired.objects.values():
        watch = item.watch
        if watch and watch.since == watch.until:
            yield from (who for stint in watch.stints if stint.end > at for who in stint.people)


def beyond(plan: Plan, problems: Iterable[Problem]) -> Plan:
    """Return a plan that is refused where it writes what the pager cannot express (WB502).

    It would stop half-way, or page otherwise than written.
    """
    written = {ref for change in plan.changes if change.after for ref in _refs(change.after)}
    found = tuple(
        Refusal("limits", f"{problem.ref.kind} {problem.ref.id}: {problem.message}")
        for problem in problems
        if problem.code == INEXPRESSIBLE.code and problem.ref in written
    )
    return plan._replace(refusals=(*plan.refusals, *dict.fromkeys(found)))


def _refs(item: Object) -> Iterator[Ref]:
    """Yield what an object is made of in the repository."""
    if item.watch:
        yield Ref("roster", item.watch.roster)
    yield Ref(kind_of(item.key), id_of(item.key))


def _wanted(desired: Mapping[str, Object], actual: Mapping[str, Object]) -> Iterator[Change]:
    for key, item in desired.items():
        before = actual.get(key)
        if before is None or not same(before, item):
            yield Change(key, before, item)


def _rank(change: Change) -> tuple[int, int, str]:
    """Return what sorts changes: people, then create, update, delete, each along the references."""
    kind = kind_of(change.key)
    place = _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
    stage = ("create", "update", "delete").index(change.action) if place else -1
    return stage, -place if change.after is None else place, change.key


def _moves(case: Case) -> Iterator[Move]:
    """Yield whom the changes concern, as far ahead as the pager knew before."""
    for key, before, after in watched(case):
        end = min(before.until, after.until) if after else before.until
        for found in differences(before.stints, after.stints if after else (), case.at, end):
            if lasts(found):
                yield Move(key, before, found, _reasons(after, found))


def _reasons(watch: Watch | None, found: Difference) -> tuple[str, ...]:
    """Return what is said of a stretch, each once; of one that is gone, nothing."""
    whys = watch.whys if watch else ()
    said = (why.reason for why in whys if why.start < found.end and found.start < why.end)
    return tuple(dict.fromkeys(said))


def _paged(case: Case) -> Iterator[Paged]:
    """Yield whom steps page at the instant of the plan, where an escalation names other targets."""
    outcome = case.outcome
    for key, before, after in case.changes:
        if before and after and before.steps != after.steps:
            name = str(after.body.get("name", key))
            steps = zip_longest(before.steps, after.steps, fillvalue=())
            for number, (was, will) in enumerate(steps, start=1):
                people = _now(case.actual.objects, was, case), _now(outcome, will, case)
                if people[0] != people[1]:
                    yield Paged(key, name, number, *people)


def _now(objects: Mapping[str, Object], step: Sequence[str], case: Case) -> tuple[str, ...]:
    watches = [objects[key].watch for key in step if key in objects]
    found = {person for watch in watches if watch for person in people_at(watch.stints, case.at)}
    return tuple(sorted(found | {id_of(key) for key in step if kind_of(key) == "person"}))
