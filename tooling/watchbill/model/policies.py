"""Policies: escalation, severities, roles, waivers, expectations and holidays."""

from typing import Annotated, Literal

from msgspec import Meta

from watchbill.model.base import Shape
from watchbill.model.scalars import (
    Day,
    LocalDateTime,
    Minutes,
    PersonId,
    ResourceName,
    RoleId,
    RosterId,
    RuleCode,
    ServiceId,
    SeverityId,
    Text,
)


class Target(Shape, frozen=True):
    """Who is paged: a person, or whoever is on call in a role of a roster."""

    person: PersonId | None = None
    roster: RosterId | None = None
    role: RoleId | None = None


class Step(Shape, frozen=True):
    """One step of an escalation: these are paged, then there is a wait."""

    notify: Annotated[tuple[Target, ...], Meta(min_length=1, description="Paged together.")]
    wait: Annotated[Minutes, Meta(description="Then the next step, unless acknowledged.")]


class EscalationPolicy(Shape, frozen=True):
    """Who is paged, in which order, after how long."""

    name: Annotated[Text, Meta(description="What people call it.", examples=["Payments"])]
    steps: Annotated[
        tuple[Step, ...], Meta(min_length=1, description="Gone through in this order.")
    ]
    repeat: Annotated[
        int, Meta(ge=0, le=9, description="How many times more the steps are gone through.")
    ] = 0


class Severity(Shape, frozen=True):
    """How bad it is: decides whether to page, when, and which incident roles."""

    name: Annotated[Text, Meta(description="What people call it.", examples=["Critical"])]
    description: Annotated[
        Text, Meta(description="When an incident is this bad, in terms that everybody can judge.")
    ]
    page: Annotated[
        Literal["always", "working_hours", "never"],
        Meta(description="When somebody is paged: at once, when work begins, or not at all."),
    ]
    incident_roles: Annotated[
        tuple[RoleId, ...], Meta(description="Who is called beside the escalation policy.")
    ] = ()
    update_every: Annotated[
        Minutes | None, Meta(description="How often everybody else hears how it stands.")
    ] = None


class Role(Shape, frozen=True):
    """What one is on call as."""

    name: Annotated[Text, Meta(description="What people call it.", examples=["Primary"])]
    summary: Annotated[Text, Meta(description="What one does in this role, in one sentence.")]
    duties: Annotated[tuple[Text, ...], Meta(description="What is expected, point by point.")] = ()
    needs_training: Annotated[
        bool, Meta(description="Only people with it in `trained_for` take turns.")
    ] = False


class Waiver(Shape, frozen=True):
    """A dated, reasoned exception from a rule."""

    rule: RuleCode
    resource: ResourceName
    reason: Annotated[Text, Meta(description="Why the exception is right, for who reads it next.")]
    until: Annotated[Day, Meta(description="The first day on which the rule holds again.")]


class Page(Shape, frozen=True):
    """Who is expected to be paged, how long after the alert."""

    after: Annotated[Minutes, Meta(description="How long after the alert.")]
    people: Annotated[tuple[PersonId, ...], Meta(description="Who is paged then, all of them.")]


class Expectation(Shape, frozen=True):
    """A test of the rosters: at this time, this alert pages these people."""

    at: Annotated[
        LocalDateTime, Meta(description="Wall clock in the zone of the service's roster.")
    ]
    service: ServiceId
    severity: SeverityId
    pages: Annotated[
        tuple[Page, ...], Meta(description="The first round of the escalation, step by step.")
    ]


class Holiday(Shape, frozen=True):
    """A day on which people do not work."""

    date: Annotated[Day, Meta(description="The day, in the zone of whoever has it off.")]
    name: Annotated[Text, Meta(description="What it is called.", examples=["Christmas Day"])]


class HolidayCalendar(Shape, frozen=True):
    """The holidays of a place or a company."""

    name: Annotated[Text, Meta(description="Whose holidays they are.", examples=["Scotland"])]
    days: Annotated[tuple[Holiday, ...], Meta(description="The holidays, one by one.")]


class PageFront(Shape, frozen=True, forbid_unknown_fields=False):
    """The head of a policy page."""

    title: Annotated[
        Text | None, Meta(description="The page's title; its first heading unless said.")
    ] = None


class PolicyPage(Shape, frozen=True):
    """A policy for people: pay, swaps, paging. Rendered as a page."""

    front: PageFront
    body: str
