"""Rosters from a few lines of YAML, and shifts as text in local time."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
import yaml

from watchbill.engine.shift import Shift
from watchbill.model import Catalog, Ref, Resource
from watchbill.model.people import Person
from watchbill.model.policies import HolidayCalendar
from watchbill.model.rosters import Roster

T = TypeVar("T")


def value(type_: type[T], data: object) -> T:
    return msgspec.convert(
        data, type_, strict=False, dec_hook=lambda wanted, text: wanted.parse(text)
    )


def roster(text: str, timezone: str = "Europe/London") -> Roster:
    data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings only
    return value(Roster, {"name": "Test", "timezone": timezone, "members": ["ada"], **data})


def catalog(
    rosters: dict[str, Roster],
    people: dict[str, dict[str, object]] | None = None,
    calendars: dict[str, dict[str, object]] | None = None,
) -> Catalog:
    found: list[tuple[str, str, object]] = [("roster", key, one) for key, one in rosters.items()]
    for key, person in (people or {}).items():
        data = {"name": key, "email": f"{key}@tailwindtraders.example", "timezone": "UTC", **person}
        found.append(("person", key, value(Person, data)))
    for key, calendar in (calendars or {}).items():
        found.append(("calendar", key, value(HolidayCalendar, calendar)))
    return Catalog(Resource(Ref(kind, key), f"{kind}/{key}", one) for kind, key, one in found)


def local(zone: str, text: str) -> datetime:
    """Return "2026-03-24 12:00" in a zone; "2026-11-01 01:30+" is the second time it is shown."""
    shown = datetime.fromisoformat(text.rstrip("+"))
    return shown.replace(tzinfo=ZoneInfo(zone), fold=int(text.endswith("+")))


def said(zone: str, at: datetime) -> str:
    shown = at.astimezone(ZoneInfo(zone))
    return f"{shown:%a %Y-%m-%d %H:%M}{'+' if shown.fold else ''}"


def line(zone: str, shift: Shift, *, role: bool = False) -> str:
    who = " & ".join(shift.people)
    text = f"{said(zone, shift.start)} → {said(zone, shift.end)} {who}"
    return f"{shift.role}: {text}" if role else text


def lines(zone: str, shifts: Iterable[Shift], *, role: bool = False) -> list[str]:
    return [line(zone, shift, role=role) for shift in shifts]
