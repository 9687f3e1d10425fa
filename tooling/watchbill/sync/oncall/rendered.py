"""Who is on call by Grafana's own reckoning, and what of it people arranged there."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from watchbill.engine.horizon import monday
from watchbill.errors import WatchbillError
from watchbill.pager import oncall
from watchbill.pager.objects import Stint
from watchbill.pager.oncall_fields import shift
from watchbill.pager.timeline import clip, differences, settle
from watchbill.sync.http import NotFound, linked_pages
from watchbill.sync.oncall.desk import Desk
from watchbill.sync.oncall.rows import Row

_STRIDE = timedelta(days=360)
"""The longest stretch that is asked for at once: Grafana allows a year."""

since = monday
"""What is rendered begins with the week, so that all of a week's runs see the same."""


class Arranged(NamedTuple):
    """A stretch `[start, end)` in UTC in which people changed who is on call.

    `people` are those who may be on call because of it; nobody is anybody.
    """

    start: datetime
    end: datetime
    people: frozenset[str]


def stints(desk: Desk, schedule: Row) -> tuple[Stint, ...]:
    """Return what Grafana renders of a schedule in the window, settled.

    Nothing gives several schedules at once: one request for each, or a few for more than a year.
    """
    start, end = desk.window
    people = desk.who
    shown: list[Stint] = []
    while start < end:
        stop = min(start + _STRIDE, end)
        days = {
            "start_date": f"{start:%Y-%m-%d}",
            "end_date": f"{stop + timedelta(days=1):%Y-%m-%d}",
        }
        path = f"/schedules/{schedule['id']}/final_shifts/"
        rows = linked_pages(desk.rows.api, path, days)
        part = [
            Stint(
                instant(row["shift_start"]),
                instant(row["shift_end"]),
                (people.person(str(row["user_pk"])),),
            )
            for row in rows
        ]
        shown += clip(part, start, stop)
        start = stop
    return settle(shown)


def theirs(desk: Desk, key: str, schedule: Row, shown: Sequence[Stint]) -> tuple[Stint, ...]:
    """Return who is on call because of overrides and swaps that people made in Grafana.

    That is where others are on call than by the schedule's shifts, and an override or a swap
    explains it; everything else is drift, to be put right. Of a feed all that differs is theirs,
    also where nobody is on call: Grafana may not have fetched it yet, which cannot be put right.
    """
    window = desk.errand.at, desk.window[1]
    wanted = desk.desired.objects.get(key)
    if schedule.get("type") == "ical" and wanted and wanted.watch:
        late = differences(wanted.watch.stints, shown, *window)
        return tuple(Stint(start, end, after) for start, end, _, after in late)
    told = _told(desk, schedule)
    made = oncall.rendered(told, *window) if told is not None else ()
    arranged = [*_arranged(desk, schedule)]
    found = (
        Stint(max(start, one.start), min(end, one.end), after)
        for start, end, _, after in differences(made, shown, *window)
        for one in arranged
        if after
        and start < one.end
        and one.start < end
        and (not one.people or not one.people.isdisjoint(after))
    )
    return tuple(sorted(set(found)))


def _told(desk: Desk, schedule: Row) -> list[oncall.Shift] | None:
    """Return a schedule's shifts; None if there is one that is not understood."""
    listed = {*(schedule.get("shifts") or ())}
    zone = str(schedule.get("time_zone") or "UTC")
    rows = (row for row in desk.rows.of("on_call_shifts") if row["id"] in listed)
    found = [shift(row, zone, desk.who.person) for row in rows]
    return None if None in found else [one for one in found if one]


def _arranged(desk: Desk, schedule: Row) -> Iterator[Arranged]:
    if schedule.get("ical_url_overrides"):
        yield Arranged(*desk.window, frozenset())
    # The list of shifts does not say whose schedule an override is of; the people have to fit.
    for row in desk.rows.of("on_call_shifts"):
        if row.get("type") == "override":
            start = datetime.fromisoformat(row["start"]).replace(tzinfo=UTC)
            people = frozenset(map(desk.who.person, row.get("users") or ()))
            yield Arranged(start, start + timedelta(seconds=row["duration"]), people)
    for row in _swaps(desk):
        if row.get("schedule") == schedule["id"] and row.get("benefactor"):
            people = frozenset([desk.who.person(str(row["benefactor"]))])
            yield Arranged(instant(row["swap_start"]), instant(row["swap_end"]), people)


def _swaps(desk: Desk) -> tuple[Row, ...]:
    try:
        return desk.rows.of("shift_swaps")
    except NotFound:  # an engine from before there were swaps
        return ()


def instant(text: object) -> datetime:
    """Read an instant of Grafana as UTC; raise WatchbillError for what is none."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        raise WatchbillError(f"Grafana OnCall says {text!r} where an instant should be") from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
