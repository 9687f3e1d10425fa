"""The turns of a rotation within its hours: its own, its special periods', or its leader's."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from watchbill.engine.clock import DAY, END, covered_spans, utc
from watchbill.engine.runs import People, Run, blocks, special_run, turns, turns_in
from watchbill.engine.shift import Because
from watchbill.engine.spans import Span
from watchbill.model.rosters import Handoff, Hours, Roster, Rotation


class Piece(NamedTuple):
    """A stretch of seconds `[start, end)` of one rotation."""

    start: int
    end: int
    people: People
    because: Because


class Link(NamedTuple):
    """A rotation in a chain of followers, with what it takes from its leader where it is silent.

    `back` is how many turns later the follower at the end of the chain takes this rotation's
    turns; `follows` is this rotation's name, or None for that follower itself.
    """

    rotation: Rotation
    zone: str
    handoff: Handoff | None
    hours: Hours
    back: int
    follows: str | None


def pieces(roster: Roster, rotation: Rotation, window: Span) -> list[Piece]:
    """Return a rotation's turns within its hours in a window of seconds, before overrides."""
    links = chain(roster, rotation)
    found = all_turns(links, window) if links else []
    for link in links:
        if not isinstance(link.rotation.hours, str):
            found = within(found, covered_spans(link.rotation.hours, link.zone, *window))
    return found


def all_turns(links: Sequence[Link], window: Span) -> list[Piece]:
    """Return the turns of a chain's first rotation in a window of seconds, whatever its hours."""
    found = _ordinary(links[-1], window)
    for link in reversed(links):
        for run in specials(link, window):
            found = _with_special(found, run, link, window)
    return within(found, [window])


def within(found: Sequence[Piece], spans: Iterable[Span]) -> list[Piece]:
    """Return what of sorted, disjoint pieces lies in sorted, disjoint spans."""
    kept: list[Piece] = []
    at = 0
    for start, end in spans:
        # By halving: a span holds many pieces, of which only the first and the last can be cut.
        at = bisect_right(found, start, at, key=_END)
        inside = list(found[at : bisect_left(found, end, at, key=_START)])
        if inside and inside[0].start < start:
            inside[0] = inside[0]._replace(start=start)
        if inside and inside[-1].end > end:
            inside[-1] = inside[-1]._replace(end=end)
        kept += inside
    return kept


_START, _END = attrgetter("start"), attrgetter("end")


def chain(roster: Roster, rotation: Rotation) -> tuple[Link, ...]:
    """Return a rotation and those it follows, leader last; empty if it is broken or a circle."""
    line = _line(roster, rotation)
    delays = accumulate((link.follows.turns for link in line if link.follows), initial=0)
    links: list[Link] = []
    handoff: Handoff | None = None
    hours: Hours = "always"
    for link, back in reversed(list(zip(line, delays, strict=False))):
        handoff = link.handoff or handoff
        hours = hours if isinstance(link.hours, str) else link.hours
        follows = None if link is rotation else link.id
        zone = link.timezone or roster.timezone
        links.append(Link(link, zone, handoff, hours, back, follows))
    return tuple(reversed(links))


def _line(roster: Roster, rotation: Rotation) -> list[Rotation]:
    line, met = [rotation], {rotation.id}
    while (follows := line[-1].follows) is not None:
        leader = next((r for r in roster.rotations if r.id == follows.rotation), None)
        if leader is None or leader.id in met:
            return []
        line.append(leader)
        met.add(leader.id)
    return line


def specials(link: Link, window: Span) -> Iterator[Run]:
    """Yield the special periods of a rotation that may reach into a window, as listed."""
    for special in link.rotation.special:
        run = special_run(special, link.handoff, link.hours)
        if run is not None and run.start < window[1] + DAY and window[0] - DAY < run.end:
            yield run


def ordinary_runs(link: Link, window: Span) -> list[Run]:
    """Return the blocks that decide about a window: all, if somebody looks back at them."""
    near = (0, END) if link.back else (window[0] - DAY, window[1] + DAY)
    return blocks(link.rotation.turns, link.handoff, link.hours, *near)


def _ordinary(link: Link, window: Span) -> list[Piece]:
    """Return the turns of the leader's blocks, each taken by whoever the chain says."""
    runs = ordinary_runs(link, window)
    participant = looking_back(runs, link.back)
    return [
        piece
        for index, run in enumerate(runs)
        if run.start < window[1] + DAY and window[0] - DAY < run.end
        for piece in _pieces(run, link, window, partial(participant, index))
    ]


def looking_back(runs: Sequence[Run], back: int) -> Callable[[int, int], People]:
    """Return who takes the turn so many counted turns before turn t of run i, as f(i, t)."""
    passed = list(accumulate(map(turns_in, runs), initial=0)) if back else []

    def participant(index: int, number: int) -> People:
        place = number - back
        if place < 0:
            place += passed[index]
            index = max(0, bisect_right(passed, place, 0, len(runs)) - 1)
            place -= passed[index]
        order = runs[index].order
        return order[place % len(order)]

    return participant


def _with_special(found: list[Piece], run: Run, link: Link, window: Span) -> list[Piece]:
    """Return the pieces with a special period in place of what it replaces."""
    start, end = utc(link.zone, run.start), utc(link.zone, run.end)
    before, after = within(found, [(start - END, start)]), within(found, [(end, end + END)])
    special = _pieces(run, link, window, partial(looking_back([run], link.back), 0))
    return [*before, *special, *after]


def _pieces(run: Run, link: Link, window: Span, who: Callable[[int], People]) -> Iterator[Piece]:
    for start, end, number in turns(run, link.zone, window):
        if people := who(number):
            because = Because(run.name, number, run.special, (), link.follows)
            yield Piece(start, end, people, because)
