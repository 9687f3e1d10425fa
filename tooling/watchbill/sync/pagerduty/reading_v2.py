"""Schedules of layers as they are read, at once or one by one; for a plan, or for an import."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from watchbill.pager import account as accounts
from watchbill.pager import pagerduty_v2 as v2
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import clip, settle
from watchbill.sync.directory import Directory
from watchbill.sync.http import Api, NotFound, offset_pages
from watchbill.sync.pagerduty import marks
from watchbill.sync.pagerduty import overrides_v2 as overrides
from watchbill.sync.pagerduty.there import Dated, There, Window, written, zone_of

Json = dict[str, Any]
_PARTS = ("schedule_layers", "overrides_subschedule", "final_schedule")


def listed(api: Api, start: datetime, end: datetime) -> list[Json]:
    """Read every schedule as it is rendered for `[start, end)`, page by page."""
    query = {"include[]": _PARTS, "since": written(start), "until": written(end)}
    found = offset_pages(api, "/schedules", "schedules", query)
    return [item for item in found if item.get("type", "schedule") == "schedule"]


def show(api: Api, id_: str, start: datetime, end: datetime) -> Json | None:
    """Read one schedule as it is rendered for `[start, end)`; None where it is gone."""
    query = {"since": written(start), "until": written(end)}
    try:
        found: Json = api.get(f"/schedules/{id_}", query)["schedule"]
    except NotFound:
        return None
    return found


def there_of(api: Api, key: str, item: Json, window: Window, directory: Directory) -> There:
    """Return a schedule of ours that was read.

    Where overrides show that are not ours, and some may be, it is asked for them as they were made.
    Those that are over are nobody's any more: their tags are gone.
    """
    said = marks.read(item.get("description"))
    pieces = tuple(one for one in shown(item, directory) if one.end > window.at)
    theirs = overrides.sorted_out(pieces, said.tags, window.at, directory).theirs
    whole = pieces
    if theirs and said.tags:  # one of ours may show in part, or joined with another
        whole = overrides.listed(api, item["id"], window.at, window.end, directory)
        theirs = overrides.sorted_out(whole, said.tags, window.at, directory).theirs
    return There(
        key,
        item["id"],
        "schedule",
        item["name"],
        said.text,
        zone_of(item["time_zone"]),
        final(item, window, directory),
        whole,
        said.tags,
        item,
        clip(overrides.visible(pieces, theirs), window.at, window.end),
    )


def schedule(item: Json, window: Window) -> accounts.Schedule:
    """Return a schedule that was listed, for an import; people are ids of users."""
    directory = Directory("pagerduty", {}, {}, {})
    bare = {person: person.partition(":")[2] for person in _people(item, directory)}
    place = zone_of(item["time_zone"])
    return accounts.Schedule(
        item["id"],
        item["name"],
        marks.read(item.get("description")).text or None,
        place,
        v2.read(item["schedule_layers"], place, window.start, window.end),
        _renamed(final(item, window, directory), bare),
        _renamed(_stints(shown(item, directory), window), bare),
    )


def _people(item: Json, directory: Directory) -> set[str]:
    return {one.person for one in (*shown(item, directory), *_drawn(item, directory))}


def _renamed(stints: Sequence[Stint], names: Mapping[str, str]) -> tuple[Stint, ...]:
    return tuple(s._replace(people=tuple(names[person] for person in s.people)) for s in stints)


def shown(item: Json, directory: Directory) -> tuple[Dated, ...]:
    """Return the overrides of a schedule as far as they show."""
    return overrides.dated(_entries(item, "overrides_subschedule"), directory)


def _drawn(item: Json, directory: Directory) -> tuple[Dated, ...]:
    return overrides.dated(_entries(item, "final_schedule"), directory)


def _entries(item: Json, part: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = (item.get(part) or {}).get("rendered_schedule_entries", ())
    return found or ()


def final(item: Json, window: Window, directory: Directory) -> tuple[Stint, ...]:
    """Return whom a schedule pages, cut to the window and settled."""
    return _stints(_drawn(item, directory), window)


def _stints(shown: Sequence[Dated], window: Window) -> tuple[Stint, ...]:
    stints = settle(Stint(one.start, one.end, (one.person,)) for one in shown)
    return clip(stints, window.start, window.end)
