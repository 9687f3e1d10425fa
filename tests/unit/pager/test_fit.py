"""How a timeline is said: the fewest dated shifts, and nobody on call whom nobody wants."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.pager.dialects import laid_over
from watchbill.engine.clock import Length
from watchbill.pager.fit import Fit, dealt, fit, look_ahead
from watchbill.pager.layers import Layer
from watchbill.pager.live import base
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import clip, settle

START = datetime(2026, 10, 5, tzinfo=UTC)
END = START + timedelta(weeks=8)
WINDOW = START, END
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def layer(*order: str, name: str = "p", **more) -> Layer:
    people = tuple((person,) if person else () for person in order)
    made = Layer(name, "Etc/UTC", datetime(2026, 1, 5), Length(1, "week"), people, "always", START)
    return made._replace(**more)


def over(stints, *others):
    """Return a timeline with stints in place of what was there; without people, nobody."""
    for start, days, people in others:
        end = start + days * DAY
        stints = [*clip(stints, START, start), *clip(stints, end, END), Stint(start, end, people)]
    return settle(stint for stint in stints if stint.people)


P, W = layer("ada", "bob"), layer("eve", name="w", start=START + 5 * WEEK)
ALL = base([P], *WINDOW)
AT = START + 10 * DAY
CASES = {
    "nothing is dated where all is right": (ALL, [P], [P], 0),
    "an override is a dated shift": (over(ALL, (AT, 1, ("cy",))), [P], [P], 1),
    "two overrides": (over(ALL, (AT, 1, ("cy",)), (AT + 9 * DAY, 2, ("dee",))), [P], [P], 2),
    "a layer that is wrong most of the time is left out": (ALL, [P, W], [P], 0),
    "of equals, layers are kept: they go on": ((Stint(START, END, ("cy",)),), [P, W], [P, W], 1),
    "without layers all is dated": (ALL, [], [], 8),
    "a layer is interrupted where nobody is wanted": (
        over(ALL, (AT, 1, ())),
        [P],
        [P._replace(end=AT), P._replace(start=AT + DAY)],
        0,
    ),
    "several times": (
        over(ALL, (START, 1, ()), (AT, 1, ()), (AT + DAY, 3, ("cy",))),
        [P],
        [P._replace(start=START + DAY, end=AT), P._replace(start=AT + DAY)],
        1,
    ),
    "it is left out where that is too often": (
        over(ALL, *((START + day * DAY, 1, ()) for day in range(1, 56, 2))),
        [P],
        [],
        28,
    ),
    "nobody at all": ((), [P], [], 0),
}


@pytest.mark.parametrize(("want", "layers", "kept", "dated"), list(CASES.values()), ids=list(CASES))
def test_the_fewest_dated_shifts(want, layers, kept, dated):
    found = fit(want, layers, base, WINDOW)
    assert (found.layers, len(found.dated)) == (tuple(kept), dated)
    assert laid_over(base(found.layers, *WINDOW), found.dated) == want


def test_a_simulator_that_pages_others_than_it_is_told_is_not_believed():
    def deaf(layers, start, end):
        return (Stint(start, end, ("cy",)),) if layers else ()

    assert fit(ALL, [P], deaf, WINDOW).dated == ALL

    def silent(layers, start, end):
        return ()

    assert fit(ALL, [P], silent, WINDOW) == Fit((P,), ALL)


def test_look_ahead_lies_behind_the_next_change_of_a_clock():
    assert look_ahead(["Europe/London"], START) == datetime(2026, 11, 9, tzinfo=UTC)
    assert look_ahead(["Asia/Kolkata", "Etc/UTC"], START) == START
    assert look_ahead(["America/New_York", "Europe/London"], START).month == 11


def test_whoever_is_in_a_lane_of_his_own_stays_there():
    bases = [(Stint(START, END, ("ada",)),), (Stint(START, END, ("bob",)),)]
    want = (
        Stint(START, AT, ("ada", "bob")),
        Stint(AT, AT + DAY, ("bob", "cy")),
        Stint(AT + DAY, AT + 2 * DAY, ("bob",)),
        Stint(AT + 2 * DAY, END, ("ada", "bob", "dee")),
    )
    assert dealt(want, bases) == (
        (
            Stint(START, AT, ("ada",)),
            Stint(AT, AT + DAY, ("cy",)),
            Stint(AT + 2 * DAY, END, ("ada",)),
        ),
        (Stint(START, END, ("bob",)),),
        (Stint(AT + 2 * DAY, END, ("dee",)),),
    )
    assert dealt((), []) == ()
