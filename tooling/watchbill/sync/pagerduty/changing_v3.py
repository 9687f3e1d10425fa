"""A shift-based schedule changed, request by request, in the order of `pagerduty_v3_change`."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from watchbill.errors import WatchbillError
from watchbill.pager import pagerduty_v3_change as change
from watchbill.pager.layers import Layer
from watchbill.pager.objects import Object, Stint
from watchbill.pager.pagerduty_v3_dated import shift_json
from watchbill.pager.timeline import clip, settle
from watchbill.sync.directory import Directory
from watchbill.sync.http import Api, NotFound
from watchbill.sync.pagerduty import dated_v3 as dated
from watchbill.sync.pagerduty import marks
from watchbill.sync.pagerduty.saying_v2 import watch_of, zone
from watchbill.sync.pagerduty.there import written

Json = dict[str, Any]
_BEYOND = timedelta(weeks=26)
"""How far behind the horizon dated shifts of ours are looked for: `weeks` may have been lowered."""


class _Now(NamedTuple):
    """A schedule just before it is written; `ours` are dated shifts by id."""

    item: Json
    said: marks.Marked
    ours: dict[str, Json]
    theirs: list[Json]


def show(api: Api, id_: str, start: datetime, end: datetime) -> Json | None:
    """Return a schedule with what is rendered for `[start, end)` (UTC); None where it is gone."""
    query = {"include[]": "final_schedule", "since": written(start), "until": written(end)}
    try:
        found: Json = api.get(f"{dated.PATH}/{id_}", query)["schedule"]
    except NotFound:
        return None
    return found


def change_to(api: Api, id_: str, item: Object, at: datetime, directory: Directory) -> None:
    """Make a schedule that is ours page as wanted."""
    until = watch_of(item).until
    now = _now(api, id_, item.key, (at, until))
    there = change.There(
        now.item.get("rotations") or (),
        {own: dated.value(one) for own, one in now.ours.items()},
        now.theirs,
    )
    want = _of_users(clip(watch_of(item).stints, at, until), directory)
    todo = change.steps(there, want, _layers(item.layers, directory), at, until)
    before, after = (_fields(item, now, tags) for tags in _tags(now, there, todo))
    _put(api, id_, now.item, before)
    bridges = _made(api, id_, now.item, todo)
    _ended(api, id_, todo)
    gone = {own: _noun(now.ours[own]) for own in todo.gone}
    dated.remove(api, id_, gone | dict.fromkeys(bridges, "custom_shifts"))
    for rotation in todo.rotations:
        dated.gone(api, f"{dated.PATH}/{id_}/rotations/{rotation}")
    _put(api, id_, before, after)


def text_of(item: Object, there: str) -> str:
    """Return the description that is wanted; of an adopted schedule, the one that is there."""
    return str(item.body.get("description", there))


def _now(api: Api, id_: str, key: str, window: tuple[datetime, datetime]) -> _Now:
    item = show(api, id_, *window)
    if item is None:
        raise WatchbillError(f"{key} is gone from PagerDuty", "plan again")
    said = marks.read(item.get("description"))
    found = dated.listed(api, id_, window[0], window[1] + _BEYOND)
    left = {own: one for own, one in found.items() if dated.when(one)[1] > window[0]}
    mine = {own: one for own, one in left.items() if dated.ours(one, said.tags, window[0])}
    return _Now(item, said, mine, [one for own, one in left.items() if own not in mine])


def _fields(item: Object, now: _Now, tags: frozenset[str]) -> Json:
    """Return a schedule's own fields; raise WatchbillError where tags have no room."""
    return {
        "name": str(item.body.get("name", now.item["name"])),
        "time_zone": zone(item),
        "description": marks.write(text_of(item, now.said.text), item.key, tags),
    }


def _tags(
    now: _Now, there: change.There, todo: change.Steps
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the tags that are noted before anything is made, and those of what is left."""
    made = [one for begin in todo.begin for one in begin.overrides]
    final = dated.tags([*todo.shifts, *todo.overrides, *made])
    final |= dated.same(now.said.tags, todo.kept)
    going = dated.tags(there.ours[own] for own in (*todo.making_way, *todo.gone))
    noted = final | going | dated.tags(todo.bridges)
    # The marks of what goes away have the least to lose where there is no room for all.
    return (noted if len(noted) <= marks.MOST_SHIFTS else final), final


def _put(api: Api, id_: str, now: Json, wanted: Json) -> None:
    changed = {name: value for name, value in wanted.items() if now.get(name) != value}
    if changed:
        api.put(f"{dated.PATH}/{id_}", {"schedule": changed})


def _made(api: Api, id_: str, item: Json, todo: change.Steps) -> list[str]:
    """Make what is new; return the ids of custom shifts that are bridges."""
    path, made = f"{dated.PATH}/{id_}", list[Json]()
    if shifts := [*todo.shifts, *todo.bridges]:
        body = {"custom_shifts": [shift_json(one) for one in shifts]}
        made = api.post(f"{path}/custom_shifts", body)["custom_shifts"]
    empty = _empty(item)
    for begin in todo.begin:
        own = next(empty, None) or api.post(f"{path}/rotations", {})["rotation"]["id"]
        api.post(f"{path}/rotations/{own}/events", {"event": begin.event})
        dated.override(api, id_, [one._replace(rotation=own) for one in begin.overrides])
    dated.remove(api, id_, dict.fromkeys(todo.making_way, "overrides"))
    dated.override(api, id_, todo.overrides)
    return [str(one["id"]) for one in made[len(todo.shifts) :]]


def _empty(item: Json) -> Iterator[str]:
    """Yield rotations that an interrupted run left without an event."""
    for rotation in item.get("rotations") or ():
        if not rotation.get("events"):
            yield str(rotation["id"])


def _ended(api: Api, id_: str, todo: change.Steps) -> None:
    for end in todo.end:
        event = f"{dated.PATH}/{id_}/rotations/{end.rotation}/events/{end.event}"
        if end.until:
            api.put(event, {"event": {"effective_until": written(end.until)}})
        elif end.rotation not in todo.rotations:
            dated.gone(api, event)


def _noun(one: Json) -> str:
    return "custom_shifts" if "assignments" in one else "overrides"


def _of_users(stints: Iterable[Stint], directory: Directory) -> tuple[Stint, ...]:
    return settle(s._replace(people=tuple(map(directory.user, s.people))) for s in stints)


def _layers(layers: Iterable[Layer], directory: Directory) -> list[Layer]:
    """Return the layers of users; without those of whom PagerDuty does not know everybody."""
    return [
        layer._replace(order=tuple(tuple(map(directory.user, people)) for people in layer.order))
        for layer in layers
        if all(person in directory.users for people in layer.order for person in people)
    ]
