"""Dated overrides of schedules of layers (v2): whose they are, made and removed.

PagerDuty says the id of an override only where it could still be edited: before it begins. One
that runs stays until its end, unless another is laid over it: the last one made counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from watchbill.errors import WatchbillError
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import clip, settle
from watchbill.sync.directory import Directory
from watchbill.sync.http import Api, NotFound
from watchbill.sync.pagerduty.marks import ours
from watchbill.sync.pagerduty.there import Dated, instant, written

_APPLY = timedelta(hours=1)
"""How long an apply may last: the start of what is made for now is when it is made."""


class Laid(NamedTuple):
    """The overrides of a schedule: `ours` by tag, `theirs`, and the ids of those to come."""

    ours: tuple[Dated, ...]
    theirs: tuple[Dated, ...]


def dated(entries: Iterable[Mapping[str, Any]], directory: Directory) -> tuple[Dated, ...]:
    """Return overrides, or rendered entries, that PagerDuty answers; in their order."""
    return tuple(
        Dated(
            instant(entry["start"]),
            instant(entry["end"]),
            directory.person(str(entry["user"]["id"])),
            entry.get("id"),
        )
        for entry in entries
        if entry.get("user")
    )


def listed(
    api: Api, schedule: str, start: datetime, end: datetime, directory: Directory
) -> tuple[Dated, ...]:
    """Read the overrides of a schedule that touch `[start, end)`, whole, as they were made."""
    return dated(_asked(api, schedule, start, end), directory)


def editable(
    api: Api, schedule: str, start: datetime, end: datetime, directory: Directory
) -> tuple[Dated, ...]:
    """Read those that have not begun, with their ids."""
    return dated(_asked(api, schedule, start, end, editable="true"), directory)


def _asked(
    api: Api, schedule: str, start: datetime, end: datetime, **more: str
) -> list[dict[str, Any]]:
    query = {"since": written(start), "until": written(end), "overflow": "true", **more}
    answer = api.get(f"/schedules/{schedule}/overrides", query)
    found: list[dict[str, Any]] = answer["overrides"]
    return found


def sorted_out(
    found: Iterable[Dated], tags: frozenset[str], at: datetime, directory: Directory
) -> Laid:
    """Return overrides by whose they are; `at` is the instant of the plan."""
    all_ = tuple(found)
    since = at + _APPLY
    mine = tuple(one for one in all_ if ours(one, directory.user(one.person), tags, since))
    return Laid(mine, tuple(one for one in all_ if one not in mine))


def visible(shown: Iterable[Dated], theirs: Sequence[Dated]) -> tuple[Stint, ...]:
    """Return who is on call because of people's overrides: of what shows, what is theirs."""
    return settle(
        stint
        for piece in shown
        for other in theirs
        if other.person == piece.person
        for stint in clip([Stint(piece.start, piece.end, (piece.person,))], other.start, other.end)
    )


def make(api: Api, schedule: str, new: Sequence[Dated], directory: Directory) -> None:
    """Make overrides in one request; raise WatchbillError where PagerDuty takes not all of them."""
    if not new:
        return
    body = [
        {
            "start": written(one.start),
            "end": written(one.end),
            "user": {"id": directory.user(one.person), "type": "user_reference"},
        }
        for one in new
    ]
    answer = api.post(f"/schedules/{schedule}/overrides", {"overrides": body})
    for one, said in zip(new, answer or (), strict=False):
        if said.get("status") != _CREATED:
            why = "; ".join(map(str, said.get("errors") or ["it does not say why"]))
            raise WatchbillError(
                f"PagerDuty does not take the shift of {one.person} from {written(one.start)} "
                f"to {written(one.end)}: {why}",
                "plan again, which finds what is there",
            )


_CREATED = 201


def remove(api: Api, schedule: str, gone: Iterable[Dated]) -> None:
    """Remove overrides that have not begun; those that are gone already are no matter."""
    for one in gone:
        try:
            api.delete(f"/schedules/{schedule}/overrides/{one.id}")
        except NotFound:
            continue
