"""Escalations as Grafana's chains: notify steps, then a wait, and perhaps a repetition.

A chain is changed in place, so that every route to it stays. New steps are put behind the old ones
that they replace, which are then taken away from the last to the first: an alert finds the people
from before, from then on also the new ones, and at no moment an empty chain.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from watchbill.errors import WatchbillError
from watchbill.pager.objects import Object, id_of, kind_of, person_key
from watchbill.pager.oncall_fields import agrees
from watchbill.sync.oncall.desk import Desk
from watchbill.sync.oncall.names import marked, read
from watchbill.sync.oncall.rows import Row

REPEATS = 5
"""How often `repeat_escalation` repeats: it has no number of its own."""

LONGEST_WAIT = 24 * 60
"""The longest wait in minutes; the shortest is one."""

_OTHER = "other"
"""The kind of targets that are not the repository's."""


def normal(item: Object) -> Object:
    """Return an escalation as a chain can say it, the same for whoever is paged.

    A step without a wait is one with its next step. Fewer repetitions than Grafana's five are
    written out; so a chain is as long as what it pages.
    """
    steps, repeat = list(item.body["steps"]), int(item.body["repeat"])
    if 0 < repeat < REPEATS:
        steps, repeat = steps * (repeat + 1), 0
    once = [_step({*step["notify"]}, step["wait_minutes"]) for step in _merged(steps)]
    return _object(item.key, {**item.body, "steps": once, "repeat": repeat})


def _object(key: str, body: Mapping[str, Any]) -> Object:
    return Object(key, body, steps=tuple(tuple(step["notify"]) for step in body["steps"]))


def _merged(steps: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    notify: list[str] = []
    for step in steps:
        notify += step["notify"]
        if step["wait_minutes"]:
            yield _step(notify, step["wait_minutes"])
            notify = []
    if notify:
        yield _step(notify, 0)


def _step(notify: Iterable[str], wait: int) -> dict[str, Any]:
    """Return a step with its targets in the one order that Grafana keeps: schedules, people."""
    kinds = ("schedule", "person", _OTHER)
    keys = sorted(notify, key=lambda key: (kinds.index(kind_of(key)), key))
    return {"notify": keys, "wait_minutes": wait}


def found(desk: Desk) -> dict[str, Object]:
    """Return our escalations as they are there."""
    schedules = {str(rows[0]["id"]): key for key, rows in desk.ours("schedule").items()}
    people = desk.who
    chains = desk.ours("escalation")
    return {
        key: _found(key, rows[0], steps_of(desk, rows[0]), schedules, people.person)
        for key, rows in chains.items()
    }


def _found(
    key: str,
    chain: Row,
    rows: Sequence[Row],
    schedules: Mapping[str, str],
    person: Callable[[str], str],
) -> Object:
    said: list[dict[str, Any]] = []
    repeat = 0
    for row in rows:
        if row["type"] == "wait":
            said.append({"notify": [], "wait_minutes": round((row.get("duration") or 0) / 60)})
        elif row["type"] == "repeat_escalation":
            repeat = REPEATS
        else:
            said.append({"notify": [*_targets(row, schedules, person)], "wait_minutes": 0})
    name = read(str(chain["name"]))[0]
    return _object(key, {"name": name, "steps": list(_merged(said)), "repeat": repeat})


def _targets(row: Row, schedules: Mapping[str, str], person: Callable[[str], str]) -> Iterator[str]:
    if row["type"] == "notify_persons":
        yield from (person_key(person(user)) for user in row.get("persons_to_notify") or ())
    elif row["type"] == "notify_on_call_from_schedule":
        id_ = str(row.get("notify_on_call_from_schedule"))
        yield schedules.get(id_, f"{_OTHER}/{id_}")
    else:
        yield f"{_OTHER}/{row['type']}"


def write(desk: Desk, item: Object) -> None:
    """Make or change the chain of an escalation; raise WatchbillError for what it cannot say."""
    wanted = [*_said(desk, item)]
    chain = desk.one(item.key)
    team = {"team_id": desk.options.team}
    name = marked(str(item.body["name"]), item.key) if "name" in item.body else None
    if chain is None:
        chain = desk.rows.create("escalation_chains", {"name": name, **team})
    elif name and chain["name"] != name:
        chain = desk.rows.replace("escalation_chains", str(chain["id"]), {"name": name, **team})
    _rewrite(desk, str(chain["id"]), steps_of(desk, chain), wanted)
    for double in desk.ours("escalation").get(item.key, ())[1:]:
        _remove_unused(desk, double)


def delete(desk: Desk, key: str) -> None:
    """Delete the chain of an escalation; raise WatchbillError while a route leads to it.

    Grafana would delete it as well, and leave the route without anybody to page.
    """
    for chain in desk.ours("escalation").get(key, ()):
        if route := _route_to(desk, chain):
            raise WatchbillError(f"{key} is still used by the {route}", "lead it elsewhere first")
        desk.rows.remove("escalation_chains", str(chain["id"]))


def _said(desk: Desk, item: Object) -> Iterator[dict[str, Any]]:
    for step in item.body["steps"]:
        keys = step["notify"]
        for key in (key for key in keys if kind_of(key) == "schedule"):
            schedule = desk.one(key)
            if schedule is None:
                raise WatchbillError(f"{item.key} pages {key}, which is not there")
            id_ = str(schedule["id"])
            yield {"type": "notify_on_call_from_schedule", "notify_on_call_from_schedule": id_}
        if users := sorted(desk.who.user(id_of(key)) for key in keys if kind_of(key) == "person"):
            yield {"type": "notify_persons", "persons_to_notify": users}
        if step["wait_minutes"] > LONGEST_WAIT:
            raise WatchbillError(f"{item.key} waits longer than a day", "Grafana OnCall cannot")
        if step["wait_minutes"]:
            yield {"type": "wait", "duration": 60 * step["wait_minutes"]}
    if item.body["repeat"] > REPEATS:
        raise WatchbillError(f"{item.key} repeats more than {REPEATS} times", "say fewer")
    if item.body["repeat"]:
        yield {"type": "repeat_escalation"}


def steps_of(desk: Desk, chain: Row) -> list[Row]:
    """Return the steps of a chain in their order."""
    rows = desk.rows.of("escalation_policies")
    mine = (row for row in rows if row.get("escalation_chain_id") == chain["id"])
    return sorted(mine, key=lambda row: int(row["position"]))


def _rewrite(desk: Desk, chain: str, there: Sequence[Row], wanted: Sequence[Row]) -> None:
    """Make the steps of a chain those that are wanted; equal ones at both ends stay.

    Important steps notify by people's rules for what is important. No file says so: a step that is
    made anew is as important as one of its kind was.
    """
    first = _alike(there, wanted)
    last = _alike(there[first:][::-1], wanted[first:][::-1])
    old, new = there[first : len(there) - last], wanted[first : len(wanted) - last]
    place = there[len(there) - last]["position"] if last else None
    important = {row["type"] for row in old if row.get("important")}
    for number, step in enumerate(new):
        at = {} if place is None else {"position": place + number}
        kept = {"important": True} if step["type"] in important else {}
        body = {"escalation_chain_id": chain, **step, **kept, **at}
        made = desk.rows.create("escalation_policies", body)
        if not agrees(made, step):
            desk.rows.remove("escalation_policies", str(made["id"]))
            raise WatchbillError("Grafana OnCall did not keep a step as it was sent", "plan again")
    for row in reversed(old):
        desk.rows.remove("escalation_policies", str(row["id"]))
    if old or new:
        desk.rows.drop("escalation_policies")  # positions have moved


def _alike(there: Sequence[Row], wanted: Sequence[Row]) -> int:
    """Return how many steps are the same from the begin on."""
    pairs = zip(there, wanted, strict=False)
    return next(
        (n for n, pair in enumerate(pairs) if not agrees(*pair)), min(len(there), len(wanted))
    )


def _remove_unused(desk: Desk, chain: Row) -> None:
    if not _route_to(desk, chain):
        desk.rows.remove("escalation_chains", str(chain["id"]))


def _route_to(desk: Desk, chain: Row) -> str | None:
    """Return what leads to a chain, of any integration."""
    for route in desk.rows.fresh("routes"):
        if route.get("escalation_chain_id") == chain["id"] and not route.get("is_the_last_route"):
            return f"route {route['id']}"
    for integration in desk.rows.fresh("integrations"):
        if (integration.get("default_route") or {}).get("escalation_chain_id") == chain["id"]:
            return f"default route of the integration {integration.get('name')!r}"
    return None
