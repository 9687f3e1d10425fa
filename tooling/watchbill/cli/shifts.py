"""`watchbill shifts`: the shifts of a roster as a table, JSON, a calendar or CSV."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

import click

from watchbill.cli import names
from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.output import faint, iso, loud, safe, say, say_json, table
from watchbill.cli.when import WhenType, instant_of, zone_option
from watchbill.engine.coverage import Gap, gaps
from watchbill.engine.rotation import shifts
from watchbill.engine.shift import Shift
from watchbill.errors import WatchbillError
from watchbill.model import Catalog

_LENGTH = timedelta(weeks=4)
_LONGEST = timedelta(days=3660)


class Asked(NamedTuple):
    """What is asked for: shifts of a roster in a window, of one person or role if said."""

    catalog: Catalog
    roster: str
    start: datetime
    end: datetime
    person: str | None
    role: str | None

    def wants(self, shift: Shift) -> bool:
        """Say whether a shift is one of those asked for."""
        mine = self.person is None or self.person in shift.people
        return mine and self.role in (None, shift.role)


@click.command()
@click.argument("roster", shell_complete=names.ROSTERS)
@click.option("--from", "start", type=WhenType(), help="The begin; now unless said.")
@click.option("--until", "end", type=WhenType(), help="The end, excluded; 4 weeks on unless said.")
@click.option("--person", shell_complete=names.PEOPLE, help="Only the shifts of this person.")
@click.option("--role", help="Only the shifts of this role.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "ics", "csv"]),
    default="table",
    show_default=True,
    help="csv has a line for each person of a shift; ics has whole shifts, also at the ends.",
)
@zone_option()
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    roster: str,
    start: datetime | None,
    end: datetime | None,
    person: str | None,
    role: str | None,
    form: str,
    zone: tzinfo | None,
    as_json: bool,
) -> None:
    """List the shifts of ROSTER, cut to the window, and its gaps."""
    catalog = catalog_of(root_of(ctx))
    _check(catalog, roster, person, role)
    asked = Asked(catalog, roster, *_window(start, end, zone), person, role)
    form = "json" if as_json else form
    if form == "table":
        say("\n".join(_table(asked, zone)))
    elif form == "csv":
        say(_csv(asked, zone))
    elif form == "ics":
        click.echo(_ics(asked).encode(), nl=False)
    else:
        say_json(_json(asked))


def _check(catalog: Catalog, roster_id: str, person: str | None, role: str | None) -> None:
    roster = names.find_roster(catalog, roster_id)
    if person:
        names.find("person", person, catalog.people)
    if role:
        known = {rotation.role: rotation for rotation in roster.rotations}
        names.find(f"role in {roster_id}", role, known)


def _window(
    start: datetime | None, end: datetime | None, zone: tzinfo | None
) -> tuple[datetime, datetime]:
    first = instant_of(start, zone)
    last = instant_of(end, zone) if end else first + _LENGTH
    if last <= first:
        raise WatchbillError("--until is not after --from", "give a later --until")
    if last - first > _LONGEST:
        raise WatchbillError("the window is longer than ten years", "ask for less at a time")
    return first, last


def _shifts(asked: Asked) -> list[Shift]:
    roster = asked.catalog.rosters[asked.roster]
    found = shifts(asked.roster, roster, asked.start, asked.end)
    return [shift for shift in found if asked.wants(shift)]


def _gaps(asked: Asked) -> list[Gap]:
    """Return the gaps of the roles asked for; a person has none."""
    if asked.person:
        return []
    found = gaps(asked.roster, asked.catalog.rosters[asked.roster], asked.start, asked.end)
    return [gap for gap in found if asked.role in (None, gap.role)]


def _name(catalog: Catalog, person_id: str) -> str:
    person = catalog.people.get(person_id)
    return person.name if person else person_id


def _note(asked: Asked, shift: Shift) -> str:
    """Return what is out of the ordinary: a special period, overrides and their reasons."""
    overrides = asked.catalog.rosters[asked.roster].overrides
    reasons = [overrides[index].reason or "override" for index in shift.because.overrides]
    return "; ".join([shift.because.block] * shift.because.special + reasons)


def _table(asked: Asked, zone: tzinfo | None) -> Iterator[str]:
    entries = [
        (shift.start, shift.end, safe(shift.role), _people(asked, shift), _note(asked, shift))
        for shift in _shifts(asked)
    ]
    entries += [
        (gap.start, gap.end, safe(gap.role), loud("GAP: nobody is on call"), "")
        for gap in _gaps(asked)
    ]
    if not entries:
        yield f"no shifts from {_shown(asked.start, zone)} until {_shown(asked.end, zone)}"
        return
    yield from table(
        (_shown(start, zone), "–", _shown(end, zone), role, who, faint(safe(note)))
        for start, end, role, who, note in sorted(entries, key=lambda entry: entry[0])
    )


def _people(asked: Asked, shift: Shift) -> str:
    return safe(", ".join(_name(asked.catalog, person) for person in shift.people))


def _shown(at: datetime, zone: tzinfo | None) -> str:
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M %Z}"


def _json(asked: Asked) -> dict[str, object]:
    return {
        "roster": asked.roster,
        "from": asked.start,
        "until": asked.end,
        "shifts": [
            {
                "rotation": shift.rotation,
                "role": shift.role,
                "people": [
                    {"id": person, "name": _name(asked.catalog, person)} for person in shift.people
                ],
                "start": shift.start,
                "end": shift.end,
                "note": _note(asked, shift),
            }
            for shift in _shifts(asked)
        ],
        "gaps": [{"role": gap.role, "start": gap.start, "end": gap.end} for gap in _gaps(asked)],
    }


def _csv(asked: Asked, zone: tzinfo | None) -> str:
    """Return a line for each person of each shift; times are ISO 8601, in UTC unless --tz."""
    import csv
    from io import StringIO

    out = StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(["start", "end", "roster", "rotation", "role", "person", "name", "note"])
    for shift in _shifts(asked):
        ends = [at.astimezone(zone).isoformat() if zone else iso(at) for at in shift[4:6]]
        for person in shift.people:
            cells = (*shift[:3], person, _name(asked.catalog, person), _note(asked, shift))
            write([*ends, *(safe(cell) for cell in cells)])
    return out.getvalue().rstrip("\n")


def _ics(asked: Asked) -> str:
    from watchbill.emit.calendars import person_calendar, roster_calendar
    from watchbill.engine.horizon import whole_shifts

    roster = asked.catalog.rosters[asked.roster]
    whole = whole_shifts(asked.roster, roster, asked.start, asked.end)
    found = [shift for shift in whole if asked.wants(shift)]
    if asked.person:
        return person_calendar(asked.catalog, asked.person, found).text
    return roster_calendar(asked.catalog, asked.roster, asked.role, found).text
