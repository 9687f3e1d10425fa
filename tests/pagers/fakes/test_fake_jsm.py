"""The fakes of Jira Service Management and Opsgenie behave as is documented."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.pagers.fakes.jsm import Jsm
from tests.pagers.fakes.opsgenie import Opsgenie
from tests.pagers.fakes.server import Fake

NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
OPS = "/jsm/ops/api/cloud-1/v1"
GENIE = "GenieKey genie-key"


def ask(
    fake: Fake, method: str, path: str, body: Any = None, key: str = "Bearer jsm-token"
) -> tuple[int, Any]:
    connection = HTTPConnection(urlsplit(fake.url).netloc)
    text = None if body is None else json.dumps(body)
    connection.request(method, path, text, {"Authorization": key})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, json.loads(data) if data else None


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Client:
    """A fake, with ana and bob in a team, and how to ask it."""

    def __init__(self, fake: Jsm) -> None:
        self.fake = fake
        self.ana = fake.add_user("ana@example.com")
        self.bob = fake.add_user("bob@example.com")
        self.team = fake.add_team("Payments", self.ana, self.bob)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return ask(self.fake, method, f"{OPS}/{path}", body)

    def make(self, path: str, **body: Any) -> dict[str, Any]:
        status, record = self.ask("POST", path, body)
        assert status == 201, record
        return dict(record)

    def schedule(self, timezone: str = "Europe/Berlin", **body: Any) -> str:
        fields = {"name": "Payments", "teamId": self.team, "timezone": timezone}
        return str(self.make("schedules", **fields | body)["id"])

    def rotation(self, schedule: str, *people: str, **body: Any) -> dict[str, Any]:
        """Make a weekly rotation from Monday 2026-10-19, 09:00 in Berlin."""
        participants = [{"type": "user", "id": person} for person in people]
        fields = {"type": "weekly", "startDate": "2026-10-19T07:00:00Z", "name": "primary"}
        path = f"schedules/{schedule}/rotations"
        return self.make(path, **fields | {"participants": participants} | body)

    def shown(self, schedule: str, since: str, until: str) -> list[str]:
        names = {self.ana: "ana", self.bob: "bob"}
        return [
            f"{start:%d %H:%M} – {end:%d %H:%M} {' '.join(sorted(names[u] for u in users))}"
            for start, end, users in self.fake.rendered(schedule, utc(since), utc(until))
        ]


@pytest.fixture
def client() -> Iterator[Client]:
    with Jsm(NOW).running() as fake:
        assert isinstance(fake, Jsm)
        yield Client(fake)


NIGHT = {"startHour": 22, "startMin": 0, "endHour": 6, "endMin": 10}
WEEKEND = {"startDay": "friday", "startHour": 17, "endDay": "monday", "endHour": 9}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {},
            ["24 00:00 – 26 08:00 ana", "26 08:00 – 27 00:00 bob"],
            id="turns pass on by the wall clock, also when the clocks change",
        ),
        pytest.param(
            {"timeRestriction": {"type": "time-of-day", "restriction": NIGHT}},
            [
                "24 00:00 – 24 04:00 ana",
                "24 20:00 – 25 05:00 ana",
                "25 21:00 – 26 05:00 ana",
                "26 21:00 – 27 00:00 bob",
            ],
            id="nights, ending at ten past, which is rounded",
        ),
        pytest.param(
            {"timeRestriction": {"type": "weekday-and-time-of-day", "restrictions": [WEEKEND]}},
            ["24 00:00 – 26 08:00 ana"],
            id="from Friday to Monday",
        ),
        pytest.param({"endDate": "2026-10-25T10:00:00Z"}, ["24 00:00 – 25 10:00 ana"], id="an end"),
        pytest.param(
            {"type": "daily", "length": 2, "startDate": "2026-10-23T07:20:00Z"},
            ["24 00:00 – 25 08:30 ana", "25 08:30 – 27 00:00 bob"],
            id="every two days, from twenty past, which is rounded",
        ),
        pytest.param(
            {"type": "hourly", "length": 36, "startDate": "2026-10-24T00:00:00Z"},
            ["24 00:00 – 25 13:00 ana", "25 13:00 – 27 00:00 bob"],
            id="hours are of the wall clock",
        ),
    ],
)
def test_turns(client: Client, fields: dict[str, Any], expected: list[str]) -> None:
    schedule = client.schedule()
    client.rotation(schedule, client.ana, client.bob, **fields)
    assert client.shown(schedule, "2026-10-24", "2026-10-27") == expected


def test_rotations_stand_together_and_nobody_is_nobody(client: Client) -> None:
    schedule = client.schedule()
    client.rotation(schedule, client.ana)
    second = client.rotation(schedule, client.bob)
    assert client.shown(schedule, "2026-10-24", "2026-10-25") == ["24 00:00 – 25 00:00 ana bob"]
    path = f"schedules/{schedule}/rotations/{second['id']}"
    client.ask("PATCH", path, {"participants": [{"type": "noone"}]})
    assert client.shown(schedule, "2026-10-24", "2026-10-25") == ["24 00:00 – 25 00:00 ana"]
    client.ask("PATCH", f"schedules/{schedule}", {"enabled": False})
    assert client.shown(schedule, "2026-10-24", "2026-10-25") == []


def override(client: Client, *rotations: str, hour: int = 0) -> dict[str, Any]:
    dates = {"startDate": f"2026-10-24T{hour:02}:00:00Z", "endDate": "2026-10-24T12:00:00Z"}
    return {**dates, "responder": {"type": "user", "id": client.bob}, "rotationIds": [*rotations]}


def test_an_override_replaces_all_rotations_unless_it_names_some(client: Client) -> None:
    schedule = client.schedule()
    first, _ = (client.rotation(schedule, client.ana) for _ in range(2))
    alias = client.make(f"schedules/{schedule}/overrides", **override(client))["alias"]
    assert client.shown(schedule, "2026-10-24", "2026-10-25") == [
        "24 00:00 – 24 12:00 bob",
        "24 12:00 – 25 00:00 ana",
    ]
    path = f"schedules/{schedule}/overrides/{alias}"
    assert client.ask("PUT", path, override(client, first["id"], hour=6))[0] == 200
    assert client.shown(schedule, "2026-10-24", "2026-10-25") == [
        "24 00:00 – 24 06:00 ana",
        "24 06:00 – 24 12:00 ana bob",
        "24 12:00 – 25 00:00 ana",
    ]
    assert client.ask("DELETE", path) == (204, None)
    assert client.shown(schedule, "2026-10-24", "2026-10-25") == ["24 00:00 – 25 00:00 ana"]
    assert client.ask("GET", path)[0] == 404


def test_aliases_are_the_servers_unless_switched(client: Client) -> None:
    path = f"schedules/{client.schedule()}/overrides"
    body = {**override(client), "alias": "mine"}
    assert client.make(path, **body)["alias"] != "mine"
    client.fake.client_aliases = True
    assert client.make(path, **body)["alias"] == "mine"
    assert client.ask("POST", path, body)[0] == 409
    assert len(client.ask("GET", path)[1]["values"]) == 2
    client.fake.now = utc("2026-10-25")
    assert client.ask("GET", path)[1]["values"] == []


def test_a_timeline_begins_with_the_unit_and_shows_what_is_deleted(client: Client) -> None:
    schedule = client.schedule()
    first = client.rotation(schedule, client.ana, client.bob)
    second = client.rotation(schedule, client.ana)
    client.ask("DELETE", f"schedules/{schedule}/rotations/{second['id']}")
    client.make(f"schedules/{schedule}/overrides", **override(client))
    query = "interval=2&intervalUnit=weeks&date=2026-10-22T00:00:00Z"
    _, timeline = client.ask("GET", f"schedules/{schedule}/timeline?{query}")
    assert timeline["startDate"] == "2026-10-18T22:00:00Z"
    assert timeline["endDate"] == "2026-11-01T23:00:00Z"
    shown, deleted = timeline["finalTimeline"]["rotations"]
    assert (shown["id"], deleted["deleted"]) == (first["id"], True)
    assert [period["type"] for period in shown["periods"]] == ["base", "override", "base", "base"]
    assert shown["periods"][3] == {
        "startDate": "2026-10-26T08:00:00Z",
        "endDate": "2026-11-01T23:00:00Z",
        "type": "base",
        "responder": {"type": "user", "id": client.bob},
    }
    assert client.ask("GET", f"schedules/{schedule}/timeline?date=2029-01-01T00:00:00Z")[0] == 422


def test_a_schedule_in_use_is_kept(client: Client) -> None:
    schedule = client.schedule()
    rule = {"delay": 5, "recipient": {"type": "schedule", "id": schedule}}
    path = f"teams/{client.team}/escalations"
    escalation = client.make(path, name="Payments", rules=[rule], repeat={"count": 2})
    assert escalation["rules"][0]["condition"] == "if-not-acked"
    assert client.ask("DELETE", f"schedules/{schedule}")[0] == 422
    assert client.ask("DELETE", f"{path}/{escalation['id']}") == (204, None)
    assert client.ask("DELETE", f"schedules/{schedule}") == (204, None)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("schedules", {"name": "x"}, 400),
        ("schedules", {"name": "x", "teamId": "team-404"}, 422),
        ("schedules", {"name": "x", "teamId": "TEAM", "timezone": "Mars/Base"}, 422),
        ("teams/TEAM/escalations", {"name": "x", "rules": []}, 400),
        ("teams/TEAM/escalations", {"name": "x", "rules": "RULES", "description": "x" * 201}, 422),
        ("teams/TEAM/escalations", {"name": "x", "rules": "RULES", "repeat": {"count": 21}}, 422),
    ],
)
def test_what_is_refused(client: Client, path: str, body: dict[str, Any], status: int) -> None:
    if body.get("rules") == "RULES":
        body = body | {"rules": [{"recipient": {"type": "user", "id": client.ana}}]}
    if body.get("teamId") == "TEAM":
        body = body | {"teamId": client.team}
    assert client.ask("POST", path.replace("TEAM", client.team), body)[0] == status
    assert (client.fake.schedules, client.fake.escalations) == ({}, {})


def test_defaults_are_made_with_teams_and_lists_come_in_pages(client: Client) -> None:
    client.fake.page_size = 2
    for name in "abc":
        client.fake.add_team(name, client.ana, defaults=True)
    _, first = client.ask("GET", "schedules")
    assert [schedule["timezone"] for schedule in first["values"]] == ["America/New_York"] * 2
    assert "rotations" not in first["values"][0]
    assert first["links"]["next"] == "/v1/schedules?offset=2&size=2"
    _, second = client.ask("GET", first["links"]["next"].removeprefix("/v1/"))
    assert [schedule["name"] for schedule in second["values"]] == ["c_schedule"]
    assert second["links"] == {}
    _, teams = client.ask("GET", "teams")
    assert teams["platformTeams"][0] == {"teamId": client.team, "teamName": "Payments"}


def test_users_are_those_of_jira(client: Client) -> None:
    hidden = client.fake.add_user("eve@example.com", "Eve", shows_email=False)
    _, some = ask(client.fake, "GET", "/rest/api/3/users/search?startAt=1&maxResults=2")
    assert [user["accountId"] for user in some] == [client.bob, hidden]
    assert some[1]["emailAddress"] == ""
    _, found = ask(client.fake, "GET", "/ex/jira/1/rest/api/3/user/search?query=ana@example.com")
    assert [user["accountId"] for user in found] == [client.ana]


@pytest.mark.parametrize(
    ("key", "status"),
    [("Basic Ym90QGV4YW1wbGUuY29tOmpzbS10b2tlbg==", 200), ("Bearer jsm-token", 200), ("x", 401)],
)
def test_tokens(client: Client, key: str, status: int) -> None:
    assert ask(client.fake, "GET", f"{OPS}/teams", key=key)[0] == status


def test_opsgenie_is_read() -> None:
    fake = Opsgenie(NOW)
    ana, bob = (fake.add_user(f"{name}@example.com") for name in ("ana", "bob"))
    team = fake.add_team("Payments", ana, bob)
    people = [{"type": "user", "id": ana}, {"type": "none"}, {"type": "team", "id": team}]
    start = {"type": "daily", "startDate": "2026-10-24T00:00:00Z"}
    schedule = fake.add_schedule("Payments", "UTC", {**start, "participants": people}, team=team)
    fake.add_override(schedule, bob, utc("2026-10-24T06:00"), utc("2026-10-24T12:00"))
    fake.add_escalation("Payments", (5, {"type": "schedule", "id": schedule}), team=team)
    fake.add_service("Checkout", team)
    assert fake.rendered(schedule, utc("2026-10-24"), utc("2026-10-27")) == (
        (utc("2026-10-24T00:00"), utc("2026-10-24T06:00"), frozenset({ana})),
        (utc("2026-10-24T06:00"), utc("2026-10-24T12:00"), frozenset({bob})),
        (utc("2026-10-24T12:00"), utc("2026-10-25T00:00"), frozenset({ana})),
        (utc("2026-10-26T00:00"), utc("2026-10-27T00:00"), frozenset({ana, bob})),
    )
    with fake.running():
        read = {path: ask(fake, "GET", path, key=GENIE)[1]["data"] for path in PATHS}
        timeline = f"/v2/schedules/{schedule}/timeline?intervalUnit=days&date=2026-10-24T08:00:00Z"
        _, shown = ask(fake, "GET", timeline, key=GENIE)
        _, page = ask(fake, "GET", "/v2/users?limit=1", key=GENIE)
        assert ask(fake, "POST", "/v2/schedules", {}, key=GENIE)[0] == 405
        assert ask(fake, "GET", "/v2/users", key="GenieKey x")[0] == 401
    assert "rotations" not in read["/v2/schedules"][0]
    rotation = read["/v2/schedules?expand=rotation"][0]["rotations"][0]
    assert rotation["participants"][0] == {"type": "user", "id": ana, "username": "ana@example.com"}
    assert read["/v2/escalations"][0]["rules"][0]["delay"]["timeAmount"] == 5
    assert read["/v1/services"][0]["teamId"] == team
    periods = shown["data"]["finalTimeline"]["rotations"][0]["periods"]
    assert [period["recipient"].get("username") for period in periods] == [
        "ana@example.com",
        "bob@example.com",
        "ana@example.com",
    ]
    assert page["paging"]["next"] == f"{fake.url}/v2/users?limit=1&offset=1"


PATHS = (
    "/v2/schedules",
    "/v2/schedules?expand=rotation",
    "/v2/escalations",
    "/v2/teams",
    "/v1/services",
)
