"""What a schedule of layers (v2) is told: its layers, and the shifts that are laid over them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from watchbill.engine.spans import unite
from watchbill.errors import WatchbillError
from watchbill.pager import pagerduty_v2 as v2
from watchbill.pager.fit import fit
from watchbill.pager.layers import Layer
from watchbill.pager.objects import Object, Stint, Watch
from watchbill.pager.timeline import clip, differences, local, named, settle
from watchbill.sync.directory import Directory
from watchbill.sync.pagerduty.there import Dated, zone_name

Json = dict[str, Any]
_SHORT = timedelta(minutes=10)
"""A shift that runs and ends so soon is over before it could be laid."""


class Saying(NamedTuple):
    """The layers of a schedule as JSON, bottom up, and what the timeline needs beyond them."""

    layers: tuple[Json, ...]
    dated: tuple[Dated, ...]


def watch_of(item: Object) -> Watch:
    """Return the timeline of a schedule; raise WatchbillError where there is none."""
    if item.watch is None:
        raise WatchbillError(f"{item.key} has no timeline")
    return item.watch


def zone(item: Object) -> str:
    """Return the zone of a schedule as PagerDuty spells it."""
    return zone_name(str(item.body.get("timezone") or watch_of(item).zone))


def saying(item: Object, at: datetime, directory: Directory) -> Saying:
    """Return what makes a schedule's timeline from an instant (UTC) to the end of its horizon."""
    watch, place = watch_of(item), zone(item)
    if any(len(stint.people) > 1 for stint in watch.stints):
        raise WatchbillError(f"{item.key}: PagerDuty pages one person of a schedule at a time")

    def simulate(layers: Sequence[Layer], start: datetime, end: datetime) -> tuple[Stint, ...]:
        said = v2.write(layers, place, directory.user, at)
        made = v2.simulate(said, place, start, end)
        return tuple(stint._replace(people=_people(stint, directory)) for stint in made)

    layers = [layer for layer in item.layers if v2.accept(layer) and _known(layer, directory)]
    found = fit(clip(watch.stints, at, watch.until), layers, simulate, (at, watch.until))
    said = v2.write(found.layers, place, directory.user, at)
    return Saying(tuple(said), tuple(Dated(s.start, s.end, s.people[0]) for s in found.dated))


def around(
    want: Sequence[Stint],
    said: Saying,
    at: datetime,
    held: Sequence[Dated],
    theirs: Sequence[Dated],
) -> tuple[Dated, ...]:
    """Return the shifts to lay, given what stays: ours that run (`held`), and people's (`theirs`).

    Theirs are left to show. Ours that page whom we want need nothing laid over them; where they
    page somebody else, whoever is wanted is laid over. Raise WatchbillError where nobody is wanted.
    """
    right = [(s.start, s.end) for s in _agreeing(want, held)]
    wrong = [stint for one in held for stint in clip(want, one.start, one.end)]
    laid = settle(
        [
            *(Stint(one.start, one.end, (one.person,)) for one in said.dated),
            *(stint for stint in wrong if not _within(stint, right)),
        ]
    )
    for one in held:
        _covered(want, one, at)
    keep_off = unite([*right, *((one.start, one.end) for one in theirs)])
    return tuple(
        Dated(start, end, stint.people[0])
        for stint in laid
        for start, end in _without(stint, keep_off)
        if start > at or end > at + _SHORT
    )


def _agreeing(want: Sequence[Stint], held: Sequence[Dated]) -> Iterator[Stint]:
    for one in held:
        for stint in clip(want, one.start, one.end):
            if stint.people == (one.person,):
                yield stint


def _within(stint: Stint, spans: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(start <= stint.start and stint.end <= end for start, end in spans)


def _covered(want: Sequence[Stint], held: Dated, at: datetime) -> None:
    start = max(held.start, at)
    stints = clip(want, start, held.end)
    empty = next(_without(Stint(start, held.end, ()), unite(s[:2] for s in stints)), None)
    if empty and empty[1] - empty[0] > _SHORT:
        raise WatchbillError(
            f"PagerDuty cannot take {held.person} off call from {empty[0]:%Y-%m-%d %H:%M} UTC: "
            "an override that has begun stays until its end",
            "end it in PagerDuty, or put somebody on call there",
        )


def _without(
    stint: Stint, spans: Iterable[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield what united spans leave of a stint."""
    start = stint.start
    for first, last in spans:
        if first >= stint.end:
            break
        if start < first:
            yield start, first
        start = max(start, last)
    if start < stint.end:
        yield start, stint.end


def _people(stint: Stint, directory: Directory) -> tuple[str, ...]:
    return tuple(sorted(map(directory.person, stint.people)))


def _known(layer: Layer, directory: Directory) -> bool:
    """Say whether PagerDuty knows everybody of a layer; one behind the horizon may be new."""
    return all(person in directory.users for people in layer.order for person in people)


def checked(
    key: str, place: str, expected: Sequence[Stint], shown: Sequence[Stint], until: datetime
) -> None:
    """Raise WatchbillError where PagerDuty would page others than we reckon with."""
    start = min([s.start for s in (*expected, *shown)], default=until)
    found = differences(expected, shown, start, until)
    for one in found[:1]:
        raise WatchbillError(
            f"{key}: PagerDuty would page {named(one.after)} instead of {named(one.before)} "
            f"from {local(one.start, place)} to {local(one.end, place)}; nothing was written",
            "this is a mistake of watchbill's: please report it with the roster",
        )


def same_layers(there: Sequence[Mapping[str, Any]], said: Sequence[Json], at: datetime) -> bool:
    """Say whether layers that are there (begins as we know them) are those to be said."""
    return [_plain(layer, at) for layer in there] == [_plain(layer, at) for layer in said]


def with_ids(there: Sequence[Mapping[str, Any]], said: Sequence[Json]) -> list[Json]:
    """Return layers with the ids of those that they replace: the same ones, then by name.

    The others are new, since a layer that has ended is never started again.
    """
    left = list(there)
    out = [dict(layer) for layer in said]
    for alike in (_turns, lambda layer: layer.get("name")):
        for layer in out:
            match = next((one for one in left if alike(one) == alike(layer)), None)
            if "id" not in layer and match is not None:
                layer["id"] = match["id"]
                left.remove(match)
    return out


def _turns(layer: Mapping[str, Any]) -> object:
    return (
        v2.instant(layer["rotation_virtual_start"]),
        layer["rotation_turn_length_seconds"],
        [item["user"]["id"] for item in layer["users"]],
        [sorted(rule.items()) for rule in layer.get("restrictions") or ()],
    )


def _plain(layer: Mapping[str, Any], at: datetime) -> object:
    end = v2.instant(layer["end"]) if layer.get("end") else None
    begin = max(v2.instant(layer["start"]), at)
    return _turns(layer), begin, end, layer.get("name")
