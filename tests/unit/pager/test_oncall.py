"""What Grafana OnCall makes of layers: against its fake, which expands shifts by brute force."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pagers.fakes import oncall_rendering as rendering
from watchbill.engine.clock import Length
from watchbill.model.base import Window
from watchbill.model.rosters import Hours
from watchbill.model.scalars import DayName
from watchbill.pager import oncall, oncall_layers
from watchbill.pager.layers import Layer, People
from watchbill.pager.live import base
from watchbill.pager.objects import Stint
from watchbill.pager.oncall_fields import agrees, fields, shift
from watchbill.pager.timeline import differences, settle

START = datetime(2026, 10, 19, tzinfo=UTC)
END = datetime(2027, 4, 19, tzinfo=UTC)
SOON = datetime(2026, 11, 30, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NEW_YORK = "America/New_York"
WORKDAYS: tuple[DayName, ...] = ("mon", "tue", "wed", "thu", "fri")
OFFICE = (Window(days=WORKDAYS, from_="09:00", until="17:00"),)
OFFICES = (Window(days=("tue", "wed"), from_="08:00", until="18:00"),)
NIGHTS = (Window(from_="22:00", until="06:00"),)
WEEKENDS = (Window(from_="fri 17:00", until="mon 09:00"),)


MONDAY, TUESDAY = (Window(f"{day} 12:00", f"{day} 13:00") for day in ("mon", "tue"))


def people(letters: str) -> tuple[People, ...]:
    return tuple(tuple(part) for part in letters.split())


def many(number: int) -> str:
    return " ".join(f"p{n}" for n in range(number))


def layer(
    every: str = "1 week",
    order: str = "a b",
    hours: Hours = "always",
    *,
    zone: str = NEW_YORK,
    at: datetime = datetime(2026, 1, 6, 12),
    start: datetime = LONG_AGO,
    end: datetime | None = None,
    alongside: bool = False,
    name: str = "primary",
) -> Layer:
    number, unit = every.split()
    length = Length(int(number), unit)
    return Layer(name, zone, at, length, people(order), hours, start, end, alongside)


def faked(shifts: Sequence[oncall.Shift]) -> tuple[Stint, ...]:
    """Return what the fake makes of shifts, told by their fields."""
    events = [
        event
        for one in shifts
        for event in rendering.shift_events(fields(one, str), "Asia/Tokyo", END)
    ]
    found = rendering.rendered(events, START, END)
    return settle(Stint(start, end, tuple(sorted(who))) for start, end, who in found)


def wrong(*layers: Layer, end: datetime = END) -> list[str]:
    """Return where other people are paged than is meant: month-day hour, meant and made."""
    found = differences(base(layers, START, end), oncall.simulate(layers, START, end), START, end)
    return [
        f"{d.start:%m-%d %H:%M}-{d.end:%H:%M} {''.join(d.before)}→{''.join(d.after)}" for d in found
    ]


EXACT = {
    "a week": layer(),
    "pairs": layer(order="a bc d"),
    "two weeks": layer("2 week", "a b c"),
    "a day": layer("1 day", "a b c", zone="Europe/Berlin"),
    "three days": layer("3 day", "a b"),
    "twelve hours, of three": layer("12 hour", "a b c"),
    "thirty-six hours": layer("36 hour", "a b"),
    "handed over in the middle of office hours": layer(hours=OFFICE, order="a b c"),
    "two weeks of office hours": layer("2 week", hours=OFFICE, order="a b c"),
    "weekends": layer(hours=WEEKENDS),
    "nights, a day each": layer("1 day", "a b c", NIGHTS),
    "nights, a week each": layer("1 week", "a b c", NIGHTS),
    "half an hour of a change": layer("1 day", zone="Australia/Lord_Howe"),
    "no change at all": layer(order="a b c", zone="Asia/Kolkata"),
    "weekends over a week": (
        layer(),
        layer(order="c d", hours=WEEKENDS, name="weekend"),
    ),
    "alongside": (layer(), layer(order="c d", hours=OFFICE, name="more", alongside=True)),
    "alongside what is not replaced meanwhile": (
        layer(),
        layer(order="c d", hours=WEEKENDS, name="weekend"),
        layer(order="e f", hours=OFFICES, name="more", alongside=True),
        layer(order="g", hours=NIGHTS, name="nights"),
    ),
    "a new order from a handoff on": (
        layer(end=datetime(2026, 12, 1, 17, tzinfo=UTC)),
        layer(order="c b a", start=datetime(2026, 12, 1, 17, tzinfo=UTC)),
    ),
}


@pytest.mark.parametrize("found", EXACT.values(), ids=EXACT)
def test_pages_exactly_across_both_changes_of_the_clock(found):
    layers = found if isinstance(found[0], Layer) else (found,)
    assert all(map(oncall.accepts, layers))
    assert wrong(*layers) == []
    assert faked(oncall.write(layers, START)) == base(layers, START, END)


def test_every_first_occurrence_lies_before_a_change_and_the_phase_is_kept():
    [one] = oncall.write([layer(order="a b c")], START)
    assert (one.start, one.seconds, one.first) == (datetime(2025, 1, 7, 12), 604_800, 2)
    [daily] = oncall.write([layer("1 day", many(72))], START)
    assert daily.start == datetime(2025, 3, 9, 12)


def _measured(start: datetime) -> oncall.Shift:
    return oncall.Shift(0, NEW_YORK, start, 604_800, (("ana",), ("bob",)), 604_800)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (
            datetime(2026, 10, 26, 9),
            "ana –11-02 14:00, ana bob –11-02 15:00, bob –11-09 14:00, ana –11-16 14:00",
        ),
        (
            datetime(2027, 3, 1, 9),
            "ana –03-08 14:00, bob –03-15 12:00, ana –03-22 13:00, bob –03-29 12:00",
        ),
    ],
)
def test_the_fault_is_simulated_as_it_was_measured(start, expected):
    made = oncall.rendered([_measured(start)], start.replace(tzinfo=UTC), END)
    said = (f"{' '.join(who)} –{end:%m-%d %H:%M}" for _, end, who in made[:4])
    assert ", ".join(said) == expected


def test_what_starts_in_the_future_has_the_fault_and_shows_it():
    start = datetime(2026, 10, 27, 16, tzinfo=UTC)
    later = layer(start=start)
    assert wrong(later, end=datetime(2026, 11, 20, tzinfo=UTC)) == [
        "11-03 17:00-18:00 b→ab",
        "11-17 17:00-18:00 b→ab",
    ]
    assert faked(oncall.write([later], START)) == oncall.simulate([later], START, END)


def test_a_cycle_that_is_longer_than_any_stretch_without_a_change_shows_it():
    long = layer(order=many(40))
    assert len(wrong(long)) == 2


@pytest.mark.parametrize(
    "found",
    [
        layer("1 month"),
        layer("1 week", order="a"),
        layer("5 hour", order=many(77)),
        layer("1 day", order=many(121)),
    ],
    ids=("months", "one person", "an endless cycle", "too many"),
)
def test_accepts(found):
    assert oncall.accepts(found) == (len(found.order) == 1)


def test_idle_turns_are_accepted_only_where_hours_hide_them():
    idle = layer("1 day")._replace(order=(("a",), ()))
    assert not oncall.accepts(idle)
    weekdays = ("a b c d e - - " * 3).split()
    order = tuple(() if letter == "-" else (letter,) for letter in weekdays)
    hidden = layer("1 day", hours=OFFICE, at=datetime(2026, 1, 5, 0))._replace(order=order)
    assert oncall.accepts(hidden)
    assert wrong(hidden) == []


def test_levels_run_out():
    many = [layer(name=f"r{n}") for n in range(12)]
    assert [one.level for one in oncall.write(many, START)] == list(range(9))


def test_a_dated_shift_is_a_single_event_above_all():
    stint = Stint(START, START.replace(hour=2), ("a", "b"))
    one = oncall.dated(stint)
    assert fields(one, str.upper) == {
        "type": "single_event",
        "time_zone": "UTC",
        "level": 9,
        "start": "2026-10-19T00:00:00",
        "duration": 7200,
        "users": ["A", "B"],
    }
    assert oncall.rendered([*oncall.write([layer(order="c")], START), one], START, END)[0] == stint


LAYERS = st.builds(
    layer,
    st.sampled_from(["6 hour", "12 hour", "1 day", "2 day", "1 week", "3 week"]),
    st.sampled_from(["a", "a b", "a bc d", "a b a c d"]),
    st.sampled_from(["always", OFFICE, NIGHTS, WEEKENDS]),
    zone=st.sampled_from(["Europe/London", NEW_YORK, "Asia/Kolkata", "Australia/Sydney"]),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1)).map(
        lambda at: at.replace(minute=0, second=0, microsecond=0)
    ),
    start=st.sampled_from([LONG_AGO, datetime(2026, 12, 3, 10, tzinfo=UTC)]),
    end=st.sampled_from([None, datetime(2027, 1, 20, 15, tzinfo=UTC)]),
    alongside=st.booleans(),
    name=st.sampled_from(["primary", "other"]),
)


@settings(max_examples=60)
@given(st.lists(LAYERS, min_size=1, max_size=3))
def test_the_simulator_and_the_fake_agree_and_fields_are_read_back(layers):
    shifts = oncall.write(layers, START)
    assert faked(shifts) == oncall.simulate(layers, START, END)
    for one in shifts:
        said = fields(one, str)
        assert shift(said, "UTC", str) == one
        assert agrees({**said, "rotation_start": said["start"], "by_month": None}, said)
        assert not agrees({**said, "duration": 1}, said)


@pytest.mark.parametrize(
    "change",
    [
        {"frequency": "monthly"},
        {"by_monthday": [1]},
        {"rotation_start": "2027-01-01T00:00:00"},
        {"rolling_users": [["a"], []]},
        {"start": None},
        {"duration": "long"},
        {"interval": 2, "by_day": ["TU"]},
        {"by_day": ["MO", "TU"], "week_start": "MO"},
    ],
    ids=str,
)
def test_what_is_not_understood_is_nothing(change):
    said = fields(oncall.write([layer()], START)[0], str)
    assert shift(said, "UTC", str) is not None
    assert shift({**said, **change}, "UTC", str) is None


@settings(max_examples=60)
@given(st.lists(LAYERS, min_size=1, max_size=3))
def test_layers_that_are_read_back_page_the_same(layers):
    shifts = oncall.write(layers, START)
    read_back = [(oncall_layers.read("read", one), one) for one in shifts]
    known = [(layer, one) for layer, one in read_back if layer]
    assert len(known) == len(shifts)
    stack = oncall_layers.stacked(known, START, SOON)
    exact = [one for one in shifts if not _faulty(one)]
    if len(exact) == len(shifts) and not any(layer.alongside for layer in stack):
        assert base(stack, START, SOON) == oncall.simulate(layers, START, SOON)


def _faulty(shift: oncall.Shift) -> bool:
    alone = base([found] if (found := oncall_layers.read("", shift)) else [], START, SOON)
    return alone != oncall.rendered([shift], START, SOON)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"period": 0}, None),
        ({"seconds": 2 * 604_800}, None),
        ({"period": 36 * 3_600, "seconds": 3_600}, None),
        ({"seconds": 3_600}, (("week", 1), (Window("tue 12:00", "tue 13:00"),), 2)),
        (
            {"period": 2 * 604_800, "seconds": 3_600},
            (("week", 1), (Window("tue 12:00", "tue 13:00"),), 4),
        ),
        ({"period": 36 * 3_600, "seconds": 36 * 3_600}, (("hour", 36), "always", 2)),
        (
            {"seconds": 3_600, "days": (0, 1)},
            (("week", 1), (Window("mon 12:00", "mon 13:00"), Window("tue 12:00", "tue 13:00")), 2),
        ),
    ],
)
def test_shifts_of_people_as_layers(said, expected):
    one = oncall.Shift(1, "UTC", datetime(2026, 1, 6, 12), 604_800, (("a",), ("b",)), 604_800)
    found = oncall_layers.read("theirs", one._replace(**said))
    if expected is None or found is None:
        assert found is expected
        return
    (unit, number), hours, turns = expected
    assert (found.every, found.hours, len(found.order)) == (Length(number, unit), hours, turns)
