"""The settings of the grafana pager, its headers, its limits, and what is read for an import."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.pagers.company import AT, FILES, catalog, edited
from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.places import Pointer
from watchbill.sync.http import Script
from watchbill.sync.oncall.options import accept, options
from watchbill.sync.oncall.target import api
from watchbill.sync.provider import Errand, provider

URL = "https://oncall.example/oncall"
FEED = "https://x.example/{roster}--{role}.ics"


def said(**settings: Any) -> Pager:
    return Pager(provider="grafana", settings={"url": URL, **settings})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"url": None}, "needs the address"),
        ({"url": "http://oncall.example"}, "not encrypted"),
        ({"url": 5}, "the setting url is no text"),
        ({"team": ""}, "the setting team is no text"),
        ({"color": "red"}, "no setting 'color'"),
        ({"token": "x"}, "hold a secret"),
        ({"ids": {"schedule/a--b": {"password": "x"}}}, "hold a secret"),
        ({"mode": "web"}, "no mode 'web'"),
        ({"mode": "ical"}, "needs ical_url"),
        ({"ical_url": FEED}, "needs the mode ical"),
        ({"mode": "ical", "ical_url": "https://x.example/a.ics"}, "for each schedule"),
        ({"mode": "ical", "ical_url": FEED.replace("https", "http")}, "for each schedule"),
        ({"grafana_url": "http://stack.example"}, "not encrypted"),
        ({"ids": []}, "ids is no mapping"),
        ({"ids": {"team/a": "T1"}}, "ids cannot hold 'team/a'"),
        ({"ids": {"schedule/a--b": "../S1"}}, "ids cannot hold"),
    ],
    ids=str,
)
def test_settings_that_cannot_be(settings, message):
    with pytest.raises(WatchbillError, match=message):
        accept(said(**settings))


def test_settings_that_can_be():
    found = options(said(url=f"{URL}/api/v1/", mode="ical", ical_url=FEED, ids={"service/a": "R1"}))
    assert found.url == URL
    assert found.feed("schedule/pay--primary") == "https://x.example/pay--primary.ics"
    assert found.ids == {"service/a": "R1"}
    others = {"integration": "C1", "team": "T1", "token_env": "OTHER"}
    accept(said(**others, grafana_url="https://s.example"))


@pytest.mark.parametrize(
    ("settings", "sent"),
    [
        ({}, {"Authorization": "s3cret"}),
        (
            {"grafana_url": "https://stack.grafana.net/"},
            {
                "Authorization": "Bearer s3cret",
                "X-Grafana-URL": "https://stack.grafana.net",
            },
        ),
    ],
)
def test_cloud_irm_takes_a_bearer_and_the_stack(settings, sent, monkeypatch):
    monkeypatch.setenv("GRAFANA_ONCALL_TOKEN", "s3cret")
    seen: dict[str, str] = {}
    monkeypatch.setattr(
        "watchbill.sync.oncall.target.Api",
        lambda base, headers, **_: seen.update(headers, base=base),
    )
    api(Errand(Path(), said(**settings), {}, AT, Script()))
    assert seen == {**sent, "base": f"{URL}/api/v1"}


def test_without_a_token_it_says_which_variable_is_empty(monkeypatch):
    monkeypatch.delenv("GRAFANA_ONCALL_TOKEN", raising=False)
    with pytest.raises(WatchbillError, match="GRAFANA_ONCALL_TOKEN"):
        provider("grafana").connect(Errand(Path(), said(), {}, AT))


# --- limits ---------------------------------------------------------------------------------------

PAY, OPS = "rosters/teams/pay.yaml", "rosters/teams/ops.yaml"
ESCALATION = "policies/escalation/ops.yaml"
WEEKLY = 'handoff: {every: 1 week, on: tuesday, at: "12:00"}'
ALONE = {PAY: None, ESCALATION: None, "policies/escalation/pay.yaml": None}


def _roster(**rotation: str) -> dict[str, str]:
    lines = "\n".join(f"    {name}: {value}" for name, value in rotation.items())
    text = (
        "name: Ops\ntimezone: Europe/London\nmembers: [ada, bob, cy, dee]\nrotations:\n"
        f"  - id: primary\n    role: primary\n{lines}\n"
    )
    return {OPS: text}


def _found(files: dict[str, Any], **settings: Any) -> list[tuple[str, Pointer, str]]:
    changed = catalog({**files})
    problems = provider("grafana").limits(changed, said(**settings), AT)
    return [(problem.code, problem.pointer, problem.message) for problem in problems]


TURNS = "[{since: 2026-01-06, order: [ada, bob, cy]}]"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        (
            edited(ESCALATION, "name: Ops", "name: Ops\nrepeat: 5"),
            [],
        ),
        (
            edited(ESCALATION, "name: Ops", "name: Ops\nrepeat: 6"),
            [("WB502", ("repeat",), "5 times at most")],
        ),
        (edited(ESCALATION, "5 minutes", "0 minutes"), []),
        (edited(ESCALATION, "5 minutes", "24 hours"), []),
        (
            edited(ESCALATION, "5 minutes", "25 hours"),
            [("WB502", ("steps", 0, "wait"), "waits a day at most")],
        ),
        (
            _roster(handoff='{every: 1 month, on: 1, at: "09:00"}', turns=TURNS),
            [("WB503", ("rotations", 0), "turns of months")],
        ),
        (
            _roster(
                handoff='{every: 2 weeks, on: tuesday, at: "12:00"}',
                hours='[{from: "fri 17:00", until: "mon 09:00"}]',
                turns=TURNS,
            ),
            [],
        ),
        (
            _roster(
                handoff='{every: 1 day, at: "12:00"}',
                hours='[{days: [mon, tue, wed, thu, fri], from: "09:00", until: "17:00"}]',
                turns=TURNS,
            ),
            [],
        ),
        (
            _roster(handoff=WEEKLY.partition(" ")[2], turns="[{since: 2026-10-20, order: [ada]}]"),
            [],
        ),
    ],
)
def test_limits(files, expected):
    found = _found(files)
    assert [one[:2] for one in found] == [one[:2] for one in expected]
    assert all(said in one[2] for one, (_, _, said) in zip(found, expected, strict=True))


def test_limits_at_the_far_ends():
    many = ", ".join(f"p{n}" for n in range(40))
    people = {
        f"rosters/people/p{n}.yaml": FILES["rosters/people/ada.yaml"].replace("ada@", f"p{n}@")
        for n in range(40)
    }
    long = _roster(
        handoff=WEEKLY.partition(" ")[2], turns=f"[{{since: 2026-01-06, order: [{many}]}}]"
    )
    [(code, _, message)] = _found({**people, **long})
    assert (code, "change of the clocks" in message) == ("WB503", True)
    assert _found({**people, **long}, mode="ical", ical_url=FEED) == []


def test_a_future_order_is_blamed_only_where_its_first_turns_meet_a_change():
    def found(at: datetime) -> int:
        turns = "[{since: 2026-01-06, order: [ada]}, {since: 2026-12-01, order: [ada, bob, cy]}]"
        changed = catalog(_roster(handoff=WEEKLY.partition(" ")[2], turns=turns))
        return len([*provider("grafana").limits(changed, said(), at)])

    assert found(datetime(2026, 11, 21, tzinfo=UTC)) == 0
