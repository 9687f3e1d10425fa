"""Grafana OnCall and IRM in Terraform: schedules with their shifts, escalation chains.

Services have no counterpart there: let routes of your own lead to the chains.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from watchbill.emit.terraform.document import Block, Expression, names, value
from watchbill.emit.terraform.wanted import Wanted, steps
from watchbill.pager import oncall
from watchbill.pager.fit import fit
from watchbill.pager.objects import Object, Watch, id_of, kind_of, person_key
from watchbill.pager.oncall_fields import fields

PAGER = "grafana"
"""By what `pager_ids` of a person knows Grafana."""

_LONGEST_WAIT = 86_400
_SHIFT, _CHAIN = "grafana_oncall_on_call_shift", "grafana_oncall_escalation_chain"
_SCHEDULE, _STEP = "grafana_oncall_schedule", "grafana_oncall_escalation"
# Users are found by their addresses. An address that nobody has, or several, stops the plan.
_FOUND = Expression(
    "${{for user in data.grafana_oncall_users.watchbill.users : lower(user.email) => user.id"
    " if contains(values(local.watchbill_emails), lower(user.email))}}"
)

# `pager_ids` may say an id or a username, as everywhere; `[0]` of nobody stops the plan as well.
_NAMED = Expression(
    "${{for person, name in local.watchbill_names : person => [for user in"
    " data.grafana_oncall_users.watchbill.users : user.id if user.id == name ||"
    " user.username == name][0]}}"
)


def grafana(wanted: Wanted) -> Block:
    """Return the document; raise WatchbillError for a step that pages nobody."""
    users = {id_: _found(id_, p.pager_ids.get(PAGER)) for id_, p in wanted.people.items()}
    shifts = {
        key: dict(_shifts(item, watch, wanted.window, users))
        for key, item, watch in wanted.schedules()
    }
    chains = {key: dict(_steps(key, item)) for key, item in wanted.of("escalation")}
    parts = [name for made in (*shifts.values(), *chains.values()) for name in made]
    ids = names([*wanted.objects, *parts])
    targets: dict[str, str] = {key: value(_SCHEDULE, ids[key]) for key in shifts}
    targets |= {person_key(id_): user for id_, user in users.items()}
    source = {"source": "grafana/grafana", "version": ">= 4.0"}
    resources = {
        **_calendars(wanted, shifts, ids),
        _CHAIN: {ids[key]: {"name": wanted.objects[key].body["name"]} for key in chains},
        _STEP: {
            ids[name]: {**_aimed(step, targets), "escalation_chain_id": value(_CHAIN, ids[key])}
            for key, rows in chains.items()
            for name, step in rows.items()
        },
    }
    return {
        "terraform": {"required_providers": {"grafana": source}},
        **_lookup(wanted),
        "resource": {kind: found for kind, found in resources.items() if found},
    }


def _calendars(
    wanted: Wanted, shifts: Mapping[str, Mapping[str, Block]], ids: Mapping[str, str]
) -> Block:
    """Return the schedules and their shifts."""
    return {
        _SHIFT: {ids[name]: said for rows in shifts.values() for name, said in rows.items()},
        _SCHEDULE: {
            ids[key]: _schedule(wanted.objects[key], [ids[name] for name in rows])
            for key, rows in shifts.items()
        },
    }


def _lookup(wanted: Wanted) -> Block:
    """Return how users are found: by what the repository says, or else by the e-mail address."""
    people = wanted.people
    if not people:
        return {}
    said = {id_: p.pager_ids[PAGER] for id_, p in people.items() if PAGER in p.pager_ids}
    emails = {id_: p.email.strip().lower() for id_, p in people.items() if id_ not in said}
    found = {"watchbill_emails": emails, "watchbill_users": _FOUND} if emails else {}
    named = {"watchbill_names": said, "watchbill_named": _NAMED} if said else {}
    return {"data": {"grafana_oncall_users": {"watchbill": {}}}, "locals": {**found, **named}}


def _found(person: str, said: str | None) -> Expression:
    if said is not None:
        return Expression(f'${{local.watchbill_named["{person}"]}}')
    return Expression(f'${{local.watchbill_users[local.watchbill_emails["{person}"]]}}')


def _shifts(
    item: Object, watch: Watch, window: tuple[datetime, datetime], users: Mapping[str, str]
) -> Iterator[tuple[str, Block]]:
    """Yield the shifts of a schedule by key: those that come again, then the dated ones."""
    key, user = f"shift/{id_of(item.key)}", users.__getitem__
    found = fit(watch.stints, [*filter(oncall.accepts, item.layers)], oncall.simulate, window)
    for number, shift in enumerate(oncall.write(found.layers, window[0]), 1):
        name = f"{watch.title}, turns {number}"
        yield f"{key}--turns-{number}", {"name": name, **fields(shift, user)}
    for stint in found.dated:
        name = f"{watch.title}, {stint.start:%Y-%m-%d %H:%M} UTC"
        said = fields(oncall.dated(stint), user)
        yield f"{key}--{stint.start:%Y%m%dt%H%Mz}", {"name": name, **said}


def _schedule(item: Object, shifts: list[str]) -> Block:
    return {
        "name": item.body["name"],
        "type": "calendar",
        "time_zone": item.body["timezone"],
        "shifts": [value(_SHIFT, name) for name in shifts],
    }


def _steps(key: str, item: Object) -> Iterator[tuple[str, Block]]:
    """Yield the steps of a chain by key, in order; targets are still keys.

    Grafana's own step for repeating knows no number, so that what repeats is written again.
    """
    rounds = int(item.body["repeat"]) + 1
    every = [step for notify, wait in steps(key, item) for step in _step(notify, wait)]
    for position, step in enumerate(every * rounds):
        yield f"step/{id_of(key)}--{position + 1}", {**step, "position": position}


def _step(notify: tuple[str, ...], wait: int) -> Iterator[dict[str, Any]]:
    people = [key for key in notify if kind_of(key) == "person"]
    for key in notify:
        if key not in people:
            yield {"type": "notify_on_call_from_schedule", "notify_on_call_from_schedule": key}
    if people:
        yield {"type": "notify_persons", "persons_to_notify": people}
    left = wait * 60
    while left > 0:
        yield {"type": "wait", "duration": min(left, _LONGEST_WAIT)}
        left -= _LONGEST_WAIT


def _aimed(step: Block, targets: Mapping[str, str]) -> Block:
    """Return a step with what Terraform knows its targets by, in place of their keys."""
    said = dict(step)
    if key := said.get("notify_on_call_from_schedule"):
        said["notify_on_call_from_schedule"] = targets[key]
    if people := said.get("persons_to_notify"):
        said["persons_to_notify"] = [targets[key] for key in people]
    return said
