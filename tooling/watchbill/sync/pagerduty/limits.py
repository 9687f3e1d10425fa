"""What PagerDuty cannot be told, or only shift by shift, as findings of the repository."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from watchbill.engine.horizon import horizon, monday
from watchbill.errors import WatchbillError
from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.rosters import Roster, Rotation
from watchbill.model.settings import Pager
from watchbill.pager import pagerduty_v2 as v2
from watchbill.pager import pagerduty_v3 as v3
from watchbill.pager import pagerduty_v3_change as change
from watchbill.pager.fit import look_ahead
from watchbill.pager.lanes import lanes
from watchbill.pager.layers import Layer, layers
from watchbill.pager.live import base
from watchbill.pager.objects import Object, Watch, id_of, kind_of
from watchbill.pager.timeline import clip
from watchbill.rules.pagers import INEXPRESSIBLE, ROUNDABOUT
from watchbill.sync.directory import Directory
from watchbill.sync.pagerduty.marks import MOST_SHIFTS
from watchbill.sync.pagerduty.policies import MOST_TARGETS
from watchbill.sync.pagerduty.saying_v2 import saying
from watchbill.sync.pagerduty.settings import settings
from watchbill.sync.pagerduty.there import zone_name
from watchbill.sync.pagerduty.wanted import desired

Objects = Mapping[str, Object]


def limits(catalog: Catalog, pager: Pager, at: datetime) -> Iterator[Problem]:
    """Yield what cannot be said (WB502), and rotations that need dated shifts (WB503)."""
    try:
        objects = desired(catalog, pager, at).objects
    except WatchbillError:
        return  # there is no plan either, and others say why
    yield from _steps(catalog, objects)
    yield from _names(objects)
    yield from _too_many(catalog, objects, at, shifts=_of_shifts(pager))
    for id_, roster in catalog.rosters.items():
        yield from _roundabout(id_, roster, pager, at)


def _of_shifts(pager: Pager) -> bool:
    """Say whether new schedules are made of shifts (v3)."""
    return settings(pager).schedule_api == "v3"


def _steps(catalog: Catalog, objects: Objects) -> Iterator[Problem]:
    for id_, policy in catalog.escalations.items():
        ref = Ref("escalation", id_)
        for n, step in enumerate(objects[f"escalation/{id_}"].body["steps"]):
            if (size := len(step["notify"])) > MOST_TARGETS:
                why = f"PagerDuty pages at most {MOST_TARGETS} targets in a step, not {size}"
                hint = "whoever is on call together is a target each; make two steps of it"
                yield Problem(INEXPRESSIBLE.code, ref, ("steps", n, "notify"), why, hint)
            if step["wait_minutes"] < 1:
                why = f"PagerDuty waits a minute at least, not {policy.steps[n].wait}"
                hint = "page them all in one step, or wait: 1 minute"
                yield Problem(INEXPRESSIBLE.code, ref, ("steps", n, "wait"), why, hint)


def _names(objects: Objects) -> Iterator[Problem]:
    """Yield names that two objects of a kind would have: PagerDuty takes each once."""
    first: dict[tuple[str, str], str] = {}
    for key, item in objects.items():
        name = item.body.get("name")
        other = first.setdefault((kind_of(key), str(name)), key)
        if name is not None and other != key:
            why = f"PagerDuty takes a name once, and {other} is named {name!r} as well"
            yield Problem(INEXPRESSIBLE.code, _ref(item), ("name",), why, "name one of them anew")


def _ref(item: Object) -> Ref:
    roster = item.watch.roster if item.watch else ""
    return Ref("roster", roster) if roster else Ref(kind_of(item.key), id_of(item.key))


def _too_many(
    catalog: Catalog, objects: Objects, at: datetime, *, shifts: bool
) -> Iterator[Problem]:
    known = Directory("pagerduty", {id_: id_ for id_ in catalog.people}, {}, {})
    nobody = known._replace(people=known.users)
    for item in objects.values():
        if item.watch and _dated(item, item.watch, at, nobody, shifts=shifts) > MOST_SHIFTS:
            rotations = catalog.rosters[item.watch.roster].rotations
            place = next(n for n, one in enumerate(rotations) if one.role == item.watch.role)
            why = f"PagerDuty would need more than {MOST_SHIFTS} dated shifts for {item.watch.role}"
            hint = "lower the pager's `weeks`, or use turns that PagerDuty can repeat"
            yield Problem(INEXPRESSIBLE.code, _ref(item), ("rotations", place), why, hint)


def _dated(item: Object, watch: Watch, at: datetime, nobody: Directory, *, shifts: bool) -> int:
    """Return how many dated shifts a schedule needs when it is made."""
    if not shifts:
        return len(saying(item, at, nobody).dated)
    want = clip(watch.stints, at, watch.until)
    todo = change.steps(change.There((), {}, ()), want, item.layers, at, watch.until)
    return len(todo.shifts) + len(todo.overrides) + sum(len(one.overrides) for one in todo.begin)


def _roundabout(id_: str, roster: Roster, pager: Pager, at: datetime) -> Iterator[Problem]:
    for place, rotation in enumerate(roster.rotations):
        zones = [roster.timezone, rotation.timezone or roster.timezone]
        window = monday(at), look_ahead(zones, horizon(at, pager.weeks)[1])
        if why := _why(roster, rotation, window, shifts=_of_shifts(pager)):
            message = f"PagerDuty cannot repeat {rotation.id} by itself: {why}"
            hint = "it is pushed shift by shift, `weeks` ahead: let CI apply every day"
            pointer = ("rotations", place)
            yield Problem(ROUNDABOUT.code, Ref("roster", id_), pointer, message, hint)


def _why(
    roster: Roster, rotation: Rotation, window: tuple[datetime, datetime], *, shifts: bool
) -> str:
    """Return why a rotation cannot be repeated; empty where it can."""
    mine = [one for one in layers(roster, rotation.role, *window) if one.name == rotation.id]
    if not mine and (rotation.turns or rotation.follows):
        return "its hours and its turns go by different zones"
    zone = zone_name(roster.timezone)
    for layer in (layer for lane in lanes(mine) for layer in lane):
        if not (v3.accepts if shifts else v2.accept)(layer):
            number, unit = layer.every
            more = " within its hours" if shifts and layer.hours != "always" else ""
            return f"turns of {number} {unit}{'s' if number > 1 else ''}{more}"
        if shifts:
            if v3.layered([layer], *window) != base([layer], *window):
                return "it would page somebody else at times"
            continue
        said = v2.write([layer], zone, str, window[0])
        if v2.simulate(said, zone, *window) != base([layer], *window):
            return _otherwise(layer, roster)
    return ""


def _otherwise(layer: Layer, roster: Roster) -> str:
    if not all(layer.order):
        return "some turns have fewer people than others, or nobody"
    if layer.zone != roster.timezone:
        return f"it goes by {layer.zone}, and the roster by {roster.timezone}"
    return "it would page somebody else at times"
