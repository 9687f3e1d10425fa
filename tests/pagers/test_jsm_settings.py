"""What Jira Service Management is set up with, what it cannot say, and an account of it."""

from base64 import b64encode
from contextlib import ExitStack

import pytest

from tests.pagers.company import AT, FILES, NOTHING, catalog, edited, override
from tests.pagers.jsm_bench import BOT, Site, site
from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.pager.account import Step, Target
from watchbill.pager.objects import Stint
from watchbill.sync.apply import apply
from watchbill.sync.jsm.provider import PROVIDER
from watchbill.sync.memory import MemoryJournal
from watchbill.sync.plan import make_plan
from watchbill.sync.provider import Errand, provider

PAY = "rosters/teams/pay.yaml"
SETTINGS = {"cloud_id": "c", "team": "t"}


@pytest.fixture
def here():
    with ExitStack() as stack:
        yield site(stack)


# --- settings -------------------------------------------------------------------------------------


def test_it_comes_along():
    assert provider("jsm") is PROVIDER


@pytest.mark.parametrize(
    ("settings", "message", "hint"),
    [
        ({"team": "t"}, "needs the setting cloud_id", "tenant_info"),
        ({"cloud_id": "c"}, "needs the setting team", "whose schedules"),
        ({**SETTINGS, "site": "x"}, "no setting 'site'", "cloud_id"),
        ({**SETTINGS, "api_token": "x"}, "no setting 'api_token'", "token_env"),
        ({**SETTINGS, "token": "x"}, "hold a secret: 'token'", "token_env"),
        ({**SETTINGS, "email": 7}, "email is no text", ""),
        ({**SETTINGS, "ids": ["x"]}, "ids is no mapping", ""),
        ({**SETTINGS, "teams": {"pay": 7}}, "teams is no mapping", ""),
    ],
)
def test_settings_that_make_no_sense(settings, message, hint):
    with pytest.raises(WatchbillError, match=message) as error:
        PROVIDER.accept(Pager("jsm", settings=settings))
    assert hint in error.value.hint


@pytest.mark.parametrize("email", [BOT, ""])
def test_a_token_goes_with_an_address_or_alone(here, email):
    here.open(here.wanted(), email=email).actual()
    assert {seen.status for seen in here.fake.seen} == {200}


def test_a_wrong_token_is_said_without_it(here, monkeypatch):
    monkeypatch.setenv("JSM_TOKEN", "not-the-token")
    with pytest.raises(WatchbillError, match="401") as error:
        here.open(here.wanted()).actual()
    told = f"{error.value.message} {error.value.hint}"
    assert "JSM_TOKEN" in told
    assert "not-the-token" not in told
    assert b64encode(f"{BOT}:not-the-token".encode()).decode() not in told


@pytest.mark.parametrize(
    ("setting", "hint"), [("cloud_id", "_edge/tenant_info"), ("team", "in the team's address")]
)
def test_a_site_or_a_team_that_is_not_there_is_said(here, setting, hint):
    target = here.open(here.wanted(), **{setting: "nowhere"})
    with pytest.raises(WatchbillError, match=f"knows no {setting} 'nowhere': GET .* 404") as error:
        target.actual()
    assert hint in error.value.hint


def test_rosters_have_teams_of_their_own(here):
    team = here.fake.add_team("Payments")
    _apply(here, teams={"pay": team})
    teams = {one["name"]: one["teamId"] for one in here.fake.schedules.values()}
    assert teams["Pay: Primary"] == team
    assert teams["Ops: Primary"] == here.team


# --- what it cannot say ---------------------------------------------------------------------------


def _rotation(handoff, more="", order="[ada, bob]"):
    return {
        PAY: "name: Pay\ntimezone: Europe/London\nmembers: [ada, bob]\nrotations:\n"
        "  - id: primary\n    role: primary\n"
        f"    handoff: {handoff}\n    turns: [{{since: 2026-01-06, order: {order}}}]\n{more}"
        "  - {id: secondary, role: secondary, follows: {rotation: primary}}\n"
    }


DAILY = '{every: 1 day, at: "09:00"}'
LIMITS = {
    "nothing": (NOTHING, []),
    "a handoff at a quarter": (
        _rotation('{every: 1 day, at: "09:15"}'),
        [("WB502", ("rotations", 0, "handoff", "at")), ("WB503", ("rotations", 0))],
    ),
    "hours from a quarter": (
        _rotation(DAILY, '    hours: [{from: "09:00", until: "17:10"}]\n'),
        [("WB502", ("rotations", 0, "hours", 0, "until")), ("WB503", ("rotations", 0))],
    ),
    "an override from a quarter": (
        override("pay", "2026-12-01T12:20", "2026-12-02T12:00", "dee"),
        [("WB502", ("overrides", 0, "from"))],
    ),
    "an override that is over": (
        override("pay", "2026-10-01T12:20", "2026-10-02T12:00", "dee"),
        [],
    ),
    "months": (
        _rotation('{every: 1 month, on: 1, at: "09:00"}'),
        [("WB503", ("rotations", 0)), ("WB503", ("rotations", 1))],
    ),
    "another zone": (
        _rotation(DAILY, "    timezone: America/New_York\n"),
        [("WB503", ("rotations", 0)), ("WB503", ("rotations", 1))],
    ),
    "a zone of quarters": (
        _rotation(DAILY, "    timezone: Asia/Kathmandu\n"),
        [("WB502", ("rotations", 0, "handoff", "at")), ("WB503", ("rotations", 0))],
    ),
    "repeated without a wait": (
        edited("policies/escalation/ops.yaml", "wait: 5 minutes}]", "wait: 0 minutes}]\nrepeat: 2"),
        [("WB502", ("steps", 0, "wait"))],
    ),
}


@pytest.mark.parametrize(("files", "expected"), LIMITS.values(), ids=list(LIMITS))
def test_limits(files, expected):
    found = PROVIDER.limits(catalog(files), Pager("jsm", settings=SETTINGS), AT)
    told = [(one.code, one.pointer) for one in found]
    assert [one for one in told if one in expected] == expected
    assert {code for code, _ in told} == {code for code, _ in expected}


def test_what_would_be_rounded_is_not_written(here):
    with pytest.raises(WatchbillError, match=r"Tue 1 Dec 12:20 Europe/London cannot be said"):
        _apply(here, override("pay", "2026-12-01T12:20", "2026-12-02T12:00", "dee"))
    assert not any("pay--primary" in one["description"] for one in here.fake.schedules.values())


def test_a_long_name_is_cut_and_stays_so(here):
    _apply(here, {PAY: FILES[PAY].replace("name: Pay", f"name: {'P' * 150}")})
    names = [one["name"] for one in here.fake.schedules.values()]
    assert f"{'P' * 99}…" in names


# --- an account -----------------------------------------------------------------------------------


def _apply(here: Site, changes=NOTHING, **settings):
    wanted = here.wanted(changes, **settings)
    target = here.open(wanted, **settings)
    plan = make_plan("jsm", wanted, target.actual(), AT)
    assert apply(plan, target, MemoryJournal()).mismatches == ()
    again = here.open(wanted, **settings)
    assert make_plan("jsm", wanted, again.actual(), AT).changes == ()


def test_what_was_applied_is_read_as_an_account(here, tmp_path):
    _apply(here)
    here.fake.add_user("not@oncall.example")
    here.fake.users[here.accounts["dee"]]["emailAddress"] = ""
    assert PROVIDER.account is not None
    found = PROVIDER.account(Errand(tmp_path, here.pager(), {}, AT))
    who = {account: person for person, account in here.accounts.items()}
    assert {who[member.id]: member.email for member in found.members} == {
        "ada": "Ada@Small.example",
        "bob": "Bob@Small.example",
        "cy": "Cy@Small.example",
        "dee": "",
    }
    assert any(line.endswith("hides the e-mail address") for line in found.lost)
    watches = {item.body["name"]: item.watch for item in here.wanted().objects.values()}
    drawn = {one.name: one for one in found.schedules if one.name in watches}
    assert len(drawn) == 4
    for name, schedule in drawn.items():
        named = [
            Stint(s, e, tuple(sorted(who[p] for p in people))) for s, e, people in schedule.stints
        ]
        assert tuple(named) == watches[name].stints
        assert schedule.description is None
    pay = next(one for one in found.escalations if one.name == "Pay")
    assert [(len(step.notify), step.wait_minutes) for step in pay.steps] == [(2, 5), (1, 0)]
    ops = next(one for one in found.escalations if one.name == "Ops")
    assert ops.steps == (
        Step(
            (
                Target("schedule", drawn["Ops: Primary"].id),
                Target("person", here.accounts["dee"]),
            ),
            0,
        ),
    )
