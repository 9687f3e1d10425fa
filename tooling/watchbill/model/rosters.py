"""Rosters: a team, its rotations, and the dated exceptions from them."""

from typing import Annotated, Literal

from msgspec import Meta

from watchbill.model.base import Shape, Window
from watchbill.model.scalars import (
    CalendarId,
    ClockTime,
    Day,
    Every,
    Id,
    LocalDateTime,
    PersonId,
    RoleId,
    RotationId,
    Text,
    WeekdayName,
    Zone,
)

Hours = Annotated[
    Literal["always"] | Annotated[tuple[Window, ...], Meta(min_length=1)],
    Meta(description="The part of the week that is covered: always, or a list of windows."),
]
Group = Annotated[tuple[PersonId, ...], Meta(min_length=1, description="On call together.")]
Order = Annotated[
    tuple[PersonId | Group, ...],
    Meta(min_length=1, description="Who takes the turns, one after the other, then again."),
]


class Handoff(Shape, frozen=True):
    """When a turn passes on, on the wall clock of the rotation's zone."""

    every: Annotated[Every, Meta(description="The length of a turn.")]
    at: Annotated[ClockTime, Meta(description="The time of day; for hours, of the first turn.")]
    on: Annotated[
        WeekdayName | Annotated[int, Meta(ge=1, le=31)] | None,
        Meta(
            description="For weeks the weekday, for months the day (clamped to the month's last);"
            " that of `since` unless said."
        ),
    ] = None


class Turns(Shape, frozen=True):
    """An order of participants, in force from its first handoff until the next block's."""

    since: Annotated[
        Day, Meta(description="The block begins at the first handoff at or after this midnight.")
    ]
    order: Order


class SpecialPeriod(Shape, frozen=True, rename={"from_": "from"}):
    """Dated days with turns of their own; the ordinary order goes on counting underneath."""

    name: Annotated[
        Text, Meta(description="What it is called.", examples=["Christmas and New Year"])
    ]
    from_: LocalDateTime
    until: LocalDateTime
    order: Order
    handoff: Annotated[Handoff | None, Meta(description="The rotation's, unless said.")] = None


class Follows(Shape, frozen=True):
    """A rotation whose turns are those of another one, some turns later."""

    rotation: RotationId
    turns: Annotated[int, Meta(ge=1, le=100, description="How many turns later.")] = 1


class Rotation(Shape, frozen=True):
    """A recurring hand-over of one role among people."""

    id: Annotated[
        Id, Meta(description="What follows and overrides name it by.", examples=["primary"])
    ]
    role: RoleId
    timezone: Annotated[Zone | None, Meta(description="The roster's, unless said.")] = None
    hours: Hours = "always"
    alongside: Annotated[
        bool,
        Meta(description="On call together with earlier rotations of the role, not instead."),
    ] = False
    handoff: Handoff | None = None
    turns: Annotated[
        tuple[Turns, ...],
        Meta(description="Orders, each from its day on; a change of membership is a new one."),
    ] = ()
    follows: Follows | None = None
    special: Annotated[
        tuple[SpecialPeriod, ...], Meta(description="Dated days with turns of their own.")
    ] = ()


class Override(Shape, frozen=True, rename={"from_": "from"}):
    """A dated replacement of who is on call; a swap is two of them."""

    rotation: RotationId
    from_: LocalDateTime
    until: LocalDateTime
    person: PersonId
    replaces: Annotated[
        PersonId | None, Meta(description="Only this one, of a pair; everybody unless said.")
    ] = None
    reason: Annotated[Text | None, Meta(description="Why.", examples=["swapped with ada"])] = None


class Coverage(Shape, frozen=True):
    """A promise that somebody is on call in a role during these hours."""

    role: RoleId
    hours: Hours = "always"


class Roster(Shape, frozen=True):
    """A team and its rotations."""

    name: Annotated[Text, Meta(description="The team's name.", examples=["Payments"])]
    timezone: Annotated[Zone, Meta(description="The zone of its wall-clock times.")]
    members: Annotated[tuple[PersonId, ...], Meta(description="Who belongs to the team.")]
    rotations: Annotated[
        tuple[Rotation, ...],
        Meta(description="Of several of one role, the one listed last is on call."),
    ]
    description: Annotated[
        Text | None, Meta(description="What the team answers for, in a sentence.")
    ] = None
    channel: Annotated[
        Text | None, Meta(description="Where the team is found.", examples=["#payments-oncall"])
    ] = None
    lead: PersonId | None = None
    holidays: Annotated[
        tuple[CalendarId, ...], Meta(description="Calendars of days on which the team is off.")
    ] = ()
    coverage: Annotated[
        tuple[Coverage, ...],
        Meta(description="What the team promises; every gap in it is reported."),
    ] = ()
    overrides: Annotated[
        tuple[Override, ...],
        Meta(description="Dated replacements; of two for one stretch the last one written wins."),
    ] = ()
