"""What a change comes to for people: whose hours move, which gaps open, what moves too soon."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from watchbill.engine.clock import moment, second
from watchbill.engine.coverage import Gap, gaps
from watchbill.engine.diff import ShiftChange, changes
from watchbill.engine.spans import Span, complement, meet, unite
from watchbill.model import Catalog


class Share(NamedTuple):
    """How much time on call a person gains and loses; both may be more than nothing."""

    person: str
    gains: timedelta
    loses: timedelta


class Effects(NamedTuple):
    """What differs from `at` on, and what differs before it; gaps are those from `at` on."""

    changes: tuple[ShiftChange, ...]
    past: tuple[ShiftChange, ...]
    opened: tuple[Gap, ...]
    closed: tuple[Gap, ...]


def effects(base: Catalog, head: Catalog, at: datetime, length: timedelta) -> Effects:
    """Return how head differs from base, so long before and after an instant (UTC)."""
    before, after = _gaps(base, at, at + length), _gaps(head, at, at + length)
    both = base.rosters.keys() & head.rosters.keys()
    return Effects(
        changes(base, head, at, at + length),
        changes(base, head, at - length, at),
        _beyond(after, before),
        tuple(gap for gap in _beyond(before, after) if gap.roster in both),
    )


def now(found: Effects, at: datetime) -> tuple[ShiftChange, ...]:
    """Return the changes of who is on call at an instant."""
    return tuple(change for change in found.changes if change.start <= at < change.end)


def too_soon(found: Effects, until: datetime) -> tuple[ShiftChange, ...]:
    """Return the changes of the past and of what is frozen that no override makes."""
    near = (change for change in found.changes if change.start < until)
    return tuple(change for change in (*found.past, *near) if not change.by_override)


def shares(found: Iterable[ShiftChange]) -> tuple[Share, ...]:
    """Return who gains and loses how much, those who gain most first."""
    gains: dict[str, timedelta] = defaultdict(timedelta)
    loses: dict[str, timedelta] = defaultdict(timedelta)
    for change in found:
        length = change.end - change.start
        for person in set(change.after) - set(change.before):
            gains[person] += length
        for person in set(change.before) - set(change.after):
            loses[person] += length
    people = sorted({*gains, *loses}, key=lambda who: (loses[who] - gains[who], who))
    return tuple(Share(person, gains[person], loses[person]) for person in people)


Gaps = Mapping[tuple[str, str], list[Span]]


def _gaps(catalog: Catalog, start: datetime, end: datetime) -> Gaps:
    found: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for roster_id, roster in catalog.rosters.items():
        for gap in gaps(roster_id, roster, start, end):
            found[gap.roster, gap.role].append((second(gap.start), second(gap.end)))
    return found


def _beyond(these: Gaps, those: Gaps) -> tuple[Gap, ...]:
    """Return what of these gaps is in none of those."""
    found = [
        Gap(*key, moment(first), moment(last))
        for key, spans in these.items()
        for first, last in meet(
            unite(spans), complement(unite(those.get(key, ())), spans[0][0], spans[-1][1])
        )
    ]
    return tuple(sorted(found, key=lambda gap: (gap.start, gap.roster, gap.role)))
