"""A timeline said in rotations of Jira Service Management, all of which are on call together.

An override there has no text and no name of our own choosing, so that nobody could tell ours from
those that people made. So ours are rotations, too: one person's, with a begin and an end. Whatever
recurs is kept as long as it puts nobody on call who is not wanted; a rotation ends where it would,
and begins again with a turn. Who is still missing is on call by a dated rotation.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from watchbill.engine.clock import DAY, END, WEEK, Length, local_second, moment, second, wall
from watchbill.engine.spans import Span, complement, meet, unite
from watchbill.pager.jsm import HALF_HOUR, accepts
from watchbill.pager.jsm_lanes import begins, lanes_of, native, visible
from watchbill.pager.layers import Layer, expand, windows
from watchbill.pager.objects import Stint

DATED = "Dated"
"""What rotations are called that say a stretch of one person."""

_NONE, _SECOND = timedelta(0), timedelta(seconds=1)

Free = Sequence[tuple[datetime, datetime]]
"""Stretches in UTC in which overrides of people decide: what lies under them does not matter."""


class _Wish(NamedTuple):
    """When each person is wanted, and when nobody of another may be on call; in seconds.

    `free` is where overrides decide, `past` what is over. Behind the window all is well.
    """

    wanted: Mapping[str, list[Span]]
    free: list[Span]
    past: int
    window: Span
    banned: dict[str, list[Span]]

    def refused(self, person: str, span: Span) -> int | None:
        """Return from when on in a stretch a person is not to be on call; None for never."""
        if person not in self.banned:
            allowed = [*self.wanted.get(person, ()), *self.free, (0, self.past)]
            self.banned[person] = complement(unite(allowed), 0, self.window[1])
        banned = self.banned[person]
        place = bisect_right(banned, span[0], key=lambda one: one[1])
        start = banned[place][0] if place < len(banned) else span[1]
        return max(start, span[0]) if start < span[1] else None


class Frame(NamedTuple):
    """What rotations are said for: the schedule's zone, and a window `[start, end)` in UTC.

    What is over at `since` is written, and is not said again.
    """

    zone: str
    start: datetime
    end: datetime
    since: datetime
    free: Free = ()


def said(want: Sequence[Stint], layers: Sequence[Layer], frame: Frame) -> tuple[Layer, ...]:
    """Return the rotations of a schedule that make a timeline.

    Times off the half hour are left as they are; the service would round them (`uneven`).
    """
    wish = _wish(want, frame)
    lanes = [lane for layer in visible(layers) for lane in lanes_of(layer)]
    turns = [found for lane in lanes for found in _recurring(lane, frame.zone, wish)]
    return (*turns, *_dated(turns, frame.zone, wish))


def dated(layer: Layer) -> bool:
    """Say whether a rotation says one stretch and recurs in nothing."""
    return layer.name == DATED


def uneven(layers: Iterable[Layer]) -> datetime | None:
    """Return an instant (UTC) that the service would round, if there is one."""
    edges = (edge for layer in layers for edge in (layer.start, layer.end) if edge)
    return next((edge for edge in edges if second(edge) % HALF_HOUR), None)


def _wish(want: Sequence[Stint], frame: Frame) -> _Wish:
    window = second(frame.start), second(frame.end)
    spans: dict[str, list[Span]] = {}
    for start, end, people in want:
        for person in people:
            spans.setdefault(person, []).append(_cut(start, end, window))
    wanted = {who: unite(found) for who, found in spans.items()}
    free = unite(_cut(start, end, window) for start, end in frame.free)
    return _Wish(wanted, free, second(frame.since), window, {})


def _cut(start: datetime, end: datetime, window: Span) -> Span:
    return max(second(start), window[0]), min(second(end), window[1])


def _recurring(lane: Layer, zone: str, wish: _Wish) -> Iterator[Layer]:
    """Yield the stretches of a lane in which it puts nobody on call who is not wanted."""
    handoffs, free_from = begins(lane, wish.window), 0
    for begin in handoffs:
        turns = native(lane, begin, zone)
        if begin < free_from or not accepts(turns):
            continue
        stop = _stop(turns, wish)
        if stop is None:
            yield turns
            return
        shown = max(begin, wish.window[0])
        if any(shown < handoff < stop for handoff in handoffs):  # a single turn is a dated one
            yield turns._replace(end=moment(stop - stop % HALF_HOUR))
            free_from = stop


def _stop(turns: Layer, wish: _Wish) -> int | None:
    """Return from when on turns put somebody on call who is not wanted; None for never."""
    offset = wall(turns.zone, turns.start).utcoffset()
    for start, end, (person,) in expand(turns, *map(moment, wish.window)):
        if turns.every.unit == "hour" and wall(turns.zone, end).utcoffset() != offset:
            return second(start)  # whether hours pass or are shown is not said: none over a change
        if _left_out(turns, start):
            return second(start)
        stop = wish.refused(person, (second(start), second(end)))
        if stop is None and _left_out(turns, end):
            stop = second(end)
        if stop is not None:
            return stop
    return None


def _left_out(turns: Layer, at: datetime) -> bool:
    """Say whether a turn begins or ends at a time of day that a change of the clocks leaves out.

    What the service makes of such a time is not said either.
    """
    before, after = wall(turns.zone, at - _SECOND), wall(turns.zone, at)
    if (before.utcoffset() or _NONE) >= (after.utcoffset() or _NONE):
        return False
    shown, origin = local_second(after.replace(tzinfo=None)), local_second(turns.origin)
    handoff = (shown - origin) % (WEEK if turns.every.unit == "week" else DAY) == 0
    edges = (edge for span in windows(turns.hours) for edge in span)
    return not handoff and all((shown - edge) % WEEK for edge in edges)


def _dated(turns: Sequence[Layer], zone: str, wish: _Wish) -> Iterator[Layer]:
    """Yield a rotation for each stretch in which somebody is wanted who has no turn."""
    there: dict[str, list[Span]] = {}
    for layer in turns:
        for start, end, (person,) in expand(layer, *map(moment, wish.window)):
            there.setdefault(person, []).append((second(start), second(end)))
    missing = sorted(
        (span, person)
        for person, spans in wish.wanted.items()
        for span in meet(spans, complement(unite([*there.get(person, ()), *wish.free]), 0, END))
        if span[1] > wish.past
    )
    for span, person in missing:
        yield _stretch(_rounded(span, person, wish), person, zone)


def _rounded(span: Span, person: str, wish: _Wish) -> Span:
    """Return a stretch with its ends on half hours, where it may be that much longer."""
    start, end = span[0] - span[0] % HALF_HOUR, span[1] + -span[1] % HALF_HOUR
    return (
        span[0] if wish.refused(person, (start, span[0])) is not None else start,
        span[1] if wish.refused(person, (span[1], end)) is not None else end,
    )


def _stretch(span: Span, person: str, zone: str) -> Layer:
    start, end = moment(span[0]), moment(span[1])
    origin = wall(zone, start).replace(tzinfo=None)
    week = Length(1, "week")
    return Layer(DATED, zone, origin, week, ((person,),), "always", start, end, alongside=True)
