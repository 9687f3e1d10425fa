"""A pager's layers as rotations: the handoff, the shortest order, and the hours people would write.

What a rotation cannot say makes it None: turns that begin at odd seconds, or are nobody's.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from math import lcm
from typing import NamedTuple, get_args

from watchbill.engine.clock import DAY, HOUR, MINUTE, WEEK, local_second, moment, second, utc, wall
from watchbill.engine.grid import Grid, counted, grid, handoff_at, rhythm
from watchbill.model.base import Window
from watchbill.model.rosters import Handoff, Hours, Order, Rotation, Turns
from watchbill.model.scalars import DAY_NAMES, Day, DayName, WeekdayName
from watchbill.pager.layers import Layer, grid_of, turn_at, windows
from watchbill.source.importing_names import zone_of

_MOST = 999
_AGREE = 12
"""So many handoffs must be those of the layer: a year of months."""


class Block(NamedTuple):
    """A layer as a block of turns."""

    handoff: Handoff
    turns: Turns


def rotation(name: str, layers: Sequence[Layer], start: datetime, zone: str) -> Rotation | None:
    """Return the rotation of layers that follow each other, from an instant (UTC) on.

    None where no rotation says the same. `zone` is the roster's.
    """
    first, own = layers[0], zone_of(layers[0].zone)
    found = [_block(layer, second(start)) if own else None for layer in layers]
    blocks = [block for block in found if block]
    days = [block.turns.since for block in blocks]
    same = len({block.handoff for block in blocks}) == 1 and days == sorted(set(days))
    if not own or not same or len(blocks) < len(found):
        return None
    return Rotation(
        id=name,
        role="primary",
        timezone=None if own == zone else own,
        hours=said_hours(first.hours),
        alongside=first.alongside,
        handoff=blocks[0].handoff,
        turns=tuple(block.turns for block in blocks),
    )


def following(layers: Sequence[Layer]) -> list[list[Layer]]:
    """Return layers in groups of those that go on where another one ends, in the order given."""
    groups: list[list[Layer]] = []
    for layer in layers:
        for group in groups:
            if _alike(group[0], layer) and group[-1].end == layer.start:
                group.append(layer)
                break
            if _alike(group[0], layer) and layer.end == group[0].start:
                group.insert(0, layer)
                break
        else:
            groups.append([layer])
    return groups


def together(layers: Sequence[Layer]) -> list[Layer]:
    """Return layers in which those with turns of nobody are one with the layer beside them.

    Pagers that know no pairs have a layer for each place, of which some turns stay empty.
    """
    found: list[Layer] = []
    for layer in layers:
        pair = _pair(found[-1], layer) if found and layer.alongside else None
        if pair and not (all(found[-1].order) and all(layer.order)):
            found[-1] = pair
        else:
            found.append(layer)
    return found


def _pair(one: Layer, other: Layer) -> Layer | None:
    """Return two layers as one, if their turns pass on at the same times."""
    its, grid_ = grid_of(one), grid_of(other)
    apart = grid_.origin - its.origin
    same = _alike(one._replace(alongside=True), other) and (one.start, one.end) == (
        other.start,
        other.end,
    )
    if not (same and its.step and one.order and other.order and apart % its.step == 0):
        return None
    turns = range(lcm(len(one.order), len(other.order)))
    later = apart // its.step
    beside = [other.order[(turn - later) % len(other.order)] for turn in turns]
    order = (one.order[turn % len(one.order)] + beside[turn] for turn in turns)
    return one._replace(order=tuple(tuple(dict.fromkeys(people)) for people in order))


def _alike(one: Layer, other: Layer) -> bool:
    fields = ("zone", "every", "hours", "alongside")
    return all(getattr(one, field) == getattr(other, field) for field in fields)


def _block(layer: Layer, start: int) -> Block | None:
    """Return the turns of a layer from the one that reaches into a window, or from its first."""
    its, first = grid_of(layer), max(second(layer.start), start)
    k = _turn(layer, its, first)
    if utc(layer.zone, handoff_at(its, k)) < second(layer.start) > start:
        k += 1
    at = handoff_at(its, k)
    order = _order(layer, its, k)
    number, unit = layer.every
    if order is None or at % MINUTE or number > _MOST:
        return None
    since = date.fromordinal(at // DAY + 1)
    handoff = Handoff(
        every=f"{number} {unit}{'s' if number > 1 else ''}", at=_clock(at), on=_on(layer, since)
    )
    fresh = grid(handoff, since)
    same = all(handoff_at(fresh, n) == handoff_at(its, k + n) for n in range(_AGREE))
    return Block(handoff, Turns(Day(since.year, since.month, since.day), order)) if same else None


def _turn(layer: Layer, its: Grid, at: int) -> int:
    """Return the number of the turn at a second; by the clock it can be one off on some days."""
    k = turn_at(its, local_second(wall(layer.zone, moment(at)).replace(tzinfo=None)))
    while utc(layer.zone, handoff_at(its, k + 1)) <= at:
        k += 1
    while utc(layer.zone, handoff_at(its, k)) > at and (its.step or k > 0):
        k -= 1
    return k


def _on(layer: Layer, since: date) -> WeekdayName | int | None:
    if layer.every.unit == "month":
        return layer.day or layer.origin.day
    names: tuple[WeekdayName, ...] = get_args(WeekdayName)
    return names[since.weekday()] if layer.every.unit == "week" else None


def _order(layer: Layer, its: Grid, k: int) -> Order | None:
    """Return the shortest order from turn k on; turns without any hours count for nobody.

    A pager counts them, so an order is followed until order and hours repeat together.
    """
    beats = rhythm(layer.hours, handoff_at(its, k) % WEEK, its.step)
    size = len(layer.order)
    busy = [
        layer.order[(k + turn) % size]
        for turn in range(lcm(size, len(beats) - 1))
        if counted(beats, turn + 1) > counted(beats, turn)
    ]
    if not busy or not all(busy):
        return None
    lengths = (n for n in range(1, len(busy) + 1) if len(busy) % n == 0)
    length = next(n for n in lengths if busy == busy[:n] * (len(busy) // n))
    return tuple(people[0] if len(people) == 1 else people for people in busy[:length])


def said_hours(hours: Hours) -> Hours:
    """Return weekly hours as people write them: days that have the same times together."""
    spans = windows(hours)
    if not spans or spans[0][1] - spans[0][0] >= WEEK:
        return "always"
    days: dict[tuple[int, int], list[DayName]] = {}
    for start, end in spans:
        if end - start <= DAY:
            days.setdefault((start % DAY, end - start), []).append(DAY_NAMES[start // DAY])
    long = [span for span in spans if span[1] - span[0] > DAY]
    return (*_daily(days), *(Window(_weekly(start), _weekly(end)) for start, end in long))


def _daily(found: dict[tuple[int, int], list[DayName]]) -> Iterator[Window]:
    for (start, length), days in found.items():
        end = start + length
        until = "24:00" if end == DAY else _clock(end)
        named = () if len(days) == len(DAY_NAMES) else tuple(days)
        yield Window(_clock(start), until, named)


def _weekly(at: int) -> str:
    return f"{DAY_NAMES[at % WEEK // DAY]} {_clock(at)}"


def _clock(at: int) -> str:
    return f"{at % DAY // HOUR:02}:{at % HOUR // MINUTE:02}"
