"""PagerDuty's schedule layers (API v2): written, read, and what PagerDuty makes of them.

A layer hands over among its users every so many seconds, counted on the wall clock of the
schedule's zone from `rotation_virtual_start`; `restrictions` cut its turns. The last layer of a
list that pages at an instant counts. PagerDuty answers layers in reverse order; none is ever
deleted, only ended; and `start` comes back as the time of the last change.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from watchbill.engine.clock import (
    DAY,
    END,
    HOUR,
    WEEK,
    Length,
    local_second,
    moment,
    second,
    time_of_day,
    utc,
    wall,
)
from watchbill.engine.grid import handoff_at
from watchbill.engine.spans import Span, complement, meet, unite
from watchbill.pager.layers import Layer, grid_of, hours_of, turn_at, windows
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import settle

Json = dict[str, Any]
SHORTEST, LONGEST = HOUR, 365 * DAY
"""The bounds of a turn in seconds."""

_SIZES = {"hour": HOUR, "day": DAY, "week": WEEK}


def accept(layer: Layer) -> bool:
    """Say whether PagerDuty has words for a layer; whether they hold, simulation says."""
    number, unit = layer.every
    return (
        SHORTEST <= number * _SIZES.get(unit, 0) <= LONGEST
        and any(layer.order)
        and all(len(people) <= 1 for people in layer.order)
    )


def write(
    layers: Iterable[Layer], zone: str, user: Callable[[str], str], since: datetime
) -> list[Json]:
    """Return the JSON of accepted layers for a schedule in a zone, in force from `since` on (UTC).

    `user` gives the id of a person. PagerDuty knows no idle turns: somebody stands in, which is
    right where the restrictions hide the turn.
    """
    return [_written(layer, zone, user, max(since, layer.start)) for layer in layers]


def _written(layer: Layer, zone: str, user: Callable[[str], str], start: datetime) -> Json:
    first, turn = _anchor(layer, zone, second(start))
    order = [*layer.order[turn:], *layer.order[:turn]]
    stand_in = next(people for people in layer.order if people)
    number, unit = layer.every
    return {
        "name": layer.name,
        "start": text(start),
        "end": text(layer.end) if layer.end else None,
        "rotation_virtual_start": text(moment(first)),
        "rotation_turn_length_seconds": number * _SIZES[unit],
        "users": [
            {"user": {"id": user(*(people or stand_in)), "type": "user_reference"}}
            for people in order
        ],
        "restrictions": _restrictions(layer, zone, start),
    }


def _anchor(layer: Layer, zone: str, start: int) -> tuple[int, int]:
    """Return where counting begins (UTC), and whose turn it is then: an index of the order.

    In the layer's own zone that is its origin, so that it stays the same, unless the clock never
    shows that time; in another zone it is the turn at `start`, where the clocks' difference is
    today's.
    """
    grid, size = grid_of(layer), len(layer.order)
    k = 0 if layer.zone == zone else turn_at(grid, _shown(layer.zone, start))
    while _shown(layer.zone, utc(layer.zone, handoff_at(grid, k))) != handoff_at(grid, k):
        k += 1
    return utc(layer.zone, handoff_at(grid, k)), k % size


def _restrictions(layer: Layer, zone: str, start: datetime) -> list[Json]:
    """Return hours as restrictions: daily ones where all days are alike."""
    spans = windows(layer.hours)
    if not spans or sum(end - begin for begin, end in spans) >= WEEK:
        return []
    at = second(start)
    ahead = _shown(zone, at) - _shown(layer.zone, at)
    found = sorted(((begin + ahead) % WEEK, end - begin) for begin, end in spans)
    days = [{(begin % DAY, size) for begin, size in found if begin // DAY == n} for n in range(7)]
    if all(day == days[0] for day in days) and all(size < DAY for _, size in found):
        return [{"type": "daily_restriction", **_from(*window)} for window in sorted(days[0])]
    return [
        {"type": "weekly_restriction", "start_day_of_week": begin // DAY + 1, **_from(begin, size)}
        for begin, size in found
    ]


def _from(begin: int, size: int) -> Json:
    hours, rest = divmod(begin % DAY, HOUR)
    clock = f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    return {"start_time_of_day": clock, "duration_seconds": size}


def simulate(
    layers: Sequence[Mapping[str, Any]], zone: str, start: datetime, end: datetime
) -> tuple[Stint, ...]:
    """Return whom PagerDuty pages in `[start, end)` by layers in the order in which they are sent.

    People are ids of users. Nothing is known of days before a layer's `start`.
    """
    free: list[Span] = [(second(start), second(end))]
    found: list[Stint] = []
    for layer in reversed(layers):
        shown = [
            (*span, user)
            for begin, stop, user in turns(layer, zone, second(start), second(end))
            for span in meet([(begin, stop)], free)
        ]
        found += [Stint(moment(begin), moment(stop), (user,)) for begin, stop, user in shown]
        taken = unite((begin, stop) for begin, stop, _ in shown)
        free = meet(free, complement(taken, second(start), second(end)))
    return settle(found)


def turns(
    layer: Mapping[str, Any], zone: str, start: int, end: int
) -> Iterator[tuple[int, int, str]]:
    """Yield the turns of one layer in `[start, end)` (seconds), cut to its restrictions."""
    start = max(start, second(instant(layer["start"])))
    end = min(end, second(instant(layer["end"])) if layer.get("end") else END)
    users = [str(item["user"]["id"]) for item in layer["users"]]
    if start >= end or not users:
        return
    spans = _open(layer.get("restrictions") or (), zone, start, end)
    origin = _shown(zone, second(instant(layer["rotation_virtual_start"])))
    size = layer["rotation_turn_length_seconds"]
    first = (_shown(zone, start) - origin) // size - 1
    count = (_shown(zone, end) - origin) // size + 2
    handoffs = ((k, utc(zone, origin + k * size)) for k in range(first, count + 1))
    for (k, begin), (_, stop) in pairwise(handoffs):
        for span in meet([(begin, stop)], spans):
            yield (*span, users[k % len(users)])


def _open(restrictions: Iterable[Mapping[str, Any]], zone: str, start: int, end: int) -> list[Span]:
    """Return when restrictions let a layer page in `[start, end)`; always, if there are none."""
    rules = list(restrictions)
    if not rules:
        return [(start, end)]
    week = range((start - WEEK) // WEEK - 1, (end + WEEK) // WEEK + 1)
    return unite(
        (max(utc(zone, begin), start), min(utc(zone, begin + rule["duration_seconds"]), end))
        for rule in rules
        for day in _days(rule)
        for begin in (n * WEEK + day * DAY + _clock(rule) for n in week)
    )


def _days(rule: Mapping[str, Any]) -> Sequence[int]:
    daily = rule["type"] == "daily_restriction"
    return range(7) if daily else (int(rule["start_day_of_week"]) - 1,)


def _clock(rule: Mapping[str, Any]) -> int:
    """Return a restriction's time of day in seconds: 09:00 or 09:00:00."""
    said = str(rule["start_time_of_day"])
    return time_of_day(said[:5]) + int(said[6:8] or 0)


def running(layers: Iterable[Mapping[str, Any]], at: datetime) -> list[Mapping[str, Any]]:
    """Return layers as they are answered, bottom up, without those that have ended."""
    return [
        layer for layer in reversed([*layers]) if not layer.get("end") or instant(layer["end"]) > at
    ]


def begin(layer: Mapping[str, Any], zone: str, since: datetime, until: datetime) -> datetime:
    """Return since when a layer that was read is in force, as far as its rendered entries tell.

    What PagerDuty says in `start` is the time of the last change, though the layer may begin
    later. `[since, until)` is the window that was rendered; a layer that begins behind it begins
    at its end.
    """
    always = {**layer, "start": text(since)}
    could = next(turns(always, zone, second(since), second(until)), None)
    entries = layer.get("rendered_schedule_entries") or ()
    does = min((instant(entry["start"]) for entry in entries), default=until)
    return since if could is None or does <= moment(could[0]) else does


def read(
    layers: Iterable[Mapping[str, Any]], zone: str, since: datetime, until: datetime
) -> tuple[Layer, ...]:
    """Return layers as they are answered, bottom up; `[since, until)` (UTC) was rendered.

    People are ids of users. Ended layers are left out, and turns that are no whole hours.
    """
    return tuple(
        _read(layer, zone, begin(layer, zone, since, until))
        for layer in running(layers, since)
        if layer["rotation_turn_length_seconds"] % HOUR == 0 and layer["users"]
    )


def _read(layer: Mapping[str, Any], zone: str, start: datetime) -> Layer:
    size = layer["rotation_turn_length_seconds"]
    unit = next(name for name in ("week", "day", "hour") if size % _SIZES[name] == 0)
    spans = unite(
        (day * DAY + _clock(rule), day * DAY + _clock(rule) + rule["duration_seconds"])
        for rule in layer.get("restrictions") or ()
        for day in _days(rule)
    )
    return Layer(
        str(layer.get("name") or "layer"),
        zone,
        wall(zone, instant(layer["rotation_virtual_start"])).replace(tzinfo=None),
        Length(size // _SIZES[unit], unit),
        tuple((str(item["user"]["id"]),) for item in layer["users"]),
        hours_of(spans),
        start,
        instant(layer["end"]) if layer.get("end") else None,
    )


def text(at: datetime) -> str:
    """Write an instant as PagerDuty is told it: 2026-11-21T10:00:00Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def instant(said: str) -> datetime:
    """Read an instant that PagerDuty wrote."""
    return datetime.fromisoformat(said).astimezone(UTC)


def _shown(zone: str, at: int) -> int:
    """Return the local second that a zone's clock shows at a second."""
    return local_second(wall(zone, moment(at)).replace(tzinfo=None))
