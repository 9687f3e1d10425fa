"""Instants and zones on the command line."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import click

YEARS = range(1970, 2200)
"""The years that files may name; `watchbill.model.scalars` is too slow to load for a help text."""

_SECOND = timedelta(seconds=1)


class ZoneType(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.5
    """An IANA time zone."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the zone, or say that there is none of that name."""
        if isinstance(value, tzinfo):
            return value
        try:
            return ZoneInfo(value)
        except (ValueError, OSError, LookupError):
            from watchbill.shape.faults import suggest_zone

            self.fail(f"no time zone named {value!r}; {suggest_zone(value)}", param, ctx)


class WhenType(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.5
    """An instant: 2026-12-24T03:00, with Z or an offset, a day alone, or now.

    Converted to a datetime without a zone where none is given: see `instant_of`.
    """

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the datetime as it was written."""
        if isinstance(value, datetime):
            return value
        if value == "now":
            return datetime.now(UTC).replace(microsecond=0)
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time; write 2026-12-24T03:00 or add Z", param, ctx)
        if found.year not in YEARS:
            self.fail(f"{value!r} is not between {YEARS[0]} and {YEARS[-1]}", param, ctx)
        return found


def instant_of(when: datetime | None, zone: tzinfo | None) -> datetime:
    """Return an instant in UTC; without a zone of its own it is the reader's wall clock."""
    if when is None:
        return datetime.now(UTC).replace(microsecond=0)
    return when.astimezone(UTC) if when.tzinfo else _first(when, zone)


def _first(wall: datetime, zone: tzinfo | None) -> datetime:
    """Return the first instant at which the reader's clock shows a wall-clock time or later.

    The engine reads the files' times by the same rule, but knows nothing of a zone without a name.
    """
    early, late = sorted(_read(wall.replace(fold=fold), zone) for fold in (0, 1))
    if _shows(early, zone) == wall:
        return early
    while late - early > _SECOND:  # A change of the clock left it out: between these two.
        middle = early + (late - early) // 2
        early, late = (early, middle) if _shows(middle, zone) >= wall else (middle, late)
    return late.replace(microsecond=0)


def _read(wall: datetime, zone: tzinfo | None) -> datetime:
    return (wall.replace(tzinfo=zone) if zone else wall).astimezone(UTC)


def _shows(at: datetime, zone: tzinfo | None) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def shown(at: datetime, zone: tzinfo | None) -> str:
    """Write an instant in the reader's zone: Tue 24 Nov 12:00 GMT."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %H:%M %Z}"


def at_option(help_text: str = "The instant that is meant; now unless said.") -> Callable[..., Any]:
    """Add --at to a command."""
    return click.option("--at", type=WhenType(), help=help_text)


def zone_option(help_text: str = "Show times here; local unless said.") -> Callable[..., Any]:
    """Add --tz to a command."""
    return click.option("--tz", "zone", type=ZoneType(), help=help_text)
