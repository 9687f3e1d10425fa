"""Grafana OnCall's words for turns: shifts that come again, and what its engine makes of them.

A shift of type `rolling_users` is dealt out among sets of people, period by period. Of several at
an instant those of the highest level page, all of them. The engine has a fault: it takes the
elapsed time of each set's *first* occurrence for the length of all, added to the wall clock. A
first occurrence over a change of the clocks makes each later one of that set an hour too long or
too short. So `start` is chosen far enough back that no first occurrence meets a change.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import ceil

from watchbill.engine.clock import DAY, WEEK, second
from watchbill.engine.spans import meet, unite
from watchbill.pager.layers import Layer, expand
from watchbill.pager.objects import Stint
from watchbill.pager.oncall_shifts import Shift, elapsed, occurrences, period_of, rendered, wall
from watchbill.pager.slots import Slot, Slots, slots

__all__ = ["DATED", "LEVELS", "Shift", "accepts", "dated", "rendered", "simulate", "write"]

LEVELS = 9
"""Levels of recurring shifts, from 0; one digit is all that the engine reads of a level."""

DATED = 9
"""The level of dated shifts, above all others."""

_LOCAL_ZERO = datetime.combine(date.min, time())
_SECOND = timedelta(seconds=1)
_SOON = timedelta(weeks=13)


def accepts(layer: Layer) -> bool:
    """Say whether a layer has a form as shifts; whether they page right is `simulate`'s to say."""
    return slots(layer) is not None


def write(layers: Sequence[Layer], since: datetime) -> tuple[Shift, ...]:
    """Return the shifts of layers, bottom up, that hold from `since` (UTC) on.

    Layers without a form, and those above the highest level, are left out.
    """
    return tuple(
        shift
        for layer, level in _levels(layers, since)
        if level < LEVELS and (form := slots(layer))
        for shift in _shifts(layer, form, level, since)
    )


def _levels(layers: Sequence[Layer], since: datetime) -> Iterator[tuple[Layer, int]]:
    """Yield layers with their levels: a rotation has its own, above those before it.

    One that is alongside has that of the highest one that it ever meets.
    """
    placed: dict[str, tuple[list[Layer], int]] = {}
    for layer in layers:
        if layer.name not in placed:
            met = [
                level
                for others, level in placed.values()
                if not layer.alongside or any(_meet(layer, other, since) for other in others)
            ]
            top = max((level for _, level in placed.values()), default=0)
            level = max(met, default=top) + (0 if layer.alongside or not placed else 1)
            placed[layer.name] = [], level
        placed[layer.name][0].append(layer)
        yield layer, placed[layer.name][1]


def _meet(one: Layer, other: Layer, since: datetime) -> bool:
    """Say whether two layers page at the same time, in the weeks that are pushed usually."""
    spans = (
        unite(
            (second(turn.start), second(turn.end)) for turn in expand(layer, since, since + _SOON)
        )
        for layer in (one, other)
    )
    return bool(meet(*spans))


def simulate(layers: Sequence[Layer], start: datetime, end: datetime) -> tuple[Stint, ...]:
    """Return what Grafana OnCall pages in `[start, end)` (UTC) by the shifts of layers, settled."""
    return rendered(write(layers, start), start, end)


def dated(stint: Stint) -> Shift:
    """Return the single event that puts people on call in a stretch."""
    length = (stint.end - stint.start) // _SECOND
    start = stint.start.astimezone(UTC).replace(tzinfo=None)
    return Shift(DATED, "UTC", start, length, (stint.people,))


# --- shifts of a layer ----------------------------------------------------------------------------


def _shifts(layer: Layer, form: Slots, level: int, since: datetime) -> Iterator[Shift]:
    weekly = form.period == WEEK and layer.hours != "always"
    for group in _by_days(layer, form.found) if weekly else [[slot] for slot in form.found]:
        first = group[0]
        days = tuple(sorted({_local(slot.begin).weekday() for slot in group})) if weekly else ()
        begin = _local(first.begin)
        week = (
            layer.origin.weekday() if weekly else begin.weekday() if not form.period % WEEK else 0
        )
        shift = Shift(
            level, layer.zone, begin, first.length, first.owners, form.period, 0, days, week
        )
        yield from _ended(_anchored(shift, layer, since), layer)


def _by_days(layer: Layer, found: Sequence[Slot]) -> list[list[Slot]]:
    """Return slots at the same time of different days of a week, with the same owners, together.

    A week begins on the day of the handoff: what lies before it on that day, a week later, is
    apart.
    """
    groups: dict[object, list[Slot]] = {}
    day = layer.origin.replace(hour=0, minute=0, second=0)
    for slot in found:
        number = (_local(slot.begin) - day).days // 7
        groups.setdefault((slot.begin % DAY, slot.length, slot.owners, number), []).append(slot)
    return list(groups.values())


def _anchored(shift: Shift, layer: Layer, since: datetime) -> Shift:
    """Return a shift that starts where no set's first occurrence meets a change of the clock.

    A layer that is in force already may start in any past; one that is to come starts with its
    first occurrence, whatever the clocks do.
    """
    if layer.start > since:
        k = ceil((wall(shift.zone, layer.start) - shift.start) / period_of(shift))
        return _moved(shift, k)
    now = wall(shift.zone, since)
    last = (now - shift.start) // period_of(shift)
    k = ceil((datetime.combine(date(now.year - 1, 1, 1), time()) - shift.start) / period_of(shift))
    while k <= last:
        moved = _moved(shift, k)
        broken = max((i for i in range(len(shift.sets)) if not _exact(moved, i)), default=None)
        if broken is None:
            return moved
        k += broken + 1
    return _moved(shift, last)


def _moved(shift: Shift, k: int) -> Shift:
    return shift._replace(start=shift.start + k * period_of(shift), first=k % len(shift.sets))


def _exact(shift: Shift, number: int) -> bool:
    """Say whether the first occurrence of a set is as long by the sun as on the wall clock."""
    begin = shift.start + number * period_of(shift)
    return elapsed(shift, begin) == timedelta(seconds=shift.seconds)


def _ended(shift: Shift, layer: Layer) -> Iterator[Shift]:
    """Yield a shift with an end midway between the last occurrence of its layer and the next one.

    So it holds whether the engine reads it in UTC or on the wall clock.
    """
    if layer.end is None:
        yield shift
        return
    near = (
        layer.end - timedelta(seconds=2 * shift.period),
        layer.end + timedelta(seconds=2 * shift.period),
    )
    begins = [begin for _, begin, _ in occurrences(shift, *near)]
    before = [begin for begin in begins if begin < layer.end]
    after = [begin for begin in begins if begin >= layer.end]
    if before:
        last = max(before)
        half = (min(after) - last) / 2 if after else timedelta(0)
        yield shift._replace(until=(last + half).replace(microsecond=0))


def _local(second: int) -> datetime:
    return _LOCAL_ZERO + timedelta(seconds=second)
