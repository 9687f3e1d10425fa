"""Applying a plan: step by step, recorded, and read back afterwards."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from watchbill.errors import WatchbillError
from watchbill.pager.objects import Desired
from watchbill.sync.canonical import signature
from watchbill.sync.journal import Entry, Journal
from watchbill.sync.plan import Plan, make_plan
from watchbill.sync.provider import Target


class Interrupted(WatchbillError):  # noqa: N818  # a state to go on from
    """An apply that stopped between its steps; applied again it goes on."""


class Outcome(NamedTuple):
    """What an apply did: the keys of its steps, and those that do not read back as written."""

    done: tuple[str, ...]
    mismatches: tuple[str, ...]


def agreed(plan: Plan, digest: str, journal: Journal) -> bool:
    """Say whether a digest that was reviewed covers a plan.

    It does when it is the plan's own, or that of an interrupted apply of which the plan is the
    rest, each step as it was reviewed.
    """
    if digest == plan.digest:
        return True
    entry = journal.entry()
    rest = {signature(change) for change in plan.changes}
    return entry is not None and entry.digest == digest and rest <= set(entry.planned)


def apply(
    plan: Plan, target: Target, journal: Journal, clock: Callable[[], datetime] | None = None
) -> Outcome:
    """Make every change of a plan in its order, then read the pager back and compare.

    What has passed by then cannot be compared: `clock` tells the time (UTC), which is the plan's
    unless it is given. Raise Interrupted where a step fails; nothing after it is tried. The caller
    has asked for refusals and the digest, and holds the lock.
    """
    entry = _begun(plan, journal)
    done: list[str] = []
    for change in plan.changes:
        journal.write(entry)
        try:
            target.apply(change)
        except WatchbillError as error:
            raise _interrupted(plan, done, change.key, error) from error
        done.append(change.key)
        entry = entry._replace(done=(*entry.done, signature(change)))
    mismatches = _left(plan, target, clock() if clock else plan.at)
    journal.write(entry if mismatches else None)
    return Outcome(tuple(done), mismatches)


def _begun(plan: Plan, journal: Journal) -> Entry:
    """Return the entry of an apply: the interrupted one's if this is its rest, or a new one."""
    entry = journal.entry()
    steps = tuple(signature(change) for change in plan.changes)
    if entry and set(steps) <= set(entry.planned):
        return entry
    return Entry(plan.digest, steps, ())


def _interrupted(plan: Plan, done: list[str], key: str, error: WatchbillError) -> Interrupted:
    place = f"step {len(done) + 1} of {len(plan.changes)}, {key}"
    hint = f"{len(done)} done, nothing lost: mend this and apply again"
    return Interrupted(f"stopped at {place}: {error.message}", hint)


def _left(plan: Plan, target: Target, at: datetime) -> tuple[str, ...]:
    """Return the keys that would have to change again, and deletions that did not happen."""
    actual = target.actual()
    again = make_plan(plan.pager, _from(plan.desired, at), actual, at, rollout="now")
    deleted = {change.key for change in plan.changes if change.after is None}
    return (*(change.key for change in again.changes), *sorted(deleted & actual.objects.keys()))


def _from(desired: Desired, at: datetime) -> Desired:
    """Return what is desired, with timelines that are compared from an instant on."""
    found = {
        key: item._replace(watch=item.watch._replace(since=max(item.watch.since, at)))
        if item.watch and item.watch.since
        else item
        for key, item in desired.objects.items()
    }
    return desired._replace(objects=found)
