"""Rollout: when a change of the repository reaches people who are on call in the pager.

Whoever is on call now stays so until the next handoff, as does what people arranged in the pager
itself. A dated override of the repository says itself when it holds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from watchbill.pager.objects import Actual, Desired, Object, Stint, Watch
from watchbill.pager.timeline import Difference, clip, differences, lasts, people_at, settle

Rollout = Literal["handoff", "now"]


class Deferred(NamedTuple):
    """Somebody who stays on call until a handoff (UTC), though the repository says another.

    `follows` are those who are on call from then on. `stays` is nobody where they join others who
    are on call in the same role.
    """

    key: str
    watch: Watch
    until: datetime
    stays: tuple[str, ...]
    follows: tuple[str, ...]


class Kept(NamedTuple):
    """An override that people made in the pager: who is on call because of it, and who was to."""

    key: str
    watch: Watch
    difference: Difference


def rolled_out(
    desired: Desired, actual: Actual, at: datetime, rollout: Rollout
) -> tuple[Desired, tuple[Deferred, ...], tuple[Kept, ...]]:
    """Return what is desired in the end, with what is deferred and what is kept on the way."""
    if rollout == "handoff":
        desired = _with_leaving(desired, actual, at)
    objects = dict(desired.objects)
    deferred: list[Deferred] = []
    kept: list[Kept] = []
    ends = _ends(actual, at) if rollout == "handoff" else {}
    for key, item in desired.objects.items():
        there, watch = actual.objects.get(key), item.watch
        if watch is None:
            continue
        if late := _joining(key, watch, ends.get(watch[:2], {}), at):
            deferred.append(late)
            watch = _without(watch, late, at)
            objects[key] = item._replace(watch=watch)
        if there is None or there.watch is None:
            continue
        theirs = actual.theirs.get(key, ())
        turn = _turn_at(there.watch, theirs, at) if rollout == "handoff" else None
        if turn and (late := _deferral(key, there.watch, watch, turn, desired)):
            deferred.append(late)
            watch = _until(watch, there.watch, late, turn)
        elif on := _going_on(there.watch, watch, desired, at):
            watch = watch._replace(stints=_over(watch.stints, on))
        mine = list(_kept(key, watch, theirs, at))
        kept += [one for one in mine if lasts(one.difference)]
        watch = _with(watch, [one.difference for one in mine], there.watch, at)
        objects[key] = item._replace(watch=watch)
    return desired._replace(objects=objects), tuple(deferred), tuple(kept)


def _with_leaving(desired: Desired, actual: Actual, at: datetime) -> Desired:
    """Return what is desired, with schedules that a role needs until the next handoff only.

    A role may be made up of fewer schedules than before. Whoever is on call now in one that is
    left over stays so, and the steps that name the others name it, too.
    """
    last = {item.watch[:2]: key for key, item in desired.objects.items() if item.watch}
    more: dict[str, list[str]] = {}
    found: dict[str, Object] = {}
    for key in sorted(_paging(actual) & actual.objects.keys() - desired.objects.keys()):
        there = actual.objects[key]
        if there.watch and there.watch[:2] in last:
            beside = desired.objects[last[there.watch[:2]]]
            item = _emptied(there, beside)
            turn = _turn_at(there.watch, actual.theirs.get(key, ()), at)
            if turn and item.watch and _deferral(key, there.watch, item.watch, turn, desired):
                found[key] = item
                more.setdefault(beside.key, []).append(key)
    steps = {key: _named_too(item, more) for key, item in desired.objects.items() if item.steps}
    return desired._replace(objects={**desired.objects, **found, **steps}) if found else desired


def _emptied(there: Object, beside: Object) -> Object:
    """Return a schedule as it is, with nobody in it; what it is like is said `beside`."""
    body = {name: there.body[name] for name in beside.body if name in there.body}
    title = there.watch.title if there.watch else there.key
    watch = beside.watch and beside.watch._replace(title=title, stints=())
    return there._replace(body=body, watch=watch, layers=())


def _named_too(item: Object, more: Mapping[str, Sequence[str]]) -> Object:
    """Return an escalation that names schedules right behind those beside which they are."""
    steps = tuple(
        tuple(one for key in step for one in (key, *more.get(key, ()))) for step in item.steps
    )
    said = [
        {**step, "notify": list(keys)} for step, keys in zip(item.body["steps"], steps, strict=True)
    ]
    return item._replace(body={**item.body, "steps": said}, steps=steps)


def _turn_at(there: Watch, theirs: Sequence[Stint], at: datetime) -> datetime | None:
    """Return when the turn is seen that runs: behind people's override, if it interrupts the turn.

    None where the handoff falls into that override: then there is nobody left to be relieved.
    """
    ends = [stint.end for stint in theirs if stint.start <= at < stint.end]
    if not ends:
        return at
    begins = [stint.start for stint in there.stints if stint.start <= at < stint.end]
    before = people_at(there.stints, min(begins, default=at) - _MOMENT)
    after = people_at(there.stints, max(ends))
    return max(ends) if before in ((), after) else None


_MOMENT = timedelta(seconds=1)
_JUST_MADE = timedelta(minutes=10)


def _deferral(
    key: str, there: Watch, wanted: Watch, at: datetime, desired: Desired
) -> Deferred | None:
    """Return who stays on call until the next handoff, if anybody does."""
    was, will = people_at(there.stints, at), people_at(wanted.stints, at)
    firm = any(start <= at < end for start, end in wanted.firm)
    if was == will or not was or firm or not desired.people.issuperset(was) or at >= there.until:
        return None
    ends = [stint.end for stint in (*there.stints, *wanted.stints) if stint.start <= at < stint.end]
    firm_next = [start for start, _ in wanted.firm if start > at]
    until = min([*ends, *firm_next])
    return Deferred(key, wanted, until, was, people_at(wanted.stints, until))


def _ends(actual: Actual, at: datetime) -> Mapping[tuple[str, str], Mapping[str, datetime]]:
    """Return when those on call hand over, by role and schedule; of schedules that steps name.

    A schedule that was made minutes ago shows nobody before.
    """
    found: dict[tuple[str, str], dict[str, datetime]] = {}
    for key in sorted(_paging(actual) & actual.objects.keys()):
        watch = actual.objects[key].watch
        for stint in watch.stints if watch else ():
            if watch and stint.start - _JUST_MADE <= at < stint.end:
                found.setdefault(watch[:2], {}).setdefault(key, stint.end)
    return found


def _paging(actual: Actual) -> set[str]:
    return {key for item in actual.objects.values() for step in item.steps for key in step}


def _joining(
    key: str, wanted: Watch, ends: Mapping[str, datetime], at: datetime
) -> Deferred | None:
    """Return who joins those on call in a role at the next handoff, in a schedule of its own.

    `ends` are those of the role's stints that run. A role that no step names yet has none: it is
    being made, perhaps by an apply that was interrupted.
    """
    firm = any(start <= at < end for start, end in wanted.firm)
    running = [stint.end for stint in wanted.stints if stint.start <= at < stint.end]
    if firm or not ends or key in ends or not running:
        return None
    until = min([*running, *ends.values(), *(start for start, _ in wanted.firm if start > at)])
    return Deferred(key, wanted, until, (), people_at(wanted.stints, until))


def _without(wanted: Watch, late: Deferred, at: datetime) -> Watch:
    """Return a timeline in which nobody is on call until the handoff."""
    stints = wanted.stints
    start = min(stint.start for stint in stints if stint.start <= at < stint.end)
    around = (*clip(stints, stints[0].start, start), *clip(stints, late.until, stints[-1].end))
    return wanted._replace(stints=around)


def _until(wanted: Watch, there: Watch, late: Deferred, at: datetime) -> Watch:
    """Return a timeline in which somebody stays until the handoff."""
    start = max(stint.start for stint in there.stints if stint.start <= at < stint.end)
    stays = Stint(start, late.until, late.stays)
    return wanted._replace(stints=_over(wanted.stints, stays))


def _going_on(there: Watch, wanted: Watch, desired: Desired, at: datetime) -> Stint | None:
    """Return who is on call in a schedule now, and from now on in another one of the role.

    They stay in both until the turn ends: it makes no difference to the role, and a pager may not
    be able to end what runs (PagerDuty's overrides last until their end).
    """
    running = next((stint for stint in there.stints if stint.start <= at < stint.end), None)
    if running is None or people_at(wanted.stints, at):
        return None
    watches = (item.watch for item in desired.objects.values())
    role = settle(s for watch in watches if watch and watch[:2] == wanted[:2] for s in watch.stints)
    last = min([running.end, *(stint.start for stint in wanted.stints if stint.start > at)])
    until = at
    for start, end, people in clip(role, at, last):
        if start > until or not {*running.people} <= {*people}:
            break
        until = end
    return Stint(running.start, until, running.people) if until > at else None


def _kept(key: str, wanted: Watch, theirs: Sequence[Stint], at: datetime) -> list[Kept]:
    found = (
        difference
        for stint in theirs
        for difference in differences(wanted.stints, [stint], stint.start, stint.end)
        if difference.end > at
    )
    return [Kept(key, wanted, difference) for difference in found]


def _with(wanted: Watch, kept: Sequence[Difference], there: Watch, at: datetime) -> Watch:
    """Return a timeline with what is kept; of what runs, the part that is over, too.

    A pager may say of an override only what is left, which is less with every minute; a plan that
    was reviewed has to be the same one later.
    """
    stints = wanted.stints
    running = min((s.start for s in there.stints if s.start <= at < s.end), default=at)
    for start, end, _, after in kept:
        begin = min(start, running) if start <= at else start
        stints = _over(stints, Stint(begin, end, after))
    return wanted._replace(stints=stints)


def _over(stints: Sequence[Stint], stint: Stint) -> tuple[Stint, ...]:
    """Return a timeline with a stint in place of what was there."""
    if not stints:
        return (stint,)
    first, last = min(stints[0].start, stint.start), max(stints[-1].end, stint.end)
    around = (*clip(stints, first, stint.start), *clip(stints, stint.end, last))
    return settle((*around, stint))
