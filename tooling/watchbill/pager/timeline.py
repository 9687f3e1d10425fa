"""Arithmetic of timelines: who is on call when, and what differs between two of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from watchbill.pager.objects import Stint


class Difference(NamedTuple):
    """A stretch `[start, end)` in UTC in which other people are on call than before."""

    start: datetime
    end: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]


def settle(stints: Iterable[Stint]) -> tuple[Stint, ...]:
    """Return the same timeline in its one normal form: disjoint, in order, joined, people sorted.

    Stints that overlap (rotations alongside each other) become stretches with all their people.
    """
    edges: dict[datetime, Counter[str]] = {}
    for start, end, people in stints:
        if start < end:
            edges.setdefault(start, Counter()).update(people)
            edges.setdefault(end, Counter()).subtract(people)
    settled: list[Stint] = []
    now: Counter[str] = Counter()
    times = sorted(edges)
    for time, following in pairwise(times):
        now.update(edges[time])
        people = tuple(sorted(person for person, times_on in now.items() if times_on > 0))
        if people:
            _append(settled, Stint(time, following, people))
    return tuple(settled)


def clip(stints: Iterable[Stint], start: datetime, end: datetime) -> tuple[Stint, ...]:
    """Return the part of a timeline in `[start, end)`."""
    return tuple(
        Stint(max(s.start, start), min(s.end, end), s.people)
        for s in stints
        if s.start < end and s.end > start
    )


def people_at(stints: Iterable[Stint], at: datetime) -> tuple[str, ...]:
    """Return who is on call at an instant; nobody is an empty tuple."""
    return next((s.people for s in stints if s.start <= at < s.end), ())


def differences(
    before: Sequence[Stint], after: Sequence[Stint], start: datetime, end: datetime
) -> tuple[Difference, ...]:
    """Return where two settled timelines name other people in `[start, end)`."""
    left, right = clip(before, start, end), clip(after, start, end)
    times = sorted({time for stint in (*left, *right) for time in stint[:2]})
    found: list[Difference] = []
    i = j = 0
    for time, following in pairwise(times):
        while i < len(left) and left[i].end <= time:
            i += 1
        while j < len(right) and right[j].end <= time:
            j += 1
        here = _people(left, i, time), _people(right, j, time)
        if here[0] == here[1]:
            continue
        if found and found[-1].end == time and found[-1][2:] == here:
            found[-1] = found[-1]._replace(end=following)
        else:
            found.append(Difference(time, following, *here))
    return tuple(found)


def lasts(found: Difference) -> bool:
    """Say whether a difference counts: files name minutes, and some pagers know seconds, too."""
    return found.end - found.start >= _MINUTE


_MINUTE = timedelta(minutes=1)


def to_minute(at: datetime) -> datetime:
    """Return the begin of the minute."""
    return at.replace(second=0, microsecond=0)


def total(stretches: Iterable[Stint | Difference]) -> timedelta:
    """Return the length of stretches, added up."""
    return sum((stretch.end - stretch.start for stretch in stretches), timedelta())


def local(at: datetime, zone: str, *, year: bool = False) -> str:
    """Write an instant on the wall clock of a zone: Tue 24 Nov 12:00 Europe/London."""
    there = at.astimezone(ZoneInfo(zone))
    day = f"{there:%a} {there.day} {there:%b}{f' {there.year}' if year else ''}"
    return f"{day} {there:%H:%M} {zone}"


def named(people: Sequence[str]) -> str:
    """Write who is on call: ada & ken, or nobody."""
    return " & ".join(people) or "nobody"


def _people(stints: Sequence[Stint], index: int, at: datetime) -> tuple[str, ...]:
    return stints[index].people if index < len(stints) and stints[index].start <= at else ()


def _append(settled: list[Stint], stint: Stint) -> None:
    last = settled[-1] if settled else None
    if last and last.end == stint.start and last.people == stint.people:
        settled[-1] = last._replace(end=stint.end)
    else:
        settled.append(stint)
