"""What an account of a pager holds, as it is read for an import: people, schedules, escalations.

Ids are the pager's own. What has no place in a repository is said in `lost`, one line each.
"""

from datetime import datetime
from typing import Literal, NamedTuple

from watchbill.pager.layers import Layer
from watchbill.pager.objects import Stint


class Member(NamedTuple):
    """A user of the account; `zone` is an IANA name."""

    id: str
    name: str
    email: str
    zone: str
    phone: str | None = None


class Schedule(NamedTuple):
    """A schedule with its turns and what the pager makes of them.

    `layers` name members by id, bottom up. `stints` are the rendered timeline over the account's
    window, settled; `overrides` are the dated replacements in it, already part of `stints`.
    """

    id: str
    name: str
    description: str | None
    zone: str
    layers: tuple[Layer, ...]
    stints: tuple[Stint, ...]
    overrides: tuple[Stint, ...] = ()


class Target(NamedTuple):
    """Who is paged in a step: a member, or whoever is on call in a schedule; by id."""

    kind: Literal["person", "schedule"]
    id: str


class Step(NamedTuple):
    """A step of an escalation: who is paged, then the wait in minutes before the next one."""

    notify: tuple[Target, ...]
    wait_minutes: int


class Escalation(NamedTuple):
    """An escalation policy; `repeat` is how many times more it is gone through."""

    id: str
    name: str
    description: str | None
    repeat: int
    steps: tuple[Step, ...]


class Service(NamedTuple):
    """A service and the escalation policy that pages for it."""

    id: str
    name: str
    description: str | None
    escalation: str


class Account(NamedTuple):
    """A whole account; `window` in UTC is what the timelines were rendered for."""

    provider: str
    window: tuple[datetime, datetime]
    members: tuple[Member, ...]
    schedules: tuple[Schedule, ...]
    escalations: tuple[Escalation, ...]
    services: tuple[Service, ...]
    lost: tuple[str, ...] = ()
