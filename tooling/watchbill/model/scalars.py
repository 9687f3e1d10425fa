"""The words and numbers that fields are made of, each with its pattern and its explanation."""

import zoneinfo
from datetime import date, datetime
from functools import cache
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

import tzdata
from msgspec import Meta

# Every machine is to agree on when clocks change: the package's zones, not the system's.
zoneinfo.reset_tzpath(to=[f"{tzdata.__path__[0]}/zoneinfo"])

# `$` also matches before a last newline in Python; the look-ahead closes that door.
_END = r"$(?!\n)"
ID_PATTERN = "^[a-z0-9][a-z0-9_-]*" + _END
_SAY_ID = "an id: lower-case letters, digits, - and _"
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
YEARS = range(1970, 2200)


def _id(kind: str, *examples: str) -> Meta:
    """Describe a field that names a resource of a kind; `shape.references` reads `refers`."""
    say = {"escalation": "an escalation policy", "calendar": "a holiday calendar"}
    named = say.get(kind, f"a {kind}")
    return Meta(
        pattern=ID_PATTERN,
        examples=list(examples),
        description=f"The id of {named}.",
        extra={"refers": kind},
        extra_json_schema={"x-message": f"must be the id of {named}"},
    )


Id = Annotated[str, Meta(pattern=ID_PATTERN, extra_json_schema={"x-message": f"must be {_SAY_ID}"})]
PersonId = Annotated[str, _id("person", "ada")]
RosterId = Annotated[str, _id("roster", "payments")]
RoleId = Annotated[str, _id("role", "primary", "secondary", "incident_commander")]
TopicId = Annotated[str, _id("topic", "database")]
ServiceId = Annotated[str, _id("service", "checkout")]
CalendarId = Annotated[str, _id("calendar", "gb")]
EscalationId = Annotated[str, _id("escalation", "payments")]
SeverityId = Annotated[str, _id("severity", "sev1")]
RotationId = Annotated[
    str,
    Meta(
        pattern=ID_PATTERN,
        description="The id of a rotation in this roster.",
        examples=["primary"],
        extra_json_schema={"x-message": "must be the id of a rotation of this roster"},
    ),
]

RuleCode = Annotated[
    str,
    Meta(
        pattern="^WB[0-9]{3}" + _END,
        description="The code of a rule.",
        examples=["WB202"],
        extra_json_schema={"x-message": "must be the code of a rule such as WB202"},
    ),
]
ResourceName = Annotated[
    str,
    Meta(
        pattern="^[a-z]+/[^/\\s].*" + _END,
        description="A kind and an id: what a finding is about.",
        examples=["roster/payments", "person/ada", "runbook/payments/HighErrorRate"],
        extra_json_schema={"x-message": "must be a kind and an id such as roster/payments"},
    ),
]

Text = Annotated[
    str, Meta(min_length=1, extra_json_schema={"x-message": "must be text that is not empty"})
]

DayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAY_NAMES: tuple[DayName, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WeekdayName = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Level = Literal["error", "warning", "info", "off"]
Preset = Literal["starter", "recommended", "strict"]

ClockTime = Annotated[
    str,
    Meta(
        pattern=f"^{_CLOCK}{_END}",
        examples=["09:00", "12:00"],
        extra_json_schema={"x-message": 'must be a time of day such as "09:00"'},
    ),
]
WindowTime = Annotated[
    str,
    Meta(
        pattern=f"^((mon|tue|wed|thu|fri|sat|sun) )?({_CLOCK}|24:00){_END}",
        examples=["09:00", "fri 17:00"],
        extra_json_schema={
            "x-message": 'must be a time of day such as "22:00", or a day and a time: fri 17:00'
        },
    ),
]
Every = Annotated[
    str,
    Meta(
        pattern="^[1-9][0-9]{0,2} (hour|day|week|month)s?" + _END,
        examples=["1 week", "1 day", "12 hours", "2 weeks", "1 month"],
        extra_json_schema={"x-message": 'must be a length such as "1 week" or "12 hours"'},
    ),
]
Minutes = Annotated[
    str,
    Meta(
        pattern="^(0|[1-9][0-9]{0,3}) (minute|hour)s?" + _END,
        examples=["5 minutes", "1 hour"],
        extra_json_schema={"x-message": 'must be a length such as "5 minutes" or "1 hour"'},
    ),
]
Days = Annotated[
    str,
    Meta(
        pattern="^[1-9][0-9]{0,3} (hour|day|week|month)s?" + _END,
        examples=["180 days", "26 weeks"],
        extra_json_schema={"x-message": 'must be a length such as "180 days" or "48 hours"'},
    ),
]


class Zone(str):
    """A time zone by its IANA name, such as Europe/London; only existing ones are built."""

    __slots__ = ()
    FORMAT = "time-zone"
    SAY = "must be an IANA time zone such as Europe/London"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the zone; raise ValueError for a name that is not in the IANA database."""
        if not _is_zone(text):
            raise ValueError(cls.SAY)
        return cls(text)


# The database has them for old files only: EST never has summer time, CET is another Brussels.
_ABBREVIATIONS = frozenset(
    ("EST", "MST", "HST", "CET", "EET", "MET", "WET", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT")
)


# Asked for every person of a company, who live in few zones.
@cache
def _is_zone(name: str) -> bool:
    # These are files of a zoneinfo folder, not zones that people live in.
    if name in {"localtime", "posixrules", "Factory"} or name.startswith(("right/", "posix/")):
        return False
    if name in _ABBREVIATIONS:
        return False
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


_DAY_LENGTH, _MINUTE_LENGTH = len("2026-03-02"), len("2026-03-02T12:00")


class Day(date):
    """A calendar day, written 2026-03-02."""

    FORMAT = "date"
    SAY = "must be a day such as 2026-03-02, from 1970 to 2199"
    PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the day; raise ValueError for another form or a day that does not exist."""
        # Python reads more forms, such as 20260302 and 2026-W10-1; the hyphens tell them apart.
        if text[4:8:3] != "--" or len(text) != _DAY_LENGTH:
            raise ValueError(cls.SAY)
        day = cls.fromisoformat(text)
        if day.year not in YEARS:
            raise ValueError(cls.SAY)
        return day


class LocalDateTime(datetime):
    """A wall-clock time, written 2026-12-22T12:00; the resource says in which zone."""

    FORMAT = "local-date-time"
    SAY = "must be a day and a time such as 2026-12-22T12:00, without a zone, from 1970 to 2199"
    PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the wall-clock time; raise ValueError for another form or no such time."""
        if text[4:14:3] != "--T:" or len(text) != _MINUTE_LENGTH:
            raise ValueError(cls.SAY)
        moment = cls.fromisoformat(text)
        if moment.year not in YEARS:
            raise ValueError(cls.SAY)
        return moment
