"""PagerDuty's layers: written, simulated as the fake server renders them, and read back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.pagers.fakes.pagerduty import PagerDuty
from tests.unit.engine.made import value
from tests.unit.pager.rosters import PEOPLE, WINDOW, roster
from watchbill.engine.clock import Length
from watchbill.model.rosters import Roster
from watchbill.pager import pagerduty_v2 as v2
from watchbill.pager.lanes import lanes
from watchbill.pager.layers import Layer, layers
from watchbill.pager.live import base
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import differences, settle

AT = datetime(2026, 10, 21, 10, 0, tzinfo=UTC)
END = AT + timedelta(weeks=6)
LAYER = Layer(
    "primary",
    "Europe/London",
    datetime(2026, 1, 6, 12),
    Length(1, "week"),
    (("ada",), ("bob",)),
    "always",
    AT,
)


def _hours(*windows):
    data: dict[str, Any] = {"name": "R", "timezone": "UTC", "members": ["ada"], "rotations": []}
    rotation: dict[str, Any] = {"id": "r", "role": "primary", "hours": list(windows)}
    rotation |= {"handoff": {"every": "1 day", "at": "00:00"}, "turns": []}
    return value(Roster, {**data, "rotations": [rotation]}).rotations[0].hours


def write(layer, zone="Europe/London"):
    (written,) = v2.write([layer], zone, str.upper, AT)
    return written


def test_a_layer_as_it_is_written():
    assert write(LAYER) == {
        "name": "primary",
        "start": "2026-10-21T10:00:00Z",
        "end": None,
        "rotation_virtual_start": "2026-01-06T12:00:00Z",
        "rotation_turn_length_seconds": 604800,
        "users": [{"user": {"id": who, "type": "user_reference"}} for who in ("ADA", "BOB")],
        "restrictions": [],
    }


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        pytest.param(
            [{"from": "09:00", "until": "17:00"}],
            [("daily", None, "09:00:00", 28800)],
            id="all days alike",
        ),
        pytest.param(
            [{"from": "22:00", "until": "06:00"}],
            [("daily", None, "22:00:00", 28800)],
            id="across midnight",
        ),
        pytest.param(
            [{"days": ["mon", "sun"], "from": "22:00", "until": "06:00"}],
            [("weekly", 1, "22:00:00", 28800), ("weekly", 7, "22:00:00", 28800)],
            id="some days, across the end of the week",
        ),
        pytest.param(
            [{"from": "fri 17:00", "until": "mon 09:00"}],
            [("weekly", 5, "17:00:00", 230400)],
            id="a window of days",
        ),
        pytest.param([{"from": "00:00", "until": "24:00"}], [], id="always"),
    ],
)
def test_restrictions(windows, expected):
    found = write(LAYER._replace(hours=_hours(*windows)))["restrictions"]
    assert [
        (
            rule["type"].removesuffix("_restriction"),
            rule.get("start_day_of_week"),
            rule["start_time_of_day"],
            rule["duration_seconds"],
        )
        for rule in found
    ] == expected


def test_hours_of_another_zone_are_moved_by_the_clocks_difference_of_the_day():
    hours = _hours({"from": "09:00", "until": "17:00"})
    there = write(LAYER._replace(hours=hours, zone="America/New_York"))
    assert there["restrictions"][0]["start_time_of_day"] == "14:00:00"
    assert there["rotation_virtual_start"] == "2026-10-20T16:00:00Z"
    assert [item["user"]["id"] for item in there["users"]] == ["BOB", "ADA"]


def test_an_origin_that_the_clock_never_shows_is_passed_over():
    spring = LAYER._replace(origin=datetime(2026, 3, 29, 1, 30))
    assert write(spring)["rotation_virtual_start"] == "2026-04-05T00:30:00Z"
    assert [item["user"]["id"] for item in write(spring)["users"]] == ["BOB", "ADA"]


@pytest.mark.parametrize(
    ("change", "accepted"),
    [
        ({}, True),
        ({"every": Length(1, "hour")}, True),
        ({"every": Length(52, "week")}, True),
        ({"every": Length(53, "week")}, False),
        ({"every": Length(1, "month")}, False),
        ({"order": (("ada",), ())}, True),
        ({"order": ((), ())}, False),
        ({"order": (("ada", "bob"),)}, False),
    ],
)
def test_what_has_words(change, accepted):
    assert v2.accept(LAYER._replace(**change)) is accepted


def _roster_layers(seed):
    made = roster(seed)
    roles = {rotation.role for rotation in made.rotations}
    for role in sorted(roles):
        for lane in lanes(layers(made, role, *WINDOW)):
            yield made.timezone, [layer for layer in lane if v2.accept(layer)]


@pytest.mark.parametrize("seed", range(12))
def test_the_simulator_agrees_with_a_renderer_of_its_own_kind(seed):
    fake = PagerDuty(WINDOW[0])
    users = {who: fake.user(who) for who in PEOPLE}
    for number, (zone, lane) in enumerate(_roster_layers(seed)):
        said = v2.write(lane, zone, users.__getitem__, WINDOW[0])
        sent = {"type": "schedule", "name": f"S{number}", "time_zone": zone}
        body = {"schedule": {**sent, "schedule_layers": said}}
        made = fake.do("POST", "/schedules", body)["schedule"]["id"]
        shown = settle(Stint(s, e, (who,)) for s, e, who in fake.rendered(made, *WINDOW))
        assert differences(shown, v2.simulate(said, zone, *WINDOW), *WINDOW) == ()


def test_layers_read_back_mean_the_same():
    fake = PagerDuty(AT)
    users = [fake.user(who) for who in PEOPLE]
    hours = _hours({"days": ["mon", "sat"], "from": "22:00", "until": "06:00"})
    later = AT + timedelta(weeks=2)
    written = [
        LAYER._replace(order=((users[0],), (users[1],)), end=later),
        LAYER._replace(order=((users[2],), (users[3],)), start=later, every=Length(3, "day")),
        LAYER._replace(order=((users[4],),), hours=hours, name="nights"),
    ]
    sent = v2.write(written, "Europe/London", str, AT)
    body = {"type": "schedule", "name": "S", "time_zone": "Europe/London", "schedule_layers": sent}
    id_ = fake.do("POST", "/schedules", {"schedule": body})["schedule"]["id"]
    asked = {"since": v2.text(AT), "until": v2.text(END)}
    shown = fake.do("GET", f"/schedules/{id_}", **asked)["schedule"]
    found = v2.read(shown["schedule_layers"], "Europe/London", AT, END)
    assert [layer.name for layer in found] == ["primary", "primary", "nights"]
    assert [layer.start for layer in found] == [AT, later, AT]
    assert [layer.every for layer in found] == [(1, "week"), (3, "day"), (1, "week")]
    assert base(found, AT, END) == base(written, AT, END)


def test_ended_layers_are_left_out():
    ended = {**write(LAYER), "end": "2026-10-21T10:00:00Z"}
    assert v2.read([write(LAYER), ended], "Europe/London", AT, END)[0].order == (
        ("ADA",),
        ("BOB",),
    )
    assert v2.running([ended], AT) == []


def test_a_layer_that_begins_behind_what_was_rendered_begins_at_its_end():
    shown = {**write(LAYER), "rendered_schedule_entries": []}
    assert v2.begin(shown, "Europe/London", AT, END) == END
