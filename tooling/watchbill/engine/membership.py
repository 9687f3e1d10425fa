"""Who joins or leaves a rotation, and the new block that moves nobody else's upcoming turn."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from watchbill.engine.clock import DAY, moment, utc, wall
from watchbill.engine.grid import grid, handoff_at
from watchbill.engine.rotation import shifts
from watchbill.engine.runs import Run, blocks, turn_at, turn_start, turns_before
from watchbill.engine.shift import Shift
from watchbill.errors import WatchbillError
from watchbill.model.rosters import Handoff, Roster, Rotation

Participant = str | tuple[str, ...]
Order = tuple[Participant, ...]

_AGREE = 12
"""So many handoffs must be the old ones: a year of monthly ones, with every length of month."""
_SEARCH = 1000
_WEEKS, _YEARS = 13, 104


class Block(NamedTuple):
    """A block to be: its `since`, its order, and its first handoff in UTC.

    `existing` is the position of a block that begins then anyway and takes the order instead.
    """

    since: date
    order: Order
    start: datetime
    existing: int | None = None


def joined(
    roster: Roster, rotation: Rotation, person: str, since: date, after: str | None = None
) -> Block:
    """Return the block with a person more, who comes last in the cycle or after somebody."""
    block = _onward(roster, rotation, since)
    if _place(block.order, person) is not None:
        raise WatchbillError(f"{person} is in the order of `{rotation.id}` already")
    place = len(block.order) - 1 if after is None else _place(block.order, after)
    if place is None:
        known = ", ".join(dict.fromkeys(flat(block.order)))
        raise WatchbillError(f"{after} is not in the order of `{rotation.id}`", f"in it: {known}")
    return block._replace(order=(*block.order[: place + 1], person, *block.order[place + 1 :]))


def left(roster: Roster, rotation: Rotation, person: str, since: date) -> Block:
    """Return the block without a person, whose turns go to the next in the order."""
    block = _onward(roster, rotation, since)
    if _place(block.order, person) is None:
        raise WatchbillError(f"{person} is not in the order of `{rotation.id}` from {block.since}")
    order = tuple(rest for item in block.order if (rest := without(item, person)))
    if not order:
        hint = "add somebody else first, or take the rotation out by hand"
        raise WatchbillError(f"nobody would be left in `{rotation.id}`", hint)
    return block._replace(order=order)


def first_day(roster: Roster, rotation: Rotation, at: datetime) -> date:
    """Return the first day that a new block can have which begins at an instant or later."""
    day = wall(rotation.timezone or roster.timezone, at).date()
    for since in (day, day + timedelta(days=1)):
        block = _onward(roster, rotation, max(since, rotation.turns[-1].since))
        if block.start >= at:
            break
    return block.since


def mentions(roster: Roster, person: str, since: date) -> tuple[str, ...]:
    """Return where a roster puts somebody on call on a day or later, in words."""
    found = []
    for rotation in roster.rotations:
        ordered = sorted(rotation.turns, key=lambda turns: turns.since)
        ends = [*(following.since for following in ordered[1:]), date.max]
        orders = (t.order for t, end in zip(ordered, ends, strict=False) if end > since)
        if any(person in flat(order) for order in orders):
            found.append(f"the order of `{rotation.id}`")
        periods = (p for p in rotation.special if p.until.date() >= since)
        found += [f"`{p.name}` of `{rotation.id}`" for p in periods if person in flat(p.order)]
    return tuple(found)


def first_shift(
    roster_id: str, roster: Roster, rotation: str, person: str, after: datetime
) -> Shift | None:
    """Return somebody's first shift in a rotation within two years, its begin cut at `after`."""
    for week in range(0, _YEARS, _WEEKS):
        window = after + timedelta(weeks=week), after + timedelta(weeks=week + _WEEKS)
        for shift in shifts(roster_id, roster, *window):
            if shift.rotation == rotation and person in shift.people:
                return shift
    return None


def _onward(roster: Roster, rotation: Rotation, since: date) -> Block:
    """Return the last block's order, begun anew at its first handoff on or after a day."""
    handoff, zone = rotation.handoff, rotation.timezone or roster.timezone
    runs = [] if rotation.follows else blocks(rotation.turns, handoff, rotation.hours)
    if not runs or handoff is None:
        hint = "name a rotation that has turns of its own"
        raise WatchbillError(f"`{rotation.id}` has no turns of its own", hint)
    position = max(range(len(rotation.turns)), key=lambda at: (rotation.turns[at].since, at))
    run, last = runs[-1], rotation.turns[position]
    midnight = (since.toordinal() - 1) * DAY
    if midnight <= run.start:
        if grid(handoff, since).origin < run.start:
            raise _too_early(rotation, last.since)
        return Block(last.since, last.order, moment(utc(zone, run.start)), position)
    turn, day = _first_handoff(rotation.id, handoff, run, midnight)
    shift = turns_before(run, turn) % len(last.order)
    start = moment(utc(zone, turn_start(run, turn)))
    return Block(day, (*last.order[shift:], *last.order[:shift]), start)


def _too_early(rotation: Rotation, last: date) -> WatchbillError:
    what = "begins" if len(rotation.turns) == 1 else "has a later block, which begins"
    return WatchbillError(f"`{rotation.id}` {what} on {last}", f"write --since {last} or later")


def _first_handoff(name: str, handoff: Handoff, run: Run, midnight: int) -> tuple[int, date]:
    """Return the first turn from a local midnight at which a new block would keep the handoffs.

    A block that begins at another turn could shift the rhythm: of two-week turns, of hours that
    do not divide a day, or of months counted from their last day.
    """
    first = turn_at(run, midnight)
    for turn in range(first, first + _SEARCH):
        start = turn_start(run, turn)
        day = date.fromordinal(start // DAY + 1)
        fresh = grid(handoff, day)
        old = (turn_start(run, turn + k) for k in range(_AGREE))
        if start >= midnight and all(handoff_at(fresh, k) == at for k, at in enumerate(old)):
            return turn, day
    raise WatchbillError(f"no handoff of `{name}` from {run.name} on can begin a new block")


def _place(order: Order, person: str) -> int | None:
    return next((at for at, item in enumerate(order) if person in flat((item,))), None)


def flat(order: Iterable[Participant]) -> list[str]:
    """Return everybody in an order, one by one."""
    return [p for item in order for p in ((item,) if isinstance(item, str) else item)]


def without(item: Participant, person: str) -> Participant | None:
    """Return a participant without a person; a group of one is a person again."""
    rest = tuple(p for p in flat((item,)) if p != person)
    return rest[0] if len(rest) == 1 else rest or None
