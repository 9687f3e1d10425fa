"""How far ahead shifts are published: whole weeks, so that a week's runs make the same files."""

from datetime import UTC, datetime, time, timedelta

from watchbill.engine.rotation import on_call, shifts
from watchbill.engine.shift import Shift
from watchbill.model.rosters import Roster


def monday(at: datetime) -> datetime:
    """Return Monday 00:00 UTC at or before an instant."""
    day = at.astimezone(UTC).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(), UTC)


def horizon(at: datetime, weeks: int) -> tuple[datetime, datetime]:
    """Return `[start, end)`: so many weeks from the Monday 00:00 UTC at or before an instant.

    The same for every instant of a week, so that what is made from it is the same all week.
    """
    start = monday(at)
    return start, start + timedelta(weeks=weeks)


def whole_shifts(
    roster_id: str, roster: Roster, start: datetime, end: datetime
) -> tuple[Shift, ...]:
    """Return the shifts that overlap `[start, end)`, in their full length, in UTC.

    `shifts` cuts them to its window; a reader of a calendar would take the cut for a handoff.
    """
    found = shifts(roster_id, roster, start, end)
    return tuple(
        _whole(roster, shift) if shift.start == start or shift.end == end else shift
        for shift in found
    )


def _whole(roster: Roster, cut: Shift) -> Shift:
    around = on_call(cut.roster, roster, cut.start, cut.role)
    same = (s for s in around if (s.rotation, s.people) == (cut.rotation, cut.people))
    return next(same, cut)
