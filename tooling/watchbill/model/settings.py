"""Settings: watchbill.yaml, which also marks the root of a repository."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from watchbill.model.base import Shape, Window
from watchbill.model.scalars import Days, Id, Level, Preset, RuleCode, Text, Zone


class Site(Shape, frozen=True):
    """How the site is built."""

    title: Annotated[
        Text | None, Meta(description="The site's title; made of the name unless said.")
    ] = None
    url: Annotated[
        Text | None,
        Meta(description="Where the site is published.", examples=["https://oncall.example/"]),
    ] = None
    edit_url: Annotated[
        Text | None,
        Meta(
            description="Where a file is edited; {path} stands for it.",
            examples=["https://git.example/oncall/edit/main/{path}"],
        ),
    ] = None
    contacts: Annotated[
        Literal["full", "work", "none"],
        Meta(description="What reaches pages, calendars and JSON: work leaves out phone numbers."),
    ] = "work"
    weeks: Annotated[
        int, Meta(ge=1, le=104, description="How many weeks of shifts are published.")
    ] = 13


class Pager(Shape, frozen=True):
    """A configured target: a provider with its settings."""

    provider: Annotated[
        str, Meta(description="The program that knows the pager.", examples=["folder"])
    ]
    weeks: Annotated[
        int,
        # The horizon begins on the Monday before: one week would be over on the next Monday.
        Meta(ge=2, le=104, description="How far ahead shifts are pushed, from the Monday before."),
    ] = 8
    settings: Annotated[
        dict[str, Any], Meta(description="What the provider needs; never a secret.")
    ] = {}


class Settings(Shape, frozen=True):
    """The settings of a repository."""

    name: Annotated[Text, Meta(description="The company or the part of it.")]
    timezone: Annotated[
        Zone, Meta(description="For times without a better zone: pages, working hours.")
    ]
    preset: Annotated[Preset, Meta(description="Which rules hold, and at which level.")] = (
        "recommended"
    )
    rules: Annotated[
        dict[RuleCode, Level],
        Meta(description="Levels that differ from the preset's.", examples=[{"WB202": "off"}]),
    ] = {}
    frozen_horizon: Annotated[
        Days, Meta(description="How far ahead shifts change only by an override.")
    ] = "48 hours"
    working_hours: Annotated[
        Window, Meta(description="For people without their own, and for `page: working_hours`.")
    ] = Window(from_="09:00", until="17:00", days=("mon", "tue", "wed", "thu", "fri"))
    site: Site = Site()
    pagers: Annotated[dict[Id, Pager], Meta(description="Targets by name.")] = {}
