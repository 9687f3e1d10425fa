"""A timeline said in rotations that are on call together; escalations as rules."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.pagers.fakes import ops_rendering
from tests.unit.pager.dialects import _object, _roles
from tests.unit.pager.rosters import WINDOW, roster
from watchbill.engine.clock import Length
from watchbill.errors import WatchbillError
from watchbill.model.base import Window
from watchbill.pager import jsm, jsm_rules
from watchbill.pager.jsm_rules import Step
from watchbill.pager.jsm_turns import DATED, Frame, dated, said, uneven
from watchbill.pager.layers import Layer
from watchbill.pager.live import base, live
from watchbill.pager.objects import Desired, Stint
from watchbill.pager.timeline import settle

SEEDS = 500
BLOCKS = 10
ALWAYS = "always"
START = datetime(2026, 10, 5, tzinfo=UTC)
END = datetime(2027, 1, 4, tzinfo=UTC)


def layer(*order, every=(1, "week"), zone="Europe/London", hours=ALWAYS, start=None, **more):
    origin = start or datetime(2026, 9, 1, 12)
    people = tuple((one,) if isinstance(one, str) else tuple(one) for one in order)
    begin = jsm.instant(f"{origin.isoformat()}+01:00")
    return Layer("r", zone, origin, Length(*every), people, hours, begin, **more)


def frame(zone="Europe/London", since=START, free=()):
    return Frame(zone, START, END, since, free)


def faked(found, zone, window):
    """Return what the fake makes of rotations: brute force, and its own idea of a clock's gaps."""
    told = [{**jsm.write(one, str), "id": n} for n, one in enumerate(found)]
    drawn = ops_rendering.timeline(told, [], zone, ops_rendering.Span(*window)).values()
    parts = [part for rotation in drawn for part in rotation if part.responder["type"] == "user"]
    return settle(Stint(part.start, part.end, (part.responder["id"],)) for part in parts)


# --- as JSON --------------------------------------------------------------------------------------

PARTS = {
    ALWAYS: (None, ALWAYS),
    "every night": (
        {"type": "time-of-day", "restriction": {
            "startHour": 22, "startMin": 0, "endHour": 6, "endMin": 30}},
        (Window("22:00", "06:30"),),
    ),
    "the weekend": (
        {"type": "weekday-and-time-of-day", "restrictions": [{
            "startDay": "friday", "startHour": 17, "startMin": 0,
            "endDay": "monday", "endHour": 9, "endMin": 0}]},
        (Window("fri 17:00", "mon 09:00"),),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("said_as", "hours"), PARTS.values(), ids=list(PARTS))
def test_a_rotation_as_the_service_takes_it(said_as, hours):
    one = layer("ada", (), "bob", every=(2, "day"), hours=hours, end=END)
    assert jsm.accepts(one)
    written = jsm.write(one, lambda person: f"id of {person}")
    assert written == {
        "name": "r",
        "startDate": "2026-09-01T11:00:00Z",
        "endDate": "2027-01-04T00:00:00Z",
        "type": "daily",
        "length": 2,
        "participants": [
            {"type": "user", "id": "id of ada"},
            {"type": "noone"},
            {"type": "user", "id": "id of bob"},
        ],
        "timeRestriction": said_as,
    }
    again = jsm.read(written, "Europe/London", lambda one: one["id"].removeprefix("id of "))
    assert jsm.same(again, one._replace(alongside=True, name="renamed"))


@pytest.mark.parametrize(
    "restriction",
    [
        {"type": "time-of-day", "restriction": {"startHour": 9, "endHour": 9}},
        {"type": "time-of-day", "restrictions": [{"startHour": 9, "endHour": 9}]},
        None,
    ],
)
def test_a_restriction_that_restricts_nothing(restriction):
    given = {"startDate": "2026-09-01T11:00:00Z", "type": "hourly", "timeRestriction": restriction}
    found = jsm.read(given, "UTC", str)
    assert (found.hours, found.order, found.every) == (ALWAYS, ((),), (1, "hour"))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"startDate": "yesterday", "type": "daily"}, "'yesterday' where an instant"),
        ({"startDate": "2026-09-01T11:00:00", "type": "daily"}, "where an instant"),
        ({"startDate": "2026-09-01T11:00:00Z", "type": "yearly"}, "unknown type: 'yearly'"),
    ],
)
def test_what_cannot_be_read_is_said(given, message):
    with pytest.raises(WatchbillError, match=message):
        jsm.read(given, "UTC", str)


UNACCEPTED = {
    "months": layer("ada", every=(1, "month")),
    "pairs": layer(("ada", "bob")),
    "a quarter past": layer("ada", start=datetime(2026, 9, 1, 12, 15)),
    "hours to a quarter": layer("ada", hours=(Window("09:00", "17:15"),)),
    "an end at a quarter": layer("ada", end=END + timedelta(minutes=15)),
    "counted from elsewhere": layer("ada")._replace(origin=datetime(2026, 8, 1)),
}


@pytest.mark.parametrize("one", UNACCEPTED.values(), ids=list(UNACCEPTED))
def test_what_is_no_rotation(one):
    assert not jsm.accepts(one)


# --- what is said ---------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(BLOCKS))
def test_random_rosters_page_as_the_engine_says(block):
    for seed in range(block, SEEDS, BLOCKS):
        made = roster(seed)
        items = {item.key: item for item in map(_object(made), sorted(_roles(made)))}
        for item in live(Desired(items), WINDOW[0], alone=False).objects.values():
            assert item.watch
            want = item.watch.stints
            found = said(want, item.layers, Frame(made.timezone, *WINDOW, WINDOW[0]))
            assert jsm.simulate(found, *WINDOW) == want, seed
            if seed % (5 * BLOCKS) == block:
                assert faked(found, made.timezone, WINDOW) == want, seed
            assert uneven(found) is None, seed
            for one in found:
                written = jsm.write(one, str)
                assert jsm.same(jsm.read(written, made.timezone, lambda p: p["id"]), one), seed


def _said(*layers, zone="Europe/London", want=None):
    made = base(layers, START, END) if want is None else want
    found = said(made, layers, frame(zone))
    assert jsm.simulate(found, START, END) == made
    return [(one.name, one.order, one.start, one.end) for one in found]


def test_pairs_are_rotations_side_by_side():
    begin = datetime(2026, 9, 1, 11, tzinfo=UTC)
    assert _said(layer(("ada", "bob"), "cy")) == [
        ("r", (("ada",), ("cy",)), begin, None),
        ("r (2)", (("bob",), ()), begin, None),
    ]


def test_an_override_ends_a_rotation_and_the_next_turn_begins_it_again():
    one = layer("ada", "bob")
    start, end = (datetime(2026, 11, day, 9, tzinfo=UTC) for day in (12, 13))
    turns = base([one], START, END)
    rest = [Stint(max(s, end), e, p) for s, e, p in turns if e > end]
    before = [Stint(s, min(e, start), p) for s, e, p in turns if s < start]
    found = _said(one, want=(*before, Stint(start, end, ("cy",)), *rest))
    assert found == [
        ("r", (("ada",), ("bob",)), datetime(2026, 9, 1, 11, tzinfo=UTC), start),
        ("r", (("bob",), ("ada",)), datetime(2026, 11, 17, 12, tzinfo=UTC), None),
        (DATED, (("cy",),), start, end),
        (DATED, (("ada",),), end, datetime(2026, 11, 17, 12, tzinfo=UTC)),
    ]


def test_a_weekend_rotation_cuts_the_hours_of_the_one_it_hides():
    weekend = layer("cy", "dee", hours=(Window("fri 17:00", "mon 09:00"),))._replace(name="w")
    found = said(base([layer("ada"), weekend], START, END), [layer("ada"), weekend], frame())
    assert [one.name for one in found] == ["r", "w"]
    assert found[0].hours == (Window("mon 09:00", "fri 17:00"),)


def test_turns_of_another_zone_hold_until_a_clock_changes():
    delhi = layer("ada", zone="Asia/Kolkata", hours=(Window("09:30", "18:00"),))
    found = said(base([delhi], START, END), [delhi], frame())
    recurring = [one for one in found if not dated(one)]
    assert jsm.simulate(found, START, END) == base([delhi], START, END)
    assert [one.zone for one in recurring] == ["Europe/London"] * 2
    assert sum(map(dated, found)) < 10


def test_turns_of_hours_never_pass_a_change_of_the_clock():
    found = said(base([layer("ada", "bob", every=(8, "hour"))], START, END), [
        layer("ada", "bob", every=(8, "hour"))], frame())  # fmt: skip
    change = datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert [one.start < change < (one.end or END) for one in found if not dated(one)] == [False] * 2
    assert sum(map(dated, found)) <= 2


GAPS = {
    "hours in a gap": ((1, "week"), (Window("sun 01:30", "sun 02:30"),), 12, 1),
    "a handoff in a gap": ((1, "day"), ALWAYS, 1, 1),
    "a handoff behind a gap": ((1, "day"), ALWAYS, 2, 0),
}


@pytest.mark.parametrize(("every", "hours", "at", "stretches"), GAPS.values(), ids=list(GAPS))
def test_no_turn_begins_or_ends_at_a_time_that_is_left_out(every, hours, at, stretches):
    one = layer("ada", "bob", every=every, hours=hours, start=datetime(2026, 9, 1, at))
    window = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 5, 3, tzinfo=UTC)
    want = base([one], *window)
    found = said(want, [one], Frame("Europe/London", *window, window[0]))
    assert jsm.simulate(found, *window) == faked(found, "Europe/London", window) == want
    assert sum(map(dated, found)) == stretches


def test_what_people_arranged_ends_no_rotation():
    one = layer("ada", "bob")
    start, end = (datetime(2026, 11, 12, hour, 15, tzinfo=UTC) for hour in (9, 17))
    turns = base([one], START, END)
    want = (
        *[Stint(s, min(e, start), p) for s, e, p in turns if s < start],
        Stint(start, end, ("cy",)),
        *[Stint(max(s, end), e, p) for s, e, p in turns if e > end],
    )
    found = said(want, [one], frame(free=[(start, end)]))
    assert [(got.order, got.end) for got in found] == [((("ada",), ("bob",)), None)]


def test_what_is_over_is_not_said_again():
    since = datetime(2026, 11, 1, tzinfo=UTC)
    over = Stint(START, START + timedelta(days=2), ("cy",))
    runs = Stint(since - timedelta(days=1), since + timedelta(days=1), ("dee",))
    found = said((over, runs), (), frame(since=since))
    assert [(one.start, one.end, one.order) for one in found] == [(*runs[:2], (("dee",),))]


def test_times_that_would_be_rounded_are_noticed():
    stint = Stint(START + timedelta(minutes=10), END, ("ada",))
    found = said((stint,), (), frame())
    assert uneven(found) == stint.start


# --- escalations ----------------------------------------------------------------------------------

NORMAL = {
    "as it is": ([(("b", "a"), 5), (("c",), 10)], 2, [(("a", "b"), 5), (("c",), 10)]),
    "the last wait without a repetition": ([(("a",), 5)], 0, [(("a",), 0)]),
    "no wait between": ([(("a",), 0), (("b",), 5), (("c",), 1)], 1, [(("a", "b"), 5), (("c",), 1)]),
    "nobody in between": ([(("a",), 5), ((), 7), (("b",), 1)], 1, [(("a",), 12), (("b",), 1)]),
    "nobody at first": ([((), 5), (("a",), 3)], 1, [((), 5), (("a",), 3)]),
    "nothing": ([], 3, []),
}


@pytest.mark.parametrize(("steps", "repeat", "normal"), NORMAL.values(), ids=list(NORMAL))
def test_steps_become_rules_and_steps_again(steps, repeat, normal):
    found = jsm_rules.normal([Step(*step) for step in steps], repeat)
    assert [tuple(step) for step in found] == normal
    written = jsm_rules.write(found, repeat, lambda key: {"type": "user", "id": key})
    assert jsm_rules.read(written, lambda rule: rule["recipient"]["id"]) == (
        found,
        repeat if normal else 0,
    )


def test_delays_count_from_the_begin_of_the_alert():
    steps = [Step(("a",), 5), Step(("b", "c"), 10), Step(("d",), 15)]
    written = jsm_rules.write(steps, 3, lambda key: {"type": "schedule", "id": key})
    assert [(rule["delay"], rule["recipient"]["id"]) for rule in written["rules"]] == [
        (0, "a"),
        (5, "b"),
        (5, "c"),
        (15, "d"),
    ]
    assert written["repeat"] == {
        "waitInterval": 15,
        "count": 3,
        "resetRecipientStates": False,
        "closeAlertAfterAll": False,
    }


@pytest.mark.parametrize(
    ("delay", "minutes"),
    [
        ({"timeAmount": 2, "timeUnit": "hours"}, 120),
        ({"timeAmount": 90, "timeUnit": "seconds"}, 1),
        ({"timeAmount": 5}, 5),
        (7, 7),
        (None, 0),
    ],
)
def test_delays_of_opsgenie_have_a_unit(delay, minutes):
    rules = [{"delay": delay, "recipient": "a"}, {"delay": 999, "recipient": "b"}]
    steps, _ = jsm_rules.read({"rules": rules}, lambda rule: rule["recipient"])
    assert [step.wait for step in steps if step.notify == ("a",)] == [999 - minutes]


def test_a_unit_of_a_delay_that_nobody_knows_is_said():
    rule = {"delay": {"timeAmount": 1, "timeUnit": "moons"}, "recipient": "a"}
    with pytest.raises(WatchbillError, match="unknown unit of time: 'moons'"):
        jsm_rules.read({"rules": [rule]}, str)
