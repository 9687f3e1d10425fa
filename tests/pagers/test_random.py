"""Whatever is there and whatever is wanted: one apply makes them agree."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pagers.company import AT
from watchbill.pager.objects import Desired, Object, Stint, Watch
from watchbill.pager.timeline import differences, people_at, settle
from watchbill.sync.apply import apply
from watchbill.sync.canonical import same
from watchbill.sync.memory import Memory, MemoryJournal, Rewriting
from watchbill.sync.plan import make_plan
from watchbill.sync.records import parse, text

HOURS = st.integers(-400, 400).map(lambda hours: AT + timedelta(hours=hours))
PEOPLE = st.lists(st.sampled_from("abcd"), min_size=1, max_size=3).map(tuple)
STINTS = st.lists(st.builds(Stint, HOURS, HOURS, PEOPLE), max_size=8)
NAMES = st.text(st.characters(codec="utf-8"), max_size=12)
IDS = st.sampled_from(["a", "b", "c--d"])
ZONES = st.sampled_from(["UTC", "Europe/London", "Asia/Kolkata"])


def _schedule(id_, name, zone, until, stints):
    watch = Watch("r", "primary", name, zone, until, settle(stints))
    body = {"name": name, "roster": "r", "role": "primary", "timezone": zone, "description": None}
    return Object(f"schedule/{id_}", body, watch)


def _escalation(id_, name, steps):
    keys = tuple(tuple(f"schedule/{target}" for target in step) for step in steps)
    body = {"name": name, "steps": [{"notify": list(step), "wait_minutes": 5} for step in keys]}
    return Object(f"escalation/{id_}", body, steps=keys)


SCHEDULES = st.builds(_schedule, IDS, NAMES, ZONES, HOURS, STINTS)
ESCALATIONS = st.builds(_escalation, IDS, NAMES, st.lists(st.lists(IDS, max_size=2), max_size=3))
OBJECTS = st.lists(SCHEDULES | ESCALATIONS, max_size=6).map(
    lambda items: {item.key: item for item in items}
)


@settings(max_examples=200, deadline=None)
@given(OBJECTS, OBJECTS, st.booleans())
def test_one_apply_converges(there, wished, rewrites):
    memory = Memory(there.values())
    target = Rewriting(memory) if rewrites else memory
    desired, journal = Desired(wished), MemoryJournal()
    plan = make_plan("p", desired, target.actual(), AT, prune=True, rollout="now")
    assert apply(plan, target, journal).mismatches == ()
    found = target.actual().objects
    assert found.keys() == wished.keys()
    assert all(same(found[key], item) for key, item in wished.items())
    again = make_plan("p", desired, target.actual(), AT, prune=True, rollout="now")
    assert again.changes == ()


@settings(deadline=None)
@given(SCHEDULES | ESCALATIONS)
def test_a_file_reads_back_as_it_was_written(item):
    assert parse(item.key, text(item).encode()) == item


@settings(deadline=None)
@given(STINTS, STINTS, HOURS)
def test_timelines_by_every_hour(left, right, at):
    for stints in (left, right):
        settled = settle(stints)
        assert settle(settled) == settled
        assert settle(stints[::-1]) == settled
        now = {p for s in stints if s.start <= at < s.end for p in s.people}
        assert people_at(settled, at) == tuple(sorted(now))
    before, after = settle(left), settle(right)
    start, end = AT - timedelta(hours=400), AT + timedelta(hours=401)
    here = [d for d in differences(before, after, start, end) if d.start <= at < d.end]
    was, will = people_at(before, at), people_at(after, at)
    assert [d[2:] for d in here] == ([(was, will)] if was != will else [])
