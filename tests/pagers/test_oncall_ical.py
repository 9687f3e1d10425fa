"""Grafana OnCall that fetches feeds: the contract of every pager, but for what it pages by itself.

Timelines are never written there, so that two tests of the contract have no meaning: one changes
people alone, the other one misleads what is written.
"""

from datetime import UTC, datetime

import pytest

from tests.pagers.company import AT, FILES, catalog, edited, override
from tests.pagers.oncall_bench import FEEDS, fake, oncall_ical, opened, pager
from tests.pagers.test_contract import (
    bench,
    files,
    stack,
    test_a_failure_at_any_step_is_mended_by_the_next_apply,
    test_a_foreign_object_in_the_way_is_refused_even_with_force,
    test_converges_and_a_second_plan_is_empty,
    test_create_before_update_before_delete_along_the_references,
    test_foreign_objects_are_untouched,
    test_the_digest_is_of_the_changes_and_not_of_the_time,
    test_without_prune_nothing_is_deleted,
)
from watchbill.emit.feeds import feeds
from watchbill.model.settings import Pager
from watchbill.pager.objects import Stint
from watchbill.sync.apply import apply
from watchbill.sync.drift import drifted
from watchbill.sync.memory import MemoryJournal
from watchbill.sync.oncall.desired import desired
from watchbill.sync.oncall.limits import limits
from watchbill.sync.plan import make_plan

__all__ = [
    "bench",
    "files",
    "stack",
    "test_a_failure_at_any_step_is_mended_by_the_next_apply",
    "test_a_foreign_object_in_the_way_is_refused_even_with_force",
    "test_converges_and_a_second_plan_is_empty",
    "test_create_before_update_before_delete_along_the_references",
    "test_foreign_objects_are_untouched",
    "test_the_digest_is_of_the_changes_and_not_of_the_time",
    "test_without_prune_nothing_is_deleted",
]

DEE = override("pay", "2026-12-01T12:00", "2026-12-02T12:00", "dee")


@pytest.fixture
def maker():
    return oncall_ical


def _published(there, changes):
    """Publish what `watchbill export feeds` writes."""
    for feed in feeds(catalog(changes), AT):
        there.feeds[f"https://oncall.small.example/{feed.path}"] = feed.text


def _applied(there, said, changes):
    wanted = desired(catalog(changes), said, AT)
    target = opened(there, said, wanted, AT)
    plan = make_plan("og", wanted, target.actual(), AT, rollout="now")
    return plan, apply(plan, target, MemoryJournal())


def test_the_exported_feeds_page_exactly_what_is_meant(stack):
    there = fake(stack)
    said = pager(there, mode="ical", ical_url=FEEDS)
    _published(there, {})
    assert _applied(there, said, {})[1].mismatches == ()
    wanted = desired(catalog(), said, AT)
    actual = opened(there, said, wanted, AT).actual()
    assert actual.theirs == {}
    for key, item in wanted.objects.items():
        if item.watch:
            watch = actual.objects[key].watch
            assert watch
            assert watch.stints == item.watch.stints
    [row] = [row for row in there.schedules.values() if "pay--primary" in row["name"]]
    assert row["ical_url_primary"] == "https://oncall.small.example/feeds/pay--primary.ics"
    assert there.shifts == {}


@pytest.mark.parametrize("said", ["", "pager_ids: {grafana: bob}\n"])
def test_whom_grafana_does_not_know_by_the_address_in_the_feed_is_refused(stack, said):
    there = fake(stack)
    ours = pager(there, mode="ical", ical_url=FEEDS)
    bob = next(user for user in there.users.values() if user["username"] == "bob")
    bob["email"] = "robert@elsewhere.example"
    files = {"rosters/people/bob.yaml": FILES["rosters/people/bob.yaml"] + said}
    wanted = desired(catalog(files), ours, AT)
    target = opened(there, ours, wanted, AT, files=files)
    plan = make_plan("og", wanted, target.actual(), AT, rollout="now")
    found = [one for one in plan.refusals if one.guard == "unknown"]
    assert [(one.reason.partition(":")[0], one.final) for one in found] == [("bob", True)]


def test_a_feed_that_was_not_fetched_yet_is_drift_and_nothing_to_write(stack):
    there = fake(stack)
    said = pager(there, mode="ical", ical_url=FEEDS)
    _published(there, {})
    _applied(there, said, {})
    before = len(there.seen)
    plan, outcome = _applied(there, said, DEE)
    assert (plan.changes, outcome.mismatches) == ((), ())
    assert not any(seen.writes for seen in there.seen[before:])
    [kept] = plan.theirs
    assert kept.difference[:2] == (
        datetime(2026, 12, 1, 12, tzinfo=UTC),
        datetime(2026, 12, 2, 12, tzinfo=UTC),
    )
    assert kept.difference.before == ("dee",)
    assert drifted(plan)
    _published(there, DEE)
    assert not drifted(_applied(there, said, DEE)[0])


def test_a_feed_without_anybody_is_drift_as_well(stack):
    there = fake(stack)
    said = pager(there, mode="ical", ical_url=FEEDS)
    _published(there, {})
    _applied(there, said, {})
    empty = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    there.feeds = dict.fromkeys(there.feeds, empty)
    plan, outcome = _applied(there, said, {})
    assert outcome.mismatches == ()
    assert {kept.difference.after for kept in plan.theirs} == {()}
    assert drifted(plan)


def test_an_override_of_people_shows_as_theirs(stack):
    there = fake(stack)
    said = pager(there, mode="ical", ical_url=FEEDS)
    _published(there, {})
    _applied(there, said, {})
    [schedule] = [id_ for id_, row in there.schedules.items() if "pay--primary" in row["name"]]
    there.schedules[schedule]["enable_web_overrides"] = True
    [dee] = [id_ for id_, row in there.users.items() if row["username"] == "dee"]
    start, end = datetime(2026, 12, 1, 12, tzinfo=UTC), datetime(2026, 12, 2, 12, tzinfo=UTC)
    there.override(schedule, dee, start, end)
    actual = opened(there, said, desired(catalog(), said, AT), AT).actual()
    assert actual.theirs == {"schedule/pay--primary": (Stint(start, end, ("dee",)),)}


def test_another_address_is_written(stack):
    there = fake(stack)
    _published(there, {})
    said = pager(there, mode="ical", ical_url=FEEDS)
    _applied(there, said, {})
    there.feeds |= {url.replace("oncall.", "pages."): text for url, text in there.feeds.items()}
    moved = pager(there, mode="ical", ical_url=FEEDS.replace("oncall.", "pages."))
    plan, outcome = _applied(there, moved, {})
    assert len(plan.changes) == 4
    assert outcome.mismatches == ()


def test_the_engine_is_not_asked_for_turns_that_it_cannot_repeat():
    text = 'handoff: {every: 1 month, on: 1, at: "09:00"}'
    monthly = edited("rosters/teams/ops.yaml", 'handoff: {every: 1 day, at: "09:00"}', text)
    assert FILES["rosters/teams/ops.yaml"] != monthly["rosters/teams/ops.yaml"]
    for settings, found in ((("calendar", None), 2), (("ical", FEEDS), 0)):
        mode, url = settings
        said = Pager(
            provider="grafana",
            settings={"url": "https://x.example", "mode": mode, "ical_url": url},
        )
        assert len([*limits(catalog(monthly), said, AT)]) == found
