"""The pagers' simulators in one table, and random rosters said in each of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from tests.unit.pager.rosters import WINDOW, roster
from watchbill.engine.rotation import shifts
from watchbill.engine.spans import unite
from watchbill.model.rosters import Roster
from watchbill.pager import jsm, oncall, pagerduty_v2, pagerduty_v3
from watchbill.pager.fit import Fit, fit
from watchbill.pager.layers import Layer, layers
from watchbill.pager.live import live, outside
from watchbill.pager.objects import Desired, Object, Stint, Watch
from watchbill.pager.timeline import settle


class Dialect(NamedTuple):
    """What a pager knows: which layers, what it makes of them in a schedule's zone.

    `alone`: a schedule has one person on call at a time.
    """

    name: str
    accepts: Callable[[Layer], bool]
    simulate: Callable[[Sequence[Layer], str, datetime, datetime], tuple[Stint, ...]]
    alone: bool


def _v2(found: Sequence[Layer], zone: str, start: datetime, end: datetime) -> tuple[Stint, ...]:
    written = pagerduty_v2.write(found, zone, str, start)
    return pagerduty_v2.simulate(written, zone, start, end)


DIALECTS = (
    Dialect("PagerDuty v2", pagerduty_v2.accept, _v2, True),
    Dialect(
        "PagerDuty v3",
        pagerduty_v3.accepts,
        lambda found, zone, *window: pagerduty_v3.layered(found, *window),
        False,
    ),
    Dialect(
        "Grafana OnCall",
        oncall.accepts,
        lambda found, zone, *window: oncall.simulate(found, *window),
        False,
    ),
    Dialect("JSM", jsm.accepts, lambda found, zone, *window: jsm.simulate(found, *window), True),
)


class Said(NamedTuple):
    """A schedule of a roster, and how a pager says it."""

    want: tuple[Stint, ...]
    zone: str
    fitted: Fit


def said(dialect: Dialect, seed: int, *, dated: bool = True) -> list[Said]:
    """Return the schedules of a random roster in a dialect, by their keys."""
    made = roster(seed, dated=dated)
    items = {item.key: item for item in map(_object(made), sorted(_roles(made)))}
    found = live(Desired(items), WINDOW[0], alone=dialect.alone).objects
    return [_said(dialect, made.timezone, found[key]) for key in sorted(found)]


def _roles(made: Roster) -> set[str]:
    return {rotation.role for rotation in made.rotations}


def _object(made: Roster) -> Callable[[str], Object]:
    start, end = WINDOW
    whole = shifts("r", made, start, end)

    def item(role: str) -> Object:
        stints = settle(Stint(s.start, s.end, s.people) for s in whole if s.role == role)
        watch = Watch("r", role, made.name, made.timezone, end, stints)
        body = {"name": made.name}
        return Object(f"schedule/r--{role}", body, watch, layers=layers(made, role, start, end))

    return item


def _said(dialect: Dialect, zone: str, item: Object) -> Said:
    assert item.watch
    native = [layer for layer in item.layers if dialect.accepts(layer)]
    want = item.watch.stints
    fitted = fit(want, native, lambda found, *w: dialect.simulate(found, zone, *w), WINDOW)
    return Said(want, zone, fitted)


def laid_over(made: Sequence[Stint], dated: Sequence[Stint]) -> tuple[Stint, ...]:
    """Return a timeline with dated shifts in place of what was there."""
    return settle([*outside(made, unite((s.start, s.end) for s in dated)), *dated])
