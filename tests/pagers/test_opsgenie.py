"""An account of Opsgenie, read for an import; nothing is ever written there."""

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.pagers.fakes.opsgenie import Opsgenie
from watchbill.engine.clock import Length
from watchbill.errors import WatchbillError
from watchbill.model.base import Window
from watchbill.model.settings import Pager
from watchbill.pager.account import Member, Service, Step, Target
from watchbill.pager.jsm import simulate
from watchbill.pager.layers import windows
from watchbill.pager.objects import Stint
from watchbill.sync.opsgenie.provider import PROVIDER
from watchbill.sync.provider import Errand, provider

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setenv("OPSGENIE_TOKEN", "genie-key")
    with ExitStack() as stack:
        found = Opsgenie(AT)
        stack.enter_context(found.running())
        yield found


def _errand(fake, **settings):
    pager = Pager("opsgenie", 4, {"api_url": fake.url, **settings})
    return Errand(Path(), pager, {}, AT)


def _filled(fake):
    ada, bob, cy = (fake.add_user(f"{who}@x.example", who.title()) for who in ("ada", "bob", "cy"))
    team = fake.add_team("SRE", ada, bob)
    rotation = {
        "id": "r1",
        "name": "Days",
        "startDate": "2026-06-02T08:00:00Z",
        "type": "weekly",
        "length": 1,
        "timeRestriction": {
            "type": "time-of-day",
            "restriction": {"startHour": 9, "startMin": 0, "endHour": 17, "endMin": 30},
        },
        "participants": [
            {"type": "user", "id": ada},
            {"type": "none"},
            {"type": "user", "id": bob},
        ],
    }
    of_team = {
        "id": "r2",
        "name": "All",
        "startDate": "2026-06-02T08:00:00Z",
        "type": "daily",
        "participants": [{"type": "team", "id": team}],
    }
    schedule = fake.add_schedule("Shop", "Europe/London", rotation, of_team, team=team)
    fake.schedules[schedule]["description"] = "Who keeps the shop"
    start, end = (datetime(2026, 11, 25, hour, tzinfo=UTC) for hour in (10, 12))
    fake.add_override(schedule, cy, start, end, "r1")
    steps = [
        (0, {"type": "schedule", "id": schedule}),
        (5, {"type": "user", "id": cy}),
        (5, {"type": "team", "id": team}),
    ]
    escalation = fake.add_escalation("Shop", *steps, team=team)
    fake.escalations[escalation]["repeat"] |= {"count": 3, "waitInterval": 10}
    fake.route(team, {"type": "escalation", "id": escalation})
    other = fake.add_team("Other")
    service = fake.add_service("Till", team, "It rings")
    fake.add_service("Lost", other)
    return ada, bob, cy, schedule, escalation, service


def test_a_whole_account_is_read(fake):
    ada, bob, cy, schedule, escalation, service = _filled(fake)
    assert PROVIDER.account is not None
    found = PROVIDER.account(_errand(fake))
    assert found.provider == "opsgenie"
    assert found.window == (datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 12, 14, tzinfo=UTC))
    assert found.members[0] == Member(ada, "Ada", "ada@x.example", "UTC")
    shop = found.schedules[0]
    assert (shop.id, shop.name, shop.zone) == (schedule, "Shop", "Europe/London")
    assert shop.description == "Who keeps the shop"
    days = shop.layers[0]
    assert (days.name, days.every, days.order) == ("Days", Length(1, "week"), ((ada,), (), (bob,)))
    assert windows(days.hours) == windows((Window("09:00", "17:30"),))
    assert days.alongside
    assert found.escalations[0].steps == (
        Step((Target("schedule", schedule),), 5),
        Step((Target("person", cy),), 10),
    )
    assert found.escalations[0].repeat == 3
    assert found.services == (Service(service, "Till", "It rings", escalation),)
    assert found.lost == (
        "schedule 'Shop': 'All' has turns of the team SRE",
        "escalation 'Shop' pages the team SRE",
        "service 'Lost': its team's default routing rule names no escalation",
    )


def test_the_timeline_is_the_one_that_is_rendered(fake):
    _ada, bob, cy, schedule, *_ = _filled(fake)
    del fake.schedules[schedule]["rotations"][1]
    assert PROVIDER.account is not None
    found = PROVIDER.account(_errand(fake))
    shop = found.schedules[0]
    start, end = (datetime(2026, 11, 25, hour, tzinfo=UTC) for hour in (10, 12))
    override = Stint(start, end, (cy,))
    assert shop.overrides == (override,)
    assert override in shop.stints
    by_turns = simulate(shop.layers, *found.window)
    assert {p for s in by_turns for p in s.people} >= {bob}
    without = [stint for stint in shop.stints if stint.start.date() != start.date()]
    assert set(without) <= set(by_turns)


def test_rules_of_nobody_and_of_teams_are_said_and_lost(fake):
    *_, cy, _, escalation, _ = _filled(fake)
    rules = fake.escalations[escalation]["rules"]
    rules[0]["recipient"] = {"type": "team", "id": "t1"}
    rules[2]["recipient"] = None
    assert PROVIDER.account is not None
    found = PROVIDER.account(_errand(fake))
    assert found.escalations[0].steps == (Step((), 5), Step((Target("person", cy),), 10))
    assert found.lost[1:3] == (
        "escalation 'Shop' pages the team t1",
        "escalation 'Shop' has a rule that pages nobody",
    )


def test_rules_that_route_elsewhere_are_said_and_lost(fake):
    *_, escalation, _ = _filled(fake)
    team = next(iter(fake.routing_rules))
    notify = {"type": "escalation", "id": escalation, "name": "Shop"}
    rule = {"id": "r1", "name": "P1", "isDefault": False, "order": 0, "notify": notify}
    silent = {"id": "r2", "name": "P5", "isDefault": False, "order": 1, "notify": {"type": "none"}}
    fake.routing_rules[team][:0] = [rule, silent]
    assert PROVIDER.account is not None
    assert [line for line in PROVIDER.account(_errand(fake)).lost if "routing rule '" in line] == [
        "service 'Till': alerts by the routing rule 'P1' go to escalation Shop",
        "service 'Till': alerts by the routing rule 'P5' go to nobody",
    ]


def test_requests_are_counted_by_collection_not_by_thing(fake):
    _filled(fake)
    fake.page_size = 2
    assert PROVIDER.account is not None
    assert len(PROVIDER.account(_errand(fake)).members) == 3
    paths = [seen.path for seen in fake.seen]
    assert paths.count("/v2/users") == 2
    assert paths.count("/v2/schedules") == paths.count("/v2/escalations") == 1
    assert sum(path.endswith("/timeline") for path in paths) == 1
    assert not any(seen.writes for seen in fake.seen)


def test_it_is_never_written(fake):
    with pytest.raises(WatchbillError, match="only read: its API ends on 2027-04-05") as error:
        PROVIDER.connect(_errand(fake))
    assert "apply to jsm, pagerduty or grafana" in error.value.hint
    assert fake.seen == []


def test_it_comes_along():
    assert provider("opsgenie") is PROVIDER


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"region": "eu"}, "opsgenie has no setting 'region'"),
        ({"api_key": "x"}, "settings hold a secret"),
        ({"api_url": 7}, "api_url is no text"),
        ({"api_url": "http://opsgenie.example"}, "not encrypted"),
    ],
)
def test_settings_that_make_no_sense(fake, settings, message):
    assert PROVIDER.account is not None
    with pytest.raises(WatchbillError, match=message):
        PROVIDER.account(_errand(fake, **settings))


def test_a_wrong_key_is_said_without_the_key(fake, monkeypatch):
    monkeypatch.setenv("OPSGENIE_TOKEN", "wrong-genie-key")
    assert PROVIDER.account is not None
    with pytest.raises(WatchbillError, match="401") as error:
        PROVIDER.account(_errand(fake))
    assert "OPSGENIE_TOKEN" in error.value.hint
    assert "wrong-genie-key" not in f"{error.value.message} {error.value.hint}"
