"""What every pager has to keep, tried against each of them."""

import json
from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests.pagers import benches, live
from tests.pagers.benches import folder, schedules
from tests.pagers.company import AT, FILES, Changes, day, edited, override
from tests.pagers.jsm_bench import jsm
from watchbill.errors import WatchbillError
from watchbill.pager.objects import Change, Object, kind_of
from watchbill.pager.timeline import clip
from watchbill.sync.apply import Interrupted, agreed, apply
from watchbill.sync.memory import Failing
from watchbill.sync.plan import make_plan

MAKERS = (*benches.MAKERS, jsm, *live.makers())


@pytest.fixture
def stack():
    with ExitStack() as stack:
        yield stack


@pytest.fixture(params=MAKERS, ids=lambda maker: maker.__name__)
def maker(request):
    return request.param


@pytest.fixture
def bench(maker, tmp_path, stack):
    return maker(tmp_path, stack)


CHANGES: dict[str, Changes] = {
    "nothing": {},
    "people change": override("pay", f"{day(10)}T12:00", f"{day(11)}T12:00", "dee"),
    "a roster is created": {
        "rosters/teams/new.yaml": FILES["rosters/teams/pay.yaml"].replace("Pay", "New")
    },
    "a service is deleted": {"rosters/services/net.yaml": None},
    "a roster is deleted": {
        "rosters/teams/ops.yaml": None,
        "policies/escalation/ops.yaml": None,
        "rosters/services/net.yaml": None,
    },
    "an escalation is re-pointed": edited(
        "policies/escalation/ops.yaml", "{roster: ops, role: primary}", "{person: ada}"
    ),
    "a service is re-pointed": edited(
        "rosters/services/till.yaml", "escalation: pay", "escalation: ops"
    ),
    "hostile names": {
        **edited(
            "rosters/teams/pay.yaml", "name: Pay", 'name: "P\\"a\\ny\\u2028; é, \\\\n 日本 🧯"'
        ),
        **edited("rosters/people/ada.yaml", "name: Ada", 'name: "A\\u0301da \\u202e<b>"'),
    },
}


@pytest.fixture(params=list(CHANGES.values()), ids=list(CHANGES))
def files(request):
    return request.param


def test_converges_and_a_second_plan_is_empty(bench, files):
    changed = bench.wanted(files)
    assert bench.apply(bench.wanted()).mismatches == ()
    assert bench.plan(bench.wanted()).changes == ()
    assert bench.apply(changed, prune=True).mismatches == ()
    assert bench.holds(changed)
    again = bench.plan(changed, prune=True)
    assert (again.changes, again.refusals, again.kept) == ((), (), ())
    assert bench.journal.entry() is None


def test_a_failure_at_any_step_is_mended_by_the_next_apply(maker, files, tmp_path, stack):
    whole = maker(tmp_path / "whole", stack)
    changed = whole.wanted(files)
    whole.apply(whole.wanted())
    steps = len(whole.plan(changed, prune=True).changes)
    whole.apply(changed, prune=True)
    for step in range(steps):
        for after in (False, True):
            bench = maker(tmp_path / f"{step}-{after}", stack)
            bench.apply(bench.wanted())
            reviewed = bench.plan(changed, prune=True).digest
            with pytest.raises(Interrupted, match=f"step {step + 1} of {steps}"):
                bench.apply(changed, through=_failing(step, after=after), prune=True)
            rest = bench.plan(changed, prune=True)
            assert len(rest.changes) == steps - step - after
            assert agreed(rest, reviewed, bench.journal)
            assert bench.apply(changed, prune=True).mismatches == ()
            assert bench.holds(changed)
            assert _actual(bench, changed) == _actual(whole, changed)
            assert bench.journal.entry() is None


def _failing(step, *, after=False):
    return lambda target: Failing(target, step, after=after)


def _actual(bench, desired):
    """Return what is there, but for how long it took to write it."""
    actual = bench.open(desired, AT).actual()
    return actual._replace(objects={key: _from_now(item) for key, item in actual.objects.items()})


def _from_now(item):
    if item.watch is None:
        return item
    stints = clip(item.watch.stints, AT + timedelta(minutes=10), item.watch.until)
    return item._replace(watch=item.watch._replace(stints=stints))


def test_an_interrupted_apply_does_not_bless_another_plan(bench):
    bench.apply(bench.wanted())
    changed = bench.wanted(CHANGES["a roster is deleted"])
    reviewed = bench.plan(changed, prune=True).digest
    with pytest.raises(Interrupted):
        bench.apply(changed, through=_failing(1), prune=True)
    other = bench.wanted({**CHANGES["a roster is deleted"], **CHANGES["people change"]})
    assert not agreed(bench.plan(other, prune=True), reviewed, bench.journal)
    assert not agreed(bench.plan(changed, prune=True), "0" * 16, bench.journal)


def test_without_prune_nothing_is_deleted(bench):
    bench.apply(bench.wanted())
    fewer = bench.wanted({"policies/escalation/ops.yaml": None, "rosters/services/net.yaml": None})
    gone = tuple(sorted(bench.wanted().objects.keys() - fewer.objects.keys() - {"users"}))
    plan = bench.plan(fewer)
    assert [change.key for change in plan.changes if change.key != "users"] == []
    assert gone in {("escalation/ops",), ("escalation/ops", "service/net")}
    assert plan.kept == gone
    assert bench.apply(fewer).mismatches == ()
    assert set(gone) <= _actual(bench, fewer).objects.keys()


def _claimed(bench):
    """Return a key that is wanted and can be taken: not every pager has services."""
    return next(key for key in ("service/net", "escalation/ops") if key in bench.wanted().objects)


def test_foreign_objects_are_untouched(bench):
    bench.claim(f"{kind_of(_claimed(bench))}/theirs")
    before = bench.others()
    fewer = bench.wanted(CHANGES["a service is deleted"])
    bench.apply(bench.wanted())
    bench.apply(fewer, prune=True)
    assert bench.plan(fewer, prune=True).changes == ()
    assert bench.others() == before


def test_a_foreign_object_in_the_way_is_refused_even_with_force(bench):
    key = _claimed(bench)
    bench.claim(key)
    before, wanted = bench.others(), bench.wanted()
    plan = bench.plan(wanted)
    assert [refusal.guard for refusal in plan.standing(force=True)] == ["foreign"]
    with pytest.raises(Interrupted, match=key):
        bench.apply(wanted)
    with pytest.raises(WatchbillError):
        bench.open(wanted, AT).apply(Change(key, wanted.objects[key], None))
    assert key in _actual(bench, wanted).foreign
    assert bench.others() == before


def test_create_before_update_before_delete_along_the_references(bench):
    bench.apply(bench.wanted())
    files = {**CHANGES["a roster is deleted"], **CHANGES["a roster is created"]}
    files |= edited("policies/escalation/pay.yaml", "roster: ops", "roster: new")
    plan = bench.plan(bench.wanted(files), prune=True)
    steps = dict.fromkeys((c.action, c.key.removesuffix("--2")) for c in plan.changes)
    kinds = {kind_of(key) for key in bench.wanted().objects}
    in_order = [
        ("create", "schedule/new--primary"),
        ("create", "schedule/new--secondary"),
        ("update", "escalation/pay"),
        ("delete", "service/net"),
        ("delete", "escalation/ops"),
        ("delete", "schedule/ops--primary"),
        ("delete", "schedule/ops--secondary"),
    ]
    found = [step for step in steps if step[1] != "users"]
    assert found == [step for step in in_order if kind_of(step[1]) in kinds]
    assert next(iter(steps))[1] in {"users", "schedule/new--primary"}


def test_a_concurrent_apply_is_refused(bench):
    first = bench.journal.locked()
    first.__enter__()
    with pytest.raises(WatchbillError, match="another apply"), bench.journal.locked():
        pass
    first.__exit__(None, None, None)
    with bench.journal.locked():
        pass


def test_the_digest_is_of_the_changes_and_not_of_the_time(bench):
    later = AT.replace(day=22, hour=23)
    wanted = bench.wanted()
    assert bench.plan(wanted).digest == bench.plan(bench.wanted(at=later), later).digest
    other = bench.wanted(CHANGES["people change"])
    assert bench.plan(wanted).digest != bench.plan(other).digest
    fresh = bench.plan(other).digest
    bench.apply(wanted)
    assert bench.plan(other).digest != fresh


class Forgetful:
    """A pager that pages somebody else than it was told."""

    def __init__(self, inner):
        self._inner = inner

    def actual(self):
        return self._inner.actual()

    def apply(self, change):
        item: Object | None = change.after
        if item and item.watch:
            stints = tuple(stint._replace(people=("bob",)) for stint in item.watch.stints)
            item = item._replace(watch=item.watch._replace(stints=stints))
        self._inner.apply(change._replace(after=item))


def test_what_does_not_read_back_is_a_mismatch(bench):
    wanted = bench.wanted()
    outcome = bench.apply(wanted, through=Forgetful)
    assert outcome.mismatches == schedules(wanted)
    assert len(outcome.done) == len(wanted.objects)


ONE_AT_A_TIME = ("pagerduty_v3", "oncall_calendar", "jsm")
"""Pagers that render one schedule for a request; of all else they hand out lists."""


def test_a_thousand_schedules(bench, maker, monkeypatch):
    if maker.__name__.startswith("live_"):
        pytest.skip("a thousand schedules are too many for somebody's account")
    if maker is benches.pagerduty_v2:
        pytest.skip("test_pagerduty has them, with a narrower count")
    monkeypatch.setattr("tests.pagers.fakes.pagerduty_server.contract", lambda: None)
    pay = FILES["rosters/teams/pay.yaml"].partition("  - id: secondary")[0]
    files = {
        f"rosters/teams/t{n:03}.yaml": pay.replace("name: Pay", f"name: T {n}") for n in range(1000)
    }
    wanted = bench.wanted(files)
    assert len(schedules(wanted)) > 1000
    target = bench.open(wanted, AT)
    plan = make_plan("bench", wanted, target.actual(), AT)
    clock = (lambda: bench.fake.now) if bench.fake else None
    assert apply(plan, target, bench.journal, clock).mismatches == ()
    later = bench.fake.now if bench.fake else AT
    begun = len(bench.fake.seen) if bench.fake else 0
    assert bench.plan(bench.wanted(files, later), later).changes == ()
    if bench.fake:
        each = len(schedules(wanted)) if maker.__name__ in ONE_AT_A_TIME else 0
        lists = len(bench.fake.seen) - begun - each
        assert lists <= len(wanted.objects) // 20 + 8


def test_a_journal_that_is_damaged_counts_as_none(tmp_path, stack):
    bench = folder(tmp_path, stack)
    with pytest.raises(Interrupted):
        bench.apply(bench.wanted(), through=_failing(2))
    place = tmp_path / "build/.watchbill/pager-bench.json"
    assert len(json.loads(place.read_text())["done"]) == 2
    for text in ("", "{", "[]", '{"digest": 1}', "[" * 100_000):
        place.write_text(text)
        assert bench.journal.entry() is None
    assert bench.apply(bench.wanted()).mismatches == ()
