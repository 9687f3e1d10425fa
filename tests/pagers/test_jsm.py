"""Jira Service Management as a target: what is asked, kept, refused, and survives."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.pagers.company import AT, FILES, NOTHING, PEOPLE, catalog, edited, override
from tests.pagers.fakes.server import Fault
from tests.pagers.jsm_bench import Site, shown, site
from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.pager.jsm import instant
from watchbill.pager.objects import Change, kind_of
from watchbill.pager.timeline import people_at
from watchbill.sync.apply import Interrupted, apply
from watchbill.sync.canonical import fields
from watchbill.sync.http import Script
from watchbill.sync.jsm.setup import link
from watchbill.sync.jsm.target import Jsm
from watchbill.sync.memory import MemoryJournal
from watchbill.sync.plan import make_plan
from watchbill.sync.provider import Errand

SWAP = override("pay", "2026-12-01T12:00", "2026-12-02T12:00", "dee")
PAY = "rosters/teams/pay.yaml"
SUMMER = {PAY: FILES[PAY].replace("since: 2026-01-06", "since: 2026-07-07")}
BOGOTA = {PAY: SUMMER[PAY].replace("Europe/London", "America/Bogota")}
"""Turns counted from before London's clocks changed: on another clock they come an hour sooner."""
NEW_ORDER = edited("rosters/teams/ops.yaml", "[[cy, dee], bob, ada]", "[[ada, dee], [bob, cy]]")
UNTIL = datetime(2027, 1, 11, tzinfo=UTC)


@pytest.fixture
def here():
    with ExitStack() as stack:
        yield site(stack)


def _plan(here: Site, changes=NOTHING, at=AT, **settings):
    wanted = here.wanted(changes, at, **settings)
    target = here.open(wanted, at, **settings)
    return target, make_plan("jsm", wanted, target.actual(), at, prune=True)


def _apply(here: Site, changes=NOTHING, at=AT, **settings):
    target, plan = _plan(here, changes, at, **settings)
    outcome = apply(plan, target, MemoryJournal())
    assert outcome.mismatches == ()
    assert _plan(here, changes, at, **settings)[1].changes == ()
    return plan


def _schedule(here: Site, name: str) -> str:
    return next(id_ for id_, one in here.fake.schedules.items() if one["name"] == name)


def _on_call(here: Site, name: str, at: datetime) -> set[str]:
    who = {account: person for person, account in here.accounts.items()}
    rendered = here.fake.rendered(_schedule(here, name), at, at + timedelta(minutes=1))
    return {who[account] for _, _, people in rendered for account in people}


# --- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [100, 1])
def test_collections_are_read_by_pages_and_timelines_a_schedule(here, size):
    _apply(here)
    here.fake.page_size = size
    before = len(here.fake.seen)
    _, plan = _plan(here)
    paths = [seen.path.rpartition("/")[2] for seen in here.fake.seen[before:]]
    assert plan.changes == ()
    assert {path: paths.count(path) for path in paths} == {
        "search": 2,  # the last page of users is empty
        "schedules": 1 if size > 1 else 5,
        "escalations": 1 if size > 1 else 3,
        "timeline": 4,
    }


def test_two_years_are_read_in_pieces(here):
    wanted = here.wanted()
    pager = here.pager()
    target = Jsm(
        Errand(Path(), Pager("jsm", 52, pager.settings), catalog().people, AT),
        link(Errand(Path(), pager, {}, AT), sleep=lambda _: None),
    )
    _apply(here)
    found = target.actual().objects["schedule/pay--primary"]
    assert found.watch is not None
    assert len(found.watch.stints) == 53
    assert [seen.path for seen in here.fake.seen if seen.query.get("interval") == ["26"]] != []
    assert fields(wanted.objects["schedule/pay--primary"], found) == ("shifts",)


def test_whoever_is_none_of_ours_is_named_by_the_account(here):
    _apply(here)
    stranger = here.fake.add_user("eve@elsewhere.example")
    schedule = _schedule(here, "Pay: Primary")
    rotation = next(iter(here.fake.live(schedule)))
    here.fake.rotations[schedule][rotation]["participants"] = [{"type": "user", "id": stranger}]
    _, plan = _plan(here)
    assert {move.difference.before for move in plan.moves} == {(f"jsm:{stranger}",)}


def test_what_cannot_be_understood_is_broken(here):
    _apply(here)
    pay = next(one for one in here.fake.escalations.values() if one["name"] == "Pay")
    pay["rules"] = [{"recipient": None}]
    found = here.open(here.wanted()).actual()
    assert list(found.broken) == ["escalation/pay"]
    assert "escalation/pay" not in found.objects


# --- people ---------------------------------------------------------------------------------------


def test_whoever_hides_the_address_is_unknown_until_the_account_is_written_down(here):
    here.fake.users[here.accounts["ada"]]["emailAddress"] = ""
    wanted = here.wanted()
    target = here.open(wanted)
    assert target.actual().unknown == {
        "ada": "no user with the e-mail ada@small.example in Jira; it may be hidden: "
        "write the account id as `pager_ids: {jsm: …}`"
    }
    change = Change("schedule/pay--primary", None, wanted.objects["schedule/pay--primary"])
    with pytest.raises(WatchbillError, match="ada cannot be paged"):
        target.apply(change)
    assert not any(seen.writes for seen in here.fake.seen)


@pytest.mark.parametrize(
    ("recorded", "reason"),
    [("", None), ("account-9999", "no user with the id account-9999 in Jira")],
)
def test_recorded_accounts_count(here, recorded, reason):
    here.fake.users[here.accounts["ada"]]["emailAddress"] = ""
    id_ = recorded or here.accounts["ada"]
    ada = (
        f"name: Ada\nemail: ada@small.example\ntimezone: Europe/London\npager_ids: {{jsm: {id_}}}\n"
    )
    people = catalog({"rosters/people/ada.yaml": ada}).people
    errand = Errand(Path(), here.pager(), people, AT, desired=here.wanted())
    unknown = Jsm(errand).actual().unknown
    assert unknown.get("ada", "").startswith(reason) if reason else unknown == {}


def test_two_accounts_of_one_address_are_a_question(here):
    here.fake.add_user("ADA@small.example")
    why = here.open(here.wanted()).actual().unknown["ada"]
    assert why.startswith("several users with the e-mail ada@small.example in Jira: ")


# --- whose it is ----------------------------------------------------------------------------------


def test_an_adopted_schedule_keeps_its_name_and_text(here):
    body = {"name": "Old name", "description": "Written by hand", "teamId": here.team}
    rotation = {"name": "x", "startDate": "2026-01-06T12:00:00Z", "type": "weekly", "length": 2}
    ada = {"type": "user", "id": here.accounts["ada"]}
    old = here.fake.create_schedule({**body, "rotations": [{**rotation, "participants": [ada]}]})
    ids = {"schedule/pay--primary": old["id"]}
    _apply(here, ids=ids)
    assert {k: here.fake.schedules[old["id"]][k] for k in body} == body
    assert len(here.fake.schedules) == 5  # the team's own one, this, and three more
    assert _on_call(here, "Old name", AT) == {"ada"}


def test_a_name_that_is_taken_is_refused_with_the_way_to_adopt_it(here):
    theirs = here.fake.create_schedule({"name": "Pay: Primary", "teamId": here.team})["id"]
    target, plan = _plan(here)
    assert [refusal.guard for refusal in plan.standing(force=True)] == ["foreign"]
    assert f"`schedule/pay--primary: {theirs}`" in plan.foreign.get(
        "schedule/pay--primary", ""
    ) or (f"`schedule/pay--primary: {theirs}`" in plan.refusals[0].reason)
    with pytest.raises(WatchbillError, match="not watchbill's"):
        target.apply(next(c for c in plan.changes if c.key == "schedule/pay--primary"))


@pytest.mark.parametrize("key", ["schedule/pay--primary", "escalation/pay"])
@pytest.mark.parametrize("gone", [True, False])
def test_what_has_lost_its_mark_is_not_touched(here, key, gone):
    _apply(here)
    wanted = here.wanted()
    target = here.open(wanted)
    before = target.actual().objects[key]
    kept = here.fake.schedules if kind_of(key) == "schedule" else here.fake.escalations
    record = next(one for one in kept.values() if one["description"].endswith(f": {key}"))
    record["description"] = "mine now"
    state = {id_: dict(one) for id_, one in kept.items()}
    with pytest.raises(WatchbillError, match="its mark is gone"):
        target.apply(Change(key, before, None if gone else wanted.objects[key]))
    assert {id_: dict(one) for id_, one in kept.items()} == state


def test_a_schedule_that_is_still_paged_is_not_deleted(here):
    _apply(here)
    target = here.open(here.wanted())
    there = target.actual().objects["schedule/pay--primary"]
    with pytest.raises(WatchbillError, match="still paged by the escalation 'Pay'"):
        target.apply(Change("schedule/pay--primary", there, None))


# --- what people do there -------------------------------------------------------------------------


@pytest.mark.parametrize("named", [True, False], ids=["of its rotations", "of all"])
def test_overrides_of_people_survive_a_change_of_the_turns(here, named):
    _apply(here)
    schedule = _schedule(here, "Pay: Primary")
    start, end = "2026-12-03T09:15:00Z", "2026-12-03T17:45:00Z"
    rotations = [*here.fake.live(schedule)] if named else []
    responder = {"type": "user", "id": here.accounts["dee"]}
    made = {"responder": responder, "startDate": start, "endDate": end, "rotationIds": rotations}
    here.fake.overrides[schedule]["alias-1"] = {"alias": "alias-1", **made}
    plan = _apply(here, SWAP)
    assert [kept.difference.after for kept in plan.theirs] == [("dee",)]
    left = here.fake.overrides[schedule]["alias-1"]
    assert {name: left[name] for name in ("responder", "startDate", "endDate")} == {
        name: made[name] for name in ("responder", "startDate", "endDate")
    }
    hours = [datetime(2026, 12, 3, hour, 30, tzinfo=UTC) for hour in (8, 10, 16, 18)]
    expected = [{"cy"}, {"dee"}, {"dee"}, {"cy"}]
    assert [_on_call(here, "Pay: Primary", at) for at in hours] == expected
    _apply(here)
    assert [_on_call(here, "Pay: Primary", at) for at in hours] == expected
    assert list(here.fake.overrides[schedule]) == ["alias-1"]


def test_a_rotation_that_somebody_added_is_drift(here):
    _apply(here)
    schedule = _schedule(here, "Pay: Primary")
    dee = {"type": "user", "id": here.accounts["dee"]}
    body = {"startDate": "2026-11-01T00:00:00Z", "type": "daily", "participants": [dee]}
    here.fake.rotations[schedule]["theirs"] = {"id": "theirs", "name": "", "length": 1, **body}
    assert _on_call(here, "Pay: Primary", AT) == {"ada", "dee"}
    _, plan = _plan(here)
    assert [change.key for change in plan.changes] == ["schedule/pay--primary"]
    later = AT + timedelta(days=1)
    _apply(here, at=later)
    assert plan.deferred[0].stays == ("ada", "dee")


def test_a_schedule_that_somebody_switched_off_is_switched_on(here):
    _apply(here)
    here.fake.schedules[_schedule(here, "Pay: Primary")]["enabled"] = False
    plan = _apply(here)
    assert [change.key for change in plan.changes] == ["schedule/pay--primary"]
    assert _on_call(here, "Pay: Primary", AT) == {"ada"}


def test_an_escalation_that_somebody_changed_is_put_right(here):
    _apply(here)
    pay = next(one for one in here.fake.escalations.values() if one["name"] == "Pay")
    pay["rules"][0] |= {"notifyType": "all"}
    plan = _apply(here)
    assert [change.key for change in plan.changes] == ["escalation/pay"]
    assert {rule["notifyType"] for rule in pay["rules"]} == {"all", "default"}
    changed = next(one for one in here.fake.escalations.values() if one["name"] == "Pay")
    assert {rule["notifyType"] for rule in changed["rules"]} == {"default"}


# --- failures -------------------------------------------------------------------------------------

SCENARIOS = {
    "other pairs": (NOTHING, NEW_ORDER, "cut_after", 3),
    "another zone": (SUMMER, BOGOTA, "cut_before", 7),
}
"""What becomes of which company, and how which part of the writes fails; more is in the matrix."""


@pytest.mark.parametrize(
    ("before", "files", "fault", "stride"), SCENARIOS.values(), ids=list(SCENARIOS)
)
def test_writes_may_fail_and_nobody_is_lost(before, files, fault, stride):
    for number in _writes(before, files)[::stride]:
        with ExitStack() as stack:
            here, target, plan = _begun(stack, before, files)
            states = _watched(here)
            here.fake.fail(Fault(number, fault, times=5))
            with pytest.raises(Interrupted):
                apply(plan, target, MemoryJournal())
            here.fake.fail()
            target, rest = _plan(here, files)
            assert apply(rest, target, MemoryJournal()).mismatches == ()
            _assert_between(states)


def _begun(stack, before, files):
    """Return a site that holds a company, and the plan of what becomes of it."""
    here = site(stack)
    target, plan = _plan(here, before)
    apply(plan, target, MemoryJournal())
    return here, *_plan(here, files)


def _writes(before, files):
    """Return which requests of an undisturbed apply write, counted from 0."""
    with ExitStack() as stack:
        here, target, plan = _begun(stack, before, files)
        begun = len(here.fake.seen)
        apply(plan, target, MemoryJournal())
        seen = here.fake.seen[begun:]
        return [number for number, one in enumerate(seen) if one.writes]


def _watched(here: Site):
    """Return a list of timelines, which grows with every request."""
    states = [shown(here, UNTIL)]
    here.fake.after_each = lambda: states.append(shown(here, UNTIL))
    return states


def _assert_between(states):
    """Whoever is on call was it before, or will be afterwards; all of the one or of the other."""
    for name, before in states[0].items():
        after = states[-1][name]
        for now in {state[name] for state in states} - {before, after}:
            for at in sorted({edge for one in (before, after, now) for s in one for edge in s[:2]}):
                was, will, there = ({*people_at(one, at)} for one in (before, after, now))
                assert was <= there or will <= there, (name, at, was, there, will)
                assert there <= was | will, (name, at, was, there, will)


# --- a dry run ------------------------------------------------------------------------------------


def test_a_dry_run_sends_nothing_and_shows_no_secret(here):
    script = Script()
    wanted = here.wanted()
    errand = Errand(Path(), here.pager(), catalog().people, AT, script, wanted)
    target = Jsm(errand, link(errand, sleep=lambda _: None))
    plan = make_plan("jsm", wanted, target.actual(), AT)
    for change in plan.changes:
        target.apply(change)
    assert [write[:2] for write in script.writes] == [
        *[("POST", "/schedules")] * 4,
        *[("POST", f"/teams/{here.team}/escalations")] * 2,
    ]
    assert not any(seen.writes for seen in here.fake.seen)
    assert "jsm-token" not in "".join(script.lines())
    times = [r["startDate"] for write in script.writes[:4] for r in write[2]["rotations"]]
    assert all(instant(text).minute in {0, 30} for text in times)
    assert len(PEOPLE) == len(here.accounts)
