"""Accounts of real pagers, behind their fakes: imported, they have nothing left to plan."""

import json
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from tests.pagers.benches import pagerduty_v2
from tests.pagers.company import AT
from tests.pagers.fakes.opsgenie import Opsgenie
from tests.pagers.fakes.pagerduty import PagerDuty
from tests.pagers.jsm_bench import site
from tests.pagers.oncall_bench import fake, oncall_calendar
from watchbill.cli import run
from watchbill.sync.apply import apply
from watchbill.sync.memory import MemoryJournal
from watchbill.sync.plan import make_plan

WHEN = "2026-11-21T10:00Z"


@pytest.fixture
def stack():
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for variable in ("PAGERDUTY_TOKEN", "JSM_TOKEN", "OPSGENIE_TOKEN", "GRAFANA_ONCALL_TOKEN"):
        monkeypatch.delenv(variable, raising=False)

    def run_it(*args, at=WHEN):
        code = run([*args, "--at", at])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_it


def planned(call, *args, at=WHEN):
    """Return the plan of an imported repository."""
    code, out, err = call("-C", "oncall", "pager", "plan", "--format", "json", *args, at=at)
    assert (code in {0, 1}, err) == (True, "")
    return json.loads(out)


LATER = ("2026-11-22T20:00Z", "2026-12-18T09:00Z")
"""Later in the week; and in another one, when the pager is asked for weeks not yet imported."""


def nothing_left(call):
    """Say whether neither now nor later anything would change."""
    plans = [planned(call, at=at) for at in (WHEN, *LATER)]
    return all(
        (plan["changes"], plan["refusals"], plan["theirs"], plan["deferred"]) == ([], [], [], [])
        for plan in plans
    )


def settings(**said):
    return [arg for key, value in said.items() for arg in ("--set", f"{key}={value}")]


def a_company(there: PagerDuty) -> dict[str, str]:
    """Fill an account: layers over each other, an ended one, overrides, both kinds of schedules."""
    people = {name: there.user(name) for name in ("Ada Obi", "Bob", "Cy", "Dee")}
    ada, bob, cy, dee = people.values()
    pay = there.schedule("Pay", [ada, bob, cy])
    nights = there.schedule(
        "Nights",
        [dee, ada],
        restrictions=[
            {
                "type": "daily_restriction",
                "start_time_of_day": "22:00:00",
                "duration_seconds": 8 * 3600,
            }
        ],
        rotation_turn_length_seconds=86400,
    )
    shifts = there.schedule_v3("Shifts", [bob, dee])
    stacked(there, "Stacked", ada, bob, cy)
    override = {
        "start": "2026-11-25T12:00:35Z",
        "end": "2026-11-26T18:00:20Z",
        "user": {"id": dee, "type": "user_reference"},
    }
    there.do("POST", f"/schedules/{pay}/overrides", {"overrides": [override]})
    both = there.policy("Pay: all", [pay, nights], [ada])
    there.policy("Shifts", [shifts, bob])
    there.service("Till", both)
    return people


def stacked(there: PagerDuty, name: str, *people: str) -> None:
    """Make a schedule of layers over each other, which answers list the other way round."""
    ada, bob, cy = ([{"user": {"id": id_, "type": "user_reference"}}] for id_ in people)
    usual = {
        "start": "2026-10-01T00:00:00Z",
        "rotation_virtual_start": "2026-10-05T08:00:00Z",
        "rotation_turn_length_seconds": 86400,
    }
    days = [
        {
            "type": "weekly_restriction",
            "start_day_of_week": day,
            "start_time_of_day": "09:00:00",
            "duration_seconds": 8 * 3600,
        }
        for day in range(1, 6)
    ]
    layers = [
        usual | {"name": "over", "users": ada, "end": "2026-11-01T00:00:00Z"},
        usual | {"name": "always", "users": [*ada, *bob]},
        usual | {"name": "days", "users": [*cy, *bob], "restrictions": days},
        usual | {"name": "ends", "users": bob, "end": "2026-11-27T08:00:00Z"},
    ]
    body = {"type": "schedule", "name": name, "time_zone": "Europe/London"}
    there.do("POST", "/schedules", {"schedule": body | {"schedule_layers": layers}})


def test_pagerduty(call, stack, monkeypatch, tmp_path):
    there = stack.enter_context(PagerDuty(AT).running())
    monkeypatch.setenv("PAGERDUTY_TOKEN", there.token)
    a_company(there)
    code, out, err = call("pager", "import", "pagerduty", *settings(api_url=there.url))
    assert (code, err) == (0, ""), out
    assert "4 people, 4 rosters" in out
    assert call("-C", "oncall", "check")[0] == 0
    assert nothing_left(call)
    stack_of = (tmp_path / "oncall/rosters/teams/stacked.yaml").read_text()
    ids = [line.split()[-1] for line in stack_of.splitlines() if line.startswith("  - id: ")]
    assert ids == ["always", "days"]
    assert "person: bob, reason: as in PagerDuty" in stack_of
    assert there.token not in "".join(
        path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()
    )
    writes = [seen for seen in there.seen if seen.method != "GET" and seen.path != "/users"]
    before = len(writes)
    assert call("-C", "oncall", "pager", "apply", "--yes")[0] == 0
    assert len([s for s in there.seen if s.method != "GET" and s.path != "/users"]) == before


def test_an_override_made_in_pagerduty_finds_its_way_back(call, stack, monkeypatch, tmp_path):
    there = stack.enter_context(PagerDuty(AT).running())
    monkeypatch.setenv("PAGERDUTY_TOKEN", there.token)
    people = a_company(there)
    assert call("pager", "import", "pagerduty", *settings(api_url=there.url))[0] == 0
    pay = next(id_ for id_, one in there.schedules.items() if one["name"] == "Pay")
    override = {
        "start": "2026-12-04T18:00:35Z",
        "end": "2026-12-08T18:00:20Z",
        "user": {"id": people["Dee"], "type": "user_reference"},
    }
    there.do("POST", f"/schedules/{pay}/overrides", {"overrides": [override]})
    assert planned(call)["changes"] == []
    code, out, _ = call("-C", "oncall", "pager", "drift")
    assert (code, "Pay: Primary: dee instead of cy, Fri 4 Dec 18:00" in out) == (1, True), out
    code, _, err = call("-C", "oncall", "pager", "drift", "--write")
    assert (code, err) == (0, "wrote rosters/teams/pay.yaml\n")
    text = (tmp_path / "oncall/rosters/teams/pay.yaml").read_text()
    assert "until: 2026-12-08T18:00, person: dee, reason: made in PagerDuty}" in text
    assert call("-C", "oncall", "pager", "drift")[0] == 0
    assert call("-C", "oncall", "check")[0] == 0
    assert nothing_left(call)


def test_pagerduty_as_it_was_applied(call, stack, monkeypatch, tmp_path):
    bench = pagerduty_v2(tmp_path / "bench", stack)
    assert bench.apply(bench.wanted()).mismatches == ()
    monkeypatch.setenv("PAGERDUTY_TOKEN", bench.fake.token)
    code, out, _ = call("pager", "import", "pagerduty", *settings(api_url=bench.fake.url))
    assert code == 0, out
    assert call("-C", "oncall", "check")[0] == 0
    assert nothing_left(call)


def test_grafana_oncall(call, stack, monkeypatch, tmp_path):
    bench = oncall_calendar(tmp_path / "bench", stack)
    assert bench.apply(bench.wanted()).mismatches == ()
    there = bench.fake
    pay, ops = sorted(there.chains, key=lambda id_: there.chains[id_]["name"], reverse=True)
    there.integrations["C1"]["default_route"]["escalation_chain_id"] = pay
    other = {"id": "R2", "escalation_chain_id": pay}
    there.integrations["C2"] = {**there.integrations["C1"], "id": "C2", "default_route": other}
    monkeypatch.setenv("GRAFANA_ONCALL_TOKEN", there.token)
    said = {"url": f"{there.url}/oncall", "integration": "C1"}
    code, out, _ = call("pager", "import", "grafana", *settings(**said))
    assert code == 0, out
    assert "integration 'Alerts': its routes, since the settings name another one" in out
    assert call("-C", "oncall", "check")[0] == 0
    assert nothing_left(call)
    file = tmp_path / "oncall/rosters/services/alerts.yaml"
    file.write_text(file.read_text().replace("escalation: pay", "escalation: ops"))
    assert call("-C", "oncall", "pager", "apply", "--yes")[0] == 0
    assert there.integrations["C1"]["default_route"]["escalation_chain_id"] == ops
    file.unlink()
    code, _, err = call("-C", "oncall", "pager", "apply", "--yes", "--prune")
    assert (code, "the default route of the integration, which cannot be deleted" in err) == (
        2,
        True,
    )


def test_jira_service_management(call, stack, monkeypatch, tmp_path):
    here = site(stack)
    desired = here.wanted()
    target = here.open(desired)
    plan = make_plan("jsm", desired, target.actual(), AT)
    assert apply(plan, target, MemoryJournal()).mismatches == ()
    other = here.fake.add_team("Other", here.accounts["ada"])
    rules = [{"delay": 0, "recipient": {"type": "user", "id": here.accounts["ada"]}}]
    theirs = here.fake.create_escalation(other, {"name": "Other", "rules": rules})["id"]
    monkeypatch.setenv("JSM_TOKEN", "jsm-token")
    code, out, _ = call("pager", "import", "jsm", *settings(**here.settings))
    assert code == 0, out
    assert call("-C", "oncall", "check")[0] == 0
    assert nothing_left(call)
    file = tmp_path / "oncall/policies/escalation/other.yaml"
    file.write_text(file.read_text().replace("person: ada", "person: bob"))
    assert call("-C", "oncall", "pager", "apply", "--yes")[0] == 0
    changed = here.fake.escalations[theirs]["rules"]
    assert [rule["recipient"]["id"] for rule in changed] == [here.accounts["bob"]]
    file.unlink()
    assert call("-C", "oncall", "pager", "apply", "--yes", "--prune")[0] == 0
    assert theirs not in here.fake.escalations


def a_genie(there: Opsgenie) -> None:
    """Fill an Opsgenie."""
    people = [there.add_user(f"{who}@small.example", who.title()) for who in ("ada", "bob", "cy")]
    users = [{"type": "user", "id": id_} for id_ in people]
    team = there.add_team("SRE", *people)
    weekly = {
        "name": "week",
        "type": "weekly",
        "length": 1,
        "startDate": "2026-01-06T12:00:00Z",
        "participants": users,
    }
    nights = {
        "name": "nights",
        "type": "daily",
        "length": 1,
        "startDate": "2026-01-06T20:00:00Z",
        "participants": users[:2],
        "timeRestriction": {
            "type": "time-of-day",
            "restriction": {"startHour": 20, "startMin": 0, "endHour": 6, "endMin": 0},
        },
    }
    weekends = {
        **weekly,
        "name": "weekends",
        "participants": [users[2], {"type": "none"}],
        "timeRestriction": {
            "type": "weekday-and-time-of-day",
            "restrictions": [
                {"startDay": "friday", "startHour": 18, "startMin": 30}
                | {"endDay": "monday", "endHour": 8, "endMin": 0}
            ],
        },
    }
    everybody = {**weekly, "name": "all", "participants": [{"type": "team", "id": team}, users[0]]}
    there.add_schedule("Web", "Asia/Kolkata", weekends, everybody, team=team)
    pay = there.add_schedule("Pay", "Europe/London", weekly, team=team)
    ops = there.add_schedule("Ops", "America/New_York", nights, team=team)
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    there.add_override(pay, people[2], noon, noon + timedelta(days=1))
    there.add_escalation(
        "Pay", (0, {"type": "schedule", "id": pay}), (5, {"type": "schedule", "id": ops}), team=team
    )


NAMES = {"Pay: Primary", "Ops: Primary", "Web: Primary"}


def import_genie(call, stack, monkeypatch, tmp_path, pager):
    """Import an Opsgenie, and name the pager to push to."""
    there = stack.enter_context(Opsgenie(AT).running())
    a_genie(there)
    monkeypatch.setenv("OPSGENIE_TOKEN", there.token)
    code, out, _ = call("pager", "import", "opsgenie", *settings(api_url=there.url))
    assert code == 0, out
    assert out.endswith("then name the pager to push to in watchbill.yaml\n")
    assert call("-C", "oncall", "check")[0] == 0
    file = tmp_path / "oncall/watchbill.yaml"
    assert "\npagers" not in file.read_text()
    file.write_text(f"{file.read_text()}pagers: {json.dumps({'new': pager})}\n")


def moved_to(call):
    """Apply everything to an empty pager, and say whether it then agrees."""
    actions = {change["action"] for change in planned(call)["changes"]}
    code, out, err = call("-C", "oncall", "pager", "apply", "--yes")
    assert code == 0, (out, err)
    return actions == {"create"} and nothing_left(call)


def test_from_opsgenie_to_jira_service_management(call, stack, monkeypatch, tmp_path):
    here = site(stack, ("ada", "bob", "cy"))
    monkeypatch.setenv("JSM_TOKEN", "jsm-token")
    pager = {"provider": "jsm", "settings": here.settings}
    import_genie(call, stack, monkeypatch, tmp_path, pager)
    assert call("-C", "oncall", "check")[0] == 0
    assert moved_to(call)
    assert {one["name"] for one in here.fake.schedules.values()} > NAMES


def test_from_opsgenie_to_grafana_oncall(call, stack, monkeypatch, tmp_path):
    there = fake(stack)
    monkeypatch.setenv("GRAFANA_ONCALL_TOKEN", there.token)
    pager = {"provider": "grafana", "settings": {"url": f"{there.url}/oncall"}}
    import_genie(call, stack, monkeypatch, tmp_path, pager)
    assert moved_to(call)
    assert {one["name"].partition(" [")[0] for one in there.schedules.values()} == NAMES


def test_from_opsgenie_to_pagerduty(call, stack, monkeypatch, tmp_path):
    there = stack.enter_context(PagerDuty(AT).running())
    for name in ("Ada", "Bob", "Cy"):
        there.user(name)
    monkeypatch.setenv("PAGERDUTY_TOKEN", there.token)
    pager = {"provider": "pagerduty", "settings": {"api_url": there.url}}
    import_genie(call, stack, monkeypatch, tmp_path, pager)
    code, out, _ = call("-C", "oncall", "check")
    assert (code, "error[WB502]: PagerDuty waits a minute at least" in out) == (1, True)
    policy = tmp_path / "oncall/policies/escalation/pay.yaml"
    policy.write_text(policy.read_text().replace("wait: 0 minutes", "wait: 1 minute"))
    assert call("-C", "oncall", "check")[0] == 0
    assert moved_to(call)
    assert {one["name"] for one in there.schedules.values()} > NAMES, "pairs have two"
