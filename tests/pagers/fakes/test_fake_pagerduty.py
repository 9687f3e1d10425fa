"""The fake PagerDuty: what it lists, refuses, and how it is slow."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.pagers.fakes.pagerduty import PagerDuty
from tests.pagers.fakes.pagerduty_asks import NOW, ask, reference


@pytest.fixture
def pager() -> Iterator[PagerDuty]:
    pager = PagerDuty(NOW)
    with pager.running():
        yield pager


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
    incident = pager.incident(ids["services"])
    gone = [f"/services/{ids['services']}", paths[2]]
    assert [ask(pager, "DELETE", path)[0] for path in gone] == [204, 204]
    answers = [ask(pager, "DELETE", path)[:2] for path in paths[:2]]
    assert [(status, body["error"]["code"]) for status, body in answers] == [(400, 2001)] * 2
    assert all("open incidents" in str(body) for _, body in answers)
    del pager.incidents[incident]
    rest = [paths[0], paths[1], paths[3]]
    assert [ask(pager, "DELETE", path)[0] for path in rest] == [204] * 3
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
    assert ask(pager, "GET", "/users", token="other")[0] == 401  # noqa: S106  # a wrong one


def test_people_are_told_apart_by_more_than_pages(pager: PagerDuty) -> None:
    for number in range(30):
        pager.user(f"Person {number:02}")
    pages = [ask(pager, "GET", "/users", offset=offset)[1] for offset in (0, 25)]
    assert [(len(page["users"]), page["more"]) for page in pages] == [(25, True), (5, False)]
    query = {"query": "person.07@", "include[]": ["contact_methods", "teams"]}
    [found] = ask(pager, "GET", "/users", **query)[1]["users"]
    assert found["contact_methods"][0]["address"] == "person.07@small.example"
    pager.keep_contract()
