"""A configuration of Prometheus Alertmanager that leads alerts to escalation policies.

Alertmanager knows services and severities, not who is on call: a receiver stands for an
escalation policy, and what it notifies is the operator's to fill in. The file is complete, so that
`amtool check-config` can judge it. Holidays reach a year from the Monday at or before the instant
asked for, so that two runs in the same week make the same file.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from watchbill.emit.artifact import Artifact
from watchbill.emit.escape import clean
from watchbill.engine.clock import DAY, HOUR, MINUTE, weekly
from watchbill.engine.escalation import When
from watchbill.engine.horizon import monday
from watchbill.engine.reach import holidays
from watchbill.engine.spans import Span, unite
from watchbill.errors import WatchbillError
from watchbill.model import Catalog
from watchbill.model.base import Window
from watchbill.pager.desired import all_read

PATH = "alertmanager.yml"
DEFAULT, NOBODY = "watchbill-default", "watchbill-nobody"
"""Receivers of alerts that are no service's, and of those that page nobody: no policy's name."""

_NEEDED = ("settings", "roster", "calendar", "service", "escalation", "severities", "severity")
_REACH = timedelta(days=367)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SAYS = {"always": "pages always", "working_hours": "pages in working hours", "never": "no page"}
_LABEL = re.compile("[a-zA-Z_][a-zA-Z0-9_]*")
# In YAML these are line breaks, not allowed, or not to be seen; JSON leaves some as they are.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_HEAD = f"""\
# Made by `watchbill export alertmanager` from services, severities, escalation policies and the
# working hours of watchbill.yaml. Change those, not this file.
#
# A receiver is an escalation policy; what it notifies is for you to say, under the same name.
# {DEFAULT} gets what is no service's, {NOBODY} what pages nobody.
"""


class _Entry(NamedTuple):
    """An entry of a service's alerts, with all that its route needs to know."""

    service: str
    number: int
    match: Mapping[str, str]
    page: When
    receiver: str
    roster: str
    about: str


class _Hours(NamedTuple):
    """The lines of a roster's time intervals: when its people work, and its holidays."""

    working: list[str]
    off: list[str]


def alertmanager(catalog: Catalog, at: datetime) -> tuple[Artifact, ...]:
    """Return the configuration: routes, receivers by name, and time intervals.

    Of entries of several services that match an alert the one with the most labels counts, then
    the first service by its id; within a service the first entry that matches, as everywhere.
    Raise WatchbillError for a label without a name, and while a file cannot be read: what it says
    would end at the default, or page at another time.
    """
    all_read(catalog, _NEEDED, "are no routes")
    entries = sorted(_entries(catalog), key=lambda e: (-len(e.match), e.service, e.number))
    waiting = sorted({entry.roster for entry in entries if entry.page == "working_hours"})
    start = monday(at).date() - timedelta(days=1)  # still Sunday in the west
    hours = {roster: _hours(catalog, roster, start) for roster in waiting}
    lines = [*_routes(entries, hours), *_receivers(catalog, entries), *_intervals(hours)]
    return (Artifact(PATH, _HEAD + "\n".join(lines) + "\n"),)


def _entries(catalog: Catalog) -> Iterator[_Entry]:
    """Yield what services say of alerts; a severity that is nowhere pages always."""
    for id_, service in catalog.services.items():
        for number, alert in enumerate(service.alerts):
            severity = catalog.severities.get(alert.severity)
            page = severity.page if severity else "always"
            if "" in alert.match:
                hint = f"name it in rosters/services/{id_}.yaml"
                raise WatchbillError(f"service {id_} matches a label without a name", hint)
            about = f"{service.name}: {alert.severity}, {_SAYS[page]}"
            receiver = NOBODY if page == "never" else f"watchbill/{service.escalation}"
            yield _Entry(id_, number, alert.match, page, receiver, service.roster, about)


def _routes(entries: list[_Entry], hours: Mapping[str, _Hours]) -> Iterator[str]:
    """Yield the tree of routes."""
    yield from ("route:", f"  receiver: {_quoted(DEFAULT)}")
    yield from ("  routes:",) if entries else ()
    mine: dict[str, list[_Entry]] = {}
    for entry in entries:
        mine.setdefault(entry.service, []).append(entry)
    for entry in entries:
        yield from _route(entry, hours, "    ")
        earlier = _earlier(entry, mine[entry.service])
        yield from ("      routes:",) if earlier else ()
        for other in earlier:
            yield from _route(other, hours, "        ")


def _earlier(entry: _Entry, mine: Iterable[_Entry]) -> list[_Entry]:
    """Return the service's entries that are written before this one and routed after it.

    They have fewer labels. Asked again below its route, they get the alerts that are theirs.
    """
    before = (o for o in mine if o.number < entry.number and len(o.match) < len(entry.match))
    found = sorted((o for o in before if _overlap(o.match, entry.match)), key=lambda o: o.number)
    return found if any(other.page != entry.page for other in found) else []


def _overlap(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Say whether an alert can have the labels of both."""
    return all(other.get(label, value) == value for label, value in one.items())


def _route(entry: _Entry, hours: Mapping[str, _Hours], indent: str) -> Iterator[str]:
    """Yield a route; intervals are not handed down to the routes below it."""
    matchers = ", ".join(_quoted(_matcher(*pair)) for pair in sorted(entry.match.items()))
    yield f"{indent}# {clean(entry.about)}"
    yield f"{indent}- receiver: {_quoted(entry.receiver)}"
    yield f"{indent}  matchers: [{matchers}]"
    if entry.page == "working_hours":
        yield f"{indent}  active_time_intervals: [{_quoted(_working(entry.roster))}]"
        if hours[entry.roster].off:
            yield f"{indent}  mute_time_intervals: [{_quoted(_off(entry.roster))}]"


def _receivers(catalog: Catalog, entries: Iterable[_Entry]) -> Iterator[str]:
    """Yield every escalation policy by name, and those that services name."""
    policies = {f"watchbill/{id_}" for id_ in catalog.ids("escalation")}
    names = policies | {entry.receiver for entry in entries} | {NOBODY}
    yield from ("", "receivers:", f"  - name: {_quoted(DEFAULT)}")
    yield from (f"  - name: {_quoted(name)}" for name in sorted(names))


def _intervals(hours: Mapping[str, _Hours]) -> Iterator[str]:
    yield from ("", "time_intervals:") if hours else ()
    for roster, (working, off) in hours.items():
        for name, lines in ((_working(roster), working), (_off(roster), off)):
            if lines:
                yield from (f"  - name: {_quoted(name)}", "    time_intervals:", *lines)


def _hours(catalog: Catalog, roster_id: str, start: date) -> _Hours:
    """Return the settings' working hours and a year's holidays, in the roster's zone."""
    roster = catalog.rosters.get(roster_id)
    zone = _quoted(roster.timezone if roster else catalog.settings.timezone)
    days = [day for day in holidays(catalog, roster_id) if start <= day < start + _REACH]
    working = [
        f"      - {{weekdays: [{', '.join(names)}], times: [{times}], location: {zone}}}"
        for times, names in _weekly(catalog.settings.working_hours).items()
    ]
    off = [
        f"      - {{years: ['{year}'], months: ['{month}'], days_of_month: [{those}],"
        f" location: {zone}}}"
        for (year, month), those in _months(days).items()
    ]
    return _Hours(working, off)


def _weekly(window: Window) -> dict[str, list[str]]:
    """Return weekdays by their times: a range ends with its day, and the next day goes on."""
    spans: dict[int, list[Span]] = {}
    for first, last in weekly((window,)):
        for day in range(first // DAY, (last - 1) // DAY + 1):
            cut = max(first - day * DAY, 0), min(last - day * DAY, DAY)
            spans.setdefault(day % len(_WEEKDAYS), []).append(cut)
    found: dict[str, list[str]] = {}
    for day, times in sorted(spans.items()):
        text = ", ".join(
            f"{{start_time: '{_clock(first)}', end_time: '{_clock(last)}'}}"
            for first, last in unite(times)
        )
        found.setdefault(text, []).append(_WEEKDAYS[day])
    return found


def _months(days: Iterable[date]) -> dict[tuple[int, int], str]:
    """Return the days of each month of a year, quoted and in order."""
    found: dict[tuple[int, int], list[str]] = {}
    for day in sorted(days):
        found.setdefault((day.year, day.month), []).append(f"'{day.day}'")
    return {month: ", ".join(those) for month, those in found.items()}


def _working(roster: str) -> str:
    return f"watchbill/{roster}/working-hours"


def _off(roster: str) -> str:
    return f"watchbill/{roster}/holidays"


def _clock(seconds: int) -> str:
    return f"{seconds // HOUR:02}:{seconds % HOUR // MINUTE:02}"


def _matcher(label: str, value: str) -> str:
    r"""Return an equality that every Alertmanager reads alike: it knows \\, \" and \n.

    Label names beyond letters, digits and _ are quoted, which Alertmanager knows since 0.27.
    """
    return f"{label if _LABEL.fullmatch(label) else _text(label)}={_text(value)}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _quoted(text: str) -> str:
    """Return a YAML scalar that is a string whatever is in it."""
    if not _UNSEEN.search(text):
        return "'" + text.replace("'", "''") + "'"
    return _UNSEEN.sub(lambda one: f"\\u{ord(one[0]):04x}", json.dumps(text, ensure_ascii=False))
