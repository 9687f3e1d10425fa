"""Rosters in the site's data: every shift and every gap of the outlook."""

from collections.abc import Mapping
from datetime import datetime

from watchbill.emit.data.names import name, page
from watchbill.emit.data.types import Team, TeamRole, Watch
from watchbill.emit.escape import clean
from watchbill.emit.outlook import Outlook, reason, roles_of


def teams(outlook: Outlook, who: Mapping[str, int]) -> tuple[Team, ...]:
    """Return all rosters by their id; `who` is the position of each person."""
    return tuple(_team(outlook, roster_id, who) for roster_id in sorted(outlook.catalog.rosters))


def _team(outlook: Outlook, roster_id: str, who: Mapping[str, int]) -> Team:
    roster = outlook.catalog.rosters[roster_id]
    return Team(
        roster_id,
        name(outlook.catalog, "roster", roster_id),
        page("roster", roster_id),
        zone=roster.timezone,
        members=tuple(who[member] for member in roster.members),
        roles=tuple(_role(outlook, roster_id, role, who) for role in roles_of(roster)),
        channel=_line(roster.channel),
        description=_line(roster.description),
        lead=who[roster.lead] if roster.lead else None,
    )


def _role(outlook: Outlook, roster_id: str, role: str, who: Mapping[str, int]) -> TeamRole:
    catalog, start = outlook.catalog, outlook.at
    shifts = (shift for shift in outlook.shifts[roster_id] if shift.role == role)
    gaps = (gap for gap in outlook.gaps[roster_id] if gap.role == role)
    return TeamRole(
        role,
        name(catalog, "role", role),
        shifts=tuple(
            Watch(
                _since(shift.start, start),
                _since(shift.end, start),
                tuple(who[person] for person in shift.people),
                clean(reason(catalog, shift)),
            )
            for shift in shifts
        ),
        gaps=tuple((_since(gap.start, start), _since(gap.end, start)) for gap in gaps),
        page=page("role", role) if role in catalog.roles else None,
    )


def _since(at: datetime, start: datetime) -> int:
    return int((at - start).total_seconds())


def _line(text: str | None) -> str | None:
    return clean(text) if text else None
