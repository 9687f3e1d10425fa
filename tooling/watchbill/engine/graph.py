"""What lies around a node of a graph: in layers by distance, each in an order of few crossings."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

Layers = tuple[tuple[str, ...], ...]
_SWEEPS = 4


def layers(near: Mapping[str, Iterable[str]], start: str, depth: int) -> Layers:
    """Return what is met in 1, 2, … `depth` steps from a start, each where it is first met.

    Circles are no harm: the start is not met again. Layers are sorted by id; none is empty.
    """
    seen: set[str] = {start}
    found: list[tuple[str, ...]] = [(start,)]
    while len(found) <= depth:
        met = {other for node in found[-1] for other in near.get(node, ())} - seen
        if not met:
            break
        seen |= met
        found.append(tuple(sorted(met)))
    return tuple(found[1:])


def untangled(given: Layers, near: Mapping[str, Iterable[str]]) -> Layers:
    """Return layers in the best order that a few sweeps of barycentres find (Sugiyama et al. 1981).

    Nodes move towards the mean place of their neighbours in the layer before, then in the one
    behind; the order with the fewest crossings is kept, the earliest of equals.
    """
    lines = [linked(left, right, near) for left, right in pairwise(given)]
    best = now = list(given)
    for _ in range(_SWEEPS):
        for at in range(1, len(now)):
            back = [(right, left) for left, right in lines[at - 1]]
            now = [*now[:at], _towards(now[at], now[at - 1], back), *now[at + 1 :]]
        for at in range(len(now) - 2, -1, -1):
            now = [*now[:at], _towards(now[at], now[at + 1], lines[at]), *now[at + 1 :]]
        best = min(best, now, key=lambda order: _crossings(order, lines))
    return tuple(best)


def linked(
    left: Iterable[str], right: Iterable[str], near: Mapping[str, Iterable[str]]
) -> list[tuple[str, str]]:
    """Return the lines from a layer to the one behind it."""
    there = list(right)
    return [(one, other) for one in left for other in there if other in set(near.get(one, ()))]


def _towards(
    layer: Sequence[str], fixed: Sequence[str], lines: Iterable[tuple[str, str]]
) -> tuple[str, ...]:
    """Return a layer by the mean place of each node's neighbours; those without keep theirs."""
    place = {node: index / max(len(fixed) - 1, 1) for index, node in enumerate(fixed)}
    met: dict[str, list[float]] = {}
    for node, other in lines:
        met.setdefault(node, []).append(place[other])
    own = {node: index / max(len(layer) - 1, 1) for index, node in enumerate(layer)}
    mean = {node: sum(found) / len(found) for node, found in met.items()}
    return tuple(sorted(layer, key=lambda node: mean.get(node, own[node])))


def _crossings(order: Sequence[Sequence[str]], lines: Sequence[list[tuple[str, str]]]) -> int:
    """Return how many pairs of lines cross."""
    count = 0
    for (left, right), between in zip(pairwise(order), lines, strict=True):
        ends = sorted((left.index(one), right.index(other)) for one, other in between)
        count += sum(
            1 for at, (a, b) in enumerate(ends) for c, d in ends[at + 1 :] if a < c and d < b
        )
    return count
