"""Grafana OnCall as a target: what is asked of it, and who is on call at every moment."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.pagers import company
from tests.pagers.company import AT, FILES, edited, override
from tests.pagers.fakes import oncall_checks as checks
from tests.pagers.fakes.oncall import OnCall as Fake
from tests.pagers.fakes.server import Fault
from tests.pagers.oncall_bench import FEEDS, fake, opened, pager
from watchbill.engine.horizon import horizon
from watchbill.errors import WatchbillError
from watchbill.pager.objects import Change, Stint
from watchbill.sync.apply import Interrupted, apply
from watchbill.sync.memory import MemoryJournal
from watchbill.sync.oncall.desired import desired
from watchbill.sync.oncall.target import api
from watchbill.sync.plan import make_plan
from watchbill.sync.provider import Errand

DEE = override("pay", "2026-12-01T12:00", "2026-12-02T12:00", "dee")
OTHERS = edited("rosters/teams/pay.yaml", "[ada, bob, cy]", "[bob, dee, ada]")
CHAIN = edited(
    "policies/escalation/pay.yaml",
    "  - {notify: [{roster: pay, role: primary}, {roster: ops, role: primary}], wait: 5 minutes}\n",
    "  - {notify: [{roster: ops, role: primary}], wait: 5 minutes}\n"
    "  - {notify: [{person: dee}, {person: ada}], wait: 0 minutes}\n",
)


class Account:
    """A fake, and how it is planned for and written to."""

    def __init__(self, stack: ExitStack, **settings: Any) -> None:
        self.fake = fake(stack)
        self.pager = pager(self.fake, **settings)

    def wanted(self, changes: company.Changes = company.NOTHING, at: datetime = AT):
        return desired(company.catalog(changes), self.pager, at)

    def open(self, changes: company.Changes = company.NOTHING, at: datetime = AT):
        return opened(self.fake, self.pager, self.wanted(changes, at), at)

    def plan(self, changes: company.Changes = company.NOTHING, at: datetime = AT, **options):
        target = self.open(changes, at)
        return make_plan("og", self.wanted(changes, at), target.actual(), at, **options)

    def apply(self, changes: company.Changes = company.NOTHING, at: datetime = AT, **options):
        target = self.open(changes, at)
        plan = make_plan("og", self.wanted(changes, at), target.actual(), at, **options)
        return apply(plan, target, MemoryJournal())

    def schedule(self, key: str) -> str:
        """Return the id of a schedule."""
        mark = f"[watchbill schedule/{key}]"
        return next(id_ for id_, row in self.fake.schedules.items() if mark in row["name"])

    def shown(self, key: str, start: datetime = AT, weeks: int = 8) -> tuple[Stint, ...]:
        """Return who is on call by the fake's own reckoning, by their names."""
        names = {id_: row["username"] for id_, row in self.fake.users.items()}
        found = self.fake.rendered(self.schedule(key), start, horizon(AT, weeks)[1])
        return tuple(Stint(s, e, tuple(sorted(names[id_] for id_ in who))) for s, e, who in found)

    def sizes(self) -> Mapping[str, int]:
        kinds = ("schedules", "shifts", "chains", "steps", "routes")
        return {kind: len(getattr(self.fake, kind)) for kind in kinds}


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def account(stack) -> Account:
    return Account(stack)


def writes(there: Fake) -> list[str]:
    return [
        f"{s.method} {s.path.split('/api/v1/')[1].split('/')[0]}" for s in there.seen if s.writes
    ]


# --- what is asked --------------------------------------------------------------------------------


def test_a_read_is_a_request_for_a_collection_and_one_for_each_timeline(account):
    account.apply()
    account.fake.seen.clear()
    account.open().actual()
    asked = [seen.path.partition("/api/v1/")[2] for seen in account.fake.seen]
    timelines = sorted(path for path in asked if path.endswith("final_shifts/"))
    assert len(timelines) == 4
    assert sorted({*asked} - {*timelines}) == [
        "escalation_chains/",
        "escalation_policies/",
        "on_call_shifts/",
        "routes/",
        "schedules/",
        "shift_swaps/",
        "users/",
    ]
    assert len(asked) == 11


def test_a_change_is_one_write_to_a_schedule_after_all_of_its_shifts_are_there(account):
    account.apply()
    account.fake.seen.clear()
    account.apply(OTHERS, rollout="now")
    assert (
        writes(account.fake)
        == [
            "POST on_call_shifts",
            "PUT schedules",
            "DELETE on_call_shifts",
        ]
        * 2
    )


def test_a_day_of_somebody_else_is_one_shift_more(account):
    account.apply()
    account.fake.seen.clear()
    account.apply(DEE)
    assert writes(account.fake) == ["POST on_call_shifts", "PUT schedules"]
    dated = [s for s in account.fake.shifts.values() if s["type"] == "single_event"]
    assert [(s["level"], s["start"], s["duration"]) for s in dated] == [
        (9, "2026-12-01T12:00:00", 86_400)
    ]


def test_pages_are_followed(account):
    account.apply()
    account.fake.page_size = 2
    assert account.plan().changes == ()


def test_too_many_requests_are_waited_for(account):
    account.fake.fail(Fault(3, "status", 429, {"Retry-After": "1"}, times=2))
    assert account.apply().mismatches == ()


# --- schedules ------------------------------------------------------------------------------------


def test_the_next_five_minutes_are_waited_for(account, monkeypatch):
    monkeypatch.setenv("GRAFANA_ONCALL_TOKEN", account.fake.token)
    there = api(Errand(Path(), account.pager, {}, AT))
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        account.fake.now += timedelta(seconds=seconds)

    monkeypatch.setattr(there, "_sleep", wait)
    account.fake.rate_limit = 1
    assert there.get("/users/") == there.get("/users/")
    assert waited == [298]


def test_turns_are_native_and_exact_across_the_change_of_the_clocks(stack):
    account = Account(stack)
    account.pager = account.pager.__class__(**{**_fields(account.pager), "weeks": 26})
    account.apply()
    assert {s["type"] for s in account.fake.shifts.values()} == {"rolling_users"}
    for key, item in account.wanted().objects.items():
        if item.watch:
            shown = account.shown(key.removeprefix("schedule/"), horizon(AT, 1)[0], 26)
            assert shown == item.watch.stints


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__struct_fields__}


def test_a_pair_is_one_set_and_a_handoff_keeps_its_phase(account):
    account.apply()
    rolling = next(s for s in account.fake.shifts.values() if len(s["rolling_users"][0]) > 1)
    assert [len(people) for people in rolling["rolling_users"]] == [2, 1, 1]
    assert (rolling["frequency"], rolling["start"]) == ("daily", "2025-01-01T09:00:00")


def test_a_shift_that_somebody_changed_is_put_right(account):
    account.apply()
    rolling = next(iter(account.fake.shifts.values()))
    rolling["rolling_users"] = rolling["rolling_users"][::-1]
    plan = account.plan(rollout="now")
    assert [change.action for change in plan.changes] == ["update"]
    assert account.apply(rollout="now").mismatches == ()
    assert rolling["id"] not in account.fake.shifts


def test_a_shift_of_others_in_our_schedule_is_taken_out_and_kept(account):
    account.apply()
    _by_hand(account, "O9", users=[_user(account, "dee")])
    account.fake.schedules[account.schedule("pay--primary")]["shifts"].append("O9")
    assert account.apply().mismatches == ()
    assert "O9" in account.fake.shifts
    assert account.plan().changes == ()


def _by_hand(account: Account, id_: str, **fields: Any) -> None:
    """Add a shift that somebody made."""
    said = {"name": "More", "type": "single_event", "level": 9, "time_zone": "UTC"}
    times = {"start": "2026-11-23T00:00:00", "duration": 86_400}
    made = checks.shift(account.fake, {**said, **times, **fields}, None)
    account.fake.shifts[id_] = {**made, "id": id_}


def _user(account: Account, name: str) -> str:
    return next(id_ for id_, row in account.fake.users.items() if row["username"] == name)


def _arranged(account: Account, kind: str) -> tuple[datetime, datetime]:
    """Let dee stand in for a Tuesday and Wednesday."""
    start, end = datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 25, 12, tzinfo=UTC)
    schedule, dee = account.schedule("pay--primary"), _user(account, "dee")
    if kind == "override":
        account.fake.override(schedule, dee, start, end)
        return start, end
    on_call = account.shown("pay--primary", start)[0].people[0]
    account.fake.swaps["SSR1"] = {
        "id": "SSR1",
        "schedule": schedule,
        "swap_start": start.isoformat(),
        "swap_end": end.isoformat(),
        "beneficiary": _user(account, on_call),
        "benefactor": dee,
    }
    return start, end


@pytest.mark.parametrize("kind", ["override", "swap"])
def test_what_people_arrange_in_grafana_is_kept_and_reported(account, kind):
    account.apply()
    start, end = _arranged(account, kind)
    actual = account.open().actual()
    assert actual.theirs == {"schedule/pay--primary": (Stint(start, end, ("dee",)),)}
    plan = account.plan()
    assert plan.changes == ()
    assert [kept.difference.after for kept in plan.theirs] == [("dee",)]
    before = len(account.fake.shifts)
    assert account.apply(OTHERS, rollout="now").mismatches == ()
    assert account.plan(OTHERS, rollout="now").changes == ()
    assert [s.people for s in account.shown("pay--primary", start) if s.start == start] == [
        ("dee",)
    ]
    assert len(account.fake.shifts) == before
    assert not any(s["type"] == "single_event" for s in account.fake.shifts.values())


def test_an_override_elsewhere_explains_nothing_here(account):
    account.apply()
    start, end = _arranged(account, "override")
    account.fake.override(account.schedule("ops--primary"), _user(account, "dee"), start, end)
    assert set(account.open().actual().theirs) == {
        "schedule/ops--primary",
        "schedule/pay--primary",
    }
    rolling = account.fake.schedules[account.schedule("pay--secondary")]["shifts"][0]
    account.fake.shifts[rolling]["rolling_users"] = [[_user(account, "cy")]]
    assert "schedule/pay--secondary" not in account.open().actual().theirs


def test_a_user_who_is_lost_on_the_way_is_noticed(account):
    account.apply()
    target = account.open(DEE)
    plan = make_plan("og", account.wanted(DEE), target.actual(), AT)
    before, shifts = account.shown("pay--primary"), set(account.fake.shifts)
    dee = account.fake.users.pop(_user(account, "dee"))
    with pytest.raises(Interrupted, match="did not keep a shift"):
        apply(plan, target, MemoryJournal())
    account.fake.users[dee["id"]] = dee
    assert account.shown("pay--primary") == before
    assert set(account.fake.shifts) == shifts


def test_nothing_is_written_for_somebody_unknown(account):
    del account.fake.users[_user(account, "dee")]
    item = account.wanted(DEE).objects["schedule/pay--primary"]
    with pytest.raises(WatchbillError, match="dee cannot be paged: no user with the e-mail dee@"):
        account.open(DEE).apply(Change(item.key, None, item))
    assert writes(account.fake) == []


def test_an_id_or_a_username_says_who_somebody_is(account):
    account.fake.users[_user(account, "dee")]["email"] = "other@small.example"
    assert set(account.open().actual().unknown) == {"dee"}
    path = "rosters/people/dee.yaml"
    for said in ("dee", _user(account, "dee")):
        known = {path: f"{FILES[path]}pager_ids: {{grafana: {said}}}\n"}
        target = opened(account.fake, account.pager, account.wanted(), AT, files=known)
        assert target.actual().unknown == {}


def test_two_people_who_are_one_user_are_both_unknown(account):
    path, user = "rosters/people/dee.yaml", _user(account, "ada")
    known = {path: f"{FILES[path]}pager_ids: {{grafana: {user}}}\n"}
    target = opened(account.fake, account.pager, account.wanted(), AT, files=known)
    assert target.actual().unknown == {
        "ada": f"{user} in Grafana OnCall is dee, too",
        "dee": f"{user} in Grafana OnCall is ada, too",
    }


def test_somebody_who_is_nobody_in_the_repository_is_shown_as_such(account):
    account.apply()
    eve = account.fake.add_user("eve", "eve@other.example")
    start = datetime(2026, 11, 24, 12, tzinfo=UTC)
    account.fake.override(account.schedule("pay--primary"), eve, start, start + timedelta(hours=1))
    [stint] = account.open().actual().theirs["schedule/pay--primary"]
    assert stint.people == (f"grafana:{eve}",)
    assert account.apply(OTHERS).mismatches == ()


# --- what is ours ---------------------------------------------------------------------------------


def test_an_adopted_schedule_keeps_its_name_and_what_hangs_on_it(account):
    made = {"name": "By hand", "type": "calendar", "time_zone": "UTC", "shifts": ["O1"]}
    account.fake.schedules["S1"] = {"id": "S1", "team_id": None, "slack": "#pay", **made}
    _by_hand(account, "O1")
    account.pager.settings["ids"] = {"schedule/pay--primary": "S1"}
    assert account.apply().mismatches == ()
    row = account.fake.schedules["S1"]
    assert (row["name"], row["slack"], row["time_zone"]) == ("By hand", "#pay", "Europe/London")
    assert "O1" in account.fake.shifts
    assert "O1" not in row["shifts"]
    assert account.plan().changes == ()


def test_an_adopted_web_schedule_cannot_be_changed(account):
    account.fake.add_web_schedule("By hand")
    id_ = next(iter(account.fake.schedules))
    account.pager.settings["ids"] = {"schedule/pay--primary": id_}
    why = "it is a web schedule, which Grafana's API cannot change"
    assert account.open().actual().foreign == {"schedule/pay--primary": why}
    assert [refusal.guard for refusal in account.plan().standing(force=True)] == ["foreign"]
    with pytest.raises(Interrupted, match="web schedule"):
        account.apply()


def test_a_schedule_does_not_change_its_type(stack):
    account = Account(stack)
    account.apply()
    account.pager.settings.update(mode="ical", ical_url=FEEDS)
    assert [refusal.guard for refusal in account.plan().standing(force=True)] == ["foreign"] * 4
    with pytest.raises(Interrupted, match="it is of type calendar, and Grafana's API makes it no"):
        account.apply()


def test_an_adopted_object_that_is_gone_stands_in_the_way(account):
    account.pager.settings["ids"] = {"escalation/pay": "F404"}
    assert account.open().actual().foreign == {
        "escalation/pay": "settings.ids names F404, which is not there"
    }


def test_a_double_is_taken_away_unless_something_refers_to_it(account):
    account.apply()
    first = account.schedule("pay--primary")
    double = {**account.fake.schedules[first], "id": "S9", "shifts": []}
    account.fake.schedules["S9"] = double
    account.apply(DEE)
    assert "S9" not in account.fake.schedules
    account.fake.schedules["S9"] = double
    step = {"type": "notify_on_call_from_schedule", "notify_on_call_from_schedule": "S9"}
    account.fake.steps["E9"] = {"id": "E9", "escalation_chain_id": "F9", "position": 0, **step}
    account.apply()
    assert "S9" in account.fake.schedules


@pytest.mark.parametrize("kind", ["schedule", "escalation"])
def test_nothing_is_deleted_while_somebody_refers_to_it(account, kind):
    account.apply()
    if kind == "schedule":
        there = account.schedule("ops--primary")
        step = {"type": "notify_on_call_from_schedule", "notify_on_call_from_schedule": there}
        account.fake.chains["F9"] = {"id": "F9", "name": "Of others", "team_id": None}
        account.fake.steps["E9"] = {"id": "E9", "escalation_chain_id": "F9", "position": 0, **step}
        key = "schedule/ops--primary"
    else:
        key = "escalation/ops"
        account.fake.integrations["C1"]["default_route"]["escalation_chain_id"] = next(
            id_ for id_, row in account.fake.chains.items() if key in row["name"]
        )
    item = account.wanted().objects[key]
    before = account.sizes()
    for service in ("service/net", "service/till"):
        account.open().apply(Change(service, account.wanted().objects[service], None))
    with pytest.raises(WatchbillError, match="is still"):
        account.open().apply(Change(key, item, None))
    assert account.sizes() == {**before, "routes": 0}


# --- chains and routes ----------------------------------------------------------------------------


def _chain(account: Account, key: str) -> list[str]:
    names = {id_: row["username"] for id_, row in account.fake.users.items()}
    names |= {
        id_: row["name"].partition("/")[2].rstrip("]")
        for id_, row in account.fake.schedules.items()
    }
    chain = next(id_ for id_, row in account.fake.chains.items() if f"/{key}]" in row["name"])
    steps = [s for s in account.fake.steps.values() if s["escalation_chain_id"] == chain]
    return [
        f"wait {step['duration']}"
        if step["type"] == "wait"
        else " ".join(names[id_] for id_ in step["persons_to_notify"])
        if step["type"] == "notify_persons"
        else names[step["notify_on_call_from_schedule"]]
        if step["type"] == "notify_on_call_from_schedule"
        else step["type"]
        for step in sorted(steps, key=lambda step: step["position"])
    ]


def test_a_chain_notifies_then_waits(account):
    account.apply()
    assert _chain(account, "pay") == [
        "ops--primary",
        "pay--primary",
        "wait 300",
        "pay--secondary",
        "wait 3600",
    ]
    assert _chain(account, "ops") == ["ops--primary", "dee", "wait 300"]
    account.apply(CHAIN)
    assert _chain(account, "pay") == [
        "ops--primary",
        "wait 300",
        "pay--secondary",
        "ada dee",
        "wait 3600",
    ]


@pytest.mark.parametrize(("repeat", "rounds", "last"), [(2, 3, []), (5, 1, ["repeat_escalation"])])
def test_fewer_repetitions_than_grafanas_five_are_written_out(account, repeat, rounds, last):
    said = edited("policies/escalation/ops.yaml", "name: Ops", f"name: Ops\nrepeat: {repeat}")
    assert account.apply(said).mismatches == ()
    assert _chain(account, "ops") == ["ops--primary", "dee", "wait 300"] * rounds + last
    assert account.plan(said).changes == ()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (("name: Ops", "name: Ops\nrepeat: 6"), "repeats more than 5 times"),
        (("wait: 5 minutes", "wait: 25 hours"), "waits longer than a day"),
    ],
)
def test_what_a_chain_cannot_say_is_refused_before_it_is_written(account, said, message):
    changes = edited("policies/escalation/ops.yaml", *said)
    with pytest.raises(Interrupted, match=message):
        account.apply(changes)
    assert account.fake.steps == {}


def test_steps_of_others_in_our_chain_are_taken_out(account):
    account.apply()
    chain = next(iter(account.fake.chains))
    step = {"type": "notify_whole_channel", "position": 9}
    account.fake.steps["E9"] = {"id": "E9", "escalation_chain_id": chain, **step}
    assert [change.key for change in account.plan().changes] == ["escalation/ops"]
    account.apply()
    assert "E9" not in account.fake.steps


def test_a_step_that_is_made_anew_is_as_important_as_it_was(account):
    account.apply()
    for step in account.fake.steps.values():
        step["important"] = step["type"] == "notify_persons"
    account.apply(edited("policies/escalation/ops.yaml", "{person: dee}", "{person: bob}"))
    found = {(step["type"], step["important"]) for step in account.fake.steps.values()}
    assert {("notify_persons", True), ("notify_on_call_from_schedule", False)} <= found
    assert ("notify_persons", False) not in found


def test_a_schedule_that_a_step_pages_twice_is_taken_out_once(account):
    account.apply()
    step = next(s for s in account.fake.steps.values() if s["position"] == 0)
    account.fake.steps["E9"] = {**step, "id": "E9"}
    assert len(account.plan().changes) == 1
    account.apply()
    assert len(_chain(account, "pay") + _chain(account, "ops")) == 8


def test_routes_have_conditions_that_nothing_breaks_out_of(account):
    path = "rosters/services/till.yaml"
    value = 'a" }}{% x %}\\n\\\\ é 🧯'
    alerts = f"alerts:\n- {{match: {{team: '{value}', b: c}}, severity: sev1}}\n"
    said = {path: FILES[path] + alerts}
    assert account.apply(said).mismatches == ()
    assert account.plan(said).changes == ()
    [condition] = [
        row["routing_regex"]
        for row in account.fake.routes.values()
        if "service/till" in row["routing_regex"]
    ]
    assert _holds(condition, {"team": value, "b": "c", "more": "x"})
    assert not _holds(condition, {"team": value})
    [other] = [
        r["routing_regex"] for r in account.fake.routes.values() if "net" in r["routing_regex"]
    ]
    assert _holds(other, {"service": "net"})
    assert not _holds(other, {"service": "till"})


def _holds(condition: str, labels: Mapping[str, str]) -> bool:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    template = ImmutableSandboxedEnvironment(autoescape=True).from_string(condition)
    return template.render(payload={"commonLabels": labels}) == "True"


def test_without_an_integration_there_are_no_services(stack):
    account = Account(stack, integration=None)
    assert not any(key.startswith("service/") for key in account.wanted().objects)
    assert account.apply().mismatches == ()
    assert account.fake.counted("GET", "/oncall/api/v1/routes/") == 0


def test_a_team_has_all_of_it(stack):
    account = Account(stack)
    account.pager.settings["team"] = account.fake.add_team("SRE")
    account.fake.integrations["C1"]["team_id"] = account.pager.settings["team"]
    assert account.apply().mismatches == ()
    made = (account.fake.schedules, account.fake.shifts, account.fake.chains)
    assert {row["team_id"] for kind in made for row in kind.values()} == {
        account.pager.settings["team"]
    }
