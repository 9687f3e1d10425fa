"""`watchbill roster`: people join a rotation, leave it, or swap; the file keeps its layout."""

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Any

import click

from watchbill.cli import names
from watchbill.cli.context import root_of
from watchbill.cli.output import safe
from watchbill.cli.roster_change import Change, Wish, allowed, begin, settle
from watchbill.cli.when import WhenType, at_option, instant_of, zone_option
from watchbill.engine.clock import zone_info
from watchbill.engine.membership import first_shift, flat, joined, left, mentions
from watchbill.engine.swap import swapped
from watchbill.errors import WatchbillError
from watchbill.model.rosters import Override, Roster, Rotation


def _day(_ctx: click.Context, _param: click.Parameter, value: str) -> date:
    """Return a day, or say how one is written."""
    from watchbill.model.scalars import Day

    try:
        return Day.parse(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day; write 2026-11-24") from None


def _wish_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what add, remove and swap share."""
    options = (
        click.option("--rotation", metavar="ID", help="The rotation, where it is not clear."),
        click.option("--yes", is_flag=True, help="Write without asking."),
        click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing."),
        at_option("The instant taken for now."),
        zone_option(),
    )
    for option in reversed(options):
        command = option(command)
    return command


_since = click.option(
    "--since", callback=_day, required=True, metavar="DAY", help="The first day of it."
)
_force = click.option("--force", is_flag=True, help="Also within the frozen horizon.")


@click.group()
def command() -> None:
    """Add people to a roster, take them out, or swap two of them."""


@command.command()
@click.argument("person", shell_complete=names.PEOPLE)
@click.argument("roster", shell_complete=names.ROSTERS)
@_since
@click.option(
    "--after", metavar="PERSON", shell_complete=names.PEOPLE, help="Whose turn comes before."
)
@click.option("--last", is_flag=True, help="Last in the cycle, which is what happens anyway.")
@_force
@_wish_options
@click.pass_context
def add(
    ctx: click.Context,
    *,
    person: str,
    roster: str,
    since: date,
    after: str | None,
    last: bool,
    force: bool,
    rotation: str | None,
    yes: bool,
    dry_run: bool,
    at: datetime | None,
    zone: tzinfo | None,
) -> int:
    """Put PERSON into the turns of ROSTER, so that nobody else's next turn moves.

    The new order begins with whoever would have had the turn anyway; the newcomer comes last in
    the cycle, or after somebody.
    """
    if after and last:
        raise WatchbillError("--after and --last exclude each other", "write one of them")
    change = begin(root_of(ctx), roster, Wish(instant_of(at, zone), zone, yes, dry_run))
    _demand_willing(change, person)
    chosen = _rotation(change.roster, rotation)
    joining = partial(joined, change.roster, chosen, person, since, after)
    block = allowed(change, chosen, since, joining, force=force)
    change = change.block(chosen.id, block, person).member(person)
    shift = first_shift(roster, change.roster, chosen.id, person, block.start)
    notes = [f"the new order begins on {change.clock(block.start)}"]
    notes += [f"{person}'s first shift begins on {change.clock(shift.start)}"] if shift else []
    return settle(change, notes)


@command.command()
@click.argument("person", shell_complete=names.PEOPLE)
@click.argument("roster", shell_complete=names.ROSTERS)
@_since
@_force
@_wish_options
@click.pass_context
def remove(
    ctx: click.Context,
    *,
    person: str,
    roster: str,
    since: date,
    force: bool,
    rotation: str | None,
    yes: bool,
    dry_run: bool,
    at: datetime | None,
    zone: tzinfo | None,
) -> int:
    """Take PERSON out of the turns of ROSTER; each of their turns goes to the next in the order.

    Without --rotation it is every rotation that they are in.
    """
    change = begin(root_of(ctx), roster, Wish(instant_of(at, zone), zone, yes, dry_run))
    for chosen in _rotations_of(change.roster, rotation, person):
        leaving = partial(left, change.roster, chosen, person, since)
        block = allowed(change, chosen, since, leaving, force=force)
        change = change.block(chosen.id, block, person)
    still = mentions(change.roster, person, since)
    if still:
        notes = [f"{person} stays a member: still in {', '.join(still)}"]
    else:
        change, notes = change.no_member(person), []
    for override in change.roster.overrides:
        if override.person == person and override.until.date() >= since:
            notes.append(f"still to be on call by the override from {override.from_}")
    if change.roster.lead == person:
        notes.append(f"{person} still is the lead")
    return settle(change, notes)


@command.command()
@click.argument("roster", shell_complete=names.ROSTERS)
@click.argument("one", metavar="A", shell_complete=names.PEOPLE)
@click.argument("other", metavar="B", shell_complete=names.PEOPLE)
@click.option("--from", "start", type=WhenType(), required=True, help="Wall clock of the rotation.")
@click.option("--until", "end", type=WhenType(), required=True, help="The end, excluded.")
@click.option("--reason", help="Why; `swapped with …` unless said.")
@_wish_options
@click.pass_context
def swap(
    ctx: click.Context,
    *,
    roster: str,
    one: str,
    other: str,
    start: datetime,
    end: datetime,
    reason: str | None,
    rotation: str | None,
    yes: bool,
    dry_run: bool,
    at: datetime | None,
    zone: tzinfo | None,
) -> int:
    """Exchange the shifts that A and B have in ROSTER from a time until another: overrides.

    Each gets the other's shifts. Where only one of them is on call, the other one stands in.
    """
    change = begin(root_of(ctx), roster, Wish(instant_of(at, zone), zone, yes, dry_run))
    if one == other:
        raise WatchbillError("A and B are the same person", "name two people")
    for person in (one, other):
        _demand_willing(change, person)
    overrides = _swap(change, rotation, (one, other), start, end)
    told = {p: reason or f"swapped with {change.catalog.people[p].name}" for p in (one, other)}
    change = change.overridden(overrides, told)
    on_call = {override.replaces for override in overrides}
    notes = [f"only {on_call.pop()} is on call then"] if len(on_call) == 1 else []
    return settle(change, notes)


def _demand_willing(change: Change, person: str) -> None:
    """Refuse somebody unknown, and somebody who does not want to be on call."""
    found = names.find("person", person, change.catalog.people)
    if not found.on_call.available:
        reason = f": {safe(found.on_call.reason)}" if found.on_call.reason else ""
        hint = "nobody is on call against their will; ask, then change on_call in their file"
        raise WatchbillError(f"{person} is not available for being on call{reason}", hint)


def _rotation(roster: Roster, name: str | None) -> Rotation:
    """Return the rotation that is named, or the only one with turns of its own."""
    known = {rotation.id: rotation for rotation in roster.rotations}
    if name is not None:
        return names.find("rotation in this roster", name, known)
    own = [rotation for rotation in roster.rotations if rotation.turns]
    if len(own) != 1:
        listed = ", ".join(rotation.id for rotation in own) or "none has turns of its own"
        raise WatchbillError("which rotation?", f"name it with --rotation: {listed}")
    return own[0]


def _rotations_of(roster: Roster, name: str | None, person: str) -> list[Rotation]:
    """Return the rotations that a person leaves."""
    if name is not None:
        return [_rotation(roster, name)]
    found = []
    for rotation in roster.rotations:
        last = max(rotation.turns, key=lambda turns: turns.since, default=None)
        if last and person in flat(last.order):
            found.append(rotation)
    if not found and person not in roster.members:
        raise names.unknown("member of this roster", person, roster.members)
    return found


def _swap(
    change: Change, name: str | None, pair: tuple[str, str], start: datetime, end: datetime
) -> tuple[Override, ...]:
    """Return the overrides of the one rotation in which the two have shifts."""
    named = [_rotation(change.roster, name)] if name else list(change.roster.rotations)
    found = {}
    for rotation in named:
        zone = change.wish.zone or zone_info(rotation.timezone or change.roster.timezone)
        window = instant_of(start, zone), instant_of(end, zone)
        if window[0] >= window[1]:
            raise WatchbillError("--until is not after --from", "give a later --until")
        overrides = swapped(change.roster, rotation, pair, *window)
        if overrides:
            found[rotation.id] = overrides
    if not found:
        hint = f"see when they are: watchbill shifts {change.id} --person {pair[0]}"
        raise WatchbillError(f"neither {pair[0]} nor {pair[1]} has a shift to swap then", hint)
    if len(found) > 1:
        hint = f"name one with --rotation: {', '.join(found)}"
        raise WatchbillError("they have shifts in more than one rotation then", hint)
    return next(iter(found.values()))
