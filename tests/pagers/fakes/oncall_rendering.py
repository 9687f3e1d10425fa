"""Who is on call in a fake Grafana OnCall schedule, by brute force: day by day, edge by edge.

Measured on the real engine: the DST fault (`_length_of_first`), and levels. Documented: a shift's
zone goes before its schedule's. Read in the source: turns are counted from `start`, also where
`rotation_start` is later; `until` of a recurrence is UTC, though `start` is local; a first day that
is not in `by_day` moves to the first selected day of the week; of daily shifts with `by_day` each
set takes `interval` selected days. Assumed: wall-clock times in a gap or a fold have the offset
from before it, and single events have the fault too.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OVERRIDING = 1_000_000
"""The level of what replaces every shift: overrides by people and by a feed."""

Rendered = tuple[tuple[datetime, datetime, frozenset[str]], ...]


class Event(NamedTuple):
    """One user on call from `start` to `end` (UTC), unless somebody of a higher level is."""

    start: datetime
    end: datetime
    level: int
    user: str


class Rule(NamedTuple):
    """When a shift recurs; `start` and `rotation_start` are wall-clock, `until` is UTC."""

    start: datetime
    rotation_start: datetime
    duration: timedelta
    frequency: str | None
    interval: int
    by_day: Sequence[str]
    by_month: Sequence[int]
    by_monthday: Sequence[int]
    week_start: int
    until: datetime | None
    singly: bool
    """Whether the selected days are dealt out one by one, and not by the period."""


class Turn(NamedTuple):
    """An occurrence: when it begins on the wall clock, and how many turns went before it."""

    wall: datetime
    number: int
    part: str
    """What has a calendar event of its own within a turn: each day, if they are dealt singly."""


def utc(wall: datetime, zone: str) -> datetime:
    """Return the instant of a wall-clock time in a zone."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shift_events(shift: Mapping[str, Any], zone: str, stop: datetime) -> list[Event]:
    """Return the events of a shift that begin before `stop`; `zone` is the schedule's."""
    zone = shift.get("time_zone") or zone
    sets, start_index = _sets(shift)
    rule = rule_of(shift, rolling=shift["type"] == "rolling_users")
    queue = [users for users in sets[start_index:] + sets[:start_index] if users]
    level = OVERRIDING if shift["type"] == "override" else shift.get("level") or 0
    return [
        Event(begin, end, level, user)
        for key, begin, end in occurrences(rule, zone, len(sets), stop)
        if key < len(queue)
        for user in queue[key]
    ]


def _sets(shift: Mapping[str, Any]) -> tuple[list[list[str]], int]:
    if shift["type"] != "rolling_users":
        return [shift.get("users") or []], 0
    return shift.get("rolling_users") or [], shift.get("start_rotation_from_user_index") or 0


def rule_of(shift: Mapping[str, Any], *, rolling: bool) -> Rule:
    """Return when a shift recurs, as its fields say."""
    start = datetime.fromisoformat(shift["start"])
    until = shift.get("until")
    by_day = shift.get("by_day") or []
    week_start = DAYS.index(shift.get("week_start") or "SU")
    if rolling and by_day and DAYS[start.weekday()] not in by_day:
        first = next(day for day in DAYS[week_start:] + DAYS[:week_start] if day in by_day)
        start += timedelta((DAYS.index(first) - start.weekday()) % 7)
    return Rule(
        start=start,
        rotation_start=datetime.fromisoformat(shift.get("rotation_start") or shift["start"]),
        duration=timedelta(seconds=shift["duration"]),
        frequency=shift.get("frequency"),
        interval=shift.get("interval") or 1,
        by_day=by_day,
        by_month=shift.get("by_month") or [],
        by_monthday=shift.get("by_monthday") or [],
        week_start=week_start,
        until=datetime.fromisoformat(until) if until else None,
        singly=rolling and bool(by_day) and shift.get("frequency") == "daily",
    )


def occurrences(
    rule: Rule, zone: str, sets: int, stop: datetime
) -> Iterator[tuple[int, datetime, datetime]]:
    """Yield (number of the set of users, start, end in UTC) of all that begins before `stop`."""
    lengths: dict[tuple[int, str], timedelta] = {}
    for turn in _turns(rule, stop.replace(tzinfo=None) + timedelta(days=2)):
        begin = utc(turn.wall, zone)
        if begin >= stop or (rule.until and begin > rule.until.replace(tzinfo=UTC)):
            return
        if turn.wall < rule.rotation_start or not sets:
            continue
        key = (turn.number % sets, turn.part)
        if key not in lengths:
            lengths[key] = _length_of_first(turn.wall, rule, zone)
        end = utc(turn.wall + lengths[key], zone)
        if end > begin:
            yield key[0], begin, end


def _length_of_first(wall: datetime, rule: Rule, zone: str) -> timedelta:
    """Return what the engine takes for the length of all: the *elapsed* time of the first.

    It is added to the wall clock of every later start, so that a first occurrence over a change of
    the clocks makes each later one an hour too long or too short.
    """
    end = wall + rule.duration
    return utc(min(end, rule.until) if rule.until else end, zone) - utc(wall, zone)


def _turns(rule: Rule, last: datetime) -> Iterator[Turn]:
    if rule.frequency is None:
        yield Turn(rule.start, 0, "")
    elif rule.frequency == "hourly":
        for number in count():
            yield Turn(rule.start + timedelta(hours=number * rule.interval), number, "")
    elif rule.singly:
        selected = (day for day in _days(rule, last) if _matches(day, rule))
        for number, day in enumerate(selected):
            part = f"{DAYS[day.weekday()]}{number % rule.interval}"
            yield Turn(day, number // rule.interval, part)
    else:
        for day in _days(rule, last):
            period = _period(day, rule)
            if period % rule.interval == 0 and _matches(day, rule):
                yield Turn(day, period // rule.interval, "")


def _days(rule: Rule, last: datetime) -> Iterator[datetime]:
    return (rule.start + timedelta(days) for days in range((last - rule.start).days + 1))


def _period(day: datetime, rule: Rule) -> int:
    """Return how many days, weeks or months after the first a day lies."""
    if rule.frequency == "monthly":
        return (day.year - rule.start.year) * 12 + day.month - rule.start.month
    if rule.frequency == "weekly":
        into_week = (rule.start.weekday() - rule.week_start) % 7
        return ((day - rule.start).days + into_week) // 7
    return (day - rule.start).days


def _matches(day: datetime, rule: Rule) -> bool:
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_monthday and not {day.day, day.day - _days_in_month(day) - 1} & {*rule.by_monthday}:
        return False
    if rule.by_day:
        return DAYS[day.weekday()] in rule.by_day
    if rule.frequency == "weekly":
        return day.weekday() == rule.start.weekday()
    return rule.frequency != "monthly" or bool(rule.by_monthday) or day.day == rule.start.day


def _days_in_month(day: datetime) -> int:
    return ((day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)).day


def swapped(events: Sequence[Event], swap: Mapping[str, Any]) -> list[Event]:
    """Return events with the beneficiary's part of a taken swap given to the benefactor."""
    if not swap["benefactor"]:
        return list(events)
    since, until = instant(swap["swap_start"]), instant(swap["swap_end"])
    parts = []
    for event in events:
        cuts = sorted({event.start, event.end, *_within(event, since, until)})
        for start, end in pairwise(cuts):
            taken = event.user == swap["beneficiary"] and since <= start < until
            user = swap["benefactor"] if taken else event.user
            parts.append(event._replace(start=start, end=end, user=user))
    return parts


def _within(event: Event, *instants: datetime) -> list[datetime]:
    return [instant for instant in instants if event.start < instant < event.end]


def instant(text: str) -> datetime:
    """Read an ISO 8601 time as UTC; without an offset it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def near(events: Sequence[Event], since: datetime, until: datetime) -> list[Event]:
    """Return the events within [since, until), and those that could cut them."""
    inside = [event for event in events if event.start < until and event.end > since]
    first = min((event.start for event in inside), default=until)
    return [event for event in events if event.start < until and event.end > first]


def final(events: Sequence[Event]) -> list[Event]:
    """Return what is left of each event where none of a higher level is, in order of time."""
    edges = sorted({edge for event in events for edge in event[:2]})
    left: list[Event] = []
    open_parts: dict[int, Event] = {}
    for start, end in pairwise(edges):
        running = {n: e for n, e in enumerate(events) if e.start <= start < e.end}
        top = max((event.level for event in running.values()), default=0)
        now_open: dict[int, Event] = {}
        for number, event in running.items():
            if event.level == top:
                part = open_parts.get(number, event._replace(start=start))
                now_open[number] = part._replace(end=end)
        left += [part for number, part in open_parts.items() if number not in now_open]
        open_parts = now_open
    return sorted([*left, *open_parts.values()])


def rendered(events: Sequence[Event], since: datetime, until: datetime) -> Rendered:
    """Return who is on call from when to when within [since, until): longest stretches, no gaps."""
    finals = [event for event in final(near(events, since, until)) if event.end > since]
    edges = sorted({since, until, *(x for e in finals for x in e[:2] if since < x < until)})
    stretches: list[tuple[datetime, datetime, frozenset[str]]] = []
    for start, end in pairwise(edges):
        users = frozenset(event.user for event in finals if event.start <= start < event.end)
        if stretches and stretches[-1][1:] == (start, users):
            stretches[-1] = (stretches[-1][0], end, users)
        elif users:
            stretches.append((start, end, users))
    return tuple(stretches)
