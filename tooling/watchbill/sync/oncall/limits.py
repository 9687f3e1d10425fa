"""What Grafana OnCall cannot be told, or only shift by shift, as findings."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from watchbill.engine.clock import elapsed
from watchbill.engine.horizon import horizon
from watchbill.engine.rotation import shifts
from watchbill.engine.shift import Shift
from watchbill.errors import WatchbillError
from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.policies import EscalationPolicy
from watchbill.model.rosters import Roster, Rotation
from watchbill.model.settings import Pager
from watchbill.pager import oncall
from watchbill.pager.fit import look_ahead
from watchbill.pager.layers import Layer, layers
from watchbill.pager.live import base
from watchbill.pager.timeline import differences
from watchbill.rules.pagers import INEXPRESSIBLE, ROUNDABOUT
from watchbill.sync.oncall.chains import LONGEST_WAIT, REPEATS
from watchbill.sync.oncall.options import options

PAGER = "Grafana OnCall"


def limits(catalog: Catalog, pager: Pager, at: datetime) -> Iterator[Problem]:
    """Yield what cannot be said (WB502), and rotations that need dated shifts (WB503).

    Feeds are fetched ready-made, so that in the mode ical no rotation needs any.
    """
    for id_, policy in catalog.escalations.items():
        yield from _unsaid(id_, policy)
    try:
        pushed = options(pager).mode == "calendar"
    except WatchbillError:
        return  # reported with the settings
    for id_, roster in catalog.rosters.items() if pushed else ():
        for place, rotation in enumerate(roster.rotations):
            if why := _why(id_, roster, rotation, horizon(at, pager.weeks)):
                message = f"{PAGER} cannot repeat {rotation.id} by itself: {why}"
                hint = "it is pushed shift by shift, `weeks` ahead: let CI apply every day"
                ref, pointer = Ref("roster", id_), ("rotations", place)
                yield Problem(ROUNDABOUT.code, ref, pointer, message, hint)


def _unsaid(id_: str, policy: EscalationPolicy) -> Iterator[Problem]:
    ref = Ref("escalation", id_)
    if policy.repeat > REPEATS:
        why = f"{PAGER} repeats an escalation {REPEATS} times at most"
        yield Problem(INEXPRESSIBLE.code, ref, ("repeat",), why, f"repeat: {REPEATS}")
    for number, step in enumerate(policy.steps):
        if elapsed(step.wait).total_seconds() > 60 * LONGEST_WAIT:
            why = f"{PAGER} waits a day at most"
            pointer = ("steps", number, "wait")
            yield Problem(INEXPRESSIBLE.code, ref, pointer, why, "wait: 24 hours")


def _why(id_: str, roster: Roster, rotation: Rotation, window: tuple[datetime, datetime]) -> str:
    """Return why a rotation's turns need dated shifts; nothing where they recur."""
    zones = sorted({one.timezone or roster.timezone for one in roster.rotations})
    ahead = window[0], look_ahead(zones, window[1])
    whole = layers(roster, rotation.role, *ahead)
    mine = [layer for layer in whole if layer.name == rotation.id]
    if not mine:
        turns = any(_ordinary(shift, rotation) for shift in shifts(id_, roster, *window))
        return "its hours and its turns go by different zones" if turns else ""
    if not all(map(oncall.accepts, mine)):
        return _unaccepted(mine)
    if _differ(mine, ahead):
        return "its first turns would meet a change of the clocks, and later ones be an hour wrong"
    place = whole.index(mine[0])
    below = [layer for layer in whole[:place] if oncall.accepts(layer)]
    if _differ([*below, *mine], ahead) and not _differ(below, ahead):
        return "it is alongside rotations that replace each other"
    return ""


def _ordinary(shift: Shift, rotation: Rotation) -> bool:
    because = shift.because
    return shift.rotation == rotation.id and not because.overrides and not because.special


def _unaccepted(mine: Sequence[Layer]) -> str:
    if any(layer.every.unit == "month" for layer in mine):
        return "turns of months"
    if not all(all(layer.order) for layer in mine):
        return "turns in which nobody is on call"
    return "its turns and hours repeat only after too long"


def _differ(found: Sequence[Layer], window: tuple[datetime, datetime]) -> bool:
    made, meant = oncall.simulate(found, *window), base(found, *window)
    return bool(differences(made, meant, *window))
