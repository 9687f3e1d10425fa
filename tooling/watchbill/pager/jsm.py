"""Rotations of Jira Service Management, which took them over from Opsgenie: said, read, simulated.

    {"name", "startDate", "endDate", "type": "weekly", "length": 1,
     "participants": [{"type": "user", "id": …}, {"type": "noone"}], "timeRestriction": …}

Turn k lasts from `startDate` + k × length to the next one on the wall clock of the schedule, and
belongs to participant k modulo their number. All rotations of a schedule are on call together: none
hides another. Opsgenie says `none` for nobody; participants may also be teams and escalations.
A rotation is a layer here: in the zone of its schedule, one person a turn, counted from its start.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from watchbill.engine.clock import DAY, HOUR, MINUTE, WEEK, Length, second, wall
from watchbill.engine.spans import Span
from watchbill.errors import WatchbillError
from watchbill.model.rosters import Hours
from watchbill.pager.layers import Layer, expand, hours_of, windows
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import settle

Json = Mapping[str, Any]

HALF_HOUR = 30 * MINUTE
"""Seconds: every time of a rotation is at minute 0 or 30; others are rounded by the service."""

_TYPES = {"hour": "hourly", "day": "daily", "week": "weekly"}
_UNITS = {said: unit for unit, said in _TYPES.items()}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NOBODY = {"none", "noone"}


def accepts(layer: Layer) -> bool:
    """Say whether a layer is a rotation: hours, days or weeks, and no minute but 0 and 30."""
    edges = [second(layer.start), *([second(layer.end)] if layer.end else ())]
    edges += [edge for span in windows(layer.hours) for edge in span]
    alone = all(len(people) < 2 for people in layer.order)  # noqa: PLR2004  # no pairs
    counted = layer.origin == wall(layer.zone, layer.start).replace(tzinfo=None)
    return (
        layer.every.unit in _TYPES and alone and counted and not any(e % HALF_HOUR for e in edges)
    )


def simulate(layers: Sequence[Layer], start: datetime, end: datetime) -> tuple[Stint, ...]:
    """Return who is on call in `[start, end)` (UTC) by the rotations of a schedule."""
    return settle(Stint(*turn) for layer in layers for turn in expand(layer, start, end))


def write(layer: Layer, account: Callable[[str], str]) -> dict[str, Any]:
    """Return a rotation as the service takes it; `account` gives the id of a person."""
    return {
        "name": layer.name,
        "startDate": zulu(layer.start),
        "endDate": zulu(layer.end) if layer.end else None,
        "type": _TYPES[layer.every.unit],
        "length": layer.every.number,
        "participants": [
            {"type": "user", "id": account(people[0])} if people else {"type": "noone"}
            for people in layer.order
        ],
        "timeRestriction": _restriction(windows(layer.hours)),
    }


def read(rotation: Json, zone: str, person: Callable[[Json], str]) -> Layer:
    """Return a rotation as a layer alongside others; `person` names a participant."""
    start = instant(rotation["startDate"])
    end = rotation.get("endDate")
    unit = _UNITS.get(rotation["type"])
    if unit is None:
        raise WatchbillError(f"a rotation has turns of an unknown type: {rotation['type']!r}")
    return Layer(
        rotation.get("name") or "",
        zone,
        wall(zone, start).replace(tzinfo=None),
        Length(rotation.get("length") or 1, unit),
        tuple(
            () if one["type"] in _NOBODY else (person(one),)
            for one in rotation.get("participants") or [{"type": "noone"}]
        ),
        _hours(rotation.get("timeRestriction")),
        start,
        instant(end) if end else None,
        alongside=True,
    )


def same(one: Layer, other: Layer) -> bool:
    """Say whether two rotations are the same, whatever they are called."""
    spans = windows(one.hours), windows(other.hours)
    return one._replace(name="", hours="always") == other._replace(name="", hours="always") and (
        spans[0] == spans[1]
    )


def zulu(at: datetime) -> str:
    """Write an instant as the services take it: 2026-11-24T12:00:00Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def instant(text: object) -> datetime:
    """Read an instant as UTC; raise WatchbillError for what is none."""
    try:
        at = datetime.fromisoformat(str(text))
        return at.astimezone(UTC) if at.tzinfo else _no_instant(text)
    except (ValueError, OverflowError):
        return _no_instant(text)


def _no_instant(text: object) -> datetime:
    raise WatchbillError(f"there is {str(text)[:40]!r} where an instant should be")


def _restriction(spans: Sequence[Span]) -> dict[str, Any] | None:
    """Return weekly hours as a restriction; of the day, where every day has the same."""
    if not spans or spans == ((0, WEEK),):
        return None
    first = spans[0]
    if spans == tuple((first[0] + day * DAY, first[1] + day * DAY) for day in range(7)):
        return {"type": "time-of-day", "restriction": _part(first, days=False)}
    return {
        "type": "weekday-and-time-of-day",
        "restrictions": [_part(span, days=True) for span in spans],
    }


def _part(span: Span, *, days: bool) -> dict[str, Any]:
    part: dict[str, Any] = {}
    for edge, at in zip(("start", "end"), span, strict=True):
        day, clock = divmod(at % WEEK, DAY)
        part |= {f"{edge}Day": _DAYS[day]} if days else {}
        part |= {f"{edge}Hour": clock // HOUR, f"{edge}Min": clock % HOUR // MINUTE}
    return part


def _hours(restriction: Json | None) -> Hours:
    """Return a restriction as hours; one that begins and ends at the same time cuts nothing."""
    spans = [span for part in _parts(restriction) for span in _spans(part)]
    return hours_of(windows(hours_of(sorted(spans)))) if spans else "always"


def _parts(restriction: Json | None) -> Sequence[Json]:
    if not restriction:
        return ()
    return restriction.get("restrictions") or [restriction.get("restriction") or {}]


def _spans(part: Json) -> Iterator[Span]:
    start, end = (_clock(part, edge) for edge in ("start", "end"))
    if part.get("startDay"):
        first, last = (_day(part, edge) * DAY for edge in ("start", "end"))
        yield first + start, first + (last + end - first - start - 1) % WEEK + 1 + start
    elif start != end:
        for day in range(7):
            yield day * DAY + start, day * DAY + start + (end - start) % DAY


def _clock(part: Json, edge: str) -> int:
    return int(part.get(f"{edge}Hour") or 0) * HOUR + int(part.get(f"{edge}Min") or 0) * MINUTE


def _day(part: Json, edge: str) -> int:
    return _DAYS.index(str(part.get(f"{edge}Day", part["startDay"])).lower())
