"""Guards: what a plan must not do unless somebody insists. Each is a question about values."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from watchbill.pager.objects import Actual, Change, Desired, Object, Watch, kind_of
from watchbill.pager.timeline import clip, differences, local, named, people_at, settle, total

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
    fetched: frozenset[str] = frozenset()
    """Who is on call by feeds, which are never compared."""

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


def unknown(case: Case) -> Iterator[Refusal]:
    """Speak where somebody who can be paged is nobody in the pager: it would page no one."""
    paged = {person for item in case.desired.objects.values() for person in item.paged}
    paged |= case.fetched
    for person in sorted(paged & case.actual.unknown.keys()):
        yield Refusal("unknown", f"{person}: {case.actual.unknown[person]}", final=True)


def broken(case: Case) -> Iterator[Refusal]:
    """Speak where the object to be written is there and cannot be read."""
    for change in case.changes:
        if change.key in case.actual.broken:
            why = case.actual.broken[change.key]
            yield Refusal("broken", f"{change.key} is there and would be replaced: {why}")


def name(case: Case) -> Iterator[Refusal]:
    """Speak where something is to get a name that another keeps, and the pager takes it once."""
    there = case.actual.names
    if there is None:
        return
    staying = {key: name for key, name in there.items() if key not in case.actual.objects}
    wanted = {
        key: item.body.get("name", there.get(key)) for key, item in case.desired.objects.items()
    }
    keys: dict[tuple[str, object], list[str]] = defaultdict(list)
    for key, name in {**staying, **wanted}.items():
        keys[kind_of(key), name].append(key)
    new = {key for key, name in wanted.items() if name and there.get(key) != name}
    for (_, found), several in keys.items():
        if several[1:] and (new - case.actual.foreign.keys()) & {*several}:
            both = " and ".join(sorted(several))
            reason = f"{both} would be named {found!r}: the pager takes a name once"
            yield Refusal("name", reason, final=True)


def empty(case: Case) -> Iterator[Refusal]:
    """Speak where nothing at all is desired: more likely the wrong folder than a wish.

    Also where nothing would be done, since nothing is deleted unasked: it is no agreement.
    """
    if case.actual.objects and not any(kind_of(key) != "users" for key in case.desired.objects):
        yield Refusal("empty", "the repository wants nothing at all in the pager")


def now(case: Case) -> Iterator[Refusal]:
    """Speak where somebody is relieved this very moment, or joined.

    Not where nobody is on call: in a new schedule, in one that ran out, in a gap that is filled.
    """
    begun = _begun(case)
    for _, watch, then in watched(case):
        if case.at >= watch.until:
            continue
        after = then.stints if then else ()
        was, will = (people_at(stints, case.at) for stints in (watch.stints, after))
        if was and was != will and not (watch[:2] in begun and {*was} <= {*will}):
            yield Refusal("now", f"{watch.title}, on call now: {named(was)} → {named(will)}")


def gap(case: Case) -> Iterator[Refusal]:
    """Speak where somebody was on call within the next 14 days and nobody will be."""
    end = case.at + timedelta(days=GAP_DAYS)
    for _, watch, after in watched(case):
        found = differences(watch.stints, after.stints if after else (), case.at, end)
        for first in [stretch for stretch in found if not stretch.after][:1]:
            start, stop = (local(time, watch.zone) for time in first[:2])
            was = named(first.before)
            yield Refusal("gap", f"{watch.title}: nobody instead of {was} from {start} to {stop}")


def target(case: Case) -> Iterator[Refusal]:
    """Speak where a step of an escalation will page nobody, and did page somebody, or is new."""
    for line in case.desired.dangling if case.changes else ():
        yield Refusal("target", line)
    before = set(_idle_steps(case.actual.objects, case.at))
    for key, number in _idle_steps(case.outcome, case.at):
        if (key, number) not in before:
            yield Refusal("target", f"{key}: step {number} is left without a target")


def wordless(case: Case) -> Iterator[Refusal]:
    """Speak where an escalation loses what the repository has no word for: a team, a webhook."""
    for key, before, after in case.changes:
        if before and after:
            gone = {one for step in before.steps for one in step if kind_of(one) not in _WORDS}
            for one in sorted(gone - {one for step in after.steps for one in step}):
                yield Refusal("wordless", f"{key} loses {one}, which no file can say")


_WORDS = frozenset({"schedule", "person"})


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
    unknown,
    broken,
    name,
    empty,
    now,
    gap,
    target,
    wordless,
    moved,
)
"""Every guard, in the order in which they speak."""


def watched(case: Case) -> Iterator[tuple[str, Watch, Watch | None]]:
    """Yield each role whose timeline changes: its first key, its timeline before and after.

    A role that several schedules make up is seen as one: who moves from one to the other of them
    is on call as before.
    """
    before, after = _pageable(case)
    changed = [change.key for change in case.changes]
    silenced = sorted(before.keys() - after.keys() - {*changed})
    roles: dict[tuple[str, str], str] = {}
    for key in (*changed, *silenced):
        if key in before and (watch := before[key].watch):
            roles.setdefault(watch[:2], key)
    was, will = _by_role(before), _by_role(after)
    for role, key in roles.items():
        yield key, was[role], will.get(role)


def _pageable(case: Case) -> tuple[Mapping[str, Object], Mapping[str, Object]]:
    """Return what is there before and afterwards, without schedules that page nobody any more.

    A role may need fewer schedules than before. One that is left over stays until --prune, and
    counts for as long as a step names it.
    """
    going_on = {item.watch[:2] for item in case.desired.objects.values() if item.watch}
    left = {
        key
        for key in case.actual.objects.keys() - case.desired.objects.keys()
        if (watch := case.actual.objects[key].watch) and watch[:2] in going_on
    }
    outcome = case.outcome
    deleted = {change.key for change in case.changes if change.after is None}
    idle = left - _named(case.actual.objects) - deleted
    return _without(case.actual.objects, idle), _without(outcome, left - _named(outcome))


def _named(objects: Mapping[str, Object]) -> set[str]:
    return {key for item in objects.values() for step in item.steps for key in step}


def _without(objects: Mapping[str, Object], keys: Collection[str]) -> Mapping[str, Object]:
    return {key: item for key, item in objects.items() if key not in keys}


def _by_role(objects: Mapping[str, Object]) -> Mapping[tuple[str, str], Watch]:
    found: dict[tuple[str, str], list[Watch]] = defaultdict(list)
    for key in sorted(objects):
        if watch := objects[key].watch:
            found[watch[:2]].append(watch)
    return {role: together(watches) for role, watches in found.items()}


def together(watches: Sequence[Watch]) -> Watch:
    """Return the timeline of a role that several schedules make up, named as the first one."""
    stints = settle(stint for watch in watches for stint in watch.stints)
    until = min(watch.until for watch in watches)
    return watches[0] if len(watches) == 1 else watches[0]._replace(stints=stints, until=until)


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


def _begun(case: Case) -> set[tuple[str, str]]:
    """Return the roles that page nobody yet: an apply was interrupted before a step named them."""
    before, after = (_named_roles(objects) for objects in (case.actual.objects, case.outcome))
    return after - before


def _named_roles(objects: Mapping[str, Object]) -> set[tuple[str, str]]:
    watches = (objects[key].watch for key in _named(objects) if key in objects)
    return {watch[:2] for watch in watches if watch}


def _hours(case: Case) -> Iterator[tuple[str, timedelta, timedelta]]:
    """Yield, for each role: its roster, the hours that change hands, and all its hours.

    Hours of nobody change no hands: a pager that ran out is filled without being asked.
    """
    there, outcome = map(_by_role, _pageable(case))
    begun = _begun(case)
    for role, before in there.items():
        after = outcome.get(role)
        end = min(before.until, after.until) if after else before.until
        stints = after.stints if after else ()
        both = clip(settle([*before.stints, *stints]), case.at, end)
        found = differences(before.stints, stints, case.at, end)
        taken = [d for d in found if d.before]
        changed = [d for d in taken if not (role in begun and {*d.before} <= {*d.after})]
        yield before.roster, total(changed), total(both)
