"""Policies: escalation, severities, roles, waivers, expectations and holidays."""

from typing import Annotated, Literal

from msgspec import Meta

from watchbill.model.base import Shape
from watchbill.model.scalars import (
    Day,
    LocalDateTime,
    Minutes,
    PersonId,
    RoleId,
    RosterId,
    ServiceId,
    SeverityId,
    Text,
)


class Target(Shape):
    """Who is paged: a person, or whoever is on call in a role of a roster."""

    person: PersonId | None = None
    roster: RosterId | None = None
    role: RoleId | None = None


class Step(Shape):
    """One step of an escalation: these are paged, then there is a wait."""

    notify: Annotated[tuple[Target, ...], Meta(min_length=1, description="Paged together.")]
    wait: Annotated[Minutes, Meta(description="Then the next step, unless acknowledged.")]


class EscalationPolicy(Shape):
    """Who is paged, in which order, after how long."""

    name: Text
    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    repeat: Annotated[
        int, Meta(ge=0, le=9, description="How many times more the steps are gone through.")
    ] = 0


class Severity(Shape):
    """How bad it is: decides whether to page, when, and which incident roles."""

    name: Text
    description: Text
    page: Literal["always", "working_hours", "never"]
    incident_roles: tuple[RoleId, ...] = ()
    update_every: Minutes | None = None


class Role(Shape):
    """What one is on call as."""

    name: Text
    summary: Text
    duties: tuple[Text, ...] = ()
    needs_training: bool = False


class Waiver(Shape):
    """A dated, reasoned exception from a rule."""

    rule: Annotated[
        str,
        Meta(
            pattern="^WB[0-9]{3}$",
            examples=["WB202"],
            extra_json_schema={"x-message": "must be the code of a rule such as WB202"},
        ),
    ]
    resource: Annotated[
        str,
        Meta(
            pattern="^[a-z_]+/[^/].*$",
            examples=["roster/payments"],
            extra_json_schema={"x-message": "must be a kind and an id such as roster/payments"},
        ),
    ]
    reason: Text
    until: Annotated[Day, Meta(description="The first day on which the rule holds again.")]


class Page(Shape):
    """Who is expected to be paged, how long after the alert."""

    after: Minutes
    people: tuple[PersonId, ...]


class Expectation(Shape):
    """A test of the rosters: at this time, this alert pages these people."""

    at: Annotated[
        LocalDateTime, Meta(description="Wall clock in the zone of the service's roster.")
    ]
    service: ServiceId
    severity: SeverityId
    pages: tuple[Page, ...]


class Holiday(Shape):
    """A day on which people do not work."""

    date: Day
    name: Text


class HolidayCalendar(Shape):
    """The holidays of a place or a company."""

    name: Text
    days: tuple[Holiday, ...]


class PageFront(Shape, forbid_unknown_fields=False):
    """The head of a policy page."""

    title: Text | None = None


class PolicyPage(Shape):
    """A policy for people: pay, swaps, paging. Rendered as a page."""

    front: PageFront
    body: str
