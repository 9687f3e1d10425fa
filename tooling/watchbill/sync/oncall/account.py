"""A whole account of Grafana OnCall, for an import. Ids are Grafana's."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from watchbill.pager import account as neutral
from watchbill.pager.layers import Layer
from watchbill.pager.live import base
from watchbill.pager.objects import Stint
from watchbill.pager.oncall_fields import shift
from watchbill.pager.oncall_layers import read, stacked
from watchbill.pager.oncall_shifts import Shift
from watchbill.pager.timeline import differences
from watchbill.sync.oncall import names, rendered
from watchbill.sync.oncall.chains import REPEATS, steps_of
from watchbill.sync.oncall.desk import Desk
from watchbill.sync.oncall.options import options
from watchbill.sync.oncall.rows import Row, Rows
from watchbill.sync.oncall.target import api
from watchbill.sync.provider import Errand

Window = tuple[datetime, datetime]


class _Lost(NamedTuple):
    """What has no place in a repository, gathered line by line."""

    lines: list[str]

    def say(self, what: str) -> None:
        self.lines.append(what)


def account(errand: Errand) -> neutral.Account:
    """Read an account: a request for a page of each collection, and one for each timeline."""
    rows = Rows(api(errand))
    # Everybody is somebody else there: nobody of the repository is looked up.
    desk = Desk(rows, options(errand.pager), errand._replace(people={}))
    return read_account(desk)


def read_account(desk: Desk) -> neutral.Account:
    """Return what an account at hand holds."""
    lost = _Lost([])
    return neutral.Account(
        "grafana",
        desk.window,
        tuple(map(_member, desk.rows.of("users"))),
        tuple(_schedule(desk, row, lost) for row in desk.rows.of("schedules")),
        tuple(_escalation(desk, row, lost) for row in desk.rows.of("escalation_chains")),
        tuple(_services(desk, lost)),
        tuple(lost.lines),
    )


def _member(row: Row) -> neutral.Member:
    zone = str(row.get("timezone") or "UTC")
    return neutral.Member(str(row["id"]), str(row["username"]), str(row.get("email") or ""), zone)


# --- schedules ------------------------------------------------------------------------------------


def _schedule(desk: Desk, row: Row, lost: _Lost) -> neutral.Schedule:
    name, zone = names.read(str(row["name"]))[0], str(row.get("time_zone") or "UTC")
    stints = tuple(_plain(stint) for stint in rendered.stints(desk, row))
    if row.get("type") == "ical":
        lost.say(f"schedule {name!r} is a calendar's: its turns are known to the calendar alone")
    layers = _layers(desk, row, zone, lost)
    dated = differences(base(layers, *desk.window), stints, *desk.window)
    overrides = tuple(Stint(start, end, after) for start, end, _, after in dated if after)
    return neutral.Schedule(str(row["id"]), name, None, zone, layers, stints, overrides)


def _plain(stint: Stint) -> Stint:
    """Return a stint with Grafana's own ids: nobody is of the repository."""
    return stint._replace(people=tuple(sorted(who.rpartition(":")[2] for who in stint.people)))


def _layers(desk: Desk, schedule: Row, zone: str, lost: _Lost) -> tuple[Layer, ...]:
    listed = {*(schedule.get("shifts") or ())}
    found: list[tuple[Layer, Shift]] = []
    for row in desk.rows.of("on_call_shifts"):
        if row["id"] not in listed or row["type"] in {"single_event", "override"}:
            continue
        name = names.read(str(row.get("name") or ""))[0]
        said = shift(row, zone, str)
        layer = read(name, said) if said else None
        if said and layer:
            found.append((layer, said))
        else:
            lost.say(f"shift {name!r} of {schedule['name']!r} recurs in a way that rosters do not")
    return stacked(found, *desk.window)


# --- chains and routes ----------------------------------------------------------------------------


def _escalation(desk: Desk, chain: Row, lost: _Lost) -> neutral.Escalation:
    name = names.read(str(chain["name"]))[0]
    steps: list[neutral.Step] = []
    notify: list[neutral.Target] = []
    repeat = 0
    for row in steps_of(desk, chain):
        targets = list(_targets(row))
        notify += targets
        if row["type"] == "wait":
            minutes = round((row.get("duration") or 0) / 60)
            if minutes and not notify and not steps:
                lost.say(f"escalation chain {name!r} waits {minutes} min before it pages")
            _waited(steps, notify, minutes)
            notify = []
        elif row["type"] == "repeat_escalation":
            repeat = REPEATS
        elif not targets:
            lost.say(f"escalation chain {name!r} has a step {row['type']}")
    if notify:
        _waited(steps, notify, 0)
    return neutral.Escalation(str(chain["id"]), name, None, repeat, tuple(steps))


def _waited(steps: list[neutral.Step], notify: Sequence[neutral.Target], minutes: int) -> None:
    """Add a step, or make the last one wait longer where nobody is paged in between."""
    if notify:
        steps.append(neutral.Step(tuple(dict.fromkeys(notify)), minutes))
    elif steps:
        steps[-1] = steps[-1]._replace(wait_minutes=steps[-1].wait_minutes + minutes)


def _targets(row: Row) -> Iterator[neutral.Target]:
    if row["type"] == "notify_persons":
        yield from (neutral.Target("person", str(u)) for u in row.get("persons_to_notify") or ())
    elif row["type"] == "notify_on_call_from_schedule" and row.get("notify_on_call_from_schedule"):
        yield neutral.Target("schedule", str(row["notify_on_call_from_schedule"]))


def _services(desk: Desk, lost: _Lost) -> Iterator[neutral.Service]:
    """Yield the routes that page: an integration's default one by the integration's name.

    Where the settings name an integration, those of others could never be changed.
    """
    called = {str(row["id"]): str(row.get("name")) for row in desk.rows.of("integrations")}
    here = desk.options.integration
    for id_, name in called.items():
        if here and id_ != here:
            lost.say(f"integration {name!r}: its routes, since the settings name another one")
    for number, route in enumerate(desk.rows.of("routes"), start=1):
        if not route.get("escalation_chain_id") or here not in {None, route.get("integration_id")}:
            continue
        where = called.get(str(route.get("integration_id")), "an integration")
        if route.get("is_the_last_route"):
            yield neutral.Service(str(route["id"]), where, None, str(route["escalation_chain_id"]))
            continue
        condition, key = names.uncommented(str(route.get("routing_regex") or ""))
        name = key.partition("/")[2] if key else f"{where}, route {number}"
        lost.say(f"service {name!r} has alerts by a condition of {where}: {condition}")
        yield neutral.Service(str(route["id"]), name, None, str(route["escalation_chain_id"]))
