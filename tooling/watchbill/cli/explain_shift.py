"""`watchbill explain-shift`: why somebody is on call, or nobody."""

from datetime import datetime, tzinfo

import click

from watchbill.cli import names
from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.output import safe, say, say_json
from watchbill.cli.when import at_option, instant_of, zone_option


@click.command()
@click.argument("roster", shell_complete=names.ROSTERS)
@click.argument("role")
@at_option()
@zone_option("The zone of --at; local unless said.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with instants in UTC.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    roster: str,
    role: str,
    at: datetime | None,
    zone: tzinfo | None,
    as_json: bool,
) -> None:
    """Say why somebody is on call as ROLE of ROSTER: turns, hours, overrides.

    Times are those of the roster, as its file has them.
    """
    from watchbill.engine.explain import explain
    from watchbill.engine.rotation import on_call

    catalog, instant = catalog_of(root_of(ctx)), instant_of(at, zone)
    found = names.find_roster(catalog, roster)
    names.find(f"role in {roster}", role, {rotation.role: rotation for rotation in found.rotations})
    lines = explain(roster, found, role, instant)
    if not as_json:
        say("\n".join(safe(line) for line in lines))
        return
    shifts = on_call(roster, found, instant, role)
    people = list(dict.fromkeys(person for shift in shifts for person in shift.people))
    said = {"at": instant, "roster": roster, "role": role, "people": people, "reasons": lines}
    say_json(said)
