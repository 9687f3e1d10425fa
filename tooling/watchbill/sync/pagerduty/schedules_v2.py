"""Schedules of layers: `/schedules`, read, made, changed and deleted."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from watchbill.errors import WatchbillError
from watchbill.pager import account as accounts
from watchbill.pager import pagerduty_v2 as v2
from watchbill.pager.objects import Object, Stint
from watchbill.pager.timeline import clip, settle
from watchbill.sync.http import Api, NotFound, offset_pages
from watchbill.sync.pagerduty import marks
from watchbill.sync.pagerduty import overrides_v2 as overrides
from watchbill.sync.pagerduty.directory import Directory
from watchbill.sync.pagerduty.saying_v2 import (
    Saying,
    around,
    checked,
    same_layers,
    saying,
    watch_of,
    with_ids,
    zone,
)
from watchbill.sync.pagerduty.there import Dated, There, Window, by_name, written, zone_of

Json = dict[str, Any]
_PARTS = ("schedule_layers", "overrides_subschedule", "final_schedule")
_BEYOND = timedelta(weeks=26)
"""How far behind the horizon overrides of ours are looked for: `weeks` may have been lowered."""


def read(
    api: Api, window: Window, directory: Directory, ids: Mapping[str, str]
) -> tuple[tuple[There, ...], Mapping[str, str]]:
    """Return our schedules, and the ids of all others by name; `ids` are recorded ones by key.

    The list brings everything, overrides as far as they show. Only where some of these are not
    ours, and others may be, is the schedule asked for them as they were made.
    """
    recorded = {id_: key for key, id_ in ids.items()}
    found: list[There] = []
    others: list[Json] = []
    for item in listed(api, window.start, window.end):
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
    item = _show(api, id_, window.start, window.end)
    recorded = {known: key for key, known in ids.items()}
    key = item and (recorded.get(id_) or marks.key(item.get("description"), "schedule"))
    return _there(api, key, item, window, directory) if item and key else None


def create(
    api: Api, item: Object, at: datetime, directory: Directory, teams: Sequence[str] = ()
) -> str:
    """Make a schedule with its mark, then its overrides; return its id."""
    said = saying(item, at, directory)
    wanted = around(watch_of(item).stints, said, at, (), ())
    description = marks.write(_text(item), item.key, _tags(wanted, directory))
    _previewed(api, item, said, at, directory)
    body = _body(str(item.body["name"]), zone(item), description, said.layers, teams)
    id_ = str(api.post("/schedules", body)["schedule"]["id"])
    overrides.make(api, id_, wanted, directory)
    return id_


def update(api: Api, there: There, item: Object, at: datetime, directory: Directory) -> None:
    """Make a schedule page as wanted; at any moment, whoever was or will be is on call.

    First the tags of new overrides are noted, then these are made, which hold the new people; then
    the layers change; and at last overrides of ours that nobody wants are removed.
    """
    now = _now(api, there, (at, watch_of(item).until), directory)
    said = saying(item, at, directory)
    ours, theirs = _whose(now, said)
    held = [one for one in ours if one.id is None]
    wanted = around(watch_of(item).stints, said, at, held, theirs)
    new = [one for one in wanted if _bare(one) not in {_bare(known) for known in ours}]
    gone = _unwanted(ours, wanted)
    running = [marks.noted(one, directory.user(one.person), now.tags) for one in held]
    final = _tags(wanted, directory).union(*running)
    description = marks.write(_text(item, now), there.key, final)  # refuses before the first write
    noted = final | _tags(gone, directory)
    if full := len(noted) > marks.MOST_SHIFTS:
        noted = _tags(gone, directory).union(
            *running
        )  # the new ones are known by being wanted, meanwhile
    name = str(item.body.get("name", now.name))
    changed = not same_layers(now.layers, said.layers, at) or now.zone != zone(item)
    if changed:
        _previewed(api, item, said, at, directory)
    if new and not noted <= now.tags:
        old = marks.write(now.text, there.key, noted)
        _put(api, there.id, _body(now.name, now.zone, old, now.layers, now.teams))
    overrides.make(api, there.id, new, directory)
    layers = with_ids(now.layers, said.layers)
    if changed or full or (name, _text(item, now)) != (now.name, now.text):
        meanwhile = marks.write(_text(item, now), there.key, noted)
        _put(api, there.id, _body(name, zone(item), meanwhile, layers, now.teams))
    overrides.remove(api, there.id, gone)
    if full:
        _put(api, there.id, _body(name, zone(item), description, layers, now.teams))


def delete(api: Api, there: There) -> None:
    """Delete a schedule that is ours; PagerDuty refuses where an escalation policy has it."""
    try:
        api.delete(f"/schedules/{there.id}")
    except NotFound:
        return


def listed(api: Api, start: datetime, end: datetime) -> list[Json]:
    """Read every schedule as it is rendered for `[start, end)`, page by page."""
    query = {"include[]": _PARTS, "since": written(start), "until": written(end)}
    found = offset_pages(api, "/schedules", "schedules", query)
    return [item for item in found if item.get("type", "schedule") == "schedule"]


def schedule(item: Json, window: Window) -> accounts.Schedule:
    """Return a schedule that was listed, for an import; people are ids of users."""
    directory = Directory({}, {}, {})
    bare = {person: person.partition(":")[2] for person in _people(item, directory)}
    place = zone_of(item["time_zone"])
    return accounts.Schedule(
        item["id"],
        item["name"],
        marks.read(item.get("description")).text or None,
        place,
        v2.read(item["schedule_layers"], place, window.start, window.end),
        _renamed(_final(item, window, directory), bare),
        _renamed(_stints(_shown(item, directory), window), bare),
    )


def _people(item: Json, directory: Directory) -> set[str]:
    return {one.person for one in (*_shown(item, directory), *_drawn(item, directory))}


def _renamed(stints: Sequence[Stint], names: Mapping[str, str]) -> tuple[Stint, ...]:
    return tuple(s._replace(people=tuple(names[person] for person in s.people)) for s in stints)


class _Now(NamedTuple):
    """A schedule just before it is written: layers bottom up, as they can be said again."""

    name: str
    zone: str
    text: str
    tags: frozenset[str]
    layers: tuple[Json, ...]
    teams: tuple[str, ...]
    ours: tuple[Dated, ...]
    theirs: tuple[Dated, ...]


def _now(api: Api, there: There, window: tuple[datetime, datetime], directory: Directory) -> _Now:
    item = _show(api, there.id, *window)
    if item is None:
        raise WatchbillError(f"{there.key} is gone from PagerDuty", "plan again")
    said = marks.read(item.get("description"))
    made = _made(api, item, window, directory) if said.tags or _shown(item, directory) else ()
    laid = overrides.sorted_out(made, said.tags, window[0], directory)
    return _Now(
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
    known = {_bare(one): one.id for one in overrides.editable(api, item["id"], *far, directory)}
    found = overrides.listed(api, item["id"], *far, directory)
    return tuple(one._replace(id=known.get(_bare(one))) for one in found)


def _whose(now: _Now, said: Saying) -> tuple[tuple[Dated, ...], tuple[Dated, ...]]:
    """Return overrides that are ours, also by being exactly what is wanted, and the others."""
    exact = set(map(_bare, said.dated))
    mine = tuple(one for one in now.theirs if _bare(one) in exact)
    return (*now.ours, *mine), tuple(one for one in now.theirs if one not in mine)


def _unwanted(ours: Sequence[Dated], wanted: Sequence[Dated]) -> list[Dated]:
    """Return overrides of ours to remove: not wanted, or there twice."""
    left = set(map(_bare, wanted))
    gone: list[Dated] = []
    for known in ours:
        if known.id and _bare(known) not in left:
            gone.append(known)
        left.discard(_bare(known))
    return gone


def _bare(dated: Dated) -> Dated:
    return dated._replace(id=None)


def _tags(dated: Sequence[Dated], directory: Directory) -> frozenset[str]:
    return frozenset(marks.tag(d.start, d.end, directory.user(d.person)) for d in dated)


def _previewed(api: Api, item: Object, said: Saying, at: datetime, directory: Directory) -> None:
    """Ask PagerDuty what it would make of layers; raise WatchbillError if not what we reckon."""
    if not said.layers:
        return
    place, until = zone(item), watch_of(item).until
    body = _body(str(item.body.get("name", item.key)), place, "", said.layers)
    query = {"since": written(at), "until": written(until)}
    answer = api.ask("/schedules/preview", body, query)["schedule"]
    made = v2.simulate(said.layers, place, at, until)
    expected = [s._replace(people=tuple(map(directory.person, s.people))) for s in made]
    shown = _final(answer, Window(at, until, at), directory)
    checked(item.key, zone_of(place), expected, shown, until)


def _put(api: Api, id_: str, body: Json) -> None:
    api.put(f"/schedules/{id_}", body)


def _body(
    name: str, place: str, description: str, layers: Sequence[Json], teams: Sequence[str] = ()
) -> Json:
    """Return a schedule as it is sent; its teams only if it has any."""
    said: Json = {
        "type": "schedule",
        "name": name,
        "time_zone": place,
        "description": description,
        "schedule_layers": list(layers),
    }
    if teams:
        said["teams"] = [{"id": team, "type": "team_reference"} for team in teams]
    return {"schedule": said}


def _text(item: Object, now: _Now | None = None) -> str:
    """Return the description that is wanted; of an adopted schedule, the one that is there."""
    return str(item.body.get("description", now.text if now else ""))


def _show(api: Api, id_: str, start: datetime, end: datetime) -> Json | None:
    query = {"since": written(start), "until": written(end)}
    try:
        found: Json = api.get(f"/schedules/{id_}", query)["schedule"]
    except NotFound:
        return None
    return found


def _there(api: Api, key: str, item: Json, window: Window, directory: Directory) -> There:
    said = marks.read(item.get("description"))
    shown = _shown(item, directory)
    laid = overrides.sorted_out(shown, said.tags, window.at, directory)
    all_, theirs = shown, laid.theirs
    if laid.theirs and said.tags:  # one of ours may show in part, or joined with another
        all_ = overrides.listed(api, item["id"], window.start, window.end, directory)
        theirs = overrides.sorted_out(all_, said.tags, window.at, directory).theirs
    return There(
        key,
        item["id"],
        "schedule",
        item["name"],
        said.text,
        zone_of(item["time_zone"]),
        _final(item, window, directory),
        all_,
        said.tags,
        item,
        clip(overrides.visible(shown, theirs), window.start, window.end),
    )


def _shown(item: Json, directory: Directory) -> tuple[Dated, ...]:
    return overrides.dated(_entries(item, "overrides_subschedule"), directory)


def _drawn(item: Json, directory: Directory) -> tuple[Dated, ...]:
    return overrides.dated(_entries(item, "final_schedule"), directory)


def _entries(item: Json, part: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = (item.get(part) or {}).get("rendered_schedule_entries", ())
    return found or ()


def _final(item: Json, window: Window, directory: Directory) -> tuple[Stint, ...]:
    return _stints(_drawn(item, directory), window)


def _stints(shown: Sequence[Dated], window: Window) -> tuple[Stint, ...]:
    stints = settle(Stint(one.start, one.end, (one.person,)) for one in shown)
    return clip(stints, window.start, window.end)
