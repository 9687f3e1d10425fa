"""What an import reads of Grafana OnCall."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.pagers.company import AT, catalog
from tests.pagers.fakes import oncall_checks as checks
from tests.pagers.fakes.oncall import OnCall as Fake
from tests.pagers.oncall_bench import fake, opened, pager
from watchbill.pager.account import Account, Escalation, Member, Service, Step, Target
from watchbill.pager.live import base
from watchbill.pager.objects import Desired, Stint
from watchbill.sync.apply import apply
from watchbill.sync.http import Api
from watchbill.sync.memory import MemoryJournal
from watchbill.sync.oncall.account import read_account
from watchbill.sync.oncall.desired import desired
from watchbill.sync.oncall.desk import Desk
from watchbill.sync.oncall.options import options
from watchbill.sync.oncall.rows import Rows
from watchbill.sync.plan import make_plan
from watchbill.sync.provider import Errand


@pytest.fixture
def there():
    with ExitStack() as stack:
        yield fake(stack)


def _read(there: Fake) -> Account:
    api = Api(f"{there.url}/api/v1", {"Authorization": there.token}, sleep=lambda _: None)
    return read_account(
        Desk(Rows(api), options(pager(there)), Errand(Path(), pager(there), {}, AT))
    )


def _applied(there: Fake) -> Desired:
    wanted = desired(catalog(), pager(there), AT)
    target = opened(there, pager(there), wanted, AT)
    apply(make_plan("og", wanted, target.actual(), AT), target, MemoryJournal())
    return wanted


def _shift(there: Fake, id_: str, schedule: str, **said) -> None:
    times = {"start": "2026-01-06T12:00:00", "duration": 604_800, "time_zone": "UTC"}
    made = checks.shift(there, {"name": f"Shift {id_}", **times, **said}, None)
    there.shifts[id_] = {**made, "id": id_}
    there.schedules[schedule]["shifts"].append(id_)


def test_what_was_written_is_read_back_as_it_was(there):
    wanted = _applied(there)
    found = _read(there)
    users = {row["username"]: id_ for id_, row in there.users.items()}
    assert found.members[0] == Member(users["ada"], "ada", "Ada@small.example", "UTC")
    by_name = {one.name: one for one in found.schedules}
    for item in wanted.objects.values():
        if item.watch:
            read = by_name[item.body["name"]]
            stints = tuple(
                stint._replace(people=tuple(sorted(users[who] for who in stint.people)))
                for stint in item.watch.stints
            )
            assert (read.stints, read.overrides, read.zone) == (stints, (), "Europe/London")
            assert base(read.layers, *found.window) == stints
    chains = {one.name: one for one in found.escalations}
    assert chains["Ops"].repeat == 0
    assert chains["Ops"].steps == (
        Step((Target("schedule", by_name["Ops: Primary"].id), Target("person", users["dee"])), 5),
    )
    assert [(one.name, one.escalation) for one in found.services] == [
        ("net", chains["Ops"].id),
        ("till", chains["Pay"].id),
    ]
    assert len(found.lost) == 2


def test_what_people_made_is_read_as_far_as_rosters_know_it(there):
    web = there.add_web_schedule("By hand", "Europe/Paris")
    ada, bob, *_ = there.users
    rolling = {"type": "rolling_users", "frequency": "weekly", "week_start": "MO"}
    turns = {"rolling_users": [[ada], [bob]], "start_rotation_from_user_index": 0}
    _shift(there, "O1", web, **rolling, **turns)
    _shift(there, "O2", web, type="recurrent_event", frequency="monthly", users=[ada], duration=60)
    start = datetime(2026, 12, 1, tzinfo=UTC)
    there.override(web, bob, start, start + timedelta(days=1))
    found = _read(there)
    [schedule] = found.schedules
    assert [layer.order for layer in schedule.layers] == [((ada,), (bob,))]
    assert schedule.zone == "Europe/Paris"
    assert Stint(start, start + timedelta(hours=12), (bob,)) in schedule.overrides
    assert any("Shift O2" in line for line in found.lost)


def test_steps_that_rosters_do_not_know_are_named(there):
    there.chains["F1"] = {"id": "F1", "name": "By hand", "team_id": None}
    ada = next(iter(there.users))
    steps: list[dict[str, Any]] = [
        {"type": "wait", "duration": 60},
        {"type": "notify_persons", "persons_to_notify": [ada]},
        {"type": "wait", "duration": 300},
        {"type": "wait", "duration": 300},
        {"type": "trigger_webhook", "action_to_trigger": "W1"},
        {"type": "notify_on_call_from_schedule", "notify_on_call_from_schedule": None},
        {"type": "notify_persons", "persons_to_notify": [ada, ada]},
        {"type": "repeat_escalation"},
    ]
    for place, step in enumerate(steps):
        row = {"id": f"E{place}", "escalation_chain_id": "F1", "position": place}
        there.steps[f"E{place}"] = {**row, **step}
    there.integrations["C1"]["default_route"]["escalation_chain_id"] = "F1"
    found = _read(there)
    page = Step((Target("person", ada),), 10)
    assert found.escalations == (
        Escalation("F1", "By hand", None, 5, (page, page._replace(wait_minutes=0))),
    )
    assert found.services == (Service("R1", "Alerts", None, "F1"),)
    assert found.lost == (
        "escalation chain 'By hand' waits 1 min before it pages",
        "escalation chain 'By hand' has a step trigger_webhook",
        "escalation chain 'By hand' has a step notify_on_call_from_schedule",
    )


def test_a_feed_has_no_turns(there):
    there.feeds["https://x.example/a.ics"] = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    row = {"name": "Feed", "type": "ical", "ical_url_primary": "https://x.example/a.ics"}
    there.schedules["S1"] = {"id": "S1", "team_id": None, **row}
    found = _read(there)
    assert [one.layers for one in found.schedules] == [()]
    assert found.lost == (
        "schedule 'Feed' is a calendar's: its turns are known to the calendar alone",
    )
