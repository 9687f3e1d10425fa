"""Who is on call by layers, turns, restrictions and overrides: asked instant by instant.

Turns and restrictions are wall-clock in the schedule's time zone.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.pagers.fakes.pagerduty_wall import Stretch, instant, stretches, wall

Thing = Mapping[str, Any]
DAY = timedelta(days=1)


def final(schedule: Thing, since: datetime, until: datetime) -> list[Stretch[str]]:
    """Return who is on call in a window: the last override, else the highest layer."""

    def who(at: datetime) -> Sequence[str]:
        return override_user(schedule, at) or _highest(schedule, at)

    return stretches(_edges(schedule, since, until), since, until, who)


def of_layer(schedule: Thing, layer: Thing, since: datetime, until: datetime) -> list[Stretch[str]]:
    """Return who is on call in a window by one layer alone."""
    zone = ZoneInfo(schedule["time_zone"])
    edges = _layer_edges(layer, zone, since, until)
    return stretches(edges, since, until, lambda at: layer_user(layer, zone, at))


def of_overrides(schedule: Thing, since: datetime, until: datetime) -> list[Stretch[str]]:
    """Return who is on call in a window by overrides alone."""
    return stretches(
        _override_edges(schedule), since, until, lambda at: override_user(schedule, at)
    )


def override_user(schedule: Thing, at: datetime) -> Sequence[str]:
    """Return the person of the override created last; nobody where there is none."""
    on = [one["user"] for one in schedule["overrides"] if one["start"] <= at < one["end"]]
    return on[-1:]


def layer_user(layer: Thing, zone: ZoneInfo, at: datetime) -> Sequence[str]:
    """Return the person of a layer; nobody before, after and outside its restrictions."""
    ended = layer["end"] is not None and at >= layer["end"]
    windows = [span for rule in layer["restrictions"] for span in _windows(rule, zone, at, at)]
    shut = layer["restrictions"] and not any(start <= at < end for start, end in windows)
    if at < layer["start"] or ended or shut or not layer["users"]:
        return ()
    return (layer["users"][_turn(layer, zone, at) % len(layer["users"])],)


def _highest(schedule: Thing, at: datetime) -> Sequence[str]:
    """Ask the layers that were in force at an instant: a change moves nothing of the past."""
    old = next((past for past in schedule["past"] if at < past["until"]), schedule)
    zone = ZoneInfo(old["time_zone"])
    found = (layer_user(layer, zone, at) for layer in reversed(old["schedule_layers"]))
    return next((user for user in found if user), ())


def _turn(layer: Thing, zone: ZoneInfo, at: datetime) -> int:
    """Return the number of the turn; in an hour that comes twice, the one that began first."""
    first = wall(layer["rotation_virtual_start"], zone)
    length = timedelta(seconds=layer["rotation_turn_length_seconds"])
    number = (wall(at, zone) - first) // length
    while instant(first + (number + 1) * length, zone) <= at:
        number += 1
    while instant(first + number * length, zone) > at:
        number -= 1
    return number


def _windows(
    rule: Thing, zone: ZoneInfo, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield a restriction's windows that could touch a window of time."""
    length = timedelta(seconds=rule["duration_seconds"])
    day = (wall(since, zone) - length).date() - DAY
    while day <= wall(until, zone).date() + DAY:
        if rule["type"] == "daily_restriction" or day.isoweekday() == rule["start_day_of_week"]:
            begin = datetime.combine(day, time.fromisoformat(rule["start_time_of_day"]))
            yield instant(begin, zone), instant(begin + length, zone)
        day += DAY


def _edges(schedule: Thing, since: datetime, until: datetime) -> Iterator[datetime]:
    yield from _override_edges(schedule)
    for version in (*schedule["past"], schedule):
        zone = ZoneInfo(version["time_zone"])
        if "until" in version:
            yield version["until"]
        for layer in version["schedule_layers"]:
            yield from _layer_edges(layer, zone, since, until)


def _override_edges(schedule: Thing) -> Iterator[datetime]:
    for one in schedule["overrides"]:
        yield from (one["start"], one["end"])


def _layer_edges(
    layer: Thing, zone: ZoneInfo, since: datetime, until: datetime
) -> Iterator[datetime]:
    yield layer["start"]
    if layer["end"] is not None:
        yield layer["end"]
    first = wall(layer["rotation_virtual_start"], zone)
    length = timedelta(seconds=layer["rotation_turn_length_seconds"])
    for number in range(_turn(layer, zone, since), _turn(layer, zone, until) + 2):
        yield instant(first + number * length, zone)
    for rule in layer["restrictions"]:
        for start, end in _windows(rule, zone, since, until):
            yield from (start, end)
