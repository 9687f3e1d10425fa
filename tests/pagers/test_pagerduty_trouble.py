"""PagerDuty on a bad day: open incidents, too many requests, slow answers, two kinds at once."""

from contextlib import ExitStack
from copy import deepcopy
from datetime import timedelta

import pytest

from tests.pagers import company
from tests.pagers.benches import pagerduty_api, pagerduty_v2
from tests.pagers.company import AT, FILES, edited
from tests.pagers.fakes.server import Fault, Response
from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.sync.apply import Interrupted, apply
from watchbill.sync.memory import MemoryJournal
from watchbill.sync.pagerduty import marks, provider, wanted
from watchbill.sync.plan import make_plan
from watchbill.sync.provider import Errand

PAY, OPS = "rosters/teams/pay.yaml", "rosters/teams/ops.yaml"
NEW = {"rosters/teams/new.yaml": FILES[PAY].replace("Pay", "New")}
FEWER = {
    OPS: None,
    "policies/escalation/ops.yaml": None,
    "rosters/services/net.yaml": None,
    **edited("policies/escalation/pay.yaml", ", {roster: ops, role: primary}", ""),
}


@pytest.fixture
def bench(tmp_path):
    with ExitStack() as stack:
        yield pagerduty_v2(tmp_path, stack)


@pytest.fixture
def api(bench):
    """A connection whose waiting lets the account's clock go on."""

    def sleep(seconds):
        bench.fake.now += timedelta(seconds=seconds)

    return pagerduty_api(bench.fake, sleep=sleep)


def target(bench, api, files=company.NOTHING, **settings):
    pager = Pager(provider="pagerduty", settings=settings)
    catalog = company.catalog(files)
    desired = wanted.desired(catalog, pager, AT)
    errand = Errand(bench.journal._root, pager, catalog.people, AT, desired=desired)  # noqa: SLF001  # the bench's
    return provider.PagerDuty(api, errand), desired


def planned(bench, api, files=company.NOTHING, **settings):
    opened, desired = target(bench, api, files, **settings)
    return opened, make_plan("bench", desired, opened.actual(), AT, prune=True)


def applied(bench, api, files=company.NOTHING, **settings):
    opened, plan = planned(bench, api, files, **settings)
    return apply(plan, opened, MemoryJournal())


def test_a_schedule_that_an_open_incident_pages_is_deleted_by_a_later_apply(bench, api):
    applied(bench, api)
    till = next(key for key, one in bench.fake.services.items() if one["name"] == "Till")
    incident = bench.fake.incident(till)
    with pytest.raises(Interrupted, match=r"schedule/ops--primary.*snapshot with open incidents"):
        applied(bench, api, FEWER)
    _, rest = planned(bench, api, FEWER)
    assert {change.action for change in rest.changes} == {"delete"}
    assert {change.key for change in rest.changes} >= {"schedule/ops--primary"}
    del bench.fake.incidents[incident]
    assert applied(bench, api, FEWER).mismatches == ()
    assert planned(bench, api, FEWER)[1].changes == ()


def test_too_many_requests_wait_for_as_long_as_the_account_says(bench, api):
    bench.fake.rate = 5
    assert applied(bench, api).mismatches == ()
    assert {seen.status for seen in bench.fake.seen} >= {200, 201, 429}


@pytest.mark.parametrize("page", range(4))
def test_a_page_that_does_not_come_is_asked_for_again(bench, api, page):
    applied(bench, api)
    bench.fake.fail(Fault(page, "cut_before"), Fault(page + 1, "status", 503))
    assert planned(bench, api)[1].changes == ()


def test_a_page_that_is_slow_is_asked_for_again(bench, api):
    api.read_timeout, api._sleep = 0.1, lambda _: setattr(api, "read_timeout", 60.0)  # noqa: SLF001  # no waiting
    bench.fake.fail(Fault(0, "slow", seconds=0.5))
    assert len(planned(bench, api)[1].changes) == len(bench.wanted().objects)
    assert [seen.path for seen in bench.fake.seen[:2]] == ["/users", "/users"]


def test_a_write_whose_answer_is_slow_may_have_been_done_and_is_not_done_twice(bench, api):
    opened, plan = planned(bench, api)
    bench.fake.after_each = lambda: setattr(api, "read_timeout", 0.1)  # from the preview on
    bench.fake.fail(Fault(1, "slow", seconds=0.5))
    with pytest.raises(Interrupted, match=r"nothing within"):
        apply(plan, opened, MemoryJournal())
    bench.fake.after_each = lambda: None
    assert applied(bench, pagerduty_api(bench.fake)).mismatches == ()
    assert len(bench.fake.schedules) == sum(key.startswith("schedule/") for key in plan.desired[0])


ESCALATION, TILL = "policies/escalation/pay.yaml", "rosters/services/till.yaml"
EU = FILES[PAY].replace("name: Pay", "name: Pay EU")
NAMES = {
    "a roster's id changes": {
        PAY: None,
        "rosters/teams/payments.yaml": FILES[PAY],
        **edited(ESCALATION, "roster: pay", "roster: payments"),
        **edited(TILL, "roster: pay", "roster: payments"),
    },
    "everything's id changes": {
        **dict.fromkeys((PAY, ESCALATION, TILL)),
        "rosters/teams/payments.yaml": FILES[PAY],
        "policies/escalation/payments.yaml": FILES[ESCALATION].replace("pay,", "payments,"),
        "rosters/services/counter.yaml": FILES[TILL].replace("pay", "payments"),
    },
    "a new one gets a name that another had": {PAY: EU, "rosters/teams/new.yaml": FILES[PAY]},
    "two change names": {
        PAY: FILES[PAY].replace("name: Pay", "name: Ops"),
        OPS: FILES[OPS].replace("name: Ops", "name: Pay"),
    },
}


def there(fake):
    """Return what is in an account by the keys in its marks."""
    nouns = ("schedules", "schedules_v3", "escalation_policies", "services")
    things = [one for noun in nouns for one in fake.kept(noun).values()]
    return {marks.read(one["description"]).key: deepcopy(one) for one in things}


class Watched:
    """A target whose every step is seen to write the object that it is about, and no other."""

    def __init__(self, bench, inner):
        self._fake, self._inner, self.actual = bench.fake, inner, inner.actual

    def apply(self, change):
        before = there(self._fake)
        self._inner.apply(change)
        after = there(self._fake)
        written = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        assert written == {change.key}


@pytest.mark.parametrize("kind", ["v2", "v3"])
@pytest.mark.parametrize("prune", [False, True])
@pytest.mark.parametrize("files", NAMES.values(), ids=NAMES)
def test_one_that_has_a_name_which_another_gets_gives_way(bench, api, files, kind, prune):
    applied(bench, api, schedule_api=kind)
    opened, desired = target(bench, api, files, schedule_api=kind)
    plan = make_plan("bench", desired, opened.actual(), AT, prune=prune)
    assert not any(refusal.final for refusal in plan.refusals)
    assert apply(plan, Watched(bench, opened), MemoryJournal()).mismatches == ()
    opened, _ = target(bench, api, files, schedule_api=kind)
    assert make_plan("bench", desired, opened.actual(), AT, prune=prune).changes == ()
    noun = "schedules" if kind == "v2" else "schedules_v3"
    left = [one for one in bench.fake.kept(noun).values() if "(schedule/" in one["name"]]
    assert bool(left) == (PAY in files and files[PAY] is None and not prune)
    assert all(one["name"].endswith(f"({marks.read(one['description']).key})") for one in left)


def test_a_name_that_is_wanted_twice_is_refused(bench, api):
    applied(bench, api)
    people = list(bench.fake.users)
    theirs = bench.fake.schedule("Pay EU: Primary", people[:1])
    new = {"rosters/teams/new.yaml": FILES[OPS].replace("Ops", "New")}
    ids = {"schedule/new--primary": theirs}
    for files, recorded, name in (
        ({PAY: EU, **new}, ids, "Pay EU: Primary"),
        ({"rosters/teams/new.yaml": FILES[PAY]}, {}, "Pay: Primary"),
    ):
        plan = planned(bench, api, files, ids=recorded)[1]
        said = [refusal for refusal in plan.refusals if refusal.guard == "name"]
        assert all(refusal.final for refusal in said)
        assert f"new--primary and schedule/pay--primary would be named {name!r}" in said[0].reason


def test_a_name_that_stays_with_another_is_refused_before_anything_is_written(bench, api):
    applied(bench, api)
    theirs = bench.fake.schedule("Pay EU: Primary", list(bench.fake.users)[:1])
    for ids in ({}, {"schedule/old--primary": theirs}):
        plan = planned(bench, api, {PAY: EU}, ids=ids)[1]
        both = f"schedule/pagerduty:{theirs} and schedule/pay--primary"
        reason = f"{both} would be named 'Pay EU: Primary': the pager takes a name once"
        assert [one for one in plan.refusals if one.final] == [("name", reason, True)]
    edit = edited(OPS, "[[cy, dee], bob, ada]", "[[cy, dee], ada, bob]")
    assert not any(one.final for one in planned(bench, api, edit)[1].refusals)


def without_shifts(bench, monkeypatch, status):
    """Let the account answer everything of shift-based schedules so."""
    answer = bench.fake.answer

    def answered(request):
        if request.path.startswith("/v3/"):
            return Response(status, {"error": {"message": "Not here", "errors": []}})
        return answer(request)

    monkeypatch.setattr(bench.fake, "answer", answered)


@pytest.mark.parametrize("status", [402, 403, 404])
def test_an_account_without_schedules_of_shifts_has_those_of_layers(
    bench, api, monkeypatch, status
):
    without_shifts(bench, monkeypatch, status)
    assert applied(bench, api).mismatches == ()
    assert planned(bench, api)[1].changes == ()


@pytest.mark.parametrize("status", [402, 403, 404])
def test_schedules_of_shifts_that_may_not_be_read_are_not_made_anew(
    bench, api, monkeypatch, status
):
    applied(bench, api, schedule_api="v3")
    without_shifts(bench, monkeypatch, status)
    with pytest.raises(WatchbillError, match=f"GET /v3/schedules: {status}"):
        planned(bench, api)


@pytest.mark.parametrize("api_now", ["auto", "v2", "v3"])
@pytest.mark.parametrize("kind", ["v2", "v3"])
def test_a_schedule_keeps_its_kind_and_a_new_one_is_of_the_kind_asked_for(
    bench, api, kind, api_now
):
    applied(bench, api, schedule_api=kind)
    files = {**NEW, **edited(PAY, "[ada, bob, cy]", "[cy, ada, dee]")}
    files |= edited("policies/escalation/ops.yaml", "{person: dee}", "{roster: new, role: primary}")
    assert applied(bench, api, files, schedule_api=api_now).mismatches == ()
    assert planned(bench, api, files, schedule_api=api_now)[1].changes == ()
    kinds = {"v2": bench.fake.schedules, "v3": bench.fake.schedules_v3}
    found = {
        marks.read(one["description"]).key: name
        for name, things in kinds.items()
        for one in things.values()
    }
    new = "v3" if api_now == "v3" else "v2"
    assert found["schedule/pay--primary"] == found["schedule/ops--secondary"] == kind
    assert found["schedule/new--primary"] == found["schedule/new--secondary"] == new
    assert len(found) == sum(map(len, kinds.values()))
