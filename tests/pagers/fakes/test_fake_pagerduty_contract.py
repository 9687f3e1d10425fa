"""The fake PagerDuty keeps the published contract, and sees who breaks it."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.pagers.fakes import pagerduty_server
from tests.pagers.fakes.pagerduty import PagerDuty
from tests.pagers.fakes.pagerduty_asks import NOW, ask, layer
from tests.pagers.fakes.pagerduty_contract import FILE, SPECS, contract
from tests.pagers.fakes.server import Response


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


TEAM = {"type": "team", "name": "T"}
ANSWERS: dict[str, tuple[str, Response, str]] = {
    "a name that is not known": (
        "/teams", Response(200, {"teams": [{**TEAM, "nam": "T"}]}),
        "/teams/0/nam: is not documented",
    ),
    "a field that is missing": (
        "/teams", Response(200, {"teams": [{"type": "team"}]}),
        "/teams/0: 'name' is a required property",
    ),
    "a field of the wrong kind": (
        "/v3/schedules", Response(200, {"schedules": {}}),
        "/schedules: {} is not of type 'array'",
    ),
    "a status": ("/teams", Response(206, {"teams": []}), "the status is not documented"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "wrong", "text"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_breaks_the_contract_is_kept(
    official: PagerDuty, monkeypatch: pytest.MonkeyPatch, path: str, wrong: Response, text: str
) -> None:
    routes = {**pagerduty_server.ROUTES, ("GET", path): lambda *_: wrong}
    monkeypatch.setattr(pagerduty_server, "ROUTES", routes)
    assert ask(official, "GET", path)[0] == wrong.status
    assert official.violations == [f"GET {path}: answer {wrong.status}: {text}"]
    with pytest.raises(AssertionError, match=r"is not|required"):
        official.keep_contract()
