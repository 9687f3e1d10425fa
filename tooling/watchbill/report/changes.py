"""What a change of the repository means for people: as text, as Markdown, and as data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import groupby
from typing import Any, NamedTuple

from watchbill.emit.escape import safe
from watchbill.engine.clock import zone_info
from watchbill.engine.coverage import Gap
from watchbill.engine.diff import ShiftChange
from watchbill.engine.effects import Effects, now, shares, too_soon
from watchbill.model import Catalog
from watchbill.report.summary import plural, printable


class Story(NamedTuple):
    """A change with what is needed to tell it: names, clocks, and what is frozen until when."""

    effects: Effects
    base: Catalog
    head: Catalog
    at: datetime
    frozen_until: datetime
    until: datetime
    zone: tzinfo | None = None

    def name(self, person: str) -> str:
        """Return a person's name, or the id of somebody unknown."""
        found = self.head.people.get(person) or self.base.people.get(person)
        return found.name if found else person

    def people(self, people: Sequence[str]) -> str:
        """Return names in a row; nobody has one too."""
        return ", ".join(map(self.name, people)) or "nobody"

    def clock(self, roster_id: str) -> tzinfo:
        """Return the zone in which a roster's times are shown: the reader's, or its own."""
        roster = self.head.rosters.get(roster_id) or self.base.rosters[roster_id]
        return self.zone or zone_info(roster.timezone)

    def stretch(self, start: datetime, end: datetime, roster_id: str) -> tuple[str, str]:
        """Return begin and end on the clock of a roster."""
        zone = self.clock(roster_id)
        return local(start, zone, self.at), local(end, zone, self.at)


def local(at: datetime, zone: tzinfo, now_: datetime) -> str:
    """Write an instant on a clock: Tue 24 Nov 12:00 GMT, with the year where it is another one."""
    shown = at.astimezone(zone)
    year = f" {shown.year}" if shown.year != now_.astimezone(zone).year else ""
    return f"{shown:%a} {shown.day} {shown:%b}{year} {shown:%H:%M %Z}"


def text(story: Story) -> Iterator[str]:
    """Yield the lines for a terminal."""
    yield from _sections(story, _TERMINAL)


def markdown(story: Story) -> Iterator[str]:
    """Yield the lines for a comment on a pull request."""
    yield "## Who is on call: what this changes"
    yield ""
    yield from _sections(story, _MARKDOWN)


class _Style(NamedTuple):
    """How a heading, an entry and what others wrote are written."""

    heading: str
    entry: str
    escape: Any


_TERMINAL = _Style("{}", "  {}", printable)
_MARKDOWN = _Style("### {}", "- {}", safe)


def _sections(story: Story, style: _Style) -> Iterator[str]:
    found = story.effects
    if not any(found):
        yield "nobody's shifts change"
        return
    for change in now(found, story.at):
        line = f"on call NOW: {change.roster} {change.role}: {_who(story, style, change)}"
        yield from _loud(style, line)
    soon = too_soon(found, story.frozen_until)
    if soon:
        title = "In the past or within the frozen horizon, and not by an override"
        yield from _section(style, title, (_line(story, style, change) for change in soon))
    opened = [f"GAP: {_gap(story, gap)}" for gap in found.opened]
    yield from _section(style, "Gaps that open", opened)
    for roster, moved in groupby(found.changes, key=lambda change: change.roster):
        yield from _section(style, _title(story, style, roster), _lines(story, style, moved))
    past = [change for change in found.past if change.by_override]
    lines = (_line(story, style, change) for change in past)
    yield from _section(style, "In the past, by an override", lines)
    yield from _section(style, "Gains and loses", _shares(story, style))
    yield from _section(style, "Gaps that close", (_gap(story, g) for g in found.closed))


def _loud(style: _Style, line: str) -> Iterator[str]:
    yield f"**{line}**" if style is _MARKDOWN else line
    yield ""


def _section(style: _Style, title: str, lines: Iterable[str]) -> Iterator[str]:
    entries = list(lines)
    if entries:
        yield style.heading.format(title)
        yield from (style.entry.format(line) for line in entries)
        yield ""


def _title(story: Story, style: _Style, roster_id: str) -> str:
    roster = story.head.rosters.get(roster_id) or story.base.rosters[roster_id]
    zone = getattr(story.clock(roster_id), "key", "")
    return f"{style.escape(roster.name)} ({roster_id})" + (f", {zone} time" if zone else "")


def _lines(story: Story, style: _Style, moved: Iterable[ShiftChange]) -> Iterator[str]:
    return (_line(story, style, change, named=False) for change in moved)


def _line(story: Story, style: _Style, change: ShiftChange, *, named: bool = True) -> str:
    begin, end = story.stretch(change.start, change.end, change.roster)
    where = f"{change.roster} {change.role}" if named else change.role
    note = " (override)" if change.by_override else ""
    return f"{begin} – {end}  {where}: {_who(story, style, change)}{note}"


def _who(story: Story, style: _Style, change: ShiftChange) -> str:
    before, after = (style.escape(story.people(side)) for side in (change.before, change.after))
    return f"{before} → {after}"


def _gap(story: Story, gap: Gap) -> str:
    begin, end = story.stretch(gap.start, gap.end, gap.roster)
    return f"{begin} – {end}  {gap.roster} {gap.role}: nobody"


def _shares(story: Story, style: _Style) -> Iterator[str]:
    for person, gains, loses in shares(story.effects.changes):
        parts = [f"gains {_hours(gains)}"] if gains else []
        parts += [f"loses {_hours(loses)}"] if loses else []
        yield f"{style.escape(story.name(person))} {', '.join(parts)}"


def _hours(length: timedelta) -> str:
    return plural(round(length / timedelta(hours=1)), "hour")


def data(story: Story) -> Mapping[str, Any]:
    """Return the same as plain data; instants are aware datetimes in UTC."""
    found = story.effects
    at_once, soon = set(now(found, story.at)), set(too_soon(found, story.frozen_until))
    return {
        "from": story.at,
        "until": story.until,
        "frozen_until": story.frozen_until,
        "changes": [
            {
                **change._asdict(),
                "before": _named(story, change.before),
                "after": _named(story, change.after),
                "now": change in at_once,
                "too_soon": change in soon,
            }
            for change in (*found.past, *found.changes)
        ],
        "people": [
            {
                **_named(story, [person])[0],
                "gains_hours": gains / timedelta(hours=1),
                "loses_hours": loses / timedelta(hours=1),
            }
            for person, gains, loses in shares(found.changes)
        ],
        "gaps_opened": [gap._asdict() for gap in found.opened],
        "gaps_closed": [gap._asdict() for gap in found.closed],
    }


def _named(story: Story, people: Sequence[str]) -> list[dict[str, str]]:
    return [{"id": person, "name": story.name(person)} for person in people]
