"""Lanes: layers dealt out so that one person is on call in each; and layers that hide none.

In a stack of layers the later one hides the earlier ones. Where they are taken apart (into several
schedules, or because a pager pages for all of them) the hours of what is hidden have to be cut.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import attrgetter

from watchbill.engine.clock import WEEK
from watchbill.engine.spans import Span, complement, meet, unite
from watchbill.pager.layers import Layer, hours_of, windows


def lanes(found: Sequence[Layer]) -> tuple[tuple[Layer, ...], ...]:
    """Return the layers dealt out to schedules in which one person is on call at a time.

    The first of a group is in the first lane, the second in the next one; a rotation alongside
    others has lanes of its own. Of several lanes none has a layer that is hidden elsewhere, as far
    as hours can say it.
    """
    several = any(layer.alongside or max(map(len, layer.order)) > 1 for layer in found)
    dealt: list[list[Layer]] = []
    firsts: dict[str, int] = {}
    for layer in apart(found) if several else found:
        first = firsts.setdefault(layer.name, len(dealt) if layer.alongside else 0)
        for place in range(max(map(len, layer.order))):
            lane = tuple(people[place : place + 1] for people in layer.order)
            while len(dealt) <= first + place:
                dealt.append([])
            dealt[first + place].append(layer._replace(order=lane, alongside=False))
    return tuple(tuple(lane) for lane in dealt)


def apart(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Return layers of which none is where a later one hides it, as far as hours can say it."""
    found: list[Layer] = []
    for place, layer in enumerate(layers):
        rest = [layer]
        for later in layers[place + 1 :]:
            if not later.alongside:
                rest = [piece for one in rest for piece in _without(one, later)]
        found += _joined(rest)
    return tuple(found)


def _joined(pieces: Sequence[Layer]) -> list[Layer]:
    """Return the pieces of a layer with those that go on as before made one."""
    joined: list[Layer] = []
    for piece in sorted(pieces, key=attrgetter("start")):
        last = joined[-1] if joined else None
        if last and last.end == piece.start and last.hours == piece.hours:
            joined[-1] = last._replace(end=piece.end)
        else:
            joined.append(piece)
    return joined


def _without(layer: Layer, later: Layer) -> Iterator[Layer]:
    """Yield a layer before, during and after a later one is in force."""
    if later.hours != "always" and later.zone != layer.zone:
        yield layer
        return
    if layer.start < later.start:
        yield _until(layer, later.start)
    during = layer._replace(start=max(layer.start, later.start))
    left = _left(layer, later)
    if left and (during.end is None or during.start < during.end):
        during = _until(during, later.end) if later.end else during
        if during.end is None or during.start < during.end:
            yield during._replace(hours=hours_of(left))
    if later.end and (layer.end is None or later.end < layer.end):
        yield layer._replace(start=max(layer.start, later.end))


def _until(layer: Layer, end: datetime) -> Layer:
    return layer._replace(end=min(end, layer.end) if layer.end else end)


def _left(layer: Layer, later: Layer) -> list[Span]:
    """Return what a later layer leaves of the hours, as spans of a week."""
    if later.hours == "always":
        return []
    hidden = _in_week(windows(later.hours))
    mine = _in_week(windows(layer.hours)) or [(0, WEEK)]
    return meet(mine, complement(hidden, 0, WEEK))


def _in_week(spans: Sequence[Span]) -> list[Span]:
    """Return spans of a week with what reaches into the next one at its begin."""
    over = [(0, end - WEEK) for _, end in spans if end > WEEK]
    return unite([*((start, min(end, WEEK)) for start, end in spans), *over])
