"""Who is on call at one instant, written a second time: slowly, from the meaning of time alone.

Nothing of the engine is used. The trick is a clock that never goes back: `reached` is the latest
wall-clock time that a zone has shown by an instant. A wall-clock time means the first instant at
which the clock shows it or later, so it has come exactly when `reached` is at or after it, and all
the rest is arithmetic of naive times on a grid of 30 minutes.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from watchbill.model.base import Window
from watchbill.model.rosters import Handoff, Hours, Roster, Rotation, SpecialPeriod

NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
HALF_HOUR = timedelta(minutes=30)
FAR = datetime(2300, 1, 1)


@cache
def reached(zone: str, at: datetime) -> datetime:
    """Return the latest time that the clock has shown by `at`; clocks go back 3 hours at most."""
    seen = (at - timedelta(minutes=minutes) for minutes in range(181))
    return max(t.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for t in seen)


def minutes(text: str) -> timedelta:
    return timedelta(hours=int(text[:2]), minutes=int(text[3:]))


@cache
def in_hours(hours: Hours, now: datetime) -> bool:
    return hours == "always" or any(in_window(window, now) for window in hours)


def in_window(window: Window, now: datetime) -> bool:
    for back in range(9):
        midnight = datetime.combine(now.date() - timedelta(days=back), time())
        weekday = NAMES[midnight.weekday()]
        if window.from_[0].isalpha():
            begin_day, begin_time = window.from_.split()
            end_day, end_time = window.until.split()
            begin, end = midnight + minutes(begin_time), midnight + minutes(end_time)
            while NAMES[(end - minutes(end_time)).weekday()] != end_day or end <= begin:
                end += timedelta(days=1)
            named = weekday == begin_day
        else:
            begin, end = midnight + minutes(window.from_), midnight + minutes(window.until)
            end += timedelta(days=1 if end <= begin else 0)
            named = not window.days or weekday in window.days
        if named and begin <= now < end:
            return True
    return False


def handoffs(handoff: Handoff, since: date) -> Iterator[datetime]:
    """Yield the handoffs from the first at or after midnight of `since`."""
    number, unit = int(handoff.every.split()[0]), handoff.every.split()[1].rstrip("s")
    at = time(int(handoff.at[:2]), int(handoff.at[3:]))
    if unit == "month":
        yield from monthly(
            handoff.on if isinstance(handoff.on, int) else since.day, at, since, number
        )
        return
    first = datetime.combine(since, at)
    if unit == "week" and isinstance(handoff.on, str):
        while WEEKDAYS[first.weekday()] != handoff.on:
            first += timedelta(days=1)
    while True:
        yield first
        first += timedelta(**{f"{unit}s": number})


def monthly(on: int, at: time, since: date, number: int) -> Iterator[datetime]:
    year, month, skip = since.year, since.month, 0
    while True:
        day = date(year, month, min(on, monthrange(year, month)[1]))
        if day >= since:
            if skip % number == 0:
                yield datetime.combine(day, at)
            skip += 1
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


class Go(NamedTuple):
    """A turn that counts: its wall-clock time, its order, and its place in it."""

    start: datetime
    end: datetime
    order: tuple
    place: int


def cut_turns(
    marks: Iterator[datetime], start: datetime, end: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield turns from `start`, at each mark after it, cut at `end`, as long as before `until`."""
    for mark in marks:
        if mark <= start:
            continue
        yield start, min(mark, end)
        start = mark
        if start >= min(end, until):
            return


def counts(handoff: Handoff | None, hours: Hours, start: datetime, end: datetime) -> bool:
    if handoff is not None and "month" in handoff.every:
        return True
    halves = min((end - start) // HALF_HOUR, 7 * 48)
    return any(in_hours(hours, start + n * HALF_HOUR) for n in range(halves))


def goes(rotation: Rotation, until: datetime) -> list[Go]:
    """Return all turns that count from the very first, up to a wall-clock time."""
    handoff = rotation.handoff
    if handoff is None:
        return []
    starts = {}
    for block in sorted(rotation.turns, key=lambda b: b.since):
        starts[next(handoffs(handoff, block.since))] = block
    begins = sorted(starts)
    found = []
    for begin, end in zip(begins, [*begins[1:], FAR], strict=True):
        block, place = starts[begin], 0
        for start, stop in cut_turns(handoffs(handoff, block.since), begin, end, until):
            if counts(handoff, rotation.hours, start, stop):
                found.append(Go(start, stop, block.order, place))
                place += 1
    return found


def special_goes(
    special: SpecialPeriod, handoff: Handoff | None, hours: Hours, until: datetime
) -> list[Go]:
    start, end = (datetime.fromisoformat(t.isoformat()) for t in (special.from_, special.until))
    handoff = special.handoff or handoff
    marks = handoffs(handoff, start.date()) if handoff else iter([FAR])
    found: list[Go] = []
    for begin, stop in cut_turns(marks, start, end, until):
        if counts(handoff, hours, begin, stop):
            found.append(Go(begin, stop, special.order, len(found)))
    return found


def group(participant: object) -> tuple[str, ...]:
    return (participant,) if isinstance(participant, str) else tuple(participant)  # type: ignore[arg-type]  # plain YAML


class Oracle:
    """Answers for one roster, up to an instant."""

    def __init__(self, roster: Roster, until: datetime) -> None:
        self.roster = roster
        self.by_id = {rotation.id: rotation for rotation in roster.rotations}
        self.until = until.astimezone(UTC).replace(tzinfo=None) + timedelta(days=2)
        self.goes = {r.id: goes(r, self.until) for r in roster.rotations}

    def zone(self, rotation: Rotation) -> str:
        return rotation.timezone or self.roster.timezone

    def who(self, role: str, at: datetime) -> list[tuple[str, tuple[str, ...]]]:
        """Return (rotation, people) of everybody on call in a role at an instant, sorted."""
        found = []
        for rotation in reversed([r for r in self.roster.rotations if r.role == role]):
            people = self.overridden(rotation, at)
            if people:
                found.append((rotation.id, people))
                if not rotation.alongside:
                    break
        return sorted(found)

    def line(self, rotation: Rotation) -> list[Rotation]:
        line = [rotation]
        while line[-1].follows:
            line.append(self.by_id[line[-1].follows.rotation])
        return line

    def plain(self, rotation: Rotation, at: datetime) -> tuple[str, ...]:
        line = self.line(rotation)
        if not all(in_hours(r.hours, reached(self.zone(r), at)) for r in line):
            return ()
        back = 0
        for place, link in enumerate(line):
            handoff = next((r.handoff for r in line[place:] if r.handoff), None)
            own = next((r for r in line[place:] if r.hours != "always"), line[-1])
            now = reached(self.zone(link), at)
            for special in reversed(link.special):
                if special.from_ <= now < special.until:
                    period = special_goes(special, handoff, own.hours, now + timedelta(days=1))
                    return self.taken(period, now, back)
            back += link.follows.turns if link.follows else 0
        return self.taken(self.goes[line[-1].id], reached(self.zone(line[-1]), at), back)

    def taken(self, period: list[Go], now: datetime, back: int) -> tuple[str, ...]:
        for index, go in enumerate(period):
            if go.start <= now < go.end:
                if index >= back:
                    before = period[index - back]
                    return group(before.order[before.place % len(before.order)])
                order = period[0].order
                return group(order[(index - back) % len(order)])
        return ()

    def overridden(self, rotation: Rotation, at: datetime) -> tuple[str, ...]:
        places = [{"base": p, "now": p} for p in self.plain(rotation, at)]
        now = reached(self.zone(rotation), at)
        for override in self.roster.overrides:
            if override.rotation != rotation.id or not override.from_ <= now < override.until:
                continue
            if places and override.replaces is None:
                places = [{"base": override.person, "now": override.person}]
            for place in places:
                if override.replaces in place.values():
                    place["now"] = override.person
        return tuple(dict.fromkeys(place["now"] for place in places))
