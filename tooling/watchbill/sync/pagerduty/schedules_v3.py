"""Shift-based schedules: `/v3/schedules`, read, made, changed and deleted.

The API has nothing in bulk: its list gives bare references, so that each schedule is asked for by
itself, ours or not, to see its description and what is rendered. Teams are taken when a schedule is
made and never again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from watchbill.pager import account as accounts
from watchbill.pager.objects import Object, Stint
from watchbill.pager.pagerduty_v3_change import SHORT
from watchbill.pager.pagerduty_v3_read import read as layers_of
from watchbill.pager.timeline import clip, settle
from watchbill.sync.directory import Directory
from watchbill.sync.http import Api, NotFound, offset_pages
from watchbill.sync.pagerduty import dated_v3 as dated
from watchbill.sync.pagerduty import marks
from watchbill.sync.pagerduty.changing_v3 import change_to, show, text_of
from watchbill.sync.pagerduty.saying_v2 import zone
from watchbill.sync.pagerduty.there import Dated, There, Window, by_name, instant, zone_of

Json = dict[str, Any]


def read(
    api: Api, window: Window, directory: Directory, ids: Mapping[str, str]
) -> tuple[tuple[There, ...], Mapping[str, str]]:
    """Return our schedules, and the ids of all others by name; `ids` are recorded ones by key."""
    recorded = {id_: key for key, id_ in ids.items()}
    found: list[There] = []
    others: list[Json] = []
    for item in _each(api, window):
        key = recorded.get(item["id"]) or marks.key(item.get("description"), "schedule")
        if key:
            found.append(_there(api, key, item, window, directory))
        else:
            others.append(item)
    return tuple(found), by_name(others)


def one(
    api: Api, id_: str, window: Window, directory: Directory, ids: Mapping[str, str]
) -> There | None:
    """Read one schedule anew, which lists may show late; None where it is gone or not ours."""
    item = show(api, id_, window.start, window.end)
    recorded = {known: key for key, known in ids.items()}
    key = item and (recorded.get(id_) or marks.key(item.get("description"), "schedule"))
    return _there(api, key, item, window, directory) if item and key else None


def create(
    api: Api, item: Object, at: datetime, directory: Directory, teams: Sequence[str] = ()
) -> str:
    """Make a schedule with its mark, then its rotations and dated shifts; return its id."""
    directory.needed(item)
    body: Json = {
        "name": str(item.body["name"]),
        "time_zone": zone(item),
        "description": marks.write(text_of(item, ""), item.key),
    }
    if teams:
        body["teams"] = [{"id": team, "type": "team_reference"} for team in teams]
    made = api.post(dated.PATH, {"schedule": body})["schedule"]
    change_to(api, str(made["id"]), item, at, directory)
    return str(made["id"])


def update(api: Api, there: There, item: Object, at: datetime, directory: Directory) -> None:
    """Make a schedule page as wanted; at any moment, whoever was or will be is on call.

    `pagerduty_v3_change` says in which order.
    """
    directory.needed(item)
    change_to(api, there.id, item, at, directory)


def rename(api: Api, there: There, name: str, _: Window, __: Directory) -> None:
    """Name a schedule otherwise."""
    api.put(f"{dated.PATH}/{there.id}", {"schedule": {"name": name}})


def delete(api: Api, there: There) -> None:
    """Delete a schedule that is ours; PagerDuty refuses where an escalation policy has it."""
    with suppress(NotFound):
        api.delete(f"{dated.PATH}/{there.id}")


def account(api: Api, window: Window) -> tuple[accounts.Schedule, ...]:
    """Return all schedules of the account, for an import; people are ids of users."""
    return tuple(_schedule(item, window) for item in _each(api, window))


def _each(api: Api, window: Window) -> Iterator[Json]:
    for reference in offset_pages(api, dated.PATH, "schedules"):
        item = show(api, str(reference["id"]), window.start, window.end)
        if item:
            yield item


def _there(api: Api, key: str, item: Json, window: Window, directory: Directory) -> There:
    said = marks.read(item.get("description"))
    shown = _laid(item)
    if all(dated.known(one, said.tags, window.at) for one in shown.values()):
        laid, theirs = shown, list[Dated]()
    else:
        whole = dated.listed(api, item["id"], window.start, window.end)
        laid = {own: dated.plain(one) for own, one in whole.items()}
        theirs = [one for one in laid.values() if not dated.known(one, said.tags, window.at)]
    spans = [(one.start, one.end) for one in theirs if one.end > window.at + SHORT]
    stints = clip(_stints(_drawn(item), directory.person), window.start, window.end)
    return There(
        key,
        item["id"],
        "schedule_v3",
        item["name"],
        said.text,
        zone_of(item["time_zone"]),
        stints,
        tuple(one._replace(person=directory.person(one.person)) for one in laid.values()),
        said.tags,
        item,
        settle(stint for span in spans for stint in clip(stints, *span)),
    )


def _drawn(item: Json) -> Sequence[Json]:
    final: Json = item.get("final_schedule") or {}
    drawn: Sequence[Json] = final.get("computed_shift_assignments") or ()
    return drawn


def _laid(item: Json) -> dict[str, Dated]:
    """Return who is on call by custom shifts and overrides, by their ids, as far as they show.

    `person` is the id of a user.
    """
    found: dict[str, Dated] = {}
    for one in _drawn(item):
        source = one["source"]
        if own := source.get("override_id") or source.get("shift_id"):
            start, end = instant(one["start_time"]), instant(one["end_time"])
            known = found.get(own, Dated(start, end, str(one["member"].get("user_id") or ""), own))
            found[own] = known._replace(start=min(start, known.start), end=max(end, known.end))
    return found


def _stints(drawn: Iterable[Json], person: Callable[[str], str]) -> tuple[Stint, ...]:
    return settle(
        Stint(instant(one["start_time"]), instant(one["end_time"]), (person(user),))
        for one in drawn
        if (user := str(one["member"].get("user_id") or ""))
    )


def _schedule(item: Json, window: Window) -> accounts.Schedule:
    drawn = [one for one in _drawn(item) if one["source"]["type"] != "schedule_rotation"]
    span = window.start, window.end
    return accounts.Schedule(
        item["id"],
        item["name"],
        marks.read(item.get("description")).text or None,
        zone_of(item["time_zone"]),
        layers_of(item.get("rotations") or (), *span),
        clip(_stints(_drawn(item), str), *span),
        clip(_stints(drawn, str), *span),
    )
