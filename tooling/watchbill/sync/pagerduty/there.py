"""What is read of a schedule of PagerDuty, of either kind, in one form."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watchbill.errors import WatchbillError
from watchbill.pager.objects import Stint

Kind = Literal["schedule", "schedule_v3"]
"""The types of PagerDuty, as in the references of escalation policies (`…_reference`)."""


class Window(NamedTuple):
    """What is rendered and compared: `[start, end)` in UTC, a Monday 00:00 at its begin.

    `at` is the instant of the plan: what lies before it is written and stays.
    """

    start: datetime
    end: datetime
    at: datetime


class Dated(NamedTuple):
    """A dated override `[start, end)` in UTC: `person` is one of the repository, or pagerduty:….

    `id` is PagerDuty's, where it says it.
    """

    start: datetime
    end: datetime
    person: str
    id: str | None = None


class There(NamedTuple):
    """A schedule of ours as it is there.

    `description` is without the mark. `stints` are rendered, cut to the window and settled.
    `overrides` are all dated ones in the window, as whole as PagerDuty says them; `marks` are the
    tags of those that are ours. `theirs` is who is on call because of overrides of people, as
    far as they show. `raw` is PagerDuty's own JSON.
    """

    key: str
    id: str
    kind: Kind
    name: str
    description: str
    zone: str
    stints: tuple[Stint, ...]
    overrides: tuple[Dated, ...]
    marks: frozenset[str]
    raw: Mapping[str, Any]
    theirs: tuple[Stint, ...] = ()


def written(at: datetime) -> str:
    """Write an instant as PagerDuty is told it: 2026-11-21T10:00:00Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def instant(text: object) -> datetime:
    """Read an instant of PagerDuty as UTC; raise WatchbillError for what is none."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        at = datetime.min  # noqa: DTZ901  # has no zone, as a broken one may have none
    if at.tzinfo is None:
        raise WatchbillError(f"PagerDuty says {text!r} where an instant should be")
    return at.astimezone(UTC)


def zone_name(name: str) -> str:
    """Return a zone as PagerDuty spells it: it knows Etc/UTC, and no UTC."""
    return "Etc/UTC" if name == "UTC" else name


def zone_of(name: str) -> str:
    """Return a zone as the repository spells it.

    Raise WatchbillError for a name that is none, such as one of Ruby on Rails, which the contract
    of PagerDuty allows.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = f"a schedule in PagerDuty has the time zone {name!r}, which is none"
        raise WatchbillError(message, "choose one such as America/New_York there") from error
    return "UTC" if name == "Etc/UTC" else name


def by_name(found: Iterable[Mapping[str, Any]]) -> Mapping[str, str]:
    """Return the ids of objects by their names; where several share one, the first id."""
    names: dict[str, str] = {}
    for item in found:
        names.setdefault(str(item.get("name", "")), str(item["id"]))
    return names
