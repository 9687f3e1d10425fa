"""A schedule of layers just before it is written: whatever else was read may be old."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from watchbill.errors import WatchbillError
from watchbill.pager import pagerduty_v2 as v2
from watchbill.sync.directory import Directory
from watchbill.sync.http import Api
from watchbill.sync.pagerduty import marks
from watchbill.sync.pagerduty import overrides_v2 as overrides
from watchbill.sync.pagerduty.reading_v2 import show, shown
from watchbill.sync.pagerduty.saying_v2 import Saying
from watchbill.sync.pagerduty.there import Dated, There, written

Json = dict[str, Any]
_BEYOND = timedelta(weeks=26)
"""How far behind the horizon overrides of ours are looked for: `weeks` may have been lowered."""


class Now(NamedTuple):
    """A schedule just before it is written: layers bottom up, as they can be said again."""

    name: str
    zone: str
    text: str
    tags: frozenset[str]
    layers: tuple[Json, ...]
    teams: tuple[str, ...]
    ours: tuple[Dated, ...]
    theirs: tuple[Dated, ...]


def now_of(api: Api, there: There, window: tuple[datetime, datetime], directory: Directory) -> Now:
    """Read a schedule anew; `window` is from now until the horizon. Raise where it is gone."""
    item = show(api, there.id, *window)
    if item is None:
        raise WatchbillError(f"{there.key} is gone from PagerDuty", "plan again")
    said = marks.read(item.get("description"))
    made = _made(api, item, window, directory) if said.tags or shown(item, directory) else ()
    laid = overrides.sorted_out(made, said.tags, window[0], directory)
    return Now(
        item["name"],
        item["time_zone"],
        said.text,
        said.tags,
        tuple(_again(layer, item["time_zone"], window) for layer in _running(item, window[0])),
        tuple(team["id"] for team in item.get("teams") or ()),
        laid.ours,
        laid.theirs,
    )


def _running(item: Json, at: datetime) -> list[Mapping[str, Any]]:
    return v2.running(item["schedule_layers"], at)


def _again(layer: Mapping[str, Any], place: str, window: tuple[datetime, datetime]) -> Json:
    """Return a layer that was read as it is said again without a change."""
    kept = ("id", "name", "end", "rotation_virtual_start", "rotation_turn_length_seconds")
    users = [
        {"user": {"id": item["user"]["id"], "type": "user_reference"}} for item in layer["users"]
    ]
    return {name: layer.get(name) for name in kept} | {
        "start": written(v2.begin(layer, place, *window)),
        "users": users,
        "restrictions": layer.get("restrictions") or [],
    }


def _made(
    api: Api, item: Json, window: tuple[datetime, datetime], directory: Directory
) -> tuple[Dated, ...]:
    """Return all overrides as they were made, with the ids of those that can be removed."""
    far = (window[0], window[1] + _BEYOND)
    known = {bare(one): one.id for one in overrides.editable(api, item["id"], *far, directory)}
    found = overrides.listed(api, item["id"], *far, directory)
    return tuple(one._replace(id=known.get(bare(one))) for one in found)


def whose(now: Now, said: Saying) -> tuple[tuple[Dated, ...], tuple[Dated, ...]]:
    """Return overrides that are ours, also by being exactly what is wanted, and the others."""
    exact = set(map(bare, said.dated))
    mine = tuple(one for one in now.theirs if bare(one) in exact)
    return (*now.ours, *mine), tuple(one for one in now.theirs if one not in mine)


def unwanted(ours: Sequence[Dated], wanted: Sequence[Dated]) -> list[Dated]:
    """Return overrides of ours to remove: not wanted, or there twice."""
    left = set(map(bare, wanted))
    gone: list[Dated] = []
    for known in ours:
        if known.id and bare(known) not in left:
            gone.append(known)
        left.discard(bare(known))
    return gone


def bare(dated: Dated) -> Dated:
    """Return an override without its id."""
    return dated._replace(id=None)


def tags_of(dated: Sequence[Dated], directory: Directory) -> frozenset[str]:
    """Return the tags of overrides."""
    return frozenset(marks.tag(d.start, d.end, directory.user(d.person)) for d in dated)
