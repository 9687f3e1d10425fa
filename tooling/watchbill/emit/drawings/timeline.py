"""A roster's timeline: a drawing a week, in which lanes lie below each other.

Places are percentages and there is no view box, so that a text keeps its size on a phone; the
style sheet decides how many weeks are seen at once. All is told by attributes that a strict
content policy allows. Tables below the drawing say the same, so it is hidden from screen readers.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.drawings.looks import Look
from watchbill.emit.drawings.scale import Scale, clock_changes, days
from watchbill.emit.escape import safe
from watchbill.emit.times import iso
from watchbill.engine.clock import wall

HEAD, NAME, ROOM, BAND, CLOCK = 40, 19, 3, 16, 14
"""Heights in pixels: the days, a lane's name, between bars, a special period, a clock change."""
_LETTER, _SPACE = 6.9, 9
_SATURDAY, _THIN = 5, 16


class Room(NamedTuple):
    """The least pixels that a week is wide: on a phone, and where there is space."""

    narrow: int
    wide: int


FEW, MANY = Room(230, 230), Room(560, 440)
"""For turns of days, four weeks are seen side by side; for turns of hours, two, or half a week."""


class Bar(NamedTuple):
    """A stretch of a lane: names in full, short, as letters, and what it says when pointed at.

    Without a look it is a gap, and shown in red; `dated` says that an override made it.
    """

    start: datetime
    end: datetime
    texts: tuple[str, ...]
    tip: str
    look: Look | None
    dated: bool = False


class Band(NamedTuple):
    """A named stretch below a lane's bars."""

    start: datetime
    end: datetime
    name: str


class Lane(NamedTuple):
    """A named row of the timeline; `kind` is final, rotation or away."""

    name: str
    kind: str
    bars: tuple[Bar, ...]
    bands: tuple[Band, ...] = ()


class _Placed(NamedTuple):
    lane: Lane
    rows: list[list[Bar]]
    top: int

    @property
    def row(self) -> int:
        """The height of a row of bars."""
        return {"final": 32, "rotation": 24}.get(self.lane.kind, 17)

    @property
    def bands(self) -> int:
        """The top of the special periods."""
        return self.top + NAME + self.row * len(self.rows)

    @property
    def bottom(self) -> int:
        """Where the next lane begins."""
        return self.bands + (BAND if self.lane.bands else 0) + ROOM


def timeline(lanes: Iterable[Lane], shown: Sequence[Scale], until: datetime, room: Room) -> Markup:
    """Return the lanes' names, and a drawing for each week; nothing is known after `until`."""
    changes = any(list(clock_changes(week)) for week in shown)
    placed = _placed(lanes, HEAD + (CLOCK if changes else 0))
    height = (placed[-1].bottom if placed else HEAD) + 4
    names = "".join(
        f'<text class="wb-tl-{lane.kind}" x="4" y="{top + 14}">{safe(lane.name)}</text>'
        for lane, _, top in placed
    )
    drawn = [
        f'<svg class="wb-tl-names" width="1" height="{height}" aria-hidden="true">{names}</svg>'
    ]
    drawn += ["".join(_week(placed, week, until, height, room)) for week in shown]
    return Markup("".join(drawn))  # noqa: S704  # every text in it went through `safe`


def _placed(lanes: Iterable[Lane], top: int) -> list[_Placed]:
    placed: list[_Placed] = []
    for lane in lanes:
        placed.append(_Placed(lane, stacked(lane.bars), placed[-1].bottom if placed else top))
    return placed


def stacked(bars: Iterable[Bar]) -> list[list[Bar]]:
    """Return bars in as few rows as keep those apart that run at the same time."""
    rows: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda bar: (bar.start, bar.end)):
        row = next((row for row in rows if row[-1].end <= bar.start), None)
        if row is None:
            rows.append(row := [])
        row.append(bar)
    return rows or [[]]


def _week(
    placed: Iterable[_Placed], week: Scale, until: datetime, height: int, room: Room
) -> Iterator[str]:
    first, last = wall(week.zone, week.start), wall(week.zone, week.end - timedelta(hours=1))
    window = (
        f'data-wb-from="{iso(week.start)}" data-wb-until="{iso(week.end)}"'
        f' data-wb-first="{first.day} {first:%b}" data-wb-last="{last.day} {last:%b %Y}"'
    )
    yield f'<svg class="wb-tl-week" width="100%" height="{height}" aria-hidden="true" {window}>'
    yield from _days(week, height)
    for entry in placed:
        for index, row in enumerate(entry.rows):
            top = entry.top + NAME + index * entry.row
            for bar in row:
                if week.meets(bar.start, bar.end):
                    yield _bar(bar, week, top, entry.row - ROOM, room)
        for band in entry.lane.bands:
            if week.meets(band.start, band.end):
                yield _band(band, week, entry.bands, room)
    if until < week.end:
        yield _unknown(week, until, height)
    yield from _clocks(week, height)
    yield "</svg>"


def _days(week: Scale, height: int) -> Iterator[str]:
    """Yield the week's name, its weekend, and a line and a number for each day."""
    found = [(date, week.at(at)) for date, at in days(week)]
    ends = [place for _, place in found[1:]] + [100.0]
    for (date, place), end in zip(found, ends, strict=True):
        if date.weekday() >= _SATURDAY:
            yield (
                f'<rect class="wb-tl-weekend" x="{place}%" width="{round(end - place, 2)}%"'
                f' y="20" height="{height - 20}"/>'
            )
    for date, place in found:
        monday = " wb-tl-monday" if date.weekday() == 0 else ""
        top = 0 if monday else 20
        yield (
            f'<line class="wb-tl-day{monday}" x1="{place}%" x2="{place}%" y1="{top}"'
            f' y2="{height}"/>'
        )
        label = f'<tspan class="wb-tl-dow">{date:%a} </tspan>{date.day}'
        yield f'<svg x="{place}%" overflow="visible"><text x="5" y="35">{label}</text></svg>'
    if found:
        first = found[0][0]
        name = f"{first.day} {first:%B %Y}"
        yield f'<text class="wb-tl-title" x="5" y="14">{name}</text>'


def _clocks(week: Scale, height: int) -> Iterator[str]:
    """Yield a line where the clock is set, with how far."""
    for at, by in clock_changes(week):
        place, minutes = week.at(at), int(by.total_seconds()) // 60
        sign = "+" if minutes > 0 else "\u2212"
        size = f"{abs(minutes) // 60} h" if minutes % 60 == 0 else f"{abs(minutes)} min"
        back = place > 70  # noqa: PLR2004  # the text would run out of the week
        anchor = f'x="{-4 if back else 4}" text-anchor="{"end" if back else "start"}"'
        yield (
            f'<line class="wb-tl-clock" x1="{place}%" x2="{place}%" y1="{HEAD}" y2="{height}"/>'
            f'<svg x="{place}%" overflow="visible"><text class="wb-tl-clock" {anchor}'
            f' y="{HEAD + CLOCK - 3}">clocks {sign}{size}</text></svg>'
        )


def _unknown(week: Scale, until: datetime, height: int) -> str:
    place = week.at(until)
    return (
        f'<rect class="wb-tl-unknown" x="{place}%" width="{round(100 - place, 2)}%"'
        f' y="{HEAD}" height="{height - HEAD}"><title>Not published yet</title></rect>'
    )


def _bar(bar: Bar, week: Scale, top: int, tall: int, room: Room) -> str:
    """Return a stretch; the inner drawing cuts off what does not fit after all."""
    left, right = week.at(bar.start), week.at(bar.end)
    width = round(right - left, 2)
    look = f"wb-hue{bar.look.hue}" if bar.look else "wb-tl-gap"
    thin = " wb-tl-thin" if tall <= _THIN else ""
    flag = '<path class="wb-tl-dated" d="M0 0h11l-11 11z"/>' if bar.dated else ""
    return (
        f'<svg x="{left}%" y="{top}" width="{width}%" height="{tall}"'
        f' class="wb-tl-bar{thin} {look}"><title>{safe(bar.tip)}</title>'
        f'<rect width="100%" height="100%" rx="3"/>{_mark(bar.look, tall)}{flag}'
        f"{_names(bar.texts, width, tall, room)}</svg>"
    )


def _mark(look: Look | None, tall: int) -> str:
    """Return the line at the foot of a bar that tells people apart without colours."""
    if look is None or tall <= _THIN:
        return ""
    y = tall - 2
    return f'<line class="wb-tl-mark{look.mark}" x1="2" x2="100%" y1="{y}" y2="{y}"/>'


def _names(texts: Sequence[str], width: float, tall: int, room: Room) -> str:
    """Return the longest text that fits, on a phone and on a wide page: half a name misleads.

    `width` is in percent of a week. A bar without room for letters has only its tip.
    """
    narrow, wide = (_fitting(texts, width * pixels / 100) for pixels in room)
    if narrow == wide:
        return _text(narrow, "", tall, middle=narrow == texts[-1])
    return "".join(
        _text(text, name, tall, middle=text == texts[-1])
        for text, name in ((wide, "wb-tl-wide"), (narrow, "wb-tl-narrow"))
    )


def _fitting(texts: Sequence[str], pixels: float) -> str:
    """Return the first text that has room in so many pixels, by rule of thumb; else none.

    The last one, a few letters, needs no more room than itself.
    """
    for text in texts:
        if len(text) * _LETTER + (_SPACE if text != texts[-1] else 3) <= pixels:
            return text
    return ""


def _text(text: str, name: str, tall: int, *, middle: bool) -> str:
    mark = f' class="{name}"' if name else ""
    place = 'x="50%" text-anchor="middle"' if middle else 'x="5"'
    return f'<text{mark} {place} y="{tall // 2 + 4}">{safe(text)}</text>' if text else ""


def _band(band: Band, week: Scale, top: int, room: Room) -> str:
    left = week.at(band.start)
    width = round(week.at(band.end) - left, 2)
    text = _fitting((band.name, "special"), width * room.narrow / 100)
    return (
        f'<svg x="{left}%" y="{top}" width="{width}%" height="{BAND - 2}" class="wb-tl-special">'
        f'<title>{safe(band.name)}</title><rect width="100%" height="100%" rx="2"/>'
        f"{_text(text, '', BAND - 3, middle=False)}</svg>"
    )
