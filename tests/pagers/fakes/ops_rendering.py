"""Who is on call by Opsgenie's rotations, which Jira Service Management has taken over.

Documented: hourly, daily and weekly turns of `length`, restrictions of the day and of the week in
the schedule's zone, minutes of 0 and 30 only, overrides of named rotations or of all, periods of
the types base and override. Assumed: turns are counted from `startDate` on the wall clock of the
schedule, the first one not before it; another minute becomes the nearer of 0 and 30 of its hour; an
override stands for the whole of its time, also where its rotation has no hours; of two, the one
created last wins; equal ends of a restriction are a whole day; all rotations of a schedule are on
call together.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import count, pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

Record = dict[str, Any]
Rendered = tuple[tuple[datetime, datetime, frozenset[str]], ...]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(weeks=1)}


class Period(NamedTuple):
    """A stretch (UTC) of one participant: a mapping with `type` and, but for nobody, `id`."""

    start: datetime
    end: datetime
    kind: str
    responder: Mapping[str, Any]


class Span(NamedTuple):
    """A stretch of time, in UTC."""

    start: datetime
    end: datetime


def utc(wall: datetime, zone: str) -> datetime:
    """Return the instant of a wall-clock time in a zone."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def moment(text: str) -> datetime:
    """Read an ISO 8601 time with an offset as UTC; ValueError without one."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError(text)
    return read.astimezone(UTC)


def zulu(instant: datetime) -> str:
    """Write an instant as these APIs do."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def half_hour(minute: int) -> int:
    """Return the nearer of 0 and 30, which are all the minutes there are."""
    return 0 if minute < 15 else 30


def timeline(
    rotations: Iterable[Mapping[str, Any]],
    overrides: Sequence[Mapping[str, Any]],
    zone: str,
    span: Span,
) -> dict[str, list[Period]]:
    """Return the periods of each rotation after all overrides, cut at the ends of `span`."""
    final = {rotation["id"]: [*_turns(rotation, zone, span)] for rotation in rotations}
    for override in overrides:
        start, end = moment(override["startDate"]), moment(override["endDate"])
        cover = _overlap(Span(start, end), span)
        for name in override.get("rotationIds") or [*final]:
            if cover and name in final:
                left = [part for period in final[name] for part in _without(period, cover)]
                final[name] = sorted(
                    [*left, Period(*cover, "override", override["responder"])],
                    key=lambda period: period[:2],
                )
    return final


def rendered(
    periods: Iterable[Period], span: Span, people: Callable[[Mapping[str, Any]], frozenset[str]]
) -> Rendered:
    """Return who is on call from when to when: longest stretches, without those of nobody."""
    known = [(period.start, period.end, people(period.responder)) for period in periods]
    edges = sorted({edge for start, end, _ in known for edge in (start, end)} | {*span})
    stretches: list[tuple[datetime, datetime, frozenset[str]]] = []
    for start, end in pairwise(edges):
        users = frozenset[str]().union(*(who for s, e, who in known if s <= start < e))
        if stretches and stretches[-1][1:] == (start, users):
            stretches[-1] = (stretches[-1][0], end, users)
        elif users:
            stretches.append((start, end, users))
    return tuple(stretches)


def _turns(rotation: Mapping[str, Any], zone: str, span: Span) -> Iterator[Period]:
    first = moment(rotation["startDate"])
    begin = first.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    last = moment(rotation["endDate"]) if rotation.get("endDate") else span.end
    step = UNITS[rotation["type"]] * (rotation.get("length") or 1)
    windows = _windows(rotation.get("timeRestriction"), zone, span)
    people = rotation["participants"]
    for number in count():
        turn = Span(utc(begin + number * step, zone), utc(begin + (number + 1) * step, zone))
        if turn.start >= min(span.end, last):
            return
        for window in windows if turn.end > span.start else ():
            part = _overlap(turn, window)
            part = part and _overlap(part, Span(max(span.start, first), min(span.end, last)))
            if part:
                yield Period(*part, "base", people[number % len(people)])


def _windows(restriction: Mapping[str, Any] | None, zone: str, span: Span) -> list[Span]:
    """Return when a rotation has hours, over all days of `span` and some before."""
    if not restriction:
        return [span]
    first = span.start.astimezone(ZoneInfo(zone)).date() - timedelta(days=8)
    days = [first + timedelta(days) for days in range((span.end - span.start).days + 11)]
    spans = []
    for day in days:
        midnight = datetime.combine(day, time())
        for part in _parts(restriction):
            if part.get("startDay") in {None, WEEKDAYS[day.weekday()]}:
                start = midnight + _clock(part, "start")
                end = midnight + _clock(part, "end") + timedelta(days=_days_over(part))
                spans.append(Span(utc(start, zone), utc(end, zone)))
    return _merged(sorted(spans))


def _parts(restriction: Mapping[str, Any]) -> list[Record]:
    if restriction["type"] == "time-of-day":
        return [restriction["restriction"]]
    return [*restriction["restrictions"]]


def _clock(part: Mapping[str, Any], edge: str) -> timedelta:
    return timedelta(hours=part[f"{edge}Hour"], minutes=part.get(f"{edge}Min") or 0)


def _days_over(part: Mapping[str, Any]) -> int:
    """Return how many days after its first one a part ends."""
    backwards = _clock(part, "end") <= _clock(part, "start")
    if part.get("startDay") is None:
        return int(backwards)
    days = (WEEKDAYS.index(part["endDay"]) - WEEKDAYS.index(part["startDay"])) % 7
    return 7 if days == 0 and backwards else days


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _overlap(one: Span, other: Span) -> Span | None:
    both = Span(max(one.start, other.start), min(one.end, other.end))
    return both if both.start < both.end else None


def _without(period: Period, cover: Span) -> list[Period]:
    """Return what is left of a period before and after `cover`."""
    before = period._replace(end=min(period.end, cover.start))
    after = period._replace(start=max(period.start, cover.end))
    return [part for part in (before, after) if part.start < part.end]


def window(query: Mapping[str, Sequence[str]], zone: str, now: datetime) -> Span:
    """Return what a timeline is asked for: from the beginning of the unit that holds `date`.

    Weeks begin on Monday (assumed); that the beginning is taken, and not `date`, was seen by users.
    """
    unit = query.get("intervalUnit", ["weeks"])[-1]
    length = int(query.get("interval", ["1"])[-1])
    date = moment(query["date"][-1].replace(" ", "+")) if "date" in query else now
    day = datetime.combine(date.astimezone(ZoneInfo(zone)).date(), time())
    if unit == "months":
        first = day.replace(day=1)
        months = first.month - 1 + length
        last = first.replace(year=first.year + months // 12, month=months % 12 + 1)
    else:
        first = day - timedelta(days=day.weekday()) if unit == "weeks" else day
        last = first + timedelta(days=length * (7 if unit == "weeks" else 1))
    return Span(utc(first, zone), utc(last, zone))
