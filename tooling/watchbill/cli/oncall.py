"""`watchbill oncall`: who is on call now, until when, how to reach them, and who is next."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import click

from watchbill.cli import names
from watchbill.cli.context import catalog_of, root_of
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
    width,
)
from watchbill.cli.when import at_option, instant_of, shown, zone_option
from watchbill.errors import WatchbillError
from watchbill.model import Catalog

if TYPE_CHECKING:
    from watchbill.engine.shift import Shift
    from watchbill.model.rosters import Roster

Facts = Mapping[str, Any]


@click.command()
@click.argument("rosters", metavar="[ROSTER]...", nargs=-1, shell_complete=names.ROSTERS)
@click.option(
    "--roster", "more", multiple=True, shell_complete=names.ROSTERS, help="Only this roster."
)
@click.option("--role", help="Only this role, such as primary or incident_commander.")
@at_option()
@zone_option()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with instants in UTC.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    rosters: tuple[str, ...],
    more: tuple[str, ...],
    role: str | None,
    at: datetime | None,
    zone: tzinfo | None,
    as_json: bool,
) -> None:
    """Say who is on call now, until when, how to reach them, and who is next."""
    catalog, instant = catalog_of(root_of(ctx)), instant_of(at, zone)
    boards = chosen(catalog, tuple(dict.fromkeys((*rosters, *more))), role, instant)
    if as_json:
        say_json({"at": instant, "rosters": boards})
        return
    if at:
        say(faint(f"On call at {clock_line(instant, zone)}"))
    for found in boards:
        say("\n".join(board_lines(found, instant, zone)))
    if not boards:
        say("no rosters: write rosters/teams/<id>.yaml")


def chosen(catalog: Catalog, wanted: Sequence[str], role: str | None, at: datetime) -> list[Facts]:
    """Return the boards of the rosters wanted (of all, if none is named) that have the role."""
    for name in wanted:
        names.find_roster(catalog, name)
    if role:
        names.find_role(catalog, role)
    boards = [board(catalog, name, at, role) for name in wanted or catalog.rosters]
    having = [found for found in boards if found["roles"]]
    if wanted and not having:
        known = {rotation.role for name in wanted for rotation in catalog.rosters[name].rotations}
        raise names.unknown(f"role in {', '.join(wanted)}", role or "", known)
    if role and not having:
        raise WatchbillError(f"no roster has a rotation of the role {role}")
    return having


def board(catalog: Catalog, roster_id: str, at: datetime, role: str | None = None) -> Facts:
    """Return who is on call in each role of a roster, and who is next, as plain data."""
    roster = catalog.rosters[roster_id]
    roles = dict.fromkeys(rotation.role for rotation in roster.rotations)
    return {
        "roster": roster_id,
        "name": roster.name,
        "channel": roster.channel,
        "roles": [_role(catalog, roster_id, name, at) for name in roles if role in (None, name)],
    }


def _role(catalog: Catalog, roster_id: str, role: str, at: datetime) -> Facts:
    from watchbill.engine.rotation import on_call

    now = [
        {
            **card(catalog, person, at),
            "rotation": shift.rotation,
            "start": shift.start,
            "end": until(catalog, roster_id, role, person, shift.end),
        }
        for shift in on_call(roster_id, catalog.rosters[roster_id], at, role)
        for person in shift.people
    ]
    last = max((one["end"] for one in now), default=at)
    later = _next(catalog.rosters[roster_id], roster_id, role, at, last)
    return {
        "role": role,
        "name": catalog.roles[role].name if role in catalog.roles else role,
        "gap": not now and _promised(catalog, roster_id, role, at),
        "now": now,
        "next": later
        and {
            "people": [card(catalog, person) for person in _beginning(catalog, later)],
            "start": later.start,
            "end": later.end,
        },
    }


def _next(
    roster: "Roster", roster_id: str, role: str, at: datetime, last: datetime
) -> "Shift | None":
    """Return the next shift of others; after a stretch with nobody, whoever ends it is next."""
    from watchbill.engine.rotation import on_call, upcoming

    later = upcoming(roster_id, roster, role, at)
    if (later and later.start <= last) or on_call(roster_id, roster, last, role):
        return later
    return upcoming(roster_id, roster, role, last)


def _beginning(catalog: Catalog, later: "Shift") -> Iterable[str]:
    """Return whose shifts in a role begin together with one, each once."""
    from watchbill.engine.rotation import on_call

    roster = catalog.rosters[later.roster]
    together = on_call(later.roster, roster, later.start, later.role)
    return dict.fromkeys(p for s in together if s.start == later.start for p in s.people)


def until(catalog: Catalog, roster_id: str, role: str, person: str, end: datetime) -> datetime:
    """Return the end of a shift, or of the shifts that follow on it with the same person."""
    from watchbill.engine.rotation import on_call

    for _ in range(60):  # A rotation of one person would go on for ever.
        following = on_call(roster_id, catalog.rosters[roster_id], end, role)
        ends = [shift.end for shift in following if person in shift.people]
        if not ends or max(ends) <= end:
            break
        end = max(ends)
    return end


def _promised(catalog: Catalog, roster_id: str, role: str, at: datetime) -> bool:
    """Say whether somebody should be on call: always, unless coverage leaves the instant out."""
    from watchbill.engine.clock import covered_spans, second

    roster = catalog.rosters[roster_id]
    promises = [promise.hours for promise in roster.coverage if promise.role == role]
    now = second(at)
    kept = (covered_spans(hours, roster.timezone, now, now + 1) for hours in promises)
    return not promises or any(kept)


def card(catalog: Catalog, person_id: str, at: datetime | None = None) -> Facts:
    """Return how to reach a person; with an instant, also since when they are away until when."""
    person = catalog.people.get(person_id)
    facts: dict[str, Any] = {"id": person_id, "name": person.name if person else person_id}
    for way in ("phone", "slack", "teams", "github"):
        facts[way] = getattr(person.contacts, way) if person else None
    facts |= {"email": person and person.email, "timezone": person and str(person.timezone)}
    if at is not None:
        from watchbill.engine.reach import reach

        facts["away_until"] = reach(catalog, person_id, at).back if person else None
    return facts


def board_lines(board: Facts, at: datetime, zone: tzinfo | None) -> Iterator[str]:
    """Yield a board as text: name, phone and until when come first."""
    yield safe(" · ".join(filter(None, (board["name"], board["channel"]))))
    rows = [row for role in board["roles"] for row in _rows(role, at, zone)]
    indent = " " * (max(width(safe(role["role"])) for role in board["roles"]) + 4)
    short = iter(table((row for row in rows if not isinstance(row, str)), "  "))
    for row in rows:
        yield indent + row if isinstance(row, str) else next(short)


def _rows(role: Facts, at: datetime, zone: tzinfo | None) -> Iterator[tuple[str, ...] | str]:
    """Yield rows of role, name, phone and end; what belongs to no column is a text."""
    label = safe(role["role"])
    if not role["now"]:
        nobody = loud("GAP: nobody is on call") if role["gap"] else "nobody, outside its hours"
        yield label, nobody, "", ""
    for one in role["now"]:
        end = f"until {shown(one['end'], zone)} ({lasting(one['end'] - at)})"
        yield label, strong(safe(one["name"])), phone(one), end
        label = ""
        if one["away_until"]:
            yield loud(f"{safe(one['name'])} is AWAY, back on {one['away_until']}")
        yield faint(ways(one))
    if role["next"]:
        later = ", ".join(safe(one["name"]) for one in role["next"]["people"])
        yield faint(f"next: {later}, from {shown(role['next']['start'], zone)}")


def phone(card: Facts) -> str:
    """Return the number to call, or that there is none."""
    return safe(card["phone"] or "no phone")


def ways(card: Facts) -> str:
    """Return the other ways to reach a person in one line."""
    said = [f"{way} {card[way]}" for way in ("slack", "teams") if card[way]]
    return safe(" · ".join([*said, card["email"] or ""]).strip(" ·"))
