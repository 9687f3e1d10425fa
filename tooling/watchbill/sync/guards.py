"""Guards: what a plan must not do unless somebody insists. Each is a question about values."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from watchbill.sync.objects import Actual, Change, Desired, Object, Stint, Watch, kind_of
from watchbill.sync.timeline import clip, differences, local, named, people_at, settle, total

GAP_DAYS = 14
MOST_MOVED = 0.3
FROM_OBJECTS = 10


class Refusal(NamedTuple):
    """Why a plan is not applied: the guard's name, and the reason. `final`: --force is no help."""

    guard: str
    reason: str
    final: bool = False


class Case(NamedTuple):
    """What guards look at: a plan in the making, at an instant in UTC."""

    changes: Sequence[Change]
    desired: Desired
    actual: Actual
    at: datetime

    @property
    def outcome(self) -> Mapping[str, Object]:
        """What will be in the pager afterwards, our objects by key."""
        after = dict(self.actual.objects)
        for change in self.changes:
            after.pop(change.key, None)
            if change.after:
                after[change.key] = change.after
        return after


def refusals(case: Case) -> tuple[Refusal, ...]:
    """Return everything that speaks against a plan; little does against one without changes."""
    return tuple(refusal for guard in GUARDS for refusal in guard(case))


def foreign(case: Case) -> Iterator[Refusal]:
    """Speak where an object of somebody else stands in the way: it is never touched."""
    for change in case.changes:
        if change.key in case.actual.foreign:
            why = case.actual.foreign[change.key]
            yield Refusal("foreign", f"{change.key} is not watchbill's: {why}", final=True)


def broken(case: Case) -> Iterator[Refusal]:
    """Speak where the object to be written is there and cannot be read."""
    for change in case.changes:
        if change.key in case.actual.broken:
            why = case.actual.broken[change.key]
            yield Refusal("broken", f"{change.key} is there and would be replaced: {why}")


def empty(case: Case) -> Iterator[Refusal]:
    """Speak where nothing at all is desired: more likely the wrong folder than a wish.

    Also where nothing would be done, since nothing is deleted unasked: it is no agreement.
    """
    if case.actual.objects and not any(kind_of(key) != "users" for key in case.desired.objects):
        yield Refusal("empty", "the repository wants nothing at all in the pager")


def now(case: Case) -> Iterator[Refusal]:
    """Speak where somebody is relieved or called this very moment.

    Not where the pager knows nothing about this moment: a new schedule, or one that ran out.
    """
    for watch, after in _watched(case):
        if case.at >= watch.until:
            continue
        was, will = (people_at(stints, case.at) for stints in (watch.stints, after))
        if was != will:
            yield Refusal("now", f"{watch.title}, on call now: {named(was)} → {named(will)}")


def gap(case: Case) -> Iterator[Refusal]:
    """Speak where somebody was on call within the next 14 days and nobody will be."""
    end = case.at + timedelta(days=GAP_DAYS)
    for watch, after in _watched(case):
        found = differences(watch.stints, after, case.at, end)
        for first in [stretch for stretch in found if not stretch.after][:1]:
            start, stop = (local(time, watch.zone) for time in first[:2])
            was = named(first.before)
            yield Refusal("gap", f"{watch.title}: nobody instead of {was} from {start} to {stop}")


def target(case: Case) -> Iterator[Refusal]:
    """Speak where a step of an escalation will page nobody, and did page somebody, or is new."""
    before = set(_idle_steps(case.actual.objects, case.at))
    for key, number in _idle_steps(case.outcome, case.at):
        if (key, number) not in before:
            yield Refusal("target", f"{key}: step {number} is left without a target")


def moved(case: Case) -> Iterator[Refusal]:
    """Speak where more than 30 % of a roster's future hours change hands, from 10 objects up."""
    if len(case.actual.objects) < FROM_OBJECTS:
        return
    changed: dict[str, timedelta] = defaultdict(timedelta)
    hours: dict[str, timedelta] = defaultdict(timedelta)
    for roster, mine, all_ in _hours(case):
        changed[roster] += mine
        hours[roster] += all_
    for roster in sorted(changed):
        if changed[roster] > MOST_MOVED * hours[roster]:
            share = f"{changed[roster] / hours[roster]:.0%}"
            yield Refusal("moved", f"{roster}: {share} of its future hours change hands")


GUARDS: tuple[Callable[[Case], Iterator[Refusal]], ...] = (
    foreign,
    broken,
    empty,
    now,
    gap,
    target,
    moved,
)
"""Every guard, in the order in which they speak."""


def _watched(case: Case) -> Iterator[tuple[Watch, tuple[Stint, ...]]]:
    """Yield the timeline of each schedule that changes, and the stints that replace it."""
    for change in case.changes:
        if change.before and change.before.watch:
            after = change.after.watch if change.after else None
            yield change.before.watch, after.stints if after else ()


def _idle_steps(objects: Mapping[str, Object], at: datetime) -> Iterator[tuple[str, int]]:
    """Yield the steps, counted from 1, whose targets are all missing or have nobody coming."""
    for key in sorted(objects):
        for number, targets in enumerate(objects[key].steps, start=1):
            if not any(_pages(objects, target, at) for target in targets):
                yield key, number


def _pages(objects: Mapping[str, Object], key: str, at: datetime) -> bool:
    if kind_of(key) == "person":
        return True  # resolved before there was a plan
    watch = objects[key].watch if key in objects else None
    return watch is not None and any(stint.end > at for stint in watch.stints)


def _hours(case: Case) -> Iterator[tuple[str, timedelta, timedelta]]:
    """Yield, for each schedule: its roster, the hours that change hands, and all its hours."""
    outcome = case.outcome
    for key, item in case.actual.objects.items():
        if item.watch is None:
            continue
        after = outcome[key].watch if key in outcome else None
        end = min(item.watch.until, after.until) if after else item.watch.until
        stints = after.stints if after else ()
        both = clip(settle([*item.watch.stints, *stints]), case.at, end)
        changed = differences(item.watch.stints, stints, case.at, end)
        yield item.watch.roster, total(changed), total(both)
