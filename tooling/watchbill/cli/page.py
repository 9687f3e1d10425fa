"""`watchbill page`: who would be paged for an alert, minute by minute, and why."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

import click

from watchbill.cli import names
from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.oncall import card, phone
from watchbill.cli.output import (
    clock_line,
    faint,
    lasting,
    loud,
    safe,
    say,
    say_json,
    strong,
    table,
)
from watchbill.cli.when import at_option, instant_of, shown, zone_option
from watchbill.engine.escalation import Paged, Paging, Reached, pages
from watchbill.errors import WatchbillError
from watchbill.model import Catalog


@click.command()
@click.argument("service", shell_complete=names.SERVICES)
@click.option("--severity", default="", help="How bad it is, such as sev1. Required.")
@at_option("The instant of the alert; now unless said.")
@zone_option()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with instants in UTC.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    service: str,
    severity: str,
    at: datetime | None,
    zone: tzinfo | None,
    as_json: bool,
) -> None:
    """Say who would be paged for SERVICE if nobody acknowledges, and why. Nobody is paged."""
    catalog, instant = catalog_of(root_of(ctx)), instant_of(at, zone)
    policy = names.find("service", service, catalog.services).escalation
    _check_severity(catalog, severity)
    names.find("escalation policy", policy, catalog.escalations)
    found = pages(catalog, service, severity, instant)
    if as_json:
        say_json({"service": service, "severity": severity, **_json(catalog, policy, found)})
        return
    name = catalog.services[service].name
    head = [name, f"{severity} ({catalog.severities[severity].name})"]
    say(safe(" · ".join([*head, clock_line(instant, zone)])))
    say("\n".join(_lines(catalog, found, zone)))


def _check_severity(catalog: Catalog, severity: str) -> None:
    if not severity:
        known = ", ".join(f"{id_} ({known.name})" for id_, known in catalog.severities.items())
        raise WatchbillError("say how bad it is: --severity", safe(f"there are: {known}"))
    said = [
        id_
        for id_, known in catalog.severities.items()
        if known.name.casefold() == severity.casefold()
    ]
    names.find("severity", severity, catalog.severities, f"write `{said[0]}`" if said else "")


def _json(catalog: Catalog, policy: str, found: Paging) -> dict[str, Any]:
    return {
        "at": found.at,
        "escalation": policy,
        "page": found.page,
        "starts": found.starts,
        "ends": found.ends,
        "steps": [_step(catalog, step) for step in found.steps],
        "incident": [_reached(one) for one in found.incident],
    }


def _step(catalog: Catalog, step: Paged) -> dict[str, Any]:
    return {
        "round": step.round,
        "step": step.number,
        "at": step.at,
        "after_minutes": step.after // timedelta(minutes=1),
        "people": [card(catalog, person, step.at) for person in step.people],
        "targets": [_reached(one) for one in step.reached],
    }


def _reached(one: Reached) -> dict[str, Any]:
    return {
        "roster": one.target.roster,
        "role": one.target.role,
        "person": one.target.person,
        "people": one.people,
        "because": one.because,
        "until": min((shift.end for shift in one.shifts), default=None),
    }


def _lines(catalog: Catalog, found: Paging, zone: tzinfo | None) -> Iterator[str]:
    if found.starts is None:
        yield from _unpaged(found)
        return
    if found.page == "working_hours":
        yield _waiting(found, found.starts, zone)
    if not any(step.people for step in found.steps):
        yield loud("GAP: no step reaches anybody")
    first = [step for step in found.steps if step.round == 1]
    other = [s for s in found.steps if s.round > 1 and s.people != first[s.number - 1].people]
    yield from _steps(catalog, [*first, *other], zone)
    yield from _ending(found, len(first), zone)
    yield from _incident(catalog, found.incident)


def _unpaged(found: Paging) -> Iterator[str]:
    if found.page == "never":
        yield "This severity never pages anybody: it becomes a ticket in the team's queue."
    else:
        yield loud("GAP: this severity pages in working hours, and there are none for a year")


def _waiting(found: Paging, starts: datetime, zone: tzinfo | None) -> str:
    if starts == found.at:
        return "This severity pages in working hours only, which it is now."
    wait = f"{shown(starts, zone)} ({lasting(starts - found.at)})"
    return f"This severity pages in working hours only: it waits until {strong(wait)}."


def _steps(catalog: Catalog, steps: Sequence[Paged], zone: tzinfo | None) -> Iterator[str]:
    rows = [row for step in steps for row in _rows(catalog, step, zone)]
    yield from table(rows, "  ")


def _rows(catalog: Catalog, step: Paged, zone: tzinfo | None) -> Iterator[tuple[str, ...]]:
    """Yield a row for every person of every target; a step's first row has its time."""
    minutes = step.after // timedelta(minutes=1)
    when = (f"+{minutes} min", f"{step.at.astimezone(zone):%H:%M}")
    for one in step.reached:
        why = faint(safe(one.because) + _until(one, zone))
        for person in one.people:
            facts = card(catalog, person, step.at)
            away = loud(f"AWAY, back on {facts['away_until']}  ") if facts["away_until"] else ""
            yield *when, strong(safe(facts["name"])), phone(facts), away + why
            when = ("", "")
        if not one.people:
            yield *when, loud("NOBODY"), "", safe(one.because)
            when = ("", "")


def _until(one: Reached, zone: tzinfo | None) -> str:
    return f" until {shown(one.shifts[0].end, zone)}" if one.shifts else ""


def _ending(found: Paging, steps: int, zone: tzinfo | None) -> Iterator[str]:
    """Yield when the steps begin again, and when nobody is paged any more."""
    begins = [step.after // timedelta(minutes=1) for step in found.steps if step.number == 1]
    if len(begins) > 1:
        again = ", ".join(f"+{after} min" for after in begins[1:])
        yield f"  Then the {steps} steps again, at {again}."
    if found.ends and found.starts:
        minutes = (found.ends - found.starts) // timedelta(minutes=1)
        yield f"  After +{minutes} min ({shown(found.ends, zone)}) nobody is paged any more."


def _incident(catalog: Catalog, incident: Sequence[Reached]) -> Iterator[str]:
    if incident:
        yield "Called for the incident as well:"
    rows: list[tuple[str, ...]] = []
    for one in incident:
        cards = [card(catalog, person) for person in one.people]
        role = safe(str(one.target.role))
        rows += [(role, strong(safe(facts["name"])), phone(facts)) for facts in cards]
        if not cards:
            rows.append((role, loud("NOBODY"), safe(one.because)))
    yield from table(rows, "  ")
