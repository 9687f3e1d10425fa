"""PagerDuty's schedules in Terraform, of both kinds.

`pagerduty_schedule` has layers, and what its turns cannot say is one more layer on top, for one
person and a stretch: Terraform knows no overrides. `pagerduty_schedulev2` has rotations that all
page together, so that nothing can be laid over them. Both go by the schedule's own zone alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from watchbill.emit.terraform.document import Block
from watchbill.emit.terraform.wanted import Wanted
from watchbill.engine.clock import WEEK
from watchbill.errors import WatchbillError
from watchbill.pager import pagerduty_v2, pagerduty_v3
from watchbill.pager.fit import Fit, fit
from watchbill.pager.layers import Layer
from watchbill.pager.objects import Object, Stint, id_of, person_key

_LONGEST_NAME, _LONGEST_TEXT = 255, 1024


def layered(
    wanted: Wanted, ids: Mapping[str, str], users: Mapping[str, str]
) -> Iterator[tuple[str, Block]]:
    """Yield the resources `pagerduty_schedule` by name.

    Layers that are over at the instant are left out: Terraform does not see them when it reads the
    schedule, and would make them again.
    """
    for key, item, watch in wanted.schedules():
        zone = _zone(item)
        simulate = partial(_as_layers, zone)
        found = fit(
            watch.stints, [*filter(pagerduty_v2.accept, item.layers)], simulate, wanted.window
        )
        layers = [*_layers(found, zone, users, wanted.window[0]), *_dated(found, users)]
        still = [one for one in layers if not _over(one, wanted.at)]
        if not still:
            raise _nobody(key)
        yield ids[key], {**_head(item), "time_zone": _shown(zone), "layer": still}


def _as_layers(
    zone: str, layers: Sequence[Layer], start: datetime, end: datetime
) -> tuple[Stint, ...]:
    said = pagerduty_v2.write(layers, zone, str, start)
    return pagerduty_v2.simulate(said, zone, start, end)


def _layers(
    found: Fit, zone: str, users: Mapping[str, str], since: datetime
) -> Iterator[dict[str, Any]]:
    for said in pagerduty_v2.write(found.layers, zone, lambda who: users[person_key(who)], since):
        layer = {name: said[name] for name in _LAYER if said[name]}
        layer["users"] = [one["user"]["id"] for one in said["users"]]
        if said["restrictions"]:
            layer["restriction"] = said["restrictions"]
        yield layer


_LAYER = ("name", "start", "end", "rotation_virtual_start", "rotation_turn_length_seconds")


def _dated(found: Fit, users: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for start, end, (who,) in found.dated:
        first, last = pagerduty_v2.text(start), pagerduty_v2.text(end)
        yield {
            "name": f"{who}, {first} to {last}",
            "start": first,
            "end": last,
            "rotation_virtual_start": first,
            "rotation_turn_length_seconds": WEEK,
            "users": [users[person_key(who)]],
        }


def _over(layer: Block, at: datetime) -> bool:
    return "end" in layer and pagerduty_v2.instant(layer["end"]) <= at


def rotating(
    wanted: Wanted, ids: Mapping[str, str], users: Mapping[str, str]
) -> Iterator[tuple[str, Block]]:
    """Yield the resources `pagerduty_schedulev2` by name, without turns that are over.

    Raise WatchbillError with every role whose shifts to come are not its turns alone.
    """
    fits = {key: _rotations(item, watch.stints, wanted) for key, item, watch in wanted.schedules()}
    if lost := [
        id_of(key) for key, found in fits.items() if any(d.end > wanted.at for d in found.dated)
    ]:
        raise WatchbillError(
            f"pagerduty_schedulev2 has no dated shifts, which are needed for: {', '.join(lost)}",
            "use --schedule-api v2, or let watchbill write them: watchbill pager apply",
        )
    by_person = {who: users[person_key(who)] for who in wanted.people}
    for key, item, _ in wanted.schedules():
        layers = [one for one in fits[key].layers if one.end is None or one.end > wanted.at]
        if not layers:
            raise _nobody(key)
        since = min(layer.start for layer in layers)
        rotations = [
            {"event": [_event(event) for event in rotation["events"]]}
            for rotation in pagerduty_v3.write(layers, by_person, since)
        ]
        yield ids[key], {**_head(item), "time_zone": _shown(_zone(item)), "rotation": rotations}


def _nobody(key: str) -> WatchbillError:
    hint = "take the role out, or give it turns"
    return WatchbillError(f"nobody is on call in {id_of(key)}: Terraform cannot say that", hint)


def _rotations(item: Object, stints: Sequence[Stint], wanted: Wanted) -> Fit:
    zone = _zone(item)
    known = [one for one in item.layers if one.zone == zone and pagerduty_v3.accepts(one)]
    return fit(stints, known, pagerduty_v3.layered, wanted.window)


def _event(said: Mapping[str, Any]) -> Block:
    """Return an event of the API as a block; the provider adds the schedule's zone to its times."""
    times = {name: said[name]["date_time"] for name in ("start_time", "end_time")}
    kept = {name: said[name] for name in _EVENT if said[name]}
    strategy = dict(said["assignment_strategy"])
    strategy["member"] = strategy.pop("members")
    return {**kept, **times, "assignment_strategy": [strategy]}


_EVENT = ("name", "effective_since", "effective_until", "recurrence")


def _zone(item: Object) -> str:
    """Return the zone by which most of the turns go; the roster's if they are even."""
    count = Counter(layer.zone for layer in item.layers)
    own = str(item.body["timezone"])
    return max([own, *sorted(count)], key=lambda zone: count[zone])


def _shown(zone: str) -> str:
    """Return a zone as the provider has it: UTC is none to the one kind, and renamed by the other.

    What is renamed would differ from the document for ever.
    """
    return "Etc/UTC" if zone == "UTC" else zone


def _head(item: Object) -> dict[str, str]:
    """Return name and description, cut to what PagerDuty keeps."""
    name = "".join(char if char.isprintable() else " " for char in item.body["name"]).strip()
    about = item.body.get("description")
    said = {"name": _cut(name, _LONGEST_NAME)}
    return said | {"description": _cut(about, _LONGEST_TEXT)} if about else said


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
