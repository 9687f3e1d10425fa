"""The fake PagerDuty's shift-based schedules: what it draws, and what can be changed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.pagers.fakes.pagerduty import PagerDuty
from tests.pagers.fakes.pagerduty_asks import EVERY, NOW, WEEKLY, ask, drawn, event, local, three


@pytest.fixture
def pager() -> Iterator[PagerDuty]:
    pager = PagerDuty(NOW)
    with pager.running():
        yield pager


FOUR_HOURS = {"end_time": local("2026-10-06T16:00:00+01:00")}
EVENTS = {
    "weekly, over the change of the clocks": ({}, "2026-10-19", "2026-10-29", WEEKLY),
    "several shifts of each member": (
        FOUR_HOURS | {"recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=TU,SA"], "shifts_per_member": 2},
        "2026-10-06",
        "2026-10-25",
        ["10-06 11:00 ada", "10-10 11:00 ada", "10-13 11:00 bob", "10-17 11:00 bob",
         "10-20 11:00 cy", "10-24 11:00 cy"],
    ),
    "with dates out and in": (
        FOUR_HOURS | {"recurrence": ["RRULE:FREQ=DAILY;INTERVAL=2", "EXDATE:20261008T120000",
                                     "RDATE;TZID=Europe/London:20261009T090000"]},
        "2026-10-06",
        "2026-10-11",
        ["10-06 11:00 ada", "10-09 08:00 bob", "10-10 11:00 cy"],
    ),
    "monthly": (
        FOUR_HOURS | {"recurrence": ["RRULE:FREQ=MONTHLY"]},
        "2026-10-06",
        "2027-01-01",
        ["10-06 11:00 ada", "11-06 12:00 bob", "12-06 12:00 cy"],
    ),
    "hourly": (
        FOUR_HOURS | {"recurrence": ["RRULE:FREQ=HOURLY;INTERVAL=12"]},
        "2026-10-24T12:00",
        "2026-10-25T14:00",
        ["10-24 12:00 ada", "10-24 23:00 bob", "10-25 12:00 cy"],
    ),
    "only while effective": (
        {"effective_since": "2026-10-08T00:00:00Z", "effective_until": "2026-10-14T00:00:00Z"},
        "2026-10-01",
        "2026-11-01",
        ["10-08 00:00 ada", "10-13 11:00 bob"],
    ),
    "everybody": ({"type": EVERY}, "2026-10-07", "2026-10-08",
                  ["10-07 00:00 ada", "10-07 00:00 bob", "10-07 00:00 cy"]),
}  # fmt: skip


def with_rotation(pager: PagerDuty) -> tuple[str, str]:
    """Add a shift-based schedule with an empty rotation; return its id and the rotation's path."""
    body = {"schedule": {"name": "S", "time_zone": "UTC"}}
    schedule = ask(pager, "POST", "/v3/schedules", body)[1]["schedule"]
    assert schedule["time_zone"] == "Etc/UTC"
    path = f"/v3/schedules/{schedule['id']}/rotations"
    rotation = ask(pager, "POST", path, {})[1]["rotation"]["id"]
    return schedule["id"], f"{path}/{rotation}"


@pytest.mark.parametrize(("more", "since", "until", "expected"), EVENTS.values(), ids=EVENTS)
def test_events_are_drawn_by_their_rules(
    pager: PagerDuty, more: dict[str, Any], since: str, until: str, expected: list[str]
) -> None:
    people = three(pager)
    schedule, rotation = with_rotation(pager)
    sent = event(*people)
    strategy = {key: more[key] for key in ("type", "shifts_per_member") if key in more}
    sent["assignment_strategy"] |= strategy
    sent |= {key: value for key, value in more.items() if key not in strategy}
    assert ask(pager, "POST", f"{rotation}/events", {"event": sent})[0] == 201
    assert drawn(pager, schedule, since, until) == expected
    pager.keep_contract()


def test_an_event_is_changed_as_far_as_its_time_allows(pager: PagerDuty) -> None:
    people = three(pager)
    _, rotation = with_rotation(pager)
    path = f"{rotation}/events"
    now = event(*people, effective_since="2026-10-01T00:00:00Z")
    first = ask(pager, "POST", path, {"event": now})[1]["event"]
    assert first["effective_since"] == "2026-10-05T10:00:03Z"
    own = f"{path}/{first['id']}"
    assert ask(pager, "POST", path, {"event": event(*people)})[0] == 400  # they would overlap
    assert ask(pager, "PUT", own, {"event": {"name": "New"}})[0] == 400
    until = {"event": {"effective_until": "2026-10-05T09:00:00Z"}}
    assert ask(pager, "PUT", own, until)[1]["event"]["effective_until"] == "2026-10-05T10:00:06Z"
    assert [ask(pager, "PUT", own, until)[0], ask(pager, "DELETE", own)[0]] == [400, 400]
    weeks = [f"2026-{text}T00:00:00Z" for text in ("10-12", "10-19", "10-26", "11-02", "11-09")]
    added = [
        ask(
            pager,
            "POST",
            path,
            {"event": event(*people, effective_since=since, effective_until=end)},
        )
        for since, end in zip(weeks, [*weeks[1:], None], strict=True)
    ]
    assert [status for status, *_ in added] == [201, 201, 201, 201, 400]
    future = f"{path}/{added[0][1]['event']['id']}"
    assert ask(pager, "PUT", future, {"event": {"name": "New"}})[1]["event"]["name"] == "New"
    pager.keep_contract()


TIMES = {
    "another offset than the zone's": "2026-10-06T12:00:00Z",
    "no offset": "2026-10-06T12:00:00",
    "a time that does not exist": "2027-03-28T01:30:00+00:00",
}


@pytest.mark.parametrize("text", TIMES.values(), ids=TIMES)
def test_a_time_that_could_be_read_in_two_ways_is_refused(pager: PagerDuty, text: str) -> None:
    people = three(pager)
    _, rotation = with_rotation(pager)
    body = {"event": event(*people, start_time=local(text))}
    status, answer, _ = ask(pager, "POST", f"{rotation}/events", body)
    assert (status, "start_time" in str(answer["error"]["errors"])) == (400, True)


def test_shifts_and_their_overrides(pager: PagerDuty) -> None:
    ada, bob, cy = three(pager)
    schedule, rotation = with_rotation(pager)
    ask(pager, "POST", f"{rotation}/events", {"event": event(ada)})
    path = f"/v3/schedules/{schedule}"
    when = {"start_time": "2026-10-07T00:00:00Z", "end_time": "2026-10-08T00:00:00Z"}
    member = {user: {"type": "user_member", "user_id": user} for user in (ada, bob, cy)}
    shift = {"type": "custom_shift", **when,
             "assignments": [{"type": "shift_assignment", "member": member[cy]}]}  # fmt: skip
    answer = ask(pager, "POST", f"{path}/custom_shifts", {"custom_shifts": [shift]})[1]
    own = answer["custom_shifts"][0]["id"]
    part = {"rotation_id": rotation.split("/")[-1]}

    def override(whose: str, **of: str) -> dict[str, Any]:
        people = {"overridden_member": member[whose], "overriding_member": member[bob]}
        return {"type": "override_shift", **when, **people, **of}

    bad = [override(ada), override(ada, custom_shift_id=own, **part), override(cy, **part)]
    statuses = [ask(pager, "POST", f"{path}/overrides", {"overrides": [one]})[0] for one in bad]
    assert (statuses, pager.schedules_v3[schedule]["overrides"]) == ([400, 400, 400], [])
    assert ask(pager, "POST", f"{path}/overrides", {"overrides": [override(ada, **part)]})[0] == 201
    assert drawn(pager, schedule, "2026-10-06T12:00", "2026-10-09") == [
        "10-06 12:00 ada", "10-07 00:00 bob", "10-07 00:00 cy", "10-08 00:00 ada",
    ]  # fmt: skip
    query = {"include[]": "final_schedule", "since": "2026-10-06T11:00:00Z",
             "until": "2026-10-09T11:00:00Z"}  # fmt: skip
    final = ask(pager, "GET", path, **query)[1]["schedule"]["final_schedule"]
    sources = {one["source"]["type"] for one in final["computed_shift_assignments"]}
    assert sources == {"schedule_rotation", "schedule_rotation_override", "custom_shift"}
    assert final["rendered_coverage_percentage"] == 100
    pager.now = datetime(2026, 10, 7, 12, tzinfo=UTC)
    assert ask(pager, "DELETE", f"{path}/custom_shifts/{own}")[0] == 204
    assert pager.schedules_v3[schedule]["custom_shifts"][0]["end"] == pager.now
    pager.keep_contract()
