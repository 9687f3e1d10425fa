"""Drift: what a pager says that the repository does not."""

from collections.abc import Iterable, Iterator

from watchbill.engine.rotation import shifts
from watchbill.engine.standin import stand_ins
from watchbill.errors import WatchbillError
from watchbill.model import Catalog
from watchbill.model.rosters import Override, Roster
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import clip, settle, to_minute
from watchbill.sync.guards import Refusal
from watchbill.sync.plan import Plan
from watchbill.sync.rollout import Kept

_IN_THE_WAY = frozenset({"foreign", "unknown", "broken"})


def in_the_way(plan: Plan) -> tuple[Refusal, ...]:
    """Return what keeps the pager from being made to agree: strangers, and what is missing."""
    return tuple(refusal for refusal in plan.refusals if refusal.guard in _IN_THE_WAY)


def drifted(plan: Plan) -> bool:
    """Say whether a pager says anything else than the repository, by a plan for at once."""
    return bool(plan.theirs or plan.changes or plan.kept or in_the_way(plan))


def as_overrides(roster: Roster, catalog: Catalog, kept: Kept) -> tuple[Override, ...]:
    """Return the overrides by which a roster says what people arranged in the pager.

    Raise WatchbillError where a roster cannot say it.
    """
    for person in kept.difference.after:
        if person not in catalog.people:
            hint = "add them to rosters/people, or name their user in pager_ids"
            raise WatchbillError(f"{person} is nobody in the repository", hint)
    overrides = stand_ins(roster, kept.watch.role, _wanted(roster, kept))
    if not overrides:
        raise WatchbillError("they are on call then anyway", "remove the override in the pager")
    return overrides


def in_turn(found: Iterable[Kept]) -> Iterator[Kept]:
    """Yield what people arranged so that nobody comes to a place before leaving another one.

    Of a pair, one may stand in for the other, and somebody else for that one: in the other order
    the pair would be one person in between, and the next override replace both.
    """
    left = list(found)
    while left:
        free = (one for one in left if not any(_waits(one, other) for other in left))
        chosen = next(free, left[0])
        left.remove(chosen)
        yield chosen


def _waits(one: Kept, other: Kept) -> bool:
    """Say whether somebody comes to one place who has yet to leave the other."""
    mine, its = one.difference, other.difference
    return (
        one is not other
        and one.watch.role == other.watch.role
        and mine.start < its.end
        and its.start < mine.end
        and not {*its.before}.isdisjoint(mine.after)
    )


def _wanted(roster: Roster, kept: Kept) -> Iterator[Stint]:
    """Yield who is to be on call in the role, of which the pager may have several schedules.

    Files name minutes: what the pager has by the second begins and ends with its minute.
    """
    start, end, before, after = kept.difference
    start, end = to_minute(start), to_minute(end)
    found = shifts("", roster, start, end)
    now = settle(Stint(s.start, s.end, s.people) for s in found if s.role == kept.watch.role)
    at = start
    for stint in clip(now, start, end):
        if at < stint.start:
            yield Stint(at, stint.start, after)
        yield stint._replace(people=tuple(sorted({*stint.people} - {*before} | {*after})))
        at = stint.end
    if at < end:
        yield Stint(at, end, after)
