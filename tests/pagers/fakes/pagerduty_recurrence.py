"""Recurrence rules (RFC 5545) as far as shift-based schedules use them: tried day by day.

Times are of the wall's clock; what is known is FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.pagers.fakes.pagerduty_wall import wall

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KNOWN = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"}
DAY = timedelta(days=1)


class Rule(NamedTuple):
    """A rule: every `interval` hours, days, weeks or months, on certain days only."""

    freq: str
    interval: int
    days: tuple[int, ...]
    month_days: tuple[int, ...]
    times: int | None
    until: datetime | None


class Recurrence(NamedTuple):
    """A rule, and the wall-clock times that are taken out and put in."""

    rule: Rule
    out: frozenset[datetime]
    more: frozenset[datetime]


def read(lines: Sequence[str], zone: ZoneInfo) -> Recurrence:
    """Read a `recurrence`; ValueError where it is not exactly one RRULE, EXDATEs and RDATEs."""
    named = [line.partition(":") for line in lines]
    rules = [text for name, _, text in named if name == "RRULE"]
    if len(rules) != 1:
        raise ValueError("recurrence must have exactly one RRULE")
    dates: dict[str, set[datetime]] = {"EXDATE": set(), "RDATE": set()}
    for name, _, text in named:
        word = name.split(";")[0]
        if name != "RRULE":
            if word not in dates:
                raise ValueError(f"recurrence knows no {word}")
            place = ZoneInfo(name.split("TZID=")[1]) if "TZID=" in name else zone
            dates[word] |= {_date(one, place, zone) for one in text.split(",")}
    return Recurrence(_rule(rules[0], zone), frozenset(dates["EXDATE"]), frozenset(dates["RDATE"]))


def occurrences(found: Recurrence, first: datetime, last: datetime) -> list[datetime]:
    """Return the wall-clock starts from the first to `last`, in order: their positions count."""
    more = {at for at in found.more if at <= last}
    return sorted({*_ruled(found.rule, first, last), *more} - found.out)


def _ruled(rule: Rule, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield what the rule alone gives."""
    step = timedelta(hours=rule.interval) if rule.freq == "HOURLY" else DAY
    last = min(last, rule.until) if rule.until else last
    number, at = 0, first
    while number != rule.times and at <= last:
        if _fits(rule, first, at):
            yield at
            number += 1
        at += step


def _fits(rule: Rule, first: datetime, at: datetime) -> bool:
    monday, months = (first - first.weekday() * DAY).date(), at.month - first.month
    passed = {
        "HOURLY": 0,
        "DAILY": (at.date() - first.date()).days,
        "WEEKLY": (at.date() - monday).days // 7,
        "MONTHLY": 12 * (at.year - first.year) + months,
    }[rule.freq]
    weekly = rule.days or ((first.weekday(),) if rule.freq == "WEEKLY" else ())
    plain = rule.freq == "MONTHLY" and not rule.days
    monthly = rule.month_days or ((first.day,) if plain else ())
    of_month = {at.day, at.day - monthrange(at.year, at.month)[1] - 1}
    return (
        passed % rule.interval == 0
        and (not weekly or at.weekday() in weekly)
        and (not monthly or not of_month.isdisjoint(monthly))
    )


def _rule(text: str, zone: ZoneInfo) -> Rule:
    parts = dict(part.split("=", 1) for part in text.split(";"))
    if parts.keys() - KNOWN or parts.get("FREQ") not in {"HOURLY", "DAILY", "WEEKLY", "MONTHLY"}:
        raise ValueError(f"RRULE is not known here: {text}")
    if parts.get("WKST", "MO") != "MO":
        raise ValueError("RRULE is not known here: weeks begin on Monday")
    interval = int(parts.get("INTERVAL", "1"))
    if interval < 1:
        raise ValueError("INTERVAL must be at least 1")
    return Rule(
        freq=parts["FREQ"],
        interval=interval,
        days=tuple(DAYS.index(day) for day in parts["BYDAY"].split(","))
        if "BYDAY" in parts
        else (),
        month_days=tuple(int(day) for day in parts.get("BYMONTHDAY", "").split(",") if day),
        times=int(parts["COUNT"]) if "COUNT" in parts else None,
        until=_date(parts["UNTIL"], zone, zone) if "UNTIL" in parts else None,
    )


def _date(text: str, place: ZoneInfo, zone: ZoneInfo) -> datetime:
    """Read `20261225T090000`, in UTC with a Z behind it; return what the wall in `zone` shows."""
    if text.endswith("Z"):
        return wall(datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC), zone)
    clock = datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007  # the wall's clock has no zone
    return clock if place == zone else wall(clock.replace(tzinfo=place), zone)
