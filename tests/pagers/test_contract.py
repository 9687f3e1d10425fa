"""What every pager has to keep, tried against each of them."""

import json
from pathlib import Path

import pytest

from tests.pagers.company import AT, FILES, edited, override, wanted
from watchbill.errors import WatchbillError
from watchbill.pager.objects import Change, Object
from watchbill.sync.apply import Interrupted, agreed, apply
from watchbill.sync.canonical import same
from watchbill.sync.folder import Folder
from watchbill.sync.journal import FileJournal
from watchbill.sync.memory import Failing, Memory, MemoryJournal, Rewriting
from watchbill.sync.plan import make_plan


class Bench:
    """A pager, its journal, and a way to put a foreign object into it."""

    def __init__(self, target, journal, claim):
        self.target, self.journal, self.claim = target, journal, claim

    def plan(self, desired, at=AT, **options):
        return make_plan("bench", desired, self.target.actual(), at, **options)

    def apply(self, desired, at=AT, target=None, **options):
        plan = self.plan(desired, at, **options)
        return apply(plan, target or self.target, self.journal)

    def holds(self, desired):
        found = self.target.actual().objects
        assert found.keys() == desired.objects.keys()
        assert all(same(found[key], item) for key, item in desired.objects.items())


def folder(root: Path) -> Bench:
    def claim(key):
        name = {"escalation": "escalation", "schedule": "schedules", "service": "services"}
        kind, _, id_ = key.partition("/")
        place = root / "build" / "pager" / name[kind] / f"{id_}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text('{"name": "theirs"}')

    return Bench(Folder(root, "build/pager"), FileJournal(root, "bench"), claim)


def memory(_: Path) -> Bench:
    inner = Memory()
    return Bench(inner, MemoryJournal(), lambda key: inner.foreign.update({key: "of others"}))


def rewriting(_: Path) -> Bench:
    inner = Memory()
    claim = lambda key: inner.foreign.update({key: "of others"})  # noqa: E731
    return Bench(Rewriting(inner), MemoryJournal(), claim)


MAKERS = (folder, memory, rewriting)


@pytest.fixture(params=MAKERS, ids=lambda maker: maker.__name__)
def bench(request, tmp_path):
    return request.param(tmp_path)


CHANGES: dict[str, dict[str, str | None]] = {
    "nothing": {},
    "people change": override("pay", "2026-12-01T12:00", "2026-12-02T12:00", "dee"),
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
def changed(request):
    return wanted(request.param)


def test_converges_and_a_second_plan_is_empty(bench, changed):
    assert bench.apply(wanted()).mismatches == ()
    assert bench.plan(wanted()).changes == ()
    assert bench.apply(changed, prune=True).mismatches == ()
    bench.holds(changed)
    again = bench.plan(changed, prune=True)
    assert (again.changes, again.refusals, again.kept) == ((), (), ())
    assert bench.journal.entry() is None


def test_a_failure_at_any_step_is_mended_by_the_next_apply(changed, tmp_path):
    for maker in MAKERS:
        whole = maker(tmp_path / maker.__name__)
        whole.apply(wanted())
        steps = len(whole.plan(changed, prune=True).changes)
        whole.apply(changed, prune=True)
        for step in range(steps):
            for after in (False, True):
                bench = maker(tmp_path / f"{maker.__name__}-{step}-{after}")
                bench.apply(wanted())
                reviewed = bench.plan(changed, prune=True).digest
                failing = Failing(bench.target, step, after=after)
                with pytest.raises(Interrupted, match=f"step {step + 1} of {steps}"):
                    bench.apply(changed, target=failing, prune=True)
                rest = bench.plan(changed, prune=True)
                assert len(rest.changes) == steps - step - after
                assert agreed(rest, reviewed, bench.journal)
                assert bench.apply(changed, prune=True).mismatches == ()
                bench.holds(changed)
                assert bench.target.actual() == whole.target.actual()
                assert bench.journal.entry() is None


def test_an_interrupted_apply_does_not_bless_another_plan(bench):
    bench.apply(wanted())
    changed = wanted(CHANGES["a roster is deleted"])
    reviewed = bench.plan(changed, prune=True).digest
    with pytest.raises(Interrupted):
        bench.apply(changed, target=Failing(bench.target, 1), prune=True)
    other = wanted(CHANGES["a roster is deleted"] | CHANGES["people change"])
    assert not agreed(bench.plan(other, prune=True), reviewed, bench.journal)
    assert not agreed(bench.plan(changed, prune=True), "0" * 16, bench.journal)


def test_without_prune_nothing_is_deleted(bench):
    bench.apply(wanted())
    fewer = wanted({"rosters/services/net.yaml": None})
    plan = bench.plan(fewer)
    assert (plan.changes, plan.kept) == ((), ("service/net",))
    assert bench.apply(fewer).mismatches == ()
    assert "service/net" in bench.target.actual().objects


def test_foreign_objects_are_untouched(bench):
    bench.claim("service/theirs")
    bench.apply(wanted())
    bench.apply(wanted(CHANGES["a service is deleted"]), prune=True)
    assert set(bench.target.actual().foreign) == {"service/theirs"}
    plan = bench.plan(wanted(CHANGES["a service is deleted"]), prune=True)
    assert (plan.changes, set(plan.foreign)) == ((), {"service/theirs"})


def test_a_foreign_object_in_the_way_is_refused_even_with_force(bench):
    bench.claim("service/net")
    plan = bench.plan(wanted())
    assert [refusal.guard for refusal in plan.standing(force=True)] == ["foreign"]
    with pytest.raises(Interrupted, match="service/net"):
        bench.apply(wanted())
    with pytest.raises(WatchbillError):
        bench.target.apply(Change("service/net", wanted().objects["service/net"], None))
    assert "service/net" in bench.target.actual().foreign


def test_create_before_update_before_delete_along_the_references(bench):
    bench.apply(wanted())
    files = CHANGES["a roster is deleted"] | CHANGES["a roster is created"]
    files |= edited("policies/escalation/pay.yaml", "roster: ops", "roster: new")
    plan = bench.plan(wanted(files), prune=True)
    assert [(change.action, change.key) for change in plan.changes] == [
        ("update", "users"),
        ("create", "schedule/new--primary"),
        ("create", "schedule/new--secondary"),
        ("update", "escalation/pay"),
        ("delete", "service/net"),
        ("delete", "escalation/ops"),
        ("delete", "schedule/ops--primary"),
        ("delete", "schedule/ops--secondary"),
    ]


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
    assert bench.plan(wanted()).digest == bench.plan(wanted(at=later), later).digest
    other = wanted(CHANGES["people change"])
    assert bench.plan(wanted()).digest != bench.plan(other).digest
    fresh = bench.plan(other).digest
    bench.apply(wanted())
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
    outcome = bench.apply(wanted(), target=Forgetful(bench.target))
    assert outcome.mismatches == tuple(
        f"schedule/{r}--{s}" for r in ("ops", "pay") for s in ("primary", "secondary")
    )
    assert len(outcome.done) == len(wanted().objects)


def test_a_journal_that_is_damaged_counts_as_none(tmp_path):
    bench = folder(tmp_path)
    with pytest.raises(Interrupted):
        bench.apply(wanted(), target=Failing(bench.target, 2))
    place = tmp_path / "build/.watchbill/pager-bench.json"
    assert len(json.loads(place.read_text())["done"]) == 2
    for text in ("", "{", "[]", '{"digest": 1}', "[" * 100_000):
        place.write_text(text)
        assert bench.journal.entry() is None
    assert bench.apply(wanted()).mismatches == ()
