"""Schedules: what Grafana makes of them, and how they are written.

A schedule of type calendar is a list of shifts. Shifts are never changed, since that would rewrite
the past and be seen at once, half done: those that are wanted and missing are made, in no schedule
yet; then one request gives the schedule its new list, which is the whole change; then those of
ours that are in no list any more are taken away.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from watchbill.errors import WatchbillError
from watchbill.pager import oncall
from watchbill.pager.fit import fit
from watchbill.pager.objects import Object, Stint, Watch, id_of
from watchbill.pager.oncall_fields import agrees, fields
from watchbill.pager.timeline import clip
from watchbill.sync.oncall import rendered
from watchbill.sync.oncall.desk import Desk
from watchbill.sync.oncall.names import marked, read, shift_name
from watchbill.sync.oncall.rows import Row


def found(desk: Desk, stints: Mapping[str, tuple[Stint, ...]]) -> dict[str, Object]:
    """Return our schedules as they are there; `stints` is what Grafana renders of each."""
    return {
        key: Object(
            key,
            {**_body(rows[0]), "unused_shifts": len(_unused(desk, key))},
            _watch(desk, key, rows[0], stints[key]),
        )
        for key, rows in desk.ours("schedule").items()
    }


def _body(row: Row) -> dict[str, Any]:
    body = {"name": read(str(row["name"]))[0], "type": row.get("type")}
    if row.get("type") == "ical":
        return {**body, "feed": row.get("ical_url_primary")}
    return {**body, "timezone": row.get("time_zone")}


def _watch(desk: Desk, key: str, row: Row, stints: tuple[Stint, ...]) -> Watch:
    wanted = desk.desired.objects.get(key)
    until = desk.window[1]
    if wanted and wanted.watch:
        return wanted.watch._replace(until=until, stints=stints, since=None, firm=())
    roster, _, role = id_of(key).partition("--")
    zone = str(row.get("time_zone") or "UTC")
    return Watch(roster, role, read(str(row["name"]))[0], zone, until, stints)


def write(desk: Desk, item: Object, theirs: Sequence[Stint]) -> None:
    """Make or change a schedule; what people arranged in Grafana (`theirs`) is left free."""
    row = desk.one(item.key)
    body = _head(desk, item, row)
    if desk.options.mode == "calendar":
        body["shifts"] = [_shift(desk, item, one) for one in _wanted(desk, item, theirs)]
    _place(desk, row, body)
    for double in desk.ours("schedule").get(item.key, ())[1:]:
        if not _step_of(desk, double):
            desk.rows.remove("schedules", str(double["id"]))
    for shift in _unused(desk, item.key):
        desk.rows.remove("on_call_shifts", str(shift["id"]))


def delete(desk: Desk, key: str) -> None:
    """Delete the shifts of a schedule, then itself; raise WatchbillError while a chain pages it.

    Grafana would delete it as well, and leave a step that pages nobody. The schedule goes last, so
    that one that was cut off is found again.
    """
    rows = desk.ours("schedule").get(key, ())
    for row in rows:
        if step := _step_of(desk, row):
            raise WatchbillError(
                f"{key} is still paged by the escalation chain {step['escalation_chain_id']}",
                "take it out of that chain first",
            )
    for shift in _unused(desk, key, *(str(row["id"]) for row in rows)):
        desk.rows.remove("on_call_shifts", str(shift["id"]))
    for row in rows:
        desk.rows.remove("schedules", str(row["id"]))


def _head(desk: Desk, item: Object, row: Row | None) -> dict[str, Any]:
    name = marked(str(item.body["name"]), item.key) if "name" in item.body else (row or {})["name"]
    head = {"name": name, "type": desk.options.mode, "team_id": desk.options.team}
    if desk.options.mode == "ical":
        return {**head, "ical_url_primary": item.body["feed"]}
    # People may override in Grafana: what they do there is kept.
    own = {} if row else {"enable_web_overrides": True}
    return {**head, "time_zone": item.body["timezone"], **own}


def _place(desk: Desk, row: Row | None, body: Mapping[str, Any]) -> None:
    if row is None:
        row = desk.rows.create("schedules", body)
    elif not agrees(row, body):
        row = desk.rows.replace("schedules", str(row["id"]), body)
    if not agrees(row, body):
        raise WatchbillError(
            f"Grafana OnCall did not keep the schedule {body['name']!r} as it was sent",
            "is the token allowed to see all of its shifts? Plan again to see what is there",
        )


# --- shifts ---------------------------------------------------------------------------------------


def _wanted(desk: Desk, item: Object, theirs: Sequence[Stint]) -> Iterator[oncall.Shift]:
    watch, at = item.watch, desk.errand.at
    if watch is None:
        return
    start = rendered.since(at)
    layers = [one for one in item.layers if oncall.accepts(one) and desk.who.knows(one)]
    made = fit(watch.stints, layers, oncall.simulate, (start, watch.until))
    yield from oncall.write(made.layers, start)
    for stint in made.dated:
        yield from (oncall.dated(part) for part in _free(stint, theirs) if part.end > at)


def _free(stint: Stint, theirs: Sequence[Stint]) -> Sequence[Stint]:
    """Return what is left of a stint beside others."""
    parts: Sequence[Stint] = [stint]
    for other in theirs:
        parts = [
            part
            for one in parts
            for part in (*clip([one], one.start, other.start), *clip([one], other.end, one.end))
            if part.start < part.end
        ]
    return parts


def _shift(desk: Desk, item: Object, shift: oncall.Shift) -> str:
    """Return the id of a shift of ours that says this; it is made where there is none."""
    said = {**fields(shift, desk.who.user), "team_id": desk.options.team}
    for row in _marked(desk, item.key):
        if agrees(row, said):
            return str(row["id"])
    digest = sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:8]
    title = item.watch.title if item.watch else item.key
    made = desk.rows.create("on_call_shifts", {"name": shift_name(title, digest, item.key), **said})
    if not agrees(made, said):
        desk.rows.remove("on_call_shifts", str(made["id"]))
        raise WatchbillError(
            f"Grafana OnCall did not keep a shift of {item.key} as it was sent",
            "does it still know everybody who is on call? Plan again",
        )
    return str(made["id"])


def _marked(desk: Desk, key: str) -> list[Row]:
    rows = desk.rows.of("on_call_shifts")
    return [row for row in rows if read(str(row.get("name")))[1] == key]


def _unused(desk: Desk, key: str, *besides: str) -> list[Row]:
    """Return the shifts that were made for a schedule and are in none, besides some.

    That is what an apply that was cut off has left; whoever else uses one keeps it.
    """
    lists = (row for row in desk.rows.of("schedules") if row["id"] not in besides)
    used = {id_ for row in lists for id_ in row.get("shifts") or ()}
    return [row for row in _marked(desk, key) if row["id"] not in used]


def _step_of(desk: Desk, schedule: Row) -> Row | None:
    """Return a step, of any chain, that pages a schedule."""
    steps = desk.rows.fresh("escalation_policies")
    return next((s for s in steps if s.get("notify_on_call_from_schedule") == schedule["id"]), None)
