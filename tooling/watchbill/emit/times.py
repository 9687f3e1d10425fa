"""Instants and lengths as people read them, always with their zone."""

from datetime import datetime, timedelta

from markupsafe import Markup

from watchbill.emit.escape import safe
from watchbill.engine.clock import wall


def clock(at: datetime, zone: str) -> str:
    """Return an instant in a zone: Tue 24 Nov 12:00 GMT."""
    local = wall(zone, at)
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M} {zone_label(local)}"


def day(at: datetime, zone: str) -> str:
    """Return the day of an instant in a zone: Tue 24 Nov."""
    local = wall(zone, at)
    return f"{local:%a} {local.day} {local:%b}"


def zone_label(local: datetime) -> str:
    """Return the short name of a zone, or its distance from UTC where it has none."""
    name = local.tzname() or ""
    return f"UTC{name}" if name[:1] in {"+", "-"} else name


def stamp(at: datetime, zone: str) -> Markup:
    """Return an instant as a time element; the browser may show it on the reader's clock."""
    text = f'<time datetime="{iso(at)}">{safe(clock(at, zone))}</time>'
    return Markup(text)  # noqa: S704  # both parts are escaped


def iso(at: datetime) -> str:
    """Return an instant in UTC as ISO 8601: 2026-11-24T12:00:00Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def span(length: timedelta) -> str:
    """Return a length in its two largest units: 2 h 30 min, 6 d 4 h."""
    minutes = int(length.total_seconds()) // 60
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    said = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(said[:2]) or "0 min"
