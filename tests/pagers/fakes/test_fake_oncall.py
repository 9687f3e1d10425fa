"""The fake Grafana OnCall behaves as was measured on the real one."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.pagers.fakes.oncall import OnCall

NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
HEADERS = {"Authorization": "oncall-token", "Content-Type": "application/json"}


class Client:
    """A fake, with ana and bob, and how to ask it."""

    def __init__(self, fake: OnCall) -> None:
        self.fake = fake
        self.ana = fake.add_user("ana", "ana@example.com")
        self.bob = fake.add_user("bob", "Bob@example.com")

    def ask(self, method: str, path: str, body: Any = None, headers: Any = None) -> tuple[int, Any]:
        connection = HTTPConnection(urlsplit(self.fake.url).netloc)
        text = None if body is None else json.dumps(body)
        connection.request(method, f"/api/v1/{path}", text, headers or HEADERS)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, json.loads(data) if data else None

    def make(self, path: str, **body: Any) -> dict[str, Any]:
        status, record = self.ask("POST", f"{path}/", body)
        assert status == 201, record
        return dict(record)

    def rolling(self, start: str, **body: Any) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "name": "primary",
            "type": "rolling_users",
            "start": start,
            "duration": 7 * 86400,
            "frequency": "weekly",
            "week_start": "MO",
            "rolling_users": [[self.ana], [self.bob]],
            "start_rotation_from_user_index": 0,
        }
        return self.make("on_call_shifts", **fields | body)

    def schedule(self, *shifts: dict[str, Any], time_zone: str = "America/New_York") -> str:
        ids = [shift["id"] for shift in shifts]
        body = {"name": "Payments", "type": "calendar", "time_zone": time_zone, "shifts": ids}
        return str(self.make("schedules", **body)["id"])

    def shown(self, schedule: str, since: str, until: str) -> list[str]:
        """Return who is on call as `10-26 13:00 – 11-02 15:00 ana bob`."""
        ends = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (since, until)]
        names = {self.ana: "ana", self.bob: "bob"}
        return [
            f"{start:%m-%d %H:%M} – {end:%m-%d %H:%M} {' '.join(sorted(names[u] for u in users))}"
            for start, end, users in self.fake.rendered(schedule, *ends)
        ]


@pytest.fixture
def client() -> Iterator[Client]:
    with OnCall(NOW).running() as fake:
        assert isinstance(fake, OnCall)
        yield Client(fake)


@pytest.mark.parametrize(
    ("zone", "start", "until", "expected"),
    [
        pytest.param(
            "America/New_York",
            "2026-10-26T09:00:00",
            "2026-11-24",
            [
                "10-26 13:00 – 11-02 14:00 ana",
                "11-02 14:00 – 11-02 15:00 ana bob",
                "11-02 15:00 – 11-09 14:00 bob",
                "11-09 14:00 – 11-16 14:00 ana",
                "11-16 14:00 – 11-16 15:00 ana bob",
                "11-16 15:00 – 11-23 14:00 bob",
                "11-23 14:00 – 11-24 00:00 ana",
            ],
            id="an hour too long, at each later turn",
        ),
        pytest.param(
            "America/New_York",
            "2027-03-01T09:00:00",
            "2027-04-01",
            [
                "03-01 14:00 – 03-08 14:00 ana",
                "03-08 14:00 – 03-15 12:00 bob",
                "03-15 13:00 – 03-22 13:00 ana",
                "03-22 13:00 – 03-29 12:00 bob",
                "03-29 13:00 – 04-01 00:00 ana",
            ],
            id="an hour of nobody, every second week",
        ),
        pytest.param(
            "UTC",
            "2026-10-26T13:00:00",
            "2026-11-10",
            [
                "10-26 13:00 – 11-02 13:00 ana",
                "11-02 13:00 – 11-09 13:00 bob",
                "11-09 13:00 – 11-10 00:00 ana",
            ],
            id="UTC is exact",
        ),
    ],
)
def test_the_length_of_every_turn_is_the_elapsed_time_of_the_first(
    client: Client, zone: str, start: str, until: str, expected: list[str]
) -> None:
    schedule = client.schedule(client.rolling(start), time_zone=zone)
    assert client.shown(schedule, start[:10], until) == expected


def test_daily_turns_have_the_fault_too(client: Client) -> None:
    fields = {"frequency": "daily", "duration": 86400, "time_zone": "Europe/Berlin"}
    schedule = client.schedule(client.rolling("2026-10-24T09:00:00", **fields))
    assert client.shown(schedule, "2026-10-24T07:00", "2026-10-28") == [
        "10-24 07:00 – 10-25 08:00 ana",
        "10-25 08:00 – 10-25 09:00 ana bob",
        "10-25 09:00 – 10-26 08:00 bob",
        "10-26 08:00 – 10-27 08:00 ana",
        "10-27 08:00 – 10-27 09:00 ana bob",
        "10-27 09:00 – 10-28 00:00 bob",
    ]


def test_turns_whose_first_ones_lie_before_any_change_are_exact(client: Client) -> None:
    schedule = client.schedule(client.rolling("2026-05-04T09:00:00"))
    assert client.shown(schedule, "2026-10-26T13:00", "2026-11-16T14:00") == [
        "10-26 13:00 – 11-02 14:00 bob",
        "11-02 14:00 – 11-09 14:00 ana",
        "11-09 14:00 – 11-16 14:00 bob",
    ]
    assert client.shown(schedule, "2027-03-08T14:00", "2027-03-22T13:00") == [
        "03-08 14:00 – 03-15 13:00 ana",
        "03-15 13:00 – 03-22 13:00 bob",
    ]


def test_a_later_rotation_start_brings_the_fault_back_and_keeps_the_phase(client: Client) -> None:
    shift = client.rolling("2026-05-04T09:00:00", rotation_start="2026-10-26T09:00:00")
    assert client.shown(client.schedule(shift), "2026-10-20", "2026-11-09") == [
        "10-26 13:00 – 11-02 14:00 bob",
        "11-02 14:00 – 11-02 15:00 ana bob",
        "11-02 15:00 – 11-09 00:00 ana",
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"by_day": ["MO", "WE"], "duration": 3600},
            ["26 09-10 ana", "28 09-10 ana", "02 09-10 bob", "04 09-10 bob"],
            id="weekly on days: a set has the whole week",
        ),
        pytest.param(
            {"by_day": ["SU", "TU"], "duration": 3600, "week_start": "SU"},
            ["01 09-10 ana", "03 09-10 ana"],
            id="a first day that is not selected moves to the first selected day of the week",
        ),
        pytest.param(
            {"frequency": "daily", "interval": 3, "duration": 7200},
            ["26 09-11 ana", "29 09-11 bob", "01 09-11 ana", "04 09-11 bob"],
            id="every three days",
        ),
        pytest.param(
            {"frequency": "daily", "by_day": ["TU", "MO"], "duration": 7200, "rolling_users": "3"},
            ["26 09-11 ana", "27 09-11 bob", "02 09-11 ana", "03 09-11 ana"],
            id="daily on days: dealt out day by day",
        ),
        pytest.param(
            {"frequency": "hourly", "interval": 60, "duration": 3600},
            ["26 09-10 ana", "28 21-22 bob", "31 09-10 ana", "02 21-22 bob"],
            id="every sixty hours",
        ),
        pytest.param(
            {"frequency": "daily", "duration": 7200, "until": "2026-10-27T10:00:00"},
            ["26 09-11 ana", "27 09-10 bob"],
            id="until",
        ),
        pytest.param(
            {"duration": 7200, "start_rotation_from_user_index": 1},
            ["26 09-11 bob", "02 09-11 ana"],
            id="from the second set on",
        ),
        pytest.param(
            {"frequency": "monthly", "by_monthday": [-1], "duration": 7200},
            ["31 09-11 ana"],
            id="the last day of a month",
        ),
        pytest.param({"rolling_users": []}, [], id="an empty order: accepted, nobody is on call"),
    ],
)
def test_turns(client: Client, fields: dict[str, Any], expected: list[str]) -> None:
    if fields.get("rolling_users") == "3":
        fields = fields | {"rolling_users": [[client.ana], [client.bob], [client.ana]]}
    shift = client.rolling("2026-10-26T09:00:00", time_zone="UTC", **fields)
    schedule = client.schedule(shift)
    ends = [datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 11, 5, tzinfo=UTC)]
    names = {client.ana: "ana", client.bob: "bob"}
    assert [
        f"{start:%d %H}-{end:%H} {' '.join(names[user] for user in users)}"
        for start, end, users in client.fake.rendered(schedule, *ends)
    ] == expected


def test_until_is_utc_though_start_is_local(client: Client) -> None:
    fields = {"frequency": "daily", "duration": 3600, "until": "2026-10-28T09:00:00"}
    schedule = client.schedule(client.rolling("2026-10-26T09:00:00", **fields))
    assert client.shown(schedule, "2026-10-26", "2026-11-01") == [
        "10-26 13:00 – 10-26 14:00 ana",
        "10-27 13:00 – 10-27 14:00 bob",
    ]
    later = fields | {"until": "2026-10-28T13:00:00"}
    schedule = client.schedule(client.rolling("2026-10-26T09:00:00", **later))
    assert client.shown(schedule, "2026-10-28", "2026-11-01") == ["10-28 13:00 – 10-28 14:00 ana"]


def test_a_put_rewrites_the_past_as_well(client: Client) -> None:
    shift = client.rolling("2026-10-05T00:00:00", time_zone="UTC")
    schedule = client.schedule(shift)
    assert client.shown(schedule, "2026-10-12", "2026-10-13") == ["10-12 00:00 – 10-13 00:00 bob"]
    body = {"rolling_users": [[client.bob], [client.ana]]}
    status, changed = client.ask("PUT", f"on_call_shifts/{shift['id']}/", body)
    assert (status, changed["start"]) == (200, shift["start"])
    assert client.shown(schedule, "2026-10-12", "2026-10-13") == ["10-12 00:00 – 10-13 00:00 ana"]


def test_a_higher_level_replaces_and_equal_ones_stand_together(client: Client) -> None:
    single = {"type": "single_event", "time_zone": "UTC", "users": [client.bob]}
    base = client.rolling("2026-10-26T00:00:00", rolling_users=[[client.ana]], time_zone="UTC")
    high = client.make(
        "on_call_shifts", name="x", start="2026-10-27T00:00:00", duration=3600, level=1, **single
    )
    same = client.make(
        "on_call_shifts", name="x", start="2026-10-28T00:00:00", duration=3600, level=0, **single
    )
    schedule = client.schedule(base, high, same)
    assert client.shown(schedule, "2026-10-26", "2026-10-29") == [
        "10-26 00:00 – 10-27 00:00 ana",
        "10-27 00:00 – 10-27 01:00 bob",
        "10-27 01:00 – 10-28 00:00 ana",
        "10-28 00:00 – 10-28 01:00 ana bob",
        "10-28 01:00 – 10-29 00:00 ana",
    ]
    path = f"schedules/{schedule}/final_shifts?start_date=2026-10-26&end_date=2026-10-28"
    _, answer = client.ask("GET", path)
    assert [row["user_email"] for row in answer["results"]] == [
        "ana@example.com",
        "Bob@example.com",
        "ana@example.com",
    ]
    assert answer["results"][1] == {
        "user_pk": client.bob,
        "user_email": "Bob@example.com",
        "user_username": "bob",
        "shift_start": "2026-10-27T00:00:00Z",
        "shift_end": "2026-10-27T01:00:00Z",
    }


FEED = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART:20261101T000000Z
DTEND:20261108T000000Z
SUMMARY:ana
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;TZID=America/New_York:20261102T090000
DTEND;TZID=America/New_York:20261102T100000
SUMMARY:[L2] bob@example
 .com
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20261109T000000Z
DTEND:20261110T000000Z
SUMMARY:eve
END:VEVENT
END:VCALENDAR
"""


def test_a_feed_names_people_by_name_or_address_and_unknown_ones_are_a_silent_gap(
    client: Client,
) -> None:
    client.fake.feeds["https://example.com/a.ics"] = FEED.replace("\n", "\r\n")
    body = {"name": "Feed", "type": "ical", "ical_url_primary": "https://example.com/a.ics"}
    schedule = client.make("schedules", **body)
    assert client.shown(schedule["id"], "2026-10-26", "2026-11-30") == [
        "11-01 00:00 – 11-02 14:00 ana",
        "11-02 14:00 – 11-02 15:00 bob",
        "11-02 15:00 – 11-08 00:00 ana",
    ]
    status, _ = client.ask(
        "POST", "schedules/", body | {"ical_url_primary": "https://gone.example"}
    )
    assert status == 400


def test_overrides_of_people_count_only_where_they_are_enabled(client: Client) -> None:
    schedule = client.schedule(client.rolling("2026-10-26T00:00:00"), time_zone="UTC")
    start = datetime(2026, 10, 27, tzinfo=UTC)
    shift = client.fake.override(schedule, client.bob, start, start + timedelta(hours=1))
    assert client.shown(schedule, "2026-10-27", "2026-10-28") == ["10-27 00:00 – 10-28 00:00 ana"]
    client.ask("PUT", f"schedules/{schedule}/", {"enable_web_overrides": True})
    assert client.shown(schedule, "2026-10-27", "2026-10-28") == [
        "10-27 00:00 – 10-27 01:00 bob",
        "10-27 01:00 – 10-28 00:00 ana",
    ]
    _, listed = client.ask("GET", f"on_call_shifts/?schedule_id={schedule}")
    assert shift in [record["id"] for record in listed["results"]]


def test_a_swap_counts_when_it_is_taken(client: Client) -> None:
    schedule = client.schedule(client.rolling("2026-10-26T00:00:00", time_zone="UTC"))
    times = {"swap_start": "2026-10-27T00:00:00Z", "swap_end": "2026-10-28T00:00:00Z"}
    swap = client.make("shift_swaps", schedule=schedule, beneficiary=client.ana, **times)
    assert client.shown(schedule, "2026-10-27", "2026-10-28") == ["10-27 00:00 – 10-28 00:00 ana"]
    status, taken = client.ask("POST", f"shift_swaps/{swap['id']}/take", {"benefactor": client.bob})
    assert (status, taken["status"]) == (200, "taken")
    assert client.shown(schedule, "2026-10-27", "2026-10-28") == ["10-27 00:00 – 10-28 00:00 bob"]


def test_unknown_users_are_dropped_here_and_refused_there(client: Client) -> None:
    fields = {"name": "x", "start": "2026-10-26T00:00:00", "duration": 3600}
    shift = client.make("on_call_shifts", type="single_event", users=["U404", client.ana], **fields)
    assert shift["users"] == [client.ana]
    body = {**fields, "type": "rolling_users", "frequency": "daily", "rolling_users": [["U404"]]}
    status, _ = client.ask("POST", "on_call_shifts/", body | {"start_rotation_from_user_index": 0})
    assert status == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("on_call_shifts/", {"frequency": "yearly"}),
        ("on_call_shifts/", {"start_rotation_from_user_index": None}),
        ("on_call_shifts/", {"week_start": None}),
        ("on_call_shifts/", {"start": "2026-10-26T00:00:00Z"}),
        ("on_call_shifts/", {"time_zone": "Mars/Base"}),
        ("schedules/", {"name": "Web", "type": "web", "time_zone": "UTC"}),
        ("schedules/", {"name": "No zone", "type": "calendar"}),
        ("escalation_policies/", {"escalation_chain_id": "F404", "type": "wait"}),
        ("users/", {"username": "eve"}),
    ],
)
def test_what_is_refused(client: Client, path: str, body: dict[str, Any]) -> None:
    good = client.rolling("2026-10-26T00:00:00")
    before = {name: len(getattr(client.fake, name)) for name in ("shifts", "schedules", "users")}
    status, _ = client.ask("POST", path, {**(good if "shifts" in path else {}), **body})
    after = {name: len(getattr(client.fake, name)) for name in before}
    assert status in {400, 405}
    assert after == before


def test_overrides_are_refused_in_calendar_schedules_and_web_schedules_cannot_be_edited(
    client: Client,
) -> None:
    body = {"name": "o", "start": "2026-10-26T00:00:00", "duration": 3600, "users": [client.ana]}
    override = client.make("on_call_shifts", type="override", **body)
    calendar = {"name": "s", "type": "calendar", "time_zone": "UTC", "shifts": [override["id"]]}
    assert client.ask("POST", "schedules/", calendar)[0] == 400
    web = client.fake.add_web_schedule("By hand")
    status, answer = client.ask("PUT", f"schedules/{web}/", {"name": "x"})
    assert (status, answer["detail"]) == (400, "Web schedule update is not enabled through API")


def test_equal_names_are_accepted(client: Client) -> None:
    shifts = [client.rolling("2026-10-26T00:00:00") for _ in range(2)]
    schedules = [client.schedule(*shifts) for _ in range(2)]
    assert len({*schedules}) == 2
    _, listed = client.ask("GET", "schedules/?name=Payments")
    assert listed["count"] == 2


def test_nothing_protects_what_is_in_use(client: Client) -> None:
    shift = client.rolling("2026-10-26T00:00:00")
    schedule = client.schedule(shift)
    chain = client.make("escalation_chains", name="Payments")["id"]
    body = {"type": "notify_on_call_from_schedule", "notify_on_call_from_schedule": schedule}
    step = client.make("escalation_policies", escalation_chain_id=chain, **body)
    assert client.ask("DELETE", f"schedules/{schedule}/") == (204, None)
    _, left = client.ask("GET", f"escalation_policies/{step['id']}/")
    assert left["notify_on_call_from_schedule"] is None
    assert client.ask("GET", f"on_call_shifts/{shift['id']}/")[0] == 200
    other = client.schedule(shift)
    assert client.ask("DELETE", f"on_call_shifts/{shift['id']}/") == (204, None)
    assert client.ask("GET", f"schedules/{other}")[1]["shifts"] == []


def test_a_position_moves_the_rest(client: Client) -> None:
    chain = client.make("escalation_chains", name="Payments")["id"]
    make = client.make
    for seconds, position in [(60, None), (120, 0), (180, 1), (240, -1)]:
        place = {} if position is None else {"position": position}
        make(
            "escalation_policies", escalation_chain_id=chain, type="wait", duration=seconds, **place
        )
    _, listed = client.ask("GET", f"escalation_policies/?escalation_chain_id={chain}")
    steps = [(step["position"], step["duration"]) for step in listed["results"]]
    assert steps == [(0, 120), (1, 180), (2, 60), (3, 240)]


@pytest.mark.parametrize(("seconds", "status"), [(59, 400), (60, 201), (86400, 201), (86401, 400)])
def test_waits_are_from_a_minute_to_a_day(client: Client, seconds: int, status: int) -> None:
    chain = client.make("escalation_chains", name="Payments")["id"]
    body = {"escalation_chain_id": chain, "type": "wait", "duration": seconds}
    assert client.ask("POST", "escalation_policies/", body)[0] == status


def test_integrations_have_a_default_route(client: Client) -> None:
    chain = client.make("escalation_chains", name="Payments")["id"]
    made = client.make("integrations", type="alertmanager", name="Checkout")
    path = f"integrations/{made['id']}/"
    route = {"default_route": {"escalation_chain_id": chain}}
    status, changed = client.ask("PUT", path, route)
    assert (status, changed["default_route"]["escalation_chain_id"]) == (200, chain)
    assert changed["default_route"]["id"] == made["default_route"]["id"]
    assert changed["link"] == made["link"]
    routes = client.make(
        "routes", integration_id=made["id"], routing_regex="a", escalation_chain_id=chain
    )
    default = f"routes/{made['default_route']['id']}/"
    listed = client.ask("GET", f"routes/?integration_id={made['id']}")[1]["results"]
    assert [(one["id"], one["is_the_last_route"]) for one in listed] == [
        (routes["id"], False), (made["default_route"]["id"], True)
    ]  # fmt: skip
    assert client.ask("PUT", default, {"escalation_chain_id": chain})[0] == 200
    assert client.ask("PUT", default, {"routing_regex": "a"})[0] == 400
    assert client.ask("DELETE", default)[0] == 400
    client.ask("DELETE", f"escalation_chains/{chain}/")
    assert client.ask("GET", path)[1]["default_route"]["escalation_chain_id"] is None
    assert client.ask("GET", f"routes/{routes['id']}/")[1]["escalation_chain_id"] is None


def test_pages_are_linked_absolutely(client: Client) -> None:
    client.fake.page_size = 2
    for name in "abc":
        client.make("escalation_chains", name=name)
    _, first = client.ask("GET", "escalation_chains/")
    assert [record["name"] for record in first["results"]] == ["a", "b"]
    assert (first["count"], first["previous"]) == (3, None)
    assert first["next"].startswith(client.fake.url)
    _, second = client.ask("GET", first["next"].partition("/api/v1/")[2])
    assert [record["name"] for record in second["results"]] == ["c"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "oncall-token"}, 200),
        ({"Authorization": "Bearer oncall-token", "X-Grafana-URL": "https://x.example"}, 200),
        ({"Authorization": "Bearer oncall-token"}, 403),
        ({"Authorization": "wrong"}, 403),
        ({"Accept": "*/*"}, 403),
    ],
)
def test_tokens(client: Client, headers: dict[str, str], status: int) -> None:
    assert client.ask("GET", "users/", headers=headers)[0] == status


def test_too_many_requests_are_refused_until_the_window_has_passed(client: Client) -> None:
    client.fake.rate_limit = 2
    statuses = [client.ask("GET", "users/")[0] for _ in range(3)]
    assert statuses == [200, 200, 429]
    client.fake.now += timedelta(minutes=5)
    assert client.ask("GET", "users/")[0] == 200
