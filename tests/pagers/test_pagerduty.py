"""What is peculiar to PagerDuty: marks, overrides of people, lists that lag, limits, one read."""

import re
from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests.pagers import company
from tests.pagers.benches import pagerduty_api, pagerduty_v2
from tests.pagers.company import AT, FILES, edited, override
from tests.pagers.fakes.pagerduty import PagerDuty
from tests.pagers.fakes.server import Fault
from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.pager.timeline import people_at
from watchbill.sync.apply import Interrupted, apply
from watchbill.sync.memory import MemoryJournal
from watchbill.sync.pagerduty import marks, provider, wanted
from watchbill.sync.pagerduty.there import zone_of
from watchbill.sync.plan import make_plan
from watchbill.sync.provider import Errand

PAY = "rosters/teams/pay.yaml"
KEY = "schedule/pay--primary"
MONTHLY = {PAY: FILES[PAY].replace(company.WEEKLY, '{every: 1 month, on: 1, at: "12:00"}')}
DEE = override("pay", "2026-12-03T12:00", "2026-12-04T12:00", "dee")


@pytest.fixture
def bench(tmp_path):
    with ExitStack() as stack:
        bench = pagerduty_v2(tmp_path, stack)
        yield bench
        bench.fake.keep_contract()


def target(bench, files=company.NOTHING, at=AT, **settings):
    """Return a target with settings, and what is wanted in it."""
    pager = Pager(provider="pagerduty", settings=settings)
    catalog = company.catalog(files)
    desired = wanted.desired(catalog, pager, at)
    errand = Errand(bench.journal._root, pager, catalog.people, at, desired=desired)  # noqa: SLF001  # the bench's
    return provider.PagerDuty(pagerduty_api(bench.fake), errand), desired


def applied(bench, files=company.NOTHING, at=AT, **settings):
    opened, desired = target(bench, files, at, **settings)
    plan = make_plan("bench", desired, opened.actual(), at, prune=True)
    assert [refusal for refusal in plan.refusals if refusal.final] == []
    return apply(plan, opened, MemoryJournal())


def schedule(bench, key=KEY):
    return next(
        thing
        for thing in bench.fake.schedules.values()
        if marks.read(thing["description"]).key == key
    )


def test_one_read_asks_for_pages_and_not_for_objects(bench):
    bench.apply(bench.wanted())
    bench.fake.seen.clear()
    bench.plan(bench.wanted())
    assert [(seen.method, seen.path) for seen in bench.fake.seen] == [
        ("GET", path)
        for path in ("/users", "/schedules", "/v3/schedules", "/escalation_policies", "/services")
    ]


def test_a_thousand_schedules_are_read_in_pages(bench, monkeypatch):
    monkeypatch.setattr("tests.pagers.fakes.pagerduty_server.contract", lambda: None)
    one = FILES[PAY].partition("  - id: secondary")[0]
    files = {
        f"rosters/teams/t{n:04}.yaml": one.replace("name: Pay", f"name: T {n}") for n in range(1000)
    }
    assert applied(bench, files).mismatches == ()
    bench.fake.seen.clear()
    opened, desired = target(bench, files)
    assert make_plan("bench", desired, opened.actual(), AT).changes == ()
    assert len(bench.fake.seen) == len(desired.objects) // 100 + 5


def test_a_change_of_shifts_alone_leaves_the_layers(bench):
    applied(bench)
    before = schedule(bench)["schedule_layers"]
    bench.fake.seen.clear()
    assert applied(bench, DEE).mismatches == ()
    key = schedule(bench)["id"]
    assert [(seen.method, seen.path) for seen in bench.fake.seen if seen.writes] == [
        ("PUT", f"/schedules/{key}"),
        ("POST", f"/schedules/{key}/overrides"),
    ]
    after = schedule(bench)["schedule_layers"]
    assert [layer["id"] for layer in after] == [layer["id"] for layer in before]
    assert len(marks.read(schedule(bench)["description"]).tags) == 1


@pytest.mark.parametrize("name", ["Eastern Time (US & Canada)", "../UTC", ""])
def test_a_zone_that_is_none_is_said(name):
    with pytest.raises(WatchbillError, match=f"the time zone {re.escape(repr(name))}, which is"):
        zone_of(name)


def test_whoever_goes_on_in_another_schedule_of_the_role_ends_no_override_that_runs(bench):
    """PagerDuty cannot end it; and who is on call in the role stays the same."""
    before, after = (covered(order) for order in ("[ada, [cy, dee]]", "[[ada, cy], dee, bob]"))
    bench.fake.now = AT - timedelta(days=3)
    applied(bench, before, AT - timedelta(days=3))
    bench.fake.now = AT
    assert applied(bench, after).mismatches == ()
    opened, desired = target(bench, after)
    assert make_plan("bench", desired, opened.actual(), AT).changes == ()


def covered(order):
    """Return the company with one role of a roster, and somebody who covers for it."""
    roster = FILES[PAY].partition("  - id: secondary")[0].replace("[ada, bob, cy]", order)
    policy = "name: Pay\nsteps: [{notify: [{roster: pay, role: primary}], wait: 5 minutes}]\n"
    gone = ("rosters/teams/ops.yaml", "policies/escalation/ops.yaml", "rosters/services/net.yaml")
    return {
        PAY: roster.replace("2026-01-06", "2026-11-10")
        + "overrides: [{rotation: primary, from: 2026-11-19T12:00, until: 2026-11-30T12:00,"
        " person: dee}]\n",
        "policies/escalation/pay.yaml": policy,
        **dict.fromkeys(gone),
    }


def test_turns_of_months_are_shifts_and_go_when_they_are_weeks_again(bench):
    applied(bench, MONTHLY)
    assert schedule(bench)["schedule_layers"] == []
    assert len(schedule(bench)["overrides"]) == 3
    assert applied(bench).mismatches == ()
    assert [layer["end"] for layer in schedule(bench)["schedule_layers"]] == [None]
    first, *rest = schedule(bench)["overrides"]
    assert first["start"] <= bench.fake.now  # it runs, so that it can only be covered
    assert all(first["start"] < one["start"] and one["end"] == first["end"] for one in rest)


def test_weeks_later_the_past_is_nobodys_and_everything_else_is_known(bench):
    daily = '{every: 1 day, at: "09:00"}'
    pairs = FILES[PAY].replace(company.WEEKLY, daily).replace("[ada, bob, cy]", "[[ada, bob], cy]")
    files = {PAY: pairs, "watchbill.yaml": "name: Small Co\ntimezone: Etc/UTC\n"}
    files[PAY] = pairs.replace("timezone: Europe/London", "timezone: Etc/UTC")
    for day in (0, 5, 6, 12, 40):
        at = AT + timedelta(days=day)
        bench.fake.now = max(bench.fake.now, at)
        assert applied(bench, files, at=at).mismatches == ()
        opened, desired = target(bench, files, at=at)
        actual = opened.actual()
        assert actual.theirs == {}
        assert make_plan("bench", desired, actual, at).changes == ()


def test_a_new_block_of_turns_is_a_layer_that_begins_later(bench):
    blocks = "[{since: 2026-01-06, order: [ada, bob, cy]}, {since: 2026-12-08, order: [dee, bob]}]"
    files = {PAY: FILES[PAY].replace("[{since: 2026-01-06, order: [ada, bob, cy]}]", blocks)}
    applied(bench, files)
    assert [layer["name"] for layer in schedule(bench)["schedule_layers"]] == ["primary"] * 2
    assert schedule(bench)["overrides"] == []
    bench.fake.seen.clear()
    extra = {PAY: files[PAY] + str(DEE[PAY]).splitlines()[-1] + "\n"}
    assert applied(bench, extra).mismatches == ()
    assert [seen.method for seen in bench.fake.seen if seen.writes] == ["PUT", "POST"]


def test_layers_that_ended_come_back_and_are_passed_over(bench):
    applied(bench)
    applied(bench, edited(PAY, "order: [ada, bob, cy]", "order: [dee, bob]"))
    renamed = {PAY: FILES[PAY].replace("id: primary", "id: weekly")}
    renamed[PAY] = renamed[PAY].replace("rotation: primary}", "rotation: weekly}")
    assert applied(bench, renamed).mismatches == ()
    opened, desired = target(bench, renamed)
    assert make_plan("bench", desired, opened.actual(), AT).changes == ()
    assert len(schedule(bench)["schedule_layers"]) > 1
    bench.fake.seen.clear()
    extra = {PAY: renamed[PAY] + str(DEE[PAY]).splitlines()[-1].replace("primary", "weekly") + "\n"}
    assert applied(bench, extra, at=bench.fake.now).mismatches == ()
    assert [seen.method for seen in bench.fake.seen if seen.writes] == ["PUT", "POST"]


def test_an_override_of_people_is_kept_and_ours_are_cut_around_it(bench):
    applied(bench)
    people = {user["name"]: key for key, user in bench.fake.users.items()}
    start = AT + timedelta(days=12, hours=6)
    theirs = bench.fake.override(
        schedule(bench)["id"], people["Cy"], start, start + timedelta(hours=2)
    )
    opened, desired = target(bench, DEE)
    actual = opened.actual()
    assert [stint[2] for stint in actual.theirs[KEY]] == [("cy",)]
    plan = make_plan("bench", desired, actual, AT)
    assert [one.difference.after for one in plan.theirs] == [("cy",)]
    assert apply(plan, opened, MemoryJournal()).mismatches == ()
    ids = [one["id"] for one in schedule(bench)["overrides"]]
    assert theirs in ids
    assert applied(bench).mismatches == ()
    assert [one["id"] for one in schedule(bench)["overrides"]] == [theirs]


def test_an_override_of_people_in_the_middle_of_ours_leaves_ours_ours(bench):
    applied(bench, MONTHLY)
    people = {user["name"]: key for key, user in bench.fake.users.items()}
    start = AT + timedelta(days=20)
    bench.fake.override(schedule(bench)["id"], people["Dee"], start, start + timedelta(hours=2))
    opened, _ = target(bench, MONTHLY)
    actual = opened.actual()
    assert actual.theirs[KEY] == ((start, start + timedelta(hours=2), ("dee",)),)
    plan = make_plan("bench", target(bench, MONTHLY)[1], actual, AT)
    assert plan.changes == ()


def test_who_is_on_call_now_by_a_shift_stays_until_it_ends(bench):
    applied(bench, override("pay", "2026-11-21T09:00", "2026-11-21T18:00", "dee"))
    later = AT + timedelta(hours=2)
    bench.fake.now = later
    outcome = applied(bench, at=later)
    assert outcome.mismatches == ()
    opened, desired = target(bench, at=later)
    found = opened.actual().objects[KEY].watch
    assert people_at(found.stints, later) == ("dee",)
    plan = make_plan("bench", desired, opened.actual(), later, rollout="now")
    assert [change.key for change in plan.changes] == [KEY]
    assert apply(plan, opened, MemoryJournal()).mismatches == ()
    found = opened.actual().objects[KEY].watch
    assert people_at(found.stints, bench.fake.now) != ("dee",)


def test_lists_that_lag_are_no_mismatch(bench):
    bench.fake.lag = 6
    assert applied(bench).mismatches == ()
    assert applied(bench, {**DEE, "rosters/services/net.yaml": None}).mismatches == ()


def test_too_many_requests_are_asked_again(bench):
    bench.fake.rate = 40
    assert applied(bench).mismatches == ()
    headers = {"ratelimit-limit": "960", "ratelimit-remaining": "0", "ratelimit-reset": "7"}
    bench.fake.rate = None
    bench.fake.fail(*(Fault(at, "status", 429, headers) for at in range(0, 40, 2)))
    assert applied(bench, DEE).mismatches == ()


def test_a_preview_that_differs_stops_before_any_write(bench, monkeypatch):
    applied(bench)
    before = dict(bench.fake.schedules)
    files = edited(PAY, "order: [ada, bob, cy]", "order: [cy, dee]")
    monkeypatch.setattr("watchbill.sync.pagerduty.schedules_v2.v2.simulate", lambda *_: ())
    with pytest.raises(Interrupted, match=r"PagerDuty would page .* instead of nobody"):
        applied(bench, files)
    assert bench.fake.schedules == before
    assert not [s for s in bench.fake.seen if s.method in {"PUT", "DELETE"}]


def test_objects_of_the_same_names_stand_in_the_way(bench):
    people = {user["name"]: key for key, user in bench.fake.users.items()}
    theirs = bench.fake.schedule("Pay: Primary", [people["Ada"]])
    policy = bench.fake.policy("Pay", [people["Ada"]])
    service = bench.fake.service("Till", policy)
    opened, desired = target(bench)
    actual = opened.actual()
    assert {key: why.split("`")[1] for key, why in actual.foreign.items()} == {
        KEY: f"{KEY}: {theirs}",
        "escalation/pay": f"escalation/pay: {policy}",
        "service/till": f"service/till: {service}",
    }
    plan = make_plan("bench", desired, actual, AT)
    assert {refusal.guard for refusal in plan.standing(force=True)} == {"foreign"}


def test_adopted_objects_keep_their_names_and_texts(bench):
    people = {user["name"]: key for key, user in bench.fake.users.items()}
    theirs = bench.fake.schedule("The old one", [people["Ada"], people["Bob"]])
    bench.fake.schedules[theirs]["description"] = "By hand since 2019."
    policy = bench.fake.policy("Old policy", [people["Dee"]])
    service = bench.fake.service("Old till", policy)
    ids = {KEY: theirs, "escalation/pay": policy, "service/till": service}
    assert applied(bench, DEE, ids=ids).mismatches == ()
    assert bench.fake.schedules[theirs]["name"] == "The old one"
    assert bench.fake.schedules[theirs]["description"].startswith("By hand since 2019.\n\nKept by")
    assert bench.fake.escalation_policies[policy]["name"] == "Old policy"
    assert bench.fake.services[service]["name"] == "Old till"
    opened, desired = target(bench, DEE, ids=ids)
    assert make_plan("bench", desired, opened.actual(), AT).changes == ()


def test_a_recorded_id_that_is_gone_is_refused(bench):
    opened, desired = target(bench, ids={KEY: "PGONE"})
    plan = make_plan("bench", desired, opened.actual(), AT)
    assert [r.reason for r in plan.standing(force=True)] == [
        f"{KEY} is not watchbill's: settings.ids says that it is PGONE, which is not there"
    ]


def test_two_that_say_they_are_the_same_are_a_riddle(bench):
    applied(bench)
    people = {user["name"]: key for key, user in bench.fake.users.items()}
    copy = bench.fake.schedule("A copy", [people["Ada"]])
    bench.fake.schedules[copy]["description"] = schedule(bench)["description"]
    opened, _ = target(bench)
    assert "both say so" in opened.actual().foreign[KEY]


def test_everybody_is_known_before_anything_is_written(bench):
    people = {user["name"]: key for key, user in bench.fake.users.items()}
    bench.fake.user("Bob Again", email="BOB@small.example")
    del bench.fake.users[people["Dee"]]
    opened, desired = target(bench)
    actual = opened.actual()
    assert actual.unknown["dee"] == "no user with the e-mail dee@small.example in PagerDuty"
    assert actual.unknown["bob"].startswith("several users with the e-mail bob@small.example")
    plan = make_plan("bench", desired, actual, AT)
    assert [r.guard for r in plan.standing(force=True)] == ["unknown", "unknown"]
    with pytest.raises(Interrupted, match="cannot be paged"):
        apply(plan, opened, MemoryJournal())
    assert not [seen for seen in bench.fake.seen if seen.writes]


def test_a_pager_id_stands_for_the_e_mail(bench):
    people = {user["name"]: key for key, user in bench.fake.users.items()}
    bench.fake.users[people["Dee"]]["email"] = "d.lane@elsewhere.example"
    path = "rosters/people/dee.yaml"
    files = {path: FILES[path] + f"pager_ids: {{pagerduty: {people['Dee']}}}\n"}
    assert applied(bench, files).mismatches == ()


def test_strangers_are_as_they_were(bench):
    strange = bench.fake.strangers()
    before = {noun: repr(bench.fake.kept(noun)[id_]) for noun, id_ in strange.items()}
    applied(bench)
    applied(bench, {"rosters/services/net.yaml": None})
    assert {noun: repr(bench.fake.kept(noun)[id_]) for noun, id_ in strange.items()} == before


def test_teams_and_tags(bench):
    team = bench.fake.do("POST", "/teams", {"team": {"type": "team", "name": "Pay"}})["team"]["id"]
    assert applied(bench, teams="existing", tag="from-git").mismatches == ()
    assert schedule(bench)["teams"] == [team]
    assert schedule(bench, "schedule/ops--primary")["teams"] == []
    tagged = {id_ for tag in bench.fake.tags.values() for _, id_ in tag["on"]}
    assert tagged == set(bench.fake.escalation_policies)
    opened, desired = target(bench, teams="existing", tag="from-git")
    assert make_plan("bench", desired, opened.actual(), AT).changes == ()


def test_hostile_names_are_one_line_and_descriptions_fit(bench):
    text = "Long. " * 400
    files = {
        PAY: FILES[PAY].replace(
            "name: Pay", f'name: "P\\"a\\ny\\u202e; é 日本 🧯"\ndescription: {text}'
        )
    }
    assert applied(bench, files).mismatches == ()
    assert schedule(bench)["name"] == 'P"a y ; é 日本 🧯: Primary'
    assert len(schedule(bench)["description"]) <= marks.LONGEST
    opened, desired = target(bench, files)
    assert make_plan("bench", desired, opened.actual(), AT).changes == ()


def test_more_shifts_than_tags_are_refused_before_any_write(bench):
    applied(bench)
    text = FILES[PAY].replace(company.WEEKLY, '{every: 3 hours, at: "00:00"}')
    text = text.replace("[ada, bob, cy]", "[[ada, bob], cy]")
    bench.fake.seen.clear()
    with pytest.raises(Interrupted, match="room for the marks of 150"):
        applied(bench, {PAY: text, "watchbill.yaml": FILES["watchbill.yaml"]})
    schedules = [s.path for s in bench.fake.seen if s.writes and "overrides" in s.path]
    assert schedules == []


def test_all_shifts_of_a_schedule_can_change_though_there_is_no_room_for_old_and_new_tags(bench):
    often = '{every: 6 hours, at: "00:00"}'
    text = FILES[PAY].replace(company.WEEKLY, often).replace("[ada, bob, cy]", "[[ada, bob], cy]")
    applied(bench, {PAY: text})
    key = f"{KEY}--2"
    assert len(schedule(bench, key)["overrides"]) > marks.MOST_SHIFTS / 2
    moved = text.replace("[[ada, bob], cy]", "[[cy, dee], ada]")
    assert applied(bench, {PAY: moved}, at=bench.fake.now).mismatches == ()
    opened, desired = target(bench, {PAY: moved}, at=bench.fake.now)
    actual = opened.actual()
    assert make_plan("bench", desired, actual, bench.fake.now).changes == ()
    assert actual.theirs == {}
    assert len(marks.read(schedule(bench, key)["description"]).tags) > marks.MOST_SHIFTS / 2


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"api_ur": "x"}, "has no setting 'api_ur'"),
        ({"token": "x"}, "hold a secret"),
        ({"api_url": "http://api.pagerduty.com"}, "is not encrypted"),
        ({"schedule_api": "v4"}, "schedule_api cannot be 'v4'"),
        ({"teams": True}, "teams cannot be True"),
        ({"ids": ["PABC"]}, "not a mapping"),
        ({"ids": {"schedule/a--b": "P/../x"}}, "not a mapping"),
        ({"ids": {"schedule/a--b": "P1", "schedule/a--c": "P1"}}, "twice"),
        ({"tag": ""}, "tag is not a text"),
    ],
)
def test_settings_that_are_refused(settings, message):
    with pytest.raises(WatchbillError, match=message):
        provider.PROVIDER.accept(Pager(provider="pagerduty", settings=settings))


def test_a_connection_needs_a_token_and_says_who_asks(tmp_path, monkeypatch):
    pager = Pager(provider="pagerduty", settings={"from_email": "ci@small.example"})
    errand = Errand(tmp_path, pager, {}, AT)
    monkeypatch.delenv("PAGERDUTY_TOKEN", raising=False)
    with pytest.raises(WatchbillError, match="PAGERDUTY_TOKEN is empty"):
        provider.connect(errand)
    monkeypatch.setenv("PAGERDUTY_TOKEN", "u+fake-token")
    assert "u+fake-token" not in repr(provider.opened(errand))
    with PagerDuty(AT).running() as fake:
        local = Pager(provider="pagerduty", settings={**pager.settings, "api_url": fake.url})
        opened = provider.connect(Errand(tmp_path, local, {}, AT))
        assert opened.actual().objects == {}


def test_answers_of_another_shape_are_no_traceback(bench, monkeypatch):
    monkeypatch.setattr(
        "watchbill.sync.pagerduty.policies.listed", lambda api: [{"id": "P1", "description": 3}]
    )
    opened, _ = target(bench, ids={"escalation/pay": "P1"})
    with pytest.raises(WatchbillError, match="answer is not understood"):
        opened.actual()


def test_an_account_for_an_import(bench):
    applied(bench, DEE)
    strange = bench.fake.strangers()
    pager = Pager(provider="pagerduty")
    errand = Errand(bench.journal._root, pager, {}, AT)  # noqa: SLF001  # the bench's
    from watchbill.sync.pagerduty.account import account

    found = account(pagerduty_api(bench.fake), errand)
    names = {one.name: one for one in found.schedules}
    pay = names["Pay: Primary"]
    assert [layer.order for layer in pay.layers] == [
        tuple(
            (key,) for key, user in bench.fake.users.items() if user["name"] in {"Ada", "Bob", "Cy"}
        )
    ]
    assert (pay.zone, pay.layers[0].every, pay.description) == ("Europe/London", (1, "week"), None)
    assert len(pay.overrides) == 1
    assert {"Theirs", "Theirs too"} <= set(names)
    policies = {one.name: one for one in found.escalations}
    assert [target.kind for target in policies["Theirs"].steps[0].notify] == ["schedule"] * 2
    services = {one.name: one.escalation for one in found.services}
    assert services["Theirs"] == strange["escalation_policies"]
    assert {member.email for member in found.members} >= {"ada@small.example"}
    assert found.lost == ("team Theirs: who is in it is not carried; say it in `members`",)
