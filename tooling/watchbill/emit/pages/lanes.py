"""What a roster's timeline shows: who is on call in the end, its rotations, and who is away.

A role with one rotation has one lane, since both would be the same; where several rotations make
a role, the first lane says who is on call, and those below it how it comes about.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.drawings.looks import Look, initials, looks
from watchbill.emit.drawings.scale import Scale, weeks
from watchbill.emit.drawings.timeline import FEW, MANY, Band, Bar, Lane, timeline
from watchbill.emit.links import name_of
from watchbill.emit.outlook import Outlook, reason, roles_of
from watchbill.emit.times import clock
from watchbill.engine.clock import HOUR, instant, moment, second
from watchbill.engine.coverage import Gap, gaps
from watchbill.engine.horizon import whole_shifts
from watchbill.engine.rotation import rotation_pieces
from watchbill.engine.shift import Shift
from watchbill.model.people import TimeOff
from watchbill.model.rosters import Roster, Rotation

_LONG = 48
"""Hours: turns that are shorter than that need more room."""


class Stage(NamedTuple):
    """A roster in the weeks that are drawn: from a local Monday, before the outlook's instant."""

    outlook: Outlook
    roster_id: str
    shown: tuple[Scale, ...]
    looks: Mapping[str, Look]

    @property
    def roster(self) -> Roster:
        """The roster."""
        return self.outlook.catalog.rosters[self.roster_id]

    @property
    def start(self) -> datetime:
        """The Monday on which the drawing begins."""
        return self.shown[0].start

    @property
    def until(self) -> datetime:
        """The end of what is known."""
        return self.outlook.until

    def name(self, person: str) -> str:
        """Return what a person is called."""
        return name_of(self.outlook.catalog, "person", person) or person

    def shifts(self) -> list[Shift]:
        """Return the shifts of all roles, whole, also those of the days before the outlook."""
        before = whole_shifts(self.roster_id, self.roster, self.start, self.outlook.at)
        both = dict.fromkeys((*before, *self.outlook.shifts[self.roster_id]))
        return sorted(both, key=lambda shift: (shift.start, shift.end))

    def gaps(self) -> list[Gap]:
        """Return the broken promises of all roles."""
        before = gaps(self.roster_id, self.roster, self.start, self.outlook.at)
        return [*before, *self.outlook.gaps[self.roster_id]]


class Drawing(NamedTuple):
    """A timeline, whether its turns are shorter than days, what it says in a sentence."""

    svg: Markup
    dense: bool
    summary: str
    legend: tuple[str, ...]


def drawing(outlook: Outlook, roster_id: str) -> Drawing:
    """Return the timeline of a roster over the whole outlook, in its zone."""
    roster = outlook.catalog.rosters[roster_id]
    mine = outlook.shifts[roster_id]
    people = {*roster.members, *(person for shift in mine for person in shift.people)}
    shown = weeks(outlook.at, outlook.until, roster.timezone)
    stage = Stage(outlook, roster_id, shown, looks(people))
    found = tuple(lanes(stage))
    dense = 0 < _usual(mine) < _LONG
    svg = timeline(found, shown, outlook.until, MANY if dense else FEW)
    return Drawing(svg, dense, _summary(stage), tuple(_legend(found)))


def _usual(shifts: Sequence[Shift]) -> float:
    """Return the hours of the shift that an instant lies in on average, 0 where there is none.

    A fortnight of single days among weeks does not count for much.
    """
    hours = [(shift.end - shift.start).total_seconds() / HOUR for shift in shifts]
    return sum(length**2 for length in hours) / sum(hours) if hours else 0.0


def lanes(stage: Stage) -> Iterator[Lane]:
    """Yield the lanes: each role, its rotations where there are several, and who is away."""
    shifts, broken = stage.shifts(), stage.gaps()
    for role in roles_of(stage.roster):
        own = [rotation for rotation in stage.roster.rotations if rotation.role == role]
        bars = [_shift(stage, shift) for shift in shifts if shift.role == role]
        bars += [_gap(stage, gap) for gap in broken if gap.role == role]
        name = name_of(stage.outlook.catalog, "role", role) or role
        bands = _bands(stage, own[0]) if len(own) == 1 else ()
        yield Lane(name, "final", tuple(bars), bands)
        if len(own) > 1:
            yield from (_rotation(stage, rotation) for rotation in own)
    away = tuple(_away(stage))
    if away:
        yield Lane("Time off", "away", away)


def _rotation(stage: Stage, rotation: Rotation) -> Lane:
    """Return a rotation as it is before another one takes its place."""
    window = second(stage.start), second(stage.until)
    bars = [
        _bar(
            stage, moment(piece.start), moment(piece.end), piece.people,
            [stage.roster.overrides[at].reason or "override" for at in piece.because.overrides],
        )
        for piece in rotation_pieces(stage.roster, rotation, *window)
        if piece.people
    ]  # fmt: skip
    beside = " (alongside)" if rotation.alongside else ""
    return Lane(f"{rotation.id}{beside}", "rotation", tuple(bars), _bands(stage, rotation))


def _shift(stage: Stage, shift: Shift) -> Bar:
    notes = [reason(stage.outlook.catalog, shift)] if shift.because.overrides else []
    return _bar(stage, shift.start, shift.end, shift.people, notes)


def _bar(
    stage: Stage, start: datetime, end: datetime, people: Sequence[str], notes: Sequence[str]
) -> Bar:
    names = [stage.name(person) for person in people]
    full, tip = " + ".join(names), f"{', '.join(names)}: {_when(stage, start, end)}"
    texts = (
        full,
        " + ".join(name.partition(" ")[0] for name in names),
        "+".join(initials(name) for name in names),
    )
    note = f" ({', '.join(notes)})" if notes else ""
    return Bar(start, end, texts, f"{tip}{note}", stage.looks.get(people[0]), bool(notes))


def _gap(stage: Stage, gap: Gap) -> Bar:
    tip = f"Nobody: {_when(stage, gap.start, gap.end)}"
    return Bar(gap.start, gap.end, ("nobody: a gap", "gap", "!"), tip, None)


def _when(stage: Stage, start: datetime, end: datetime) -> str:
    zone = stage.roster.timezone
    return f"{clock(start, zone)} \u2013 {clock(end, zone)}"


def _bands(stage: Stage, rotation: Rotation) -> tuple[Band, ...]:
    """Return the special periods of a rotation that are in sight."""
    zone = rotation.timezone or stage.roster.timezone
    found = (
        Band(instant(zone, period.from_), instant(zone, period.until), period.name)
        for period in rotation.special
    )
    return tuple(b for b in found if b.start < stage.until and stage.start < b.end)


def _away(stage: Stage) -> Iterator[Bar]:
    """Yield the time off of the members, on their own calendar; why is nobody's business."""
    for person_id in sorted({*stage.roster.members}):
        person = stage.outlook.catalog.people.get(person_id)
        for off in person.time_off if person else ():
            zone = person.timezone if person else ""
            start, end = _days(off, zone)
            if start < end and start < stage.until and stage.start < end:
                name = stage.name(person_id)
                texts = (name, name.partition(" ")[0], initials(name))
                tip = f"{name} is away: {_when(stage, start, end)}"
                yield Bar(start, end, texts, tip, stage.looks.get(person_id))


def _days(off: TimeOff, zone: str) -> tuple[datetime, datetime]:
    first, back = (datetime.combine(day, time()) for day in (off.from_, off.until))
    return instant(zone, first), instant(zone, back)


def _summary(stage: Stage) -> str:
    """Return what the drawing is, for those who do not see it."""
    start, end = (clock(at, stage.roster.timezone) for at in (stage.start, stage.until))
    count = len(stage.outlook.gaps[stage.roster_id])
    broken = f"{count} gap{'s' * (count != 1)}" if count else "no gaps"
    name = name_of(stage.outlook.catalog, "roster", stage.roster_id) or stage.roster_id
    return (
        f"{name}: who is on call from {start} to {end}, drawn by week; {broken}. "
        "The tables below say the same."
    )


def _legend(found: Sequence[Lane]) -> Iterator[str]:
    """Yield which signs are there to be explained."""
    bars = [bar for lane in found for bar in lane.bars]
    if any(bar.dated for bar in bars):
        yield "override"
    if any(lane.bands for lane in found):
        yield "special"
    if any(bar.look is None for bar in bars):
        yield "gap"
