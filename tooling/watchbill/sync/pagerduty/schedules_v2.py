"""Schedules of layers: `/schedules`, read, made, changed and deleted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from watchbill.pager import pagerduty_v2 as v2
from watchbill.pager.objects import Object
from watchbill.sync.directory import Directory
from watchbill.sync.http import Api, NotFound
from watchbill.sync.pagerduty import marks
from watchbill.sync.pagerduty import overrides_v2 as overrides
from watchbill.sync.pagerduty.now_v2 import Now, bare, now_of, tags_of, unwanted, whose
from watchbill.sync.pagerduty.reading_v2 import final, listed, show, there_of
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


def read(
    api: Api, window: Window, directory: Directory, ids: Mapping[str, str]
) -> tuple[tuple[There, ...], Mapping[str, str]]:
    """Return our schedules, and the ids of all others by name; `ids` are recorded ones by key.

    The list brings everything, overrides as far as they show.
    """
    recorded = {id_: key for key, id_ in ids.items()}
    found: list[There] = []
    others: list[Json] = []
    for item in listed(api, window.start, window.end):
        key = recorded.get(item["id"]) or marks.key(item.get("description"), "schedule")
        if key:
            found.append(there_of(api, key, item, window, directory))
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
    return there_of(api, key, item, window, directory) if item and key else None


def create(
    api: Api, item: Object, at: datetime, directory: Directory, teams: Sequence[str] = ()
) -> str:
    """Make a schedule with its mark, then its overrides; return its id."""
    said = saying(item, at, directory)
    wanted = around(watch_of(item).stints, said, at, (), ())
    description = marks.write(_text(item), item.key, tags_of(wanted, directory))
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
    now = now_of(api, there, (at, watch_of(item).until), directory)
    said = saying(item, at, directory)
    laid = _laid(now, item, said, at)
    noted, last = _tags(now, laid, directory)
    name, place, text = str(item.body.get("name", now.name)), zone(item), _text(item, now)
    description = marks.write(text, there.key, last)  # refuses before the first write
    changed = not same_layers(now.layers, said.layers, at) or now.zone != place
    if changed:
        _previewed(api, item, said, at, directory)
    if laid.new and not noted <= now.tags:
        old = marks.write(now.text, there.key, noted)
        _put(api, there.id, _body(now.name, now.zone, old, now.layers, now.teams))
    overrides.make(api, there.id, laid.new, directory)
    layers = with_ids(now.layers, said.layers)
    if changed or (name, text) != (now.name, now.text):
        meanwhile = marks.write(text, there.key, noted)
        _put(api, there.id, _body(name, place, meanwhile, layers, now.teams))
    overrides.remove(api, there.id, laid.gone)
    if not last <= noted:
        _put(api, there.id, _body(name, place, description, layers, now.teams))


class _Laid(NamedTuple):
    """What is to be laid over the layers: `wanted`; `held` are ours that run, and stay."""

    wanted: tuple[Dated, ...]
    held: tuple[Dated, ...]
    new: tuple[Dated, ...]
    gone: tuple[Dated, ...]


def _laid(now: Now, item: Object, said: Saying, at: datetime) -> _Laid:
    ours, theirs = whose(now, said)
    held = tuple(known for known in ours if known.id is None)
    wanted = around(watch_of(item).stints, said, at, held, theirs)
    there = {bare(known) for known in ours}
    new = tuple(one for one in wanted if bare(one) not in there)
    return _Laid(wanted, held, new, tuple(unwanted(ours, wanted)))


def _tags(now: Now, laid: _Laid, directory: Directory) -> tuple[frozenset[str], frozenset[str]]:
    """Return the tags to note before anything is made, and those of what is left in the end.

    Where there is no room for the old ones and the new ones, the new ones wait: meanwhile they
    are known to be ours by being exactly what is wanted.
    """
    held = frozenset[str]().union(
        *(marks.noted(one, directory.user(one.person), now.tags) for one in laid.held)
    )
    last, gone = held | tags_of(laid.wanted, directory), held | tags_of(laid.gone, directory)
    return (last | gone if len(last | gone) <= marks.MOST_SHIFTS else gone), last


def rename(api: Api, there: There, name: str, window: Window, directory: Directory) -> None:
    """Name a schedule otherwise; a layer that was left out would end, so that all are sent."""
    now = now_of(api, there, (window.at, window.end), directory)
    description = marks.write(now.text, there.key, now.tags)
    _put(api, there.id, _body(name, now.zone, description, now.layers, now.teams))


def delete(api: Api, there: There) -> None:
    """Delete a schedule that is ours; PagerDuty refuses where an escalation policy has it."""
    try:
        api.delete(f"/schedules/{there.id}")
    except NotFound:
        return


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
    shown = final(answer, Window(at, until, at), directory)
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


def _text(item: Object, now: Now | None = None) -> str:
    """Return the description that is wanted; of an adopted schedule, the one that is there."""
    return str(item.body.get("description", now.text if now else ""))
