"""Schedules of Jira Service Management: read, made, changed and deleted.

A change makes the new rotations first and deletes the old ones last, so that nobody is lost on the
way: all rotations are on call together. Overrides that people made for rotations that go are
turned to those that come.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from watchbill.errors import WatchbillError
from watchbill.pager import jsm
from watchbill.pager.jsm_turns import Frame, said, uneven
from watchbill.pager.layers import Layer
from watchbill.pager.objects import Object, Stint, Watch, id_of
from watchbill.pager.timeline import local
from watchbill.sync.jsm import escalations
from watchbill.sync.jsm.case import Case, ensure_ours
from watchbill.sync.jsm.marks import mark, text_of
from watchbill.sync.jsm.setup import PAGE, pages
from watchbill.sync.jsm.timeline import Rendered, rendered

Json = Mapping[str, Any]


def listed(case: Case) -> list[Json]:
    """Return every schedule of the site, as it is."""
    return list(pages(case.link.ops, "/schedules", {"size": PAGE}))


def read(case: Case, key: str, record: Json) -> tuple[Object, Rendered]:
    """Return a schedule of ours with its rendered timeline, and what people arranged in it."""
    path = f"/schedules/{record['id']}/timeline"
    found = rendered(
        case.link.ops, path, case.window, lambda one: case.directory.person(one.get("id"))
    )
    enabled = bool(record.get("enabled", True))
    roster, _, role = id_of(key).partition("--")
    body = {
        "name": record["name"],
        "description": text_of(record.get("description")),
        "timezone": record["timezone"],
        "enabled": enabled,
    }
    watch = Watch(
        roster,
        role,
        record["name"],
        record["timezone"],
        case.window[1],
        found.stints if enabled else (),
        case.at,
    )
    return Object(key, body, watch), found


def write(case: Case, item: Object, record: Json | None, theirs: Sequence[Stint]) -> Json:
    """Make a schedule, or change the one that is there; return it as it is then.

    Raise WatchbillError before the first write for people without an account and for times that
    the service would round.
    """
    if record is None:
        return _made(case, item)
    path = f"/schedules/{record['id']}"
    there: Json = case.link.ops.get(path)
    ensure_ours(case, item.key, there)
    zone = item.body.get("timezone", there["timezone"])
    wanted = _rotations(case, item, zone, theirs)
    if zone != there["timezone"]:
        # On one person's stretches a clock has no say, so that they hold while it is changed.
        stretches = _rotations(case, item._replace(layers=()), zone, theirs)
        _turned(case, path, there["timezone"], stretches)
        case.link.ops.patch(path, {"timezone": zone}, again=True)
    _turned(case, path, zone, wanted)
    changed = _fields(item, there)
    if changed:
        case.link.ops.patch(path, changed, again=True)
    return {**there, **changed, "timezone": zone}


def delete(case: Case, key: str, record: Json) -> None:
    """Delete a schedule of ours; raise WatchbillError while an escalation of the team pages it."""
    path = f"/schedules/{record['id']}"
    ensure_ours(case, key, case.link.ops.get(path))
    if users := escalations.used(escalations.listed(case), str(record["id"])):
        raise WatchbillError(
            f"{key} is still paged by the escalation {users[0]!r}", "let it page another one"
        )
    case.link.ops.delete(path)


def _made(case: Case, item: Object) -> Json:
    zone = item.body["timezone"]
    wanted = _rotations(case, item, zone, ())
    body = {
        **_fields(item, {}),
        "timezone": zone,
        "teamId": case.setup.team_of(_watch(item).roster),
        "rotations": [jsm.write(layer, case.directory.user) for layer in wanted],
    }
    made: Json = case.link.ops.post("/schedules", body)
    return made


def _fields(item: Object, there: Json) -> dict[str, Any]:
    """Return what a schedule should say of itself and does not: name, mark, whether it pages."""
    fields = {name: item.body[name] for name in ("name", "enabled") if name in item.body}
    if "description" in item.body:
        fields["description"] = mark(item.key, item.body["description"])
    return {name: value for name, value in fields.items() if there.get(name) != value}


def _rotations(case: Case, item: Object, zone: str, theirs: Sequence[Stint]) -> tuple[Layer, ...]:
    """Return the rotations of a schedule, all of whose people are known."""
    watch = _watch(item)
    free = [stint[:2] for stint in theirs]
    frame = Frame(zone, case.window[0], watch.until, case.at, free)
    known = case.directory.knows
    found = said(watch.stints, [layer for layer in item.layers if known(layer)], frame)
    if off := uneven(found):
        raise WatchbillError(
            f"{item.key}: {local(off, zone)} cannot be said in Jira Service Management",
            "its rotations know the minutes 0 and 30 alone: watchbill check",
        )
    found = tuple(one for one in found if not one.end or one.end > case.at or known(one))
    for person in sorted(
        {person for layer in found for people in layer.order for person in people}
    ):
        case.directory.user(person)
    return found


def _watch(item: Object) -> Watch:
    if item.watch is None:
        raise WatchbillError(f"{item.key} has no timeline")
    return item.watch


class _Rotation(NamedTuple):
    id: str
    layer: Layer | None


def _turned(case: Case, path: str, zone: str, wanted: Sequence[Layer]) -> None:
    """Make the rotations of a schedule those that are wanted: first the new ones, then away."""
    ops, place = case.link.ops, f"{path}/rotations"
    there = [_read(case, one, zone) for one in pages(ops, place, {"size": PAGE})]
    kept: list[str] = []
    made: dict[str, list[str]] = {}
    for layer in wanted:
        same = (one for one in there if one.id not in kept and _same(one.layer, layer))
        if one := next(same, None):
            kept.append(one.id)
            continue
        answer = ops.post(place, jsm.write(layer, case.directory.user))
        made.setdefault(layer.name, []).append(str(answer["id"]))
    gone = {one.id: one.layer.name if one.layer else "" for one in there if one.id not in kept}
    if gone and made:
        known = {one.id for one in there}
        _turn_overrides(case, f"{path}/overrides", known, gone, made)
    for id_ in gone:
        ops.delete(f"{place}/{id_}")


def _same(one: Layer | None, other: Layer) -> bool:
    return one is not None and jsm.same(one, other)


def _read(case: Case, rotation: Json, zone: str) -> _Rotation:
    """Return a rotation that is there; one of teams and the like is none that we could want."""
    participants = rotation.get("participants") or ()
    plain = all(one.get("type") in {"user", "noone"} for one in participants)
    person = case.directory.person
    layer = jsm.read(rotation, zone, lambda one: person(one.get("id"))) if plain else None
    return _Rotation(str(rotation["id"]), layer)


def _turn_overrides(
    case: Case,
    path: str,
    known: Collection[str],
    gone: Mapping[str, str],
    made: Mapping[str, Sequence[str]],
) -> None:
    """Let overrides of rotations that go stand for those that come, by their names.

    An override of every rotation that goes is one of all that come; one that names none is one of
    all in any case. Ids of rotations that went before are left out: no request may name them.
    """
    ops = case.link.ops
    for override in list(pages(ops, path, {"size": PAGE})):
        named = [id_ for id_ in map(str, override.get("rotationIds") or ()) if id_ in known]
        lost = gone.keys() & set(named)
        names = made.keys() if gone.keys() <= set(named) else {gone[id_] for id_ in lost}
        more = [id_ for name in sorted(names) for id_ in made.get(name, ())]
        if lost and more:
            body = {name: override[name] for name in ("responder", "startDate", "endDate")}
            ops.put(f"{path}/{override['alias']}", {**body, "rotationIds": [*named, *more]})
