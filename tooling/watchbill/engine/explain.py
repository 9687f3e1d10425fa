"""Why somebody is on call, or nobody: the chain of reasons in words."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from watchbill.engine.clock import covered_spans, instant, moment, second, utc, wall
from watchbill.engine.rotation import on_call, rotation_pieces
from watchbill.engine.runs import blocks
from watchbill.engine.shift import Shift
from watchbill.engine.turns import Link, all_turns, chain
from watchbill.model.base import Window
from watchbill.model.rosters import (
    Follows,
    Handoff,
    Hours,
    Order,
    Override,
    Roster,
    Rotation,
    SpecialPeriod,
)
from watchbill.model.scalars import DAY_NAMES


def explain(roster_id: str, roster: Roster, role: str, at: datetime) -> tuple[str, ...]:
    """Return lines that say who is on call in a role at an instant, and why.

    Shifts are shown in the roster's zone; handoffs, hours and overrides in their rotation's.
    """
    found = on_call(roster_id, roster, at, role)
    rotations = [rotation for rotation in roster.rotations if rotation.role == role]
    lines = [_headline(roster, role, at, found)]
    if not rotations:
        lines.append(f"No rotation of {roster.name} has the role {role}.")
    hiding: str | None = None
    for rotation in reversed(rotations):
        shift = _shift_of(roster, rotation, found, second(at))
        if shift is None:
            lines.append(_without(roster, rotation, second(at), hiding))
        else:
            lines += _reasons(roster, rotation, shift, at)
            hiding = hiding if rotation.alongside else rotation.id
    return tuple(lines)


def _shift_of(roster: Roster, rotation: Rotation, found: Iterable[Shift], now: int) -> Shift | None:
    """Return which of the shifts a rotation has, if it is not hidden; ids might not be unique."""
    mine = [piece[2:] for piece in rotation_pieces(roster, rotation, now, now + 1)]
    named = [shift for shift in found if shift.rotation == rotation.id]
    return next((shift for shift in named if (shift.people, shift.because) in mine), None)


def _headline(roster: Roster, role: str, at: datetime, found: Iterable[Shift]) -> str:
    names = tuple(dict.fromkeys(person for shift in found for person in shift.people))
    time = f"{_shown(roster.timezone, at)} {roster.timezone}"
    verb = "are" if len(names) > 1 else "is"
    return f"{time}: {people(names) or 'nobody'} {verb} on call as {role} of {roster.name}."


def _reasons(roster: Roster, rotation: Rotation, shift: Shift, at: datetime) -> Iterator[str]:
    """Yield why a rotation has a shift: turns, hours, overrides, and its two ends."""
    links = chain(roster, rotation)
    origin = next(link for link in links if link.follows == shift.because.follows)
    yield from _following(links[: links.index(origin)])
    yield _special(origin, shift, at) if shift.because.special else _block(origin, shift)
    for link in links:
        if not isinstance(link.rotation.hours, str):
            yield f"Rotation {link.rotation.id} covers {hours(link.rotation.hours)} {link.zone}."
    for position in shift.because.overrides:
        yield _override(roster.overrides[position], links[0].zone)
    if rotation.alongside:
        yield f"Rotation {rotation.id} is on call alongside the earlier ones, not instead of them."
    zone = roster.timezone
    ends = f"from {_shown(zone, shift.start)} until {_shown(zone, shift.end)} {zone}"
    yield f"So rotation {rotation.id} has {people(shift.people)} on call {ends}."


def _following(links: Iterable[Link]) -> Iterator[str]:
    for link in links:
        if (follows := link.rotation.follows) is not None:
            yield f"Rotation {link.rotation.id} {_follows(follows)}."


def _follows(follows: Follows) -> str:
    turns = "1 turn" if follows.turns == 1 else f"{follows.turns} turns"
    return f"follows {follows.rotation}: its turns are taken by whoever had them {turns} before"


def _block(link: Link, shift: Shift) -> str:
    name, turn = shift.because[:2]
    block = [block for block in link.rotation.turns if block.since.isoformat() == name][-1]
    head = f"Rotation {link.rotation.id} hands over {handoff(link.handoff)} {link.zone}"
    return f"{head}; turn {turn + 1} since {name} is {_place(turn, block.order)}."


def _special(link: Link, shift: Shift, at: datetime) -> str:
    because, period = shift.because, _period(link, shift.because.block, at)
    span = f"from {_written(period.from_)} until {_written(period.until)} {link.zone}"
    passing = period.handoff or link.handoff
    head = f"Special period {period.name} replaces the turns of {link.rotation.id} {span}"
    turns = f"hands over {handoff(passing)}; " if passing else ""
    place = _place(because.turn, period.order)
    return f"{head}; {turns}turn {because.turn + 1} is {place}."


def _period(link: Link, name: str, at: datetime) -> SpecialPeriod:
    """Return the period of a name that is in force; of several the last one, as always."""
    periods = [period for period in link.rotation.special if period.name == name]
    return next(p for p in reversed(periods) if _lasts(p.from_, p.until, link.zone, at))


def _lasts(start: datetime, end: datetime, zone: str, at: datetime) -> bool:
    return instant(zone, start) <= moment(second(at)) < instant(zone, end)


def _place(turn: int, listed: Order) -> str:
    place = turn % len(listed)
    return f"number {place + 1} of {order(listed)}: {order([listed[place]])}"


def _override(override: Override, zone: str) -> str:
    who = f"{override.person} replaces {override.replaces or 'everybody'}"
    span = f"from {_written(override.from_)} until {_written(override.until)} {zone}"
    return f"Override: {who} {span}" + (f" ({override.reason})." if override.reason else ".")


def _without(roster: Roster, rotation: Rotation, now: int, hiding: str | None) -> str:
    """Return why a rotation puts nobody on call: hidden by a later one, or silent itself."""
    found = rotation_pieces(roster, rotation, now, now + 1)
    name = f"Rotation {rotation.id}"
    if found:
        later = f"{hiding} is listed later and replaces it"
        return f"{name} would have {people(found[0].people)} on call, but {later}."
    return f"{name} has nobody on call: {_silence(roster, rotation, now)}."


def _silence(roster: Roster, rotation: Rotation, now: int) -> str:
    links = chain(roster, rotation)
    if not links:
        return "the rotation that it follows does not exist, or follows it in turn"
    for link in links:
        weekly = link.rotation.hours
        if not covered_spans(weekly, link.zone, now, now + 1):
            return f"{link.rotation.id} covers only {hours(weekly)} {link.zone}"
    if all_turns(links, (now, now + 1)):
        return "its override names nobody"
    return _turnless(links[-1], now)


def _turnless(link: Link, now: int) -> str:
    """Return why no turn of a leader contains a second."""
    if link.rotation.handoff is None:
        return f"{link.rotation.id} has no handoff"
    starts = [run.start for run in blocks(link.rotation.turns, link.handoff, link.hours)]
    if starts and now < utc(link.zone, starts[0]):
        first = moment(utc(link.zone, starts[0]))
        return f"the first turn of {link.rotation.id} begins {_shown(link.zone, first)} {link.zone}"
    return f"{link.rotation.id} has no turns then"


def people(names: Iterable[str]) -> str:
    """Return names as one speaks: ada, bob and cy."""
    *most, last = [*names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def order(listed: Iterable[str | tuple[str, ...]]) -> str:
    """Return an order of participants as one line: ada, bob, cy & dee."""
    return ", ".join(p if isinstance(p, str) else " & ".join(p) for p in listed)


def handoff(handoff: Handoff | None) -> str:
    """Return a handoff in words: every 1 week on tuesday at 12:00."""
    if handoff is None:
        return "never"
    on = "" if handoff.on is None else f" on {handoff.on}"
    on = on.replace("on ", "on day ") if isinstance(handoff.on, int) else on
    return f"every {handoff.every}{on} at {handoff.at}"


def hours(weekly: Hours) -> str:
    """Return weekly hours in words: mon, tue 09:00–17:00; fri 17:00–mon 09:00."""
    return weekly if isinstance(weekly, str) else "; ".join(_window(window) for window in weekly)


def _window(window: Window) -> str:
    some = 0 < len(set(window.days)) < len(DAY_NAMES)
    days = f"{', '.join(window.days)} " if some else ""
    return f"{days}{window.from_}–{window.until}"


def _shown(zone: str, at: datetime) -> str:
    return f"{wall(zone, at):%a %Y-%m-%d %H:%M}"


def _written(local: datetime) -> str:
    return f"{local:%Y-%m-%d %H:%M}"
