"""Layers as rotations of Jira Service Management could be: none hides another, one person each.

Every schedule there has one zone. A layer of another zone is said on its clock as the two differ at
the begin of a turn, and holds until one of them changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from watchbill.engine.clock import END, WEEK, local_second, moment, second, utc, wall
from watchbill.engine.grid import handoff_at
from watchbill.engine.spans import Span, complement, meet, unite
from watchbill.model.rosters import Hours
from watchbill.pager.layers import Layer, People, grid_of, hours_of, turn_at, windows


def visible(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Return layers of which none hides another: hours are cut by those of later ones.

    Only where both go by the same zone; elsewhere a rotation ends where it would be hidden.
    """
    return tuple(
        part for n, layer in enumerate(layers) for part in _uncovered(layer, layers[n + 1 :])
    )


def _uncovered(layer: Layer, later: Sequence[Layer]) -> Iterator[Layer]:
    """Yield what later layers leave of one, anew whenever other ones are in force."""
    hiding = [one for one in later if not one.alongside and one.zone == layer.zone]
    last: Layer | None = None
    for part in _parts(layer, hiding):
        hours = _left(part, [one for one in hiding if _meet(part, one)])
        if last and hours == last.hours:
            last = last._replace(end=part.end)
            continue
        if last:
            yield last
        last = part._replace(hours=hours) if hours else None
    if last:
        yield last


def _parts(layer: Layer, others: Sequence[Layer]) -> Iterator[Layer]:
    """Yield a layer cut where one of others comes into force, or is no more."""
    edges = {edge for one in others for edge in (one.start, one.end) if edge}
    inside = sorted(e for e in edges if layer.start < e and (layer.end is None or e < layer.end))
    for start, end in pairwise([layer.start, *inside, layer.end]):
        yield layer._replace(start=start or layer.start, end=end)


def _left(layer: Layer, hiding: Sequence[Layer]) -> Hours | None:
    """Return the hours that others leave; None for none."""
    if not hiding:
        return layer.hours
    if any(isinstance(other.hours, str) for other in hiding):
        return None
    taken = unite(_within_week(span for other in hiding for span in windows(other.hours)))
    mine = unite(_within_week(windows(layer.hours) or [(0, WEEK)]))
    left = meet(mine, complement(taken, 0, WEEK))
    return _joined(left) if left else None


def _meet(one: Layer, other: Layer) -> bool:
    """Say whether two layers are in force together for a while."""
    ends = [end for end in (one.end, other.end) if end]
    return not ends or max(one.start, other.start) < min(ends)


def _within_week(spans: Iterable[Span]) -> Iterator[Span]:
    for start, end in spans:
        yield start, min(end, WEEK)
        yield 0, max(end - WEEK, 0)


def _joined(spans: Sequence[Span]) -> Hours:
    """Return spans of a week as hours; what ends with the week and goes on in it is one span."""
    (first, *middle), last = spans, spans[-1]
    if len(spans) > 1 and first[0] == 0 and last[1] == WEEK:
        return hours_of([*middle[:-1], (last[0], WEEK + first[1])])
    return hours_of(spans)


def lanes_of(layer: Layer) -> Iterator[Layer]:
    """Yield a layer for each of those who are on call together."""
    for place in range(max(map(len, layer.order), default=0)):
        name = f"{layer.name} ({place + 1})" if place else layer.name
        order = tuple(people[place : place + 1] for people in layer.order)
        yield layer._replace(name=name, order=order, alongside=True)


def begins(lane: Layer, window: Span) -> list[int]:
    """Return when turns begin: the lane's first one, the one at the window's begin, all later."""
    grid = grid_of(lane)
    first = turn_at(grid, _local(lane.zone, second(lane.start)))
    now = turn_at(grid, _local(lane.zone, window[0]))
    last = min(second(lane.end) if lane.end else END, window[1])
    found = [utc(lane.zone, handoff_at(grid, first))]
    k = max(now, first + 1)
    while (begin := utc(lane.zone, handoff_at(grid, k))) < last:
        found.append(begin)
        k += 1
    return found if found[0] < last else []


def _local(zone: str, at: int) -> int:
    return local_second(wall(zone, moment(at)).replace(tzinfo=None))


def native(lane: Layer, begin: int, zone: str) -> Layer:
    """Return a lane from the begin of a turn on, on the wall clock of a zone as it is then."""
    k = turn_at(grid_of(lane), _local(lane.zone, begin)) % len(lane.order)
    shift = _local(zone, begin) - _local(lane.zone, begin)
    return lane._replace(
        zone=zone,
        origin=wall(zone, moment(begin)).replace(tzinfo=None),
        order=_shortest((*lane.order[k:], *lane.order[:k])),
        hours=_shifted(lane.hours, shift),
        start=moment(begin),
        day=0,
    )


def _shortest(order: tuple[People, ...]) -> tuple[People, ...]:
    """Return an order up to where it repeats."""
    sizes = (size for size in range(1, len(order) + 1) if not len(order) % size)
    return next(order[:s] for s in sizes if order[:s] * (len(order) // s) == order)


def _shifted(hours: Hours, by: int) -> Hours:
    if isinstance(hours, str) or not by:
        return hours
    moved = [((start + by) % WEEK, end - start) for start, end in windows(hours)]
    return hours_of(sorted((start, start + length) for start, length in moved))
