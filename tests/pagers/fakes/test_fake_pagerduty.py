"""The fake PagerDuty: what it draws, what it refuses, and that it keeps the contract."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.pagers.fakes.pagerduty import PagerDuty
from tests.pagers.fakes.pagerduty_contract import FILE, SPECS, contract

NOW = datetime(2026, 10, 5, 10, tzinfo=UTC)  # a Monday; clocks go back on 25 October in London
ROUND = "rotating_member_assignment_strategy"
EVERY = "every_member_assignment_strategy"
WINDOW = {"since": "2026-10-01T00:00:00Z", "until": "2026-11-10T00:00:00Z"}


@pytest.fixture
def pager() -> Iterator[PagerDuty]:
    pager = PagerDuty(NOW)
    with pager.running():
        yield pager


@pytest.fixture
def official(pager: PagerDuty) -> PagerDuty:
    """The fake, where the published contract is here to be compared with."""
    if contract() is None:
        if os.environ.get("CI") and SPECS.is_dir():
            pytest.fail(f"{FILE} has gone")
        pytest.skip("the published contract of PagerDuty is not here")
    return pager


def ask(
    pager: PagerDuty, method: str, path: str, body: Any = None, **options: Any
) -> tuple[int, Any, dict[str, str]]:
    """Send a request; return status, body and headers (small letters)."""
    headers = {
        "Authorization": f"Token token={options.pop('token', pager.token)}",
        "Accept": "application/vnd.pagerduty+json;version=2",
        "Content-Type": "application/json",
    }
    query = f"?{urlencode(options, doseq=True)}" if options else ""
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{pager.url}{path}{query}", data, headers, method=method)  # noqa: S310
    try:
        with urlopen(request) as answer:  # noqa: S310
            return answer.status, _body(answer.read()), _small(answer.headers)
    except HTTPError as error:
        with error:
            return error.code, _body(error.read()), _small(error.headers)


def _body(text: bytes) -> Any:
    return json.loads(text) if text else None


def _small(headers: Any) -> dict[str, str]:
    return {name.lower(): text for name, text in headers.items()}


def reference(user: str, kind: str = "user") -> dict[str, str]:
    return {"id": user, "type": f"{kind}_reference"}


def layer(*people: str, **more: Any) -> dict[str, Any]:
    usual = {
        "start": "2026-10-05T00:00:00Z",
        "rotation_virtual_start": "2026-10-06T12:00:00+01:00",
        "rotation_turn_length_seconds": 604800,
        "users": [{"user": reference(user)} for user in people],
    }
    return usual | more


def event(*people: str, **more: Any) -> dict[str, Any]:
    members = [{"type": "user_member", "user_id": user} for user in people]
    usual = {
        "name": "Event",
        "start_time": local("2026-10-06T12:00:00+01:00"),
        "end_time": local("2026-10-13T12:00:00+01:00"),
        "effective_since": "2026-10-06T11:00:00Z",
        "recurrence": ["RRULE:FREQ=WEEKLY"],
        "assignment_strategy": {"type": ROUND, "shifts_per_member": 1, "members": members},
    }
    return usual | more


def local(text: str, zone: str = "Europe/London") -> dict[str, str]:
    return {"date_time": text, "time_zone": zone}


def drawn(pager: PagerDuty, schedule: str, since: str, until: str) -> list[str]:
    """Return who is on call as `10-06 11:00 bob`: the starts, in UTC."""
    window = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (since, until)]
    rendered = pager.rendered(schedule, *window)
    return sorted(f"{start:%m-%d %H:%M} {pager.users[user]['name']}" for start, _, user in rendered)


def three(pager: PagerDuty) -> list[str]:
    return [pager.user(name) for name in ("ada", "bob", "cy")]


WEEKLY = ["10-19 00:00 bob", "10-20 11:00 cy", "10-27 12:00 ada"]
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


def test_nothing_is_deleted_that_something_else_needs(pager: PagerDuty) -> None:
    ids = pager.strangers()
    team = {"id": ids["teams"], "type": "team_reference"}
    pager.do("PUT", f"/escalation_policies/{ids['escalation_policies']}", {"escalation_policy": {
        "name": "Theirs", "teams": [team], "escalation_rules": [
            {"escalation_delay_in_minutes": 5, "targets": [reference(ids["schedules"], "schedule"),
             reference(ids["schedules_v3"], "schedule_v3")]}]}})  # fmt: skip
    nouns = ("schedules", "schedules_v3", "escalation_policies", "teams")
    paths = [f"/{noun.replace('schedules_v3', 'v3/schedules')}/{ids[noun]}" for noun in nouns]
    answers = [ask(pager, "DELETE", path)[:2] for path in paths]
    assert [(status, body["error"]["code"]) for status, body in answers] == [
        (400, 2001), (400, 2001), (400, 2001), (400, 6006),
    ]  # fmt: skip
    paths = [f"/services/{ids['services']}", paths[2], paths[0], paths[1], paths[3]]
    assert [ask(pager, "DELETE", path)[0] for path in paths] == [204] * 5
    pager.keep_contract()


RULES: dict[str, tuple[list[tuple[str, str]], int]] = {
    "no target": ([], 5),
    "eleven targets": ([("PNOBODY", "user")] * 11, 5),
    "an unknown person": ([("PNOBODY", "user")], 5),
    "the other kind of schedule": ([("schedules_v3", "schedule")], 5),
    "no delay": ([("users", "user")], 0),
}


@pytest.mark.parametrize(("targets", "delay"), RULES.values(), ids=RULES)
def test_a_rule_of_an_escalation_policy_is_refused(
    pager: PagerDuty, targets: list[tuple[str, str]], delay: int
) -> None:
    ids = pager.strangers()
    rule = {
        "escalation_delay_in_minutes": delay,
        "targets": [reference(ids.get(name, name), kind) for name, kind in targets],
    }
    sent = {"type": "escalation_policy", "name": "New", "escalation_rules": [rule]}
    assert ask(pager, "POST", "/escalation_policies", {"escalation_policy": sent})[0] == 400
    assert len(pager.escalation_policies) == 1


def test_a_name_is_taken_once(pager: PagerDuty) -> None:
    ids = pager.strangers()
    sent = {"type": "schedule", "name": "Theirs", "time_zone": "Europe/London"}
    status, body, _ = ask(pager, "POST", "/schedules", {"schedule": sent})
    assert (status, body["error"]["errors"]) == (400, ["Name has already been taken"])
    again = {"schedule": sent | {"description": "the same name is fine for the thing itself"}}
    assert ask(pager, "PUT", f"/schedules/{ids['schedules']}", again)[0] == 200
    zones = ("UTC", "Etc/UTC", "Mars/Base")
    bodies = [{"schedule": sent | {"name": zone, "time_zone": zone}} for zone in zones]
    assert [ask(pager, "POST", "/schedules", body)[0] for body in bodies] == [400, 201, 400]


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


def test_lists_know_one_kind_of_schedule_each(pager: PagerDuty) -> None:
    ids = pager.strangers()
    old = ask(pager, "GET", "/schedules", limit=500)[1]
    new = ask(pager, "GET", "/v3/schedules")[1]["schedules"]
    assert ([one["id"] for one in old["schedules"]], old["limit"]) == ([ids["schedules"]], 100)
    assert [(one["id"], "rotations" in one) for one in new] == [(ids["schedules_v3"], False)]
    pager.keep_contract()


def test_a_list_may_lag_behind() -> None:
    pager = PagerDuty(NOW, lag=2)
    with pager.running():
        team = {"team": {"type": "team", "name": "T"}}
        own = ask(pager, "POST", "/teams", team)[1]["team"]["id"]
        seen = [len(ask(pager, "GET", "/teams")[1]["teams"]) for _ in range(3)]
        assert ask(pager, "GET", f"/teams/{own}")[0] == 200
    assert seen == [0, 0, 1]


def test_too_many_requests_in_a_minute_are_refused() -> None:
    pager = PagerDuty(NOW, rate=2)
    with pager.running():
        answers = [ask(pager, "GET", "/abilities") for _ in range(3)]
        pager.now += timedelta(seconds=int(answers[-1][2]["ratelimit-reset"]))
        answers.append(ask(pager, "GET", "/abilities"))
    assert [status for status, *_ in answers] == [200, 200, 429, 200]
    assert [headers["ratelimit-remaining"] for *_, headers in answers] == ["1", "0", "0", "1"]


def test_another_token_opens_nothing(pager: PagerDuty) -> None:
    assert ask(pager, "GET", "/users", token="other")[0] == 401  # noqa: S106


def test_people_are_told_apart_by_more_than_pages(pager: PagerDuty) -> None:
    for number in range(30):
        pager.user(f"Person {number:02}")
    pages = [ask(pager, "GET", "/users", offset=offset)[1] for offset in (0, 25)]
    assert [(len(page["users"]), page["more"]) for page in pages] == [(25, True), (5, False)]
    query = {"query": "person.07@", "include[]": ["contact_methods", "teams"]}
    [found] = ask(pager, "GET", "/users", **query)[1]["users"]
    assert found["contact_methods"][0]["address"] == "person.07@small.example"
    pager.keep_contract()


READ = (
    "/users", "/users/{users}", "/users/{users}/contact_methods", "/teams", "/teams/{teams}",
    "/teams/{teams}/members", "/tags", "/escalation_policies/{escalation_policies}/tags",
    "/escalation_policies", "/escalation_policies/{escalation_policies}", "/services",
    "/services/{services}", "/oncalls", "/abilities", "/schedules", "/schedules/{schedules}",
    "/schedules/{schedules}/users", "/v3/schedules", "/v3/schedules/{schedules_v3}",
    "/v3/schedules/{schedules_v3}/rotations", "/users/me", "/teams/PNONE",
)  # fmt: skip


@pytest.mark.parametrize("path", READ)
def test_what_is_read_keeps_the_contract(official: PagerDuty, path: str) -> None:
    status, _, _ = ask(official, "GET", path.format(**official.strangers()))
    assert status in {200, 400, 404}
    official.keep_contract()


BROKEN: dict[str, tuple[str, str, Any, str]] = {
    "a name that is not known": (
        "POST", "/schedules", {"schedule": {"type": "schedule", "time_zone": "X", "zone": 1}},
        "/schedule/zone: is not documented",
    ),
    "a name deep inside": (
        "POST", "/schedules",
        {"schedule": {"type": "schedule", "time_zone": "X", "schedule_layers": [layer(nam="x")]}},
        "/schedule/schedule_layers/0/nam: is not documented",
    ),
    "a field that is missing": (
        "POST", "/schedules", {"schedule": {"type": "schedule"}},
        "/schedule: 'time_zone' is a required property",
    ),
    "a field of the wrong kind": (
        "POST", "/teams", {"team": {"type": "team", "name": 7}},
        "/team/name: 7 is not of type 'string'",
    ),
    "teams of a schedule that is there": (
        "PUT", "/v3/schedules/P1", {"schedule": {"teams": []}},
        "/schedule/teams: is not documented",
    ),
    "no body": ("POST", "/v3/schedules", None, "has no body"),
    "an unknown parameter": ("GET", "/teams?sort=name", None, "query: sort is not documented"),
    "an unknown path": ("GET", "/rosters", None, "is not documented"),
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "text"), BROKEN.values(), ids=BROKEN)
def test_what_breaks_the_contract_is_refused_and_kept(
    official: PagerDuty, method: str, path: str, body: Any, text: str
) -> None:
    assert ask(official, method, path, body)[0] == 400
    assert official.violations == [f"{method} {path.split('?', maxsplit=1)[0]}: {text}"]
    with pytest.raises(AssertionError, match=r"is not|required|no body"):
        official.keep_contract()
