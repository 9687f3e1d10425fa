"""PagerDuty's shift-based schedules, against a fake account: what is paged at every moment."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.pagers import company
from tests.pagers.benches import pagerduty_api
from tests.pagers.fakes.pagerduty import PagerDuty
from tests.pagers.fakes.pagerduty_v3_render import people
from tests.pagers.fakes.server import Fault
from tests.unit.engine.made import roster as written
from tests.unit.pager.rosters import PEOPLE, roster
from watchbill.engine.rotation import shifts
from watchbill.errors import WatchbillError
from watchbill.model.people import Person
from watchbill.model.rosters import Roster
from watchbill.model.scalars import Zone
from watchbill.model.settings import Pager
from watchbill.pager.layers import layers
from watchbill.pager.live import outside
from watchbill.pager.objects import Object, Stint, Watch
from watchbill.pager.timeline import clip, people_at, settle
from watchbill.sync.pagerduty import directory, schedules_v3
from watchbill.sync.pagerduty.limits import limits
from watchbill.sync.pagerduty.there import There, Window

START = datetime(2026, 10, 5, tzinfo=UTC)
AT = START + timedelta(days=2, hours=10, minutes=7)
UNTIL = START + timedelta(weeks=8)
KEY = "schedule/r--primary"


class Account:
    """A fake account with the random rosters' people, and its one schedule."""

    def __init__(self, fake: PagerDuty) -> None:
        self.fake = fake
        who = {
            name: Person(name=name, email=f"{name}@small.example", timezone=Zone("Etc/UTC"))
            for name in PEOPLE
        }
        self.users = {name: fake.user(name) for name in who}
        self.names = {id_: name for name, id_ in self.users.items()}
        self.directory = directory.read(self.api(), who)

    def api(self):
        return pagerduty_api(self.fake)

    def at(self) -> datetime:
        return self.fake.now.replace(microsecond=0)

    def window(self) -> Window:
        return Window(START, UNTIL, self.at())

    def read(self) -> There:
        ((found,), others) = schedules_v3.read(self.api(), self.window(), self.directory, {})
        assert not others
        return found

    def apply(self, made: Roster) -> Object:
        item = wanted(made, self.at())
        found, _ = schedules_v3.read(self.api(), self.window(), self.directory, {})
        if found:
            schedules_v3.update(self.api(), found[0], item, self.at(), self.directory)
        else:
            schedules_v3.create(self.api(), item, self.at(), self.directory)
        return item

    def paged(self, start: datetime, end: datetime) -> tuple[Stint, ...]:
        """Return what the account pages, as the fake draws it."""
        (schedule,) = self.fake.schedules_v3.values()
        drawn = people(schedule, start, end)
        return settle(Stint(a, b, (self.names[user],)) for a, b, user in drawn)


@contextmanager
def account(at: datetime = AT):
    fake = PagerDuty(at)
    with fake.running():
        yield Account(fake)
        fake.keep_contract()


def wanted(made: Roster, at: datetime) -> Object:
    found = shifts("r", made, START, UNTIL)
    stints = settle(Stint(s.start, s.end, s.people) for s in found if s.role == "primary")
    watch = Watch("r", "primary", made.name, made.timezone, UNTIL, stints, at)
    body = {"name": made.name, "description": "Ours.", "timezone": made.timezone}
    return Object(KEY, body, watch, layers=layers(made, "primary", START, UNTIL))


def timeline(item: Object) -> tuple[Stint, ...]:
    assert item.watch
    return item.watch.stints


def ahead(stints, at):
    """Return a timeline as far as a plan compares it: not the next few minutes."""
    return clip(stints, at + timedelta(minutes=11), UNTIL)


WEEKLY = """
rotations:
  - id: primary
    role: primary
    handoff: {every: 1 week, on: tuesday, at: "12:00"}
    turns: [{since: 2026-01-06, order: [ada, bob, cy]}]
"""
REORDERED = WEEKLY.replace("turns: [", "turns: [{since: 2026-10-20, order: [dee, ada]}, ")
SWAP = "  - {rotation: primary, from: 2026-10-22T12:00, until: 2026-10-23T12:00, person: dee}\n"
OTHER = "  - {rotation: primary, from: 2026-10-22T18:00, until: 2026-10-24T12:00, person: eve}\n"
PAIRS = WEEKLY.replace("bob, cy", "[bob, cy], dee")
WEEKENDS = (
    WEEKLY
    + """\
  - id: weekend
    role: primary
    hours: [{from: fri 17:00, until: mon 09:00}]
    handoff: {every: 1 week, on: friday, at: "17:00"}
    turns: [{since: 2026-01-06, order: [eve, fay]}]
"""
)
MONTHLY = WEEKLY.replace("every: 1 week, on: tuesday", "every: 1 month, on: 31")
ROSTERS = {
    "weekly": WEEKLY,
    "another order": REORDERED,
    "a swap": f"{WEEKLY}overrides:\n{SWAP}",
    "another swap": f"{WEEKLY}overrides:\n{OTHER}",
    "a swap of the new order": f"{REORDERED}overrides:\n{SWAP}",
    "pairs": PAIRS,
    "weekends": WEEKENDS,
    "months": MONTHLY,
}


@pytest.mark.parametrize("text", list(ROSTERS.values()), ids=list(ROSTERS))
def test_a_schedule_is_made_and_a_second_run_writes_nothing(text):
    with account() as there:
        item = there.apply(written(text))
        assert ahead(there.read().stints, AT) == ahead(timeline(item), AT)
        assert ahead(there.paged(START, UNTIL), AT) == ahead(timeline(item), AT)
        assert (there.read().key, there.read().description) == (KEY, "Ours.")
        assert (there.read().zone, there.read().theirs) == ("Europe/London", ())
        before = len(there.fake.seen)
        there.apply(written(text))
        assert not [seen for seen in there.fake.seen[before:] if seen.writes]


NEXT = dict(pairwise([*ROSTERS, "weekly"]))
CHANGES = [*NEXT.items(), *((after, before) for before, after in NEXT.items())]


@pytest.mark.parametrize(("before", "after"), CHANGES, ids=lambda name: name)
def test_a_change_reads_back_and_pages_nobody_else_on_the_way(before, after):
    with account() as there:
        old = there.apply(written(ROSTERS[before]))
        there.fake.now += timedelta(hours=30)
        at = there.at()
        new = wanted(written(ROSTERS[after]), at)
        moments = watch(there, old, new, at)
        there.apply(written(ROSTERS[after]))
        there.fake.after_each = lambda: None
        assert ahead(there.read().stints, at) == ahead(timeline(new), at)
        assert len(moments) > 1


def watch(there, old, new, at):
    """Look after each request at who is on call: who was or will be, and others besides."""
    moments = []
    start = at + timedelta(minutes=11)
    times = sorted({t for item in (old, new) for s in timeline(item) for t in s[:2]})
    times = [start, *(t for t in times if start < t < UNTIL)]

    def look():
        moments.append(there.paged(start, UNTIL))
        for time in times:
            now = set(people_at(moments[-1], time))
            was, will = (set(people_at(timeline(item), time)) for item in (old, new))
            assert now >= was or now >= will, (time, now, was, will)

    there.fake.after_each = look
    return moments


@pytest.mark.parametrize("after", ["another order", "another swap", "a swap of the new order"])
@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "status"])
def test_a_change_cut_off_at_any_request_is_mended_by_the_next(kind, after):
    number, cut = 0, True
    while cut:
        with account() as there:
            there.apply(written(ROSTERS["a swap"]))
            there.fake.now += timedelta(hours=1)
            there.fake.fail(Fault(number, kind, times=9))
            cut = failed(there, written(ROSTERS[after]))
            there.fake.faults = []
            there.fake.now += timedelta(minutes=20)
            at = there.at()
            item = there.apply(written(ROSTERS[after]))
            assert ahead(there.read().stints, at) == ahead(timeline(item), at)
            assert there.read().theirs == ()
            assert len(there.fake.schedules_v3) == 1
        number += 1
    assert number > 5


def failed(there, made):
    try:
        there.apply(made)
    except WatchbillError:
        return True
    return False


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_create_cut_off_at_any_request_is_completed(kind):
    number, cut = 0, True
    while cut:
        with account() as there:
            there.fake.fail(Fault(number, kind, times=9))
            cut = failed(there, written(ROSTERS["weekends"]))
            there.fake.faults = []
            item = there.apply(written(ROSTERS["weekends"]))
            assert ahead(there.read().stints, AT) == ahead(timeline(item), AT)
            assert len(there.fake.schedules_v3) == 1
        number += 1
    assert number > 5


@pytest.mark.parametrize("seed", range(12))
def test_random_rosters_one_after_the_other(seed):
    with account() as there:
        for step in range(3):
            made = roster(100 * seed + step)
            at = there.at()
            if not failed(there, made):
                item = wanted(made, at)
                assert ahead(there.read().stints, at) == ahead(timeline(item), at)
            there.fake.now += timedelta(days=3, hours=5 * step)


def test_more_dated_shifts_than_marks_have_room_for_are_refused_before_anything_is_written():
    hours = '[{days: [mon, tue, wed, thu, fri], from: "09:00", until: "09:30"}'
    hours += ', {from: "12:00", until: "12:30"}, {from: "20:00", until: "20:30"}'
    hours += ', {from: "04:00", until: "04:30"}]'
    with account() as there:
        made = there.apply(written(WEEKLY))
        before = [seen.writes for seen in there.fake.seen].count(True)
        many = MONTHLY.replace("role: primary", f"role: primary\n    hours: {hours}")
        with pytest.raises(WatchbillError, match="dated shifts"):
            there.apply(written(many))
        assert [seen.writes for seen in there.fake.seen].count(True) == before
        assert ahead(there.read().stints, AT) == ahead(timeline(made), AT)


def test_people_s_overrides_and_shifts_are_theirs():
    with account() as there:
        there.apply(written(ROSTERS["a swap"]))
        (schedule,) = there.fake.schedules_v3
        path = f"/v3/schedules/{schedule}"
        rotation = there.fake.schedules_v3[schedule]["rotations"][0]["id"]
        first, last = datetime(2026, 10, 28, 9, tzinfo=UTC), datetime(2026, 10, 28, 17, tzinfo=UTC)
        (bob,) = people_at(there.paged(first, last), first)
        member = lambda name: {"type": "user_member", "user_id": there.users[name]}  # noqa: E731  # short, and used beside it
        override = {
            "type": "override_shift",
            "rotation_id": rotation,
            "start_time": first.isoformat(),
            "end_time": last.isoformat(),
            "overridden_member": member(bob),
            "overriding_member": member("gil"),
        }
        there.fake.do("POST", f"{path}/overrides", {"overrides": [override]})
        shift = {
            "type": "custom_shift",
            "start_time": "2026-11-10T09:00:00Z",
            "end_time": "2026-11-10T10:00:00Z",
            "assignments": [{"type": "shift_assignment", "member": member("gil")}],
        }
        there.fake.do("POST", f"{path}/custom_shifts", {"custom_shifts": [shift]})
        found = there.read().theirs
        assert [(s.start, s.people[-1]) for s in found] == [
            (first, "gil"),
            (datetime(2026, 11, 10, 9, tzinfo=UTC), "gil"),
        ]
        assert len(there.read().overrides) > len(found)
        item = _with(wanted(written(WEEKLY), there.at()), found)
        schedules_v3.update(there.api(), there.read(), item, there.at(), there.directory)
        left = there.fake.schedules_v3[schedule]["overrides"]
        assert [one["overriding"] for one in left] == [there.users["gil"]]
        assert ahead(there.read().stints, there.at()) == ahead(timeline(item), there.at())
        assert [s.people for s in clip(there.read().stints, first, last)] == [("gil",)]
        assert there.read().theirs == found


def _with(item, theirs):
    """Return a schedule that is wanted with what people have laid over it."""
    spans = [(s.start, s.end) for s in theirs]
    stints = settle([*outside(timeline(item), spans), *theirs])
    return item._replace(watch=item.watch and item.watch._replace(stints=stints))


def test_rotations_that_are_over_go_away():
    with account() as there:
        there.apply(written(WEEKLY))
        there.fake.now += timedelta(hours=1)
        there.apply(written(REORDERED))
        (schedule,) = there.fake.schedules_v3.values()
        assert len(schedule["rotations"]) == 2
        there.fake.now += timedelta(weeks=3)
        there.apply(written(f"{REORDERED}overrides:\n{OTHER.replace('2026-10', '2026-11')}"))
        assert len(schedule["rotations"]) == 1


def test_an_account_has_layers_for_an_import():
    with account() as there:
        item = there.apply(written(ROSTERS["weekends"]))
        (found,) = schedules_v3.account(there.api(), there.window())
        assert (found.name, found.description, found.zone) == ("Test", "Ours.", "Europe/London")
        assert {layer.name for layer in found.layers} == {"primary", "weekend"}
        stints = settle(
            s._replace(people=tuple(there.names[p] for p in s.people)) for s in found.stints
        )
        assert ahead(stints, AT) == ahead(timeline(item), AT)


def test_a_schedule_is_deleted_unless_it_is_used():
    with account() as there:
        there.apply(written(WEEKLY))
        (name,) = there.fake.schedules_v3
        there.fake.policy("Uses it", [name])
        found = there.read()
        with pytest.raises(WatchbillError, match="used by escalation policies"):
            schedules_v3.delete(there.api(), found)
        there.fake.escalation_policies.clear()
        schedules_v3.delete(there.api(), found)
        schedules_v3.delete(there.api(), found)
        assert not there.fake.schedules_v3


def test_each_schedule_is_asked_for_once():
    with account() as there:
        there.apply(written(WEEKLY))
        there.fake.schedule_v3("Theirs", [there.users["ada"]])
        before = len(there.fake.seen)
        found, others = schedules_v3.read(there.api(), there.window(), there.directory, {})
        assert ([one.key for one in found], [*others]) == ([KEY], ["Theirs"])
        paths = [seen.path.rpartition("/")[2] for seen in there.fake.seen[before:]]
        assert sorted(paths) == sorted(["schedules", *there.fake.schedules_v3])


def test_a_pager_of_shifts_says_what_it_has_no_events_for():
    pager = Pager(provider="pagerduty", settings={"schedule_api": "v3"})
    assert list(limits(company.catalog(), pager, company.AT)) == []
    monthly = company.edited(
        "rosters/teams/pay.yaml", "every: 1 week, on: tuesday", "every: 1 month, on: 1"
    )
    found = [
        (problem.code, problem.ref.id, problem.pointer)
        for problem in limits(company.catalog(monthly), pager, company.AT)
    ]
    assert found == [("WB503", "pay", ("rotations", 0)), ("WB503", "pay", ("rotations", 1))]
