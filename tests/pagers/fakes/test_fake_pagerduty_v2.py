"""The fake PagerDuty's schedules of layers: what it draws, and how it answers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.pagers.fakes.pagerduty import PagerDuty
from tests.pagers.fakes.pagerduty_asks import NOW, WEEKLY, ask, drawn, layer, reference, three
from tests.pagers.fakes.pagerduty_contract import contract

WINDOW = {"since": "2026-10-01T00:00:00Z", "until": "2026-11-10T00:00:00Z"}


@pytest.fixture
def pager() -> Iterator[PagerDuty]:
    pager = PagerDuty(NOW)
    with pager.running():
        yield pager


DAILY = {"rotation_turn_length_seconds": 86400}
LAYERS = {
    "weekly turns keep their local hour": ({}, "2026-10-19", "2026-10-29", WEEKLY),
    "a time that exists twice is the first": (
        {"rotation_virtual_start": "2026-10-24T01:30:00+01:00", **DAILY},
        "2026-10-25",
        "2026-10-27",
        ["10-25 00:00 ada", "10-25 00:30 bob", "10-26 01:30 cy"],
    ),
    "a time that does not exist is the first after the gap": (
        {"rotation_virtual_start": "2027-03-27T01:30:00Z", **DAILY},
        "2027-03-28",
        "2027-03-30",
        ["03-28 00:00 ada", "03-28 01:00 bob", "03-29 00:30 cy"],
    ),
    "a day's window may pass midnight": (
        {"restrictions": [{"type": "daily_restriction", "start_time_of_day": "22:00:00",
                           "duration_seconds": 28800}]},
        "2026-10-24T12:00",
        "2026-10-27T03:00",
        ["10-24 21:00 cy", "10-25 22:00 cy", "10-26 22:00 cy"],
    ),
    "a week's window may pass the week's end": (
        {"restrictions": [{"type": "weekly_restriction", "start_time_of_day": "17:00:00",
                           "start_day_of_week": 5, "duration_seconds": 64 * 3600}]},
        "2026-10-19",
        "2026-10-26T12:00",
        ["10-19 00:00 bob", "10-23 16:00 cy"],
    ),
    "nobody before the start": ({"start": "2026-10-20T00:00:00Z"}, "2026-10-19", "2026-10-20", []),
    "an end before the start is never": (
        {"end": "2026-10-01T00:00:00Z"}, "2026-10-05", "2026-11-05", [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("more", "since", "until", "expected"), LAYERS.values(), ids=LAYERS)
def test_layers_are_drawn_by_the_wall_clock(
    pager: PagerDuty, more: dict[str, Any], since: str, until: str, expected: list[str]
) -> None:
    people = three(pager)
    sent = {"type": "schedule", "name": "S", "time_zone": "Europe/London"}
    body = {"schedule": sent | {"schedule_layers": [layer(*people, **more)]}}
    _, answer, _ = ask(pager, "POST", "/schedules", body)
    assert drawn(pager, answer["schedule"]["id"], since, until) == expected
    pager.keep_contract()


def test_a_layer_is_answered_otherwise_than_it_was_sent_and_is_never_deleted(
    pager: PagerDuty,
) -> None:
    ada, bob, cy = three(pager)
    sent = {"type": "schedule", "name": "a/b", "time_zone": "Europe/London"}
    layers = [layer(ada, name="low"), layer(bob, name="high")]
    _, answer, _ = ask(
        pager, "POST", "/schedules", {"schedule": sent | {"schedule_layers": layers}}
    )
    high, low = answer["schedule"]["schedule_layers"]
    path = f"/schedules/{answer['schedule']['id']}"
    assert (high["name"], high["start"]) == ("high", "2026-10-05T11:00:01+01:00")
    assert high["rotation_virtual_start"] == "2026-10-06T04:00:00-07:00"
    assert pager.on_call(answer["schedule"]["id"], pager.now) == (frozenset([bob]),)
    pager.now += timedelta(days=2)
    kept = layer(ada, cy, id=low["id"])
    _, answer, _ = ask(pager, "PUT", path, {"schedule": sent | {"schedule_layers": [kept]}})
    ends = {one["name"]: one["end"] for one in answer["schedule"]["schedule_layers"]}
    assert ends == {"low": None, "high": "2026-10-07T11:00:02+01:00"}
    assert drawn(pager, answer["schedule"]["id"], "2026-10-06", "2026-10-15") == [
        "10-06 00:00 bob",
        "10-07 10:00 ada",
        "10-13 11:00 cy",
    ]
    pager.keep_contract()


def test_a_list_of_users_is_laid_over_the_same_phase(pager: PagerDuty) -> None:
    ada, bob, cy = three(pager)
    schedule = pager.schedule("S", [ada, bob])
    own = pager.schedules[schedule]["schedule_layers"][0]["id"]
    before = pager.on_call(schedule, pager.now)
    since = "2026-09-07T09:00:00Z"
    body = {"type": "schedule", "time_zone": "Europe/London", "schedule_layers": [
        layer(cy, ada, bob, id=own, start=since, rotation_virtual_start=since)]}  # fmt: skip
    assert ask(pager, "PUT", f"/schedules/{schedule}", {"schedule": body})[0] == 200
    assert (before, pager.on_call(schedule, pager.now)) == (
        (frozenset([ada]),),
        (frozenset([ada]),),
    )
    assert pager.on_call(schedule, pager.now + timedelta(weeks=1)) == (frozenset([bob]),)
    pager.keep_contract()


def test_overrides(pager: PagerDuty) -> None:
    ada, bob, cy = three(pager)
    schedule = pager.schedule("S", [ada])
    path = f"/schedules/{schedule}/overrides"

    def times(start: str, end: str, user: str) -> dict[str, Any]:
        return {"start": f"2026-10-{start}:00:00Z", "end": f"2026-10-{end}:00:00Z",
                "user": reference(user)}  # fmt: skip

    sent = [times("01T00", "06T00", bob), times("05T12", "05T20", cy), times("01T00", "02T00", cy),
            times("07T00", "08T00", "PNOBODY")]  # fmt: skip
    status, answer, _ = ask(pager, "POST", path, {"overrides": sent})
    assert (status, [one["status"] for one in answer]) == (201, [201, 201, 400, 400])
    assert answer[0]["override"]["start"] == "2026-10-05T11:00:01+01:00"
    assert drawn(pager, schedule, "2026-10-05", "2026-10-07") == [
        "10-05 00:00 ada", "10-05 10:00 bob", "10-05 12:00 cy", "10-05 20:00 bob",
        "10-06 00:00 ada",
    ]  # fmt: skip
    assert ask(pager, "GET", path)[0] == 400
    listed = ask(pager, "GET", path, **WINDOW)[1]["overrides"]
    editable = ask(pager, "GET", path, editable="true", **WINDOW)[1]["overrides"]
    assert (len(listed), "id" in listed[0], len(editable)) == (2, False, 1)
    assert editable[0]["id"] == answer[1]["override"]["id"]
    running, future = (f"{path}/{answer[number]['override']['id']}" for number in (0, 1))
    assert [ask(pager, "DELETE", one)[0] for one in (running, future, future, running)] == [
        200, 204, 404, 400,
    ]  # fmt: skip
    assert pager.violations[:1] == (
        ["GET " + path + ": query: since is required"] if contract() else []
    )


def test_entries_are_cut_at_the_windows_bounds_unless_they_may_overflow(pager: PagerDuty) -> None:
    people = three(pager)
    path = f"/schedules/{pager.schedule('S', people)}"
    window = {"since": "2026-10-07T00:00:00Z", "until": "2026-10-08T00:00:00Z"}
    starts = [
        ask(pager, "GET", path, **window, **more)[1]["schedule"]["final_schedule"][
            "rendered_schedule_entries"
        ][0]["start"]
        for more in ({}, {"overflow": "true"})
    ]
    assert starts == ["2026-10-07T01:00:00+01:00", "2026-10-05T10:00:00+01:00"]
    pager.keep_contract()
