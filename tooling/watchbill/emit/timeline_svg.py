"""Shifts as a drawn strip: a lane for each role, gaps marked, as wide as its page.

Places are percentages and there is no view box, so that the text keeps its size on a phone. All is
told by attributes that a strict content policy allows; colours are classes of the style sheet. The
table below a strip says the same, so the drawing is hidden from screen readers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.escape import safe
from watchbill.emit.times import day, iso
from watchbill.engine.clock import instant, wall

LANE, HEAD, ROOM, NAME = 34, 22, 4, 16
COLOURS = 8
PHONE, DESK = 288, 640
"""Pixels that a strip is wide on the narrowest phone, and where there is room."""
_LETTER, _SPACE = 7.5, 8


class Bar(NamedTuple):
    """A stretch in a lane: its text, what it says in full, and a colour (None for a gap)."""

    start: datetime
    end: datetime
    text: str
    tip: str
    colour: int | None


class Lane(NamedTuple):
    """A named row of the strip."""

    name: str
    bars: tuple[Bar, ...]


class Scale(NamedTuple):
    """The window of a strip, and the zone whose days are marked."""

    start: datetime
    end: datetime
    zone: str

    def at(self, moment: datetime) -> float:
        """Return where an instant is, in percent, cut to the window."""
        share = (moment - self.start) / (self.end - self.start)
        return round(min(max(share, 0.0), 1.0) * 100, 3)


def strip(lanes: Sequence[Lane], scale: Scale) -> Markup:
    """Return the lanes drawn over a window."""
    stacks = [(lane.name, _stacked(lane.bars)) for lane in lanes]
    height = HEAD + sum(NAME + LANE * len(rows) for _, rows in stacks)
    window = f'data-wb-from="{iso(scale.start)}" data-wb-until="{iso(scale.end)}"'
    parts = [
        f'<svg class="wb-strip" width="100%" height="{height}" aria-hidden="true" {window}>',
        *_weeks(scale, height),
    ]
    top = HEAD
    for name, rows in stacks:
        parts += _lane(name, rows, scale, top)
        top += NAME + LANE * len(rows)
    parts.append(
        f'<line class="wb-strip-now" x1="0%" x2="0%" y1="{HEAD + NAME}" y2="{height}"/></svg>'
    )
    return Markup("".join(parts))  # noqa: S704  # every text in it went through `safe`


def _lane(name: str, rows: Iterable[Iterable[Bar]], scale: Scale, top: int) -> Iterator[str]:
    """Yield a lane's name, and its rows below each other."""
    yield f'<text class="wb-lane-name" x="2" y="{top + 12}">{safe(name)}</text>'
    for index, row in enumerate(rows):
        for bar in row:
            yield _bar(bar, scale, top + NAME + index * LANE)


def _stacked(bars: Iterable[Bar]) -> list[list[Bar]]:
    """Return bars in as few rows as keep those apart that run at the same time."""
    rows: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda bar: (bar.start, bar.end)):
        row = next((row for row in rows if row[-1].end <= bar.start), None)
        if row is None:
            rows.append(row := [])
        row.append(bar)
    return rows or [[]]


def _weeks(scale: Scale, height: int) -> Iterator[str]:
    """Yield a line and a day at each Monday of the window."""
    for monday in mondays(scale):
        x = scale.at(monday)
        name, _, date = day(monday + timedelta(hours=12), scale.zone).partition(" ")
        yield f'<line class="wb-strip-week" x1="{x}%" x2="{x}%" y1="0" y2="{height}"/>'
        if _fits(date, 100 - x, PHONE):
            label = f'<tspan class="wb-strip-wide">{safe(name)} </tspan>{safe(date)}'
            yield f'<svg x="{x}%" overflow="visible"><text x="4" y="13">{label}</text></svg>'


def mondays(scale: Scale) -> Iterator[datetime]:
    """Yield the instants in a window at which a Monday begins in its zone."""
    local = wall(scale.zone, scale.start).replace(tzinfo=None, hour=0, minute=0, second=0)
    while True:
        at = instant(scale.zone, local).astimezone(UTC)
        if at >= scale.end:
            return
        if at >= scale.start and local.weekday() == 0:
            yield at
        local += timedelta(days=1)


def _bar(bar: Bar, scale: Scale, top: int) -> str:
    """Return a stretch; the inner drawing cuts off what does not fit after all."""
    left, right = scale.at(bar.start), scale.at(bar.end)
    width = round(right - left, 3)
    look = "wb-strip-gap" if bar.colour is None else f"wb-hue{bar.colour % COLOURS}"
    return (
        f'<svg x="{left}%" y="{top}" width="{width}%" height="{LANE - ROOM}"'
        f' class="{look}"><title>{safe(bar.tip)}</title>'
        f'<rect width="100%" height="100%" rx="3"/>{_names(bar.text, width)}</svg>'
    )


def _names(text: str, width: float) -> str:
    """Return a bar's text where it fits, else its first letters: half a name misleads.

    `width` is in percent of the strip. A bar without room for letters has only its tip.
    """
    if _fits(text, width, PHONE):
        return _text(text, "")
    letters = " + ".join(name[:1] for name in text.split(" + "))
    wide = text if _fits(text, width, DESK) else letters
    tight = letters if _fits(letters, width, PHONE) else ""
    return (_text(wide, "wb-strip-wide") if _fits(wide, width, DESK) else "") + (
        _text(tight, "wb-strip-tight") if tight else ""
    )


def _fits(text: str, width: float, whole: int) -> bool:
    """Say whether a text has room in some percent of so many pixels, by rule of thumb."""
    return len(text) * _LETTER + _SPACE <= width / 100 * whole


def _text(text: str, name: str) -> str:
    mark = f' class="{name}"' if name else ""
    return f'<text{mark} x="6" y="19">{safe(text)}</text>'


def hues(people: Sequence[str]) -> Mapping[str, int]:
    """Return a colour for each of the people, by their place in the team."""
    return {person: index % COLOURS for index, person in enumerate(people)}
