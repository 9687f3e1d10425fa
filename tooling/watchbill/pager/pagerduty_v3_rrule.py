"""Recurrence rules (RFC 5545) as far as PagerDuty's web editor loads them, on the wall clock.

That is FREQ=HOURLY, DAILY, WEEKLY or MONTHLY with INTERVAL, and BYDAY with plain weekdays. Weeks
begin on Monday, and hours are counted on the wall clock (assumed: the API says nothing of it).
"""

from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, date
from math import gcd
from typing import NamedTuple

from watchbill.engine.clock import DAY, HOUR, WEEK
from watchbill.pager.layers import People

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEPS = {"HOURLY": HOUR, "DAILY": DAY, "WEEKLY": WEEK, "MONTHLY": 0}
_PARTS = frozenset({"FREQ", "INTERVAL", "BYDAY", "WKST"})


class Rule(NamedTuple):
    """Every `interval` hours, days, weeks or months; on weekdays only (Monday is 0), if any."""

    freq: str
    interval: int = 1
    days: tuple[int, ...] = ()


def written(rule: Rule) -> list[str]:
    """Return a rule as an event's `recurrence`."""
    parts = [f"FREQ={rule.freq}", f"INTERVAL={rule.interval}"]
    if rule.days:
        parts.append("BYDAY=" + ",".join(DAYS[day] for day in rule.days))
    return ["RRULE:" + ";".join(parts)]


def parsed(lines: Sequence[str]) -> Rule | None:
    """Return the rule of a `recurrence`; None for one that is beyond this module."""
    if len(lines) != 1 or not lines[0].startswith("RRULE:"):
        return None
    parts = dict(part.split("=", 1) for part in lines[0][len("RRULE:") :].split(";") if "=" in part)
    days = {day for day in parts.get("BYDAY", "").split(",") if day}
    freq, number = parts.get("FREQ", ""), parts.get("INTERVAL", "1")
    if parts.keys() - _PARTS or freq not in _STEPS or not number.isdecimal() or number == "0":
        return None
    if days - set(DAYS) or parts.get("WKST", "MO") != "MO":
        return None
    if days and (freq, number) == ("DAILY", "1"):
        freq = "WEEKLY"
    if days and freq != "WEEKLY":
        return None
    return Rule(freq, int(number), tuple(sorted(DAYS.index(day) for day in days)))


def starts(rule: Rule, first: int, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield `(number, start)` of the occurrences that start in `[begin, end)`, local seconds.

    They are numbered from 0, the first at or after `first`, the event's own start.
    """
    if rule.days:
        return _on_days(rule, first, begin, end)
    step = _STEPS[rule.freq] * rule.interval
    if not step:
        return _in_months(rule, first, begin, end)
    number = max(0, -((first - begin) // step))
    return ((k, first + k * step) for k in range(number, max(0, -((first - end) // step))))


def _on_days(rule: Rule, first: int, begin: int, end: int) -> Iterator[tuple[int, int]]:
    span, monday = rule.interval * WEEK, first - first % WEEK
    skipped = sum(day * DAY < first % WEEK // DAY * DAY for day in rule.days)
    block = max(0, (begin - monday) // span)
    while monday + block * span < end:
        for place, day in enumerate(rule.days):
            at = monday + block * span + day * DAY + first % DAY
            if max(first, begin) <= at < end:
                yield block * len(rule.days) + place - skipped, at
        block += 1


def _in_months(rule: Rule, first: int, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the same for months; those that lack the day are left out."""
    begun = date.fromordinal(first // DAY + 1)
    number, month = 0, begun.year * 12 + begun.month - 1
    while month // 12 <= MAXYEAR:
        try:
            day = date(month // 12, month % 12 + 1, begun.day).toordinal() - 1
        except ValueError:
            month += rule.interval
            continue
        at = day * DAY + first % DAY
        if at >= end:
            return
        if at >= begin:
            yield number, at
        number, month = number + 1, month + rule.interval


class Dealt(NamedTuple):
    """Who has occurrences in turn: `each` in a row a member, from the one numbered `offset` on."""

    each: int
    offset: int
    members: tuple[People, ...]


def in_turn(people: Sequence[People], multiple: int = 1) -> Dealt | None:
    """Return how a sequence that repeats is dealt in turn, with the fewest members.

    `each` is a multiple of a number.
    """
    period = next(p for p in divisors(len(people)) if _repeats(people, p))
    period *= multiple // gcd(period, multiple)
    for each in reversed(divisors(period)):
        if each % multiple == 0:
            for offset in range(each):
                if members := _blocks(people, period, each, offset):
                    return Dealt(each, offset, members)
    return None


def divisors(number: int) -> list[int]:
    """Return the divisors of a number in order."""
    return [n for n in range(1, number + 1) if not number % n]


def _repeats(people: Sequence[People], period: int) -> bool:
    return all(people[i] == people[i - period] for i in range(period, len(people)))


def _blocks(
    people: Sequence[People], period: int, each: int, offset: int
) -> tuple[People, ...] | None:
    members: list[People] = []
    for begin in range(offset, offset + period, each):
        block = {people[i % len(people)] for i in range(begin, begin + each)}
        if len(block) > 1:
            return None
        members += block
    return tuple(members)
