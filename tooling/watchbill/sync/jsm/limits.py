"""What Jira Service Management cannot be told, or only shift by shift, as findings."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from watchbill.engine.clock import HOUR, MINUTE, elapsed, wall, weekly_time
from watchbill.engine.horizon import horizon, monday
from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.policies import EscalationPolicy
from watchbill.model.rosters import Roster, Rotation
from watchbill.model.settings import Pager
from watchbill.pager.fit import look_ahead
from watchbill.pager.jsm import HALF_HOUR
from watchbill.pager.jsm_rules import LONGEST_TEXT, MOST_REPEATS
from watchbill.pager.jsm_turns import Frame, dated, said
from watchbill.pager.layers import layers
from watchbill.pager.live import base
from watchbill.places import Pointer
from watchbill.rules.pagers import INEXPRESSIBLE, ROUNDABOUT
from watchbill.sync.jsm.marks import mark

PAGER = "Jira Service Management"

_Place = tuple[Pointer, int]
"""Where a time of day is written, and its local seconds after midnight."""


def limits(catalog: Catalog, pager: Pager, at: datetime) -> Iterator[Problem]:
    """Yield what cannot be said (WB502), and rotations that need dated shifts (WB503)."""
    for id_, policy in catalog.escalations.items():
        yield from _unrepeated(id_, policy)
    window = monday(at), horizon(at, pager.weeks)[1]
    for id_, roster in catalog.rosters.items():
        for place, rotation in enumerate(roster.rotations):
            yield from _uneven(id_, roster, place, at)
            if why := _why(roster, rotation, window):
                message = f"{PAGER} cannot repeat {rotation.id} by itself: {why}"
                hint = "it is pushed shift by shift, `weeks` ahead: let CI apply every day"
                pointer = ("rotations", place)
                yield Problem(ROUNDABOUT.code, Ref("roster", id_), pointer, message, hint)


def _unrepeated(id_: str, policy: EscalationPolicy) -> Iterator[Problem]:
    ref, last = Ref("escalation", id_), len(policy.steps) - 1
    if policy.repeat > MOST_REPEATS:
        why = f"{PAGER} repeats an escalation {MOST_REPEATS} times at most"
        yield Problem(INEXPRESSIBLE.code, ref, ("repeat",), why, f"repeat: {MOST_REPEATS}")
    if policy.repeat and policy.steps and not elapsed(policy.steps[last].wait):
        why = f"{PAGER} repeats an escalation only after a wait"
        hint = "say how long the last step waits before the first one comes again"
        yield Problem(INEXPRESSIBLE.code, ref, ("steps", last, "wait"), why, hint)
    if len(mark(f"escalation/{id_}")) > LONGEST_TEXT:
        why = f"{PAGER} has no room for the mark of an id so long"
        yield Problem(INEXPRESSIBLE.code, ref, (), why, "give the file a shorter name")


def _uneven(id_: str, roster: Roster, place: int, at: datetime) -> Iterator[Problem]:
    """Yield the times of a rotation that are not at minute 0 or 30 of UTC, where they are kept."""
    rotation = roster.rotations[place]
    zone = rotation.timezone or roster.timezone
    for pointer, local in (*_recurring(place, rotation), *_dates(roster, place, at)):
        offset = wall(zone, at).utcoffset() or timedelta()
        if (local - int(offset.total_seconds())) % HALF_HOUR:
            why = f"{PAGER} knows the minutes 0 and 30 alone, in UTC as well: it would round this"
            hint = "choose a full or a half hour; zones that differ from UTC by quarters have none"
            yield Problem(INEXPRESSIBLE.code, Ref("roster", id_), pointer, why, hint)


def _recurring(place: int, rotation: Rotation) -> Iterator[_Place]:
    here = ("rotations", place)
    if rotation.handoff:
        yield (*here, "handoff", "at"), weekly_time(rotation.handoff.at)[1]
    for n, window in enumerate(() if isinstance(rotation.hours, str) else rotation.hours):
        yield (*here, "hours", n, "from"), weekly_time(window.from_)[1]
        yield (*here, "hours", n, "until"), weekly_time(window.until)[1]


def _dates(roster: Roster, place: int, at: datetime) -> Iterator[_Place]:
    """Yield the dated times of a rotation that are not over yet, a day more or less."""
    rotation = roster.rotations[place]
    over = at.replace(tzinfo=None) - timedelta(days=1)
    for n, special in enumerate(rotation.special):
        here: Pointer = ("rotations", place, "special", n)
        if special.until > over:
            yield (*here, "from"), _clock(special.from_)
            yield (*here, "until"), _clock(special.until)
            if special.handoff:
                yield (*here, "handoff", "at"), weekly_time(special.handoff.at)[1]
    for n, override in enumerate(roster.overrides):
        if override.rotation == rotation.id and override.until > over:
            yield ("overrides", n, "from"), _clock(override.from_)
            yield ("overrides", n, "until"), _clock(override.until)


def _clock(local: datetime) -> int:
    return local.hour * HOUR + local.minute * MINUTE


def _why(roster: Roster, rotation: Rotation, window: tuple[datetime, datetime]) -> str:
    """Return why a rotation's turns need dated shifts; nothing where they recur."""
    zone = rotation.timezone or roster.timezone
    ahead = window[0], look_ahead(sorted({zone, roster.timezone}), window[1])
    mine = [one for one in layers(roster, rotation.role, *ahead) if one.name == rotation.id]
    if not mine and rotation.turns:
        return "its hours and its turns go by different zones, or it has none"
    found = said(base(mine, *ahead), mine, Frame(roster.timezone, *ahead, ahead[0]))
    if not any(dated(layer) for layer in found):
        return ""
    if any(layer.every.unit == "month" for layer in mine):
        return "turns of months"
    if zone != roster.timezone:
        return f"it goes by {zone}, its schedule by {roster.timezone}"
    return "some of its turns would be another's, or at another time"
