"""Shift-based schedules: how layers are said, read, laid over, and drawn by the fake as well."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.pagers.fakes.pagerduty import PagerDuty
from tests.unit.engine.made import roster as written
from tests.unit.pager.rosters import PEOPLE, WINDOW, roster
from watchbill.engine.rotation import shifts
from watchbill.pager import pagerduty_v3 as v3
from watchbill.pager.fit import fit
from watchbill.pager.layers import layers
from watchbill.pager.live import base
from watchbill.pager.objects import Stint
from watchbill.pager.pagerduty_v3_change import There, steps
from watchbill.pager.pagerduty_v3_dated import laid, override_json, shift_json
from watchbill.pager.pagerduty_v3_events import MOST_MEMBERS
from watchbill.pager.pagerduty_v3_read import read
from watchbill.pager.pagerduty_v3_rrule import Rule, in_turn, parsed, starts
from watchbill.pager.pagerduty_v3_rrule import written as rule_text
from watchbill.pager.timeline import settle

START, END = WINDOW
USERS = {who: who for who in PEOPLE}
WEEKLY = '{every: 1 week, on: tuesday, at: "12:00"}'
WORK = '[{days: [mon, tue, wed, thu, fri], from: "09:00", until: "17:00"}]'
ORDER = "[ada, bob, cy]"
NIGHTS = '[{from: "22:00", until: "06:00"}]'


def said(rotation: str, *more: str, zone: str = "Europe/London"):
    rotations = [f"{{id: p{n}, role: primary, {text}}}" for n, text in enumerate([rotation, *more])]
    made = written(f"rotations: [{', '.join(rotations)}]", zone)
    return layers(made, "primary", *WINDOW)


def turns(handoff: str, hours: str = "always", order: str = ORDER) -> str:
    return f"handoff: {handoff}, hours: {hours}, turns: [{{since: 2026-01-06, order: {order}}}]"


EVERY_DAY = "BYDAY=MO,TU,WE,TH,FR,SA,SU"
EVENTS = {
    "a week": (turns(WEEKLY), [(f"FREQ=WEEKLY;INTERVAL=1;{EVERY_DAY}", 7, 3)]),
    "two weeks": (
        turns(WEEKLY.replace("1 week", "2 weeks")),
        [(f"FREQ=WEEKLY;INTERVAL=1;{EVERY_DAY}", 14, 3)],
    ),
    "a day": (turns('{every: 1 day, at: "09:00"}'), [("FREQ=DAILY;INTERVAL=1", 1, 3)]),
    "three days": (turns('{every: 3 days, at: "09:00"}'), [("FREQ=DAILY;INTERVAL=1", 3, 3)]),
    "half days": (turns('{every: 12 hours, at: "09:00"}'), [("FREQ=HOURLY;INTERVAL=12", 1, 3)]),
    "36 hours": (turns('{every: 36 hours, at: "09:00"}'), [("FREQ=HOURLY;INTERVAL=18", 2, 3)]),
    "nights by weeks": (
        turns('{every: 1 week, on: monday, at: "09:00"}', NIGHTS),
        [("FREQ=DAILY;INTERVAL=1", 7, 3)],
    ),
    "working hours by weeks": (
        turns(WEEKLY, WORK),
        [
            ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", 1, 3),
            ("FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,WE,TH,FR", 4, 3),
            ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", 1, 3),
        ],
    ),
    "working days, nobody skipped for weekends": (
        turns('{every: 1 day, at: "00:00"}', WORK),
        [(f"FREQ=WEEKLY;INTERVAL=1;BYDAY={day}", 1, 3) for day in ("MO", "TU", "WE", "TH", "FR")],
    ),
}


@pytest.mark.parametrize(("text", "events"), list(EVENTS.values()), ids=list(EVENTS))
def test_layers_as_events(text, events):
    found = [event for one in v3.write(said(text), USERS, START) for event in one["events"]]
    assert [
        (
            event["recurrence"][0].removeprefix("RRULE:"),
            event["assignment_strategy"]["shifts_per_member"],
            len(event["assignment_strategy"]["members"]),
        )
        for event in found
    ] == events
    for event in found:
        assert event["effective_since"] == v3.stamp(v3.instant(event["start_time"]["date_time"]))
    assert v3.layered(said(text), START, END) == base(said(text), START, END)


NOT_SAID = {
    "turns of months": turns('{every: 1 month, on: 1, at: "09:00"}'),
    "21 members": turns(WEEKLY, order=str([f"p{n}" for n in range(21)]).replace("'", "")),
    "hours dealt by the hour": turns('{every: 1 hour, at: "09:00"}', WORK),
}


@pytest.mark.parametrize("text", list(NOT_SAID.values()), ids=list(NOT_SAID))
def test_what_has_no_events(text):
    assert [v3.accepts(layer) for layer in said(text)] == [False]
    assert v3.write(said(text), USERS, START) == []


def test_all_rotations_are_on_call_together_so_that_hidden_hours_are_cut():
    weekend = turns(WEEKLY, "[{from: fri 17:00, until: mon 09:00}]", "[eve, fay]")
    found = said(turns(WEEKLY), weekend)
    assert v3.layered(found, START, END) == base(found, START, END)
    assert all(len(stint.people) == 1 for stint in v3.layered(found, START, END))


def test_a_pair_is_two_rotations():
    found = said(turns(WEEKLY, order="[ada, [bob, cy]]"))
    rotations = v3.write(found, USERS, START)
    kinds = [
        [m["type"] for m in one["events"][0]["assignment_strategy"]["members"]] for one in rotations
    ]
    assert sorted(map(sorted, kinds)) == [["empty_member", "user_member"], ["user_member"] * 2]
    assert v3.layered(found, START, END) == base(found, START, END)


def test_an_event_begins_with_a_turn_of_somebody():
    at = START + timedelta(days=3)
    (rotation,) = v3.write(said(turns(WEEKLY)), USERS, at)
    (event,) = rotation["events"]
    assert event["start_time"]["date_time"] == "2026-10-13T12:00:00+01:00"
    whole = base(said(turns(WEEKLY)), START, END)
    first = v3.instant(event["effective_since"])
    assert v3.simulate([rotation], (), (), first, END) == tuple(
        s for s in whole if s.start >= first
    )


@pytest.mark.parametrize("seed", range(40))
def test_every_event_can_be_edited_in_the_web(seed):
    made = roster(seed)
    for role in {rotation.role for rotation in made.rotations}:
        for rotation in v3.write(layers(made, role, *WINDOW), USERS, START):
            (event,) = rotation["events"]
            strategy, rule = event["assignment_strategy"], parsed(event["recurrence"])
            assert rule
            assert 1 <= len(strategy["members"]) <= MOST_MEMBERS
            assert strategy["shifts_per_member"] % max(1, len(rule.days)) == 0
            length = v3.local_time(event["end_time"])[1] - v3.local_time(event["start_time"])[1]
            assert 0 < length <= 86_400


@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_the_fake_draws_what_is_simulated(seed):
    """The fake goes through occurrences one by one, from the official description."""
    made, until = roster(seed), START + timedelta(weeks=7)
    role = made.rotations[0].role
    found = shifts("r", made, START, until)
    want = settle(Stint(s.start, s.end, s.people) for s in found if s.role == role)
    native = [layer for layer in layers(made, role, START, until) if v3.accepts(layer)]
    kept = fit(want, native, v3.layered, (START, until)).layers
    fake = PagerDuty(START - timedelta(hours=1))
    users = {who: fake.user(who) for who in PEOPLE}
    sent = {"schedule": {"name": "S", "time_zone": made.timezone}}
    path = f"/v3/schedules/{fake.do('POST', '/v3/schedules', sent)['schedule']['id']}"
    rotations = []
    for rotation in v3.write(kept, users, START):
        id_ = fake.do("POST", f"{path}/rotations")["rotation"]["id"]
        for event in rotation["events"]:
            fake.do("POST", f"{path}/rotations/{id_}/events", {"event": event})
        rotations.append({**rotation, "id": id_})
    wished = settle(s._replace(people=tuple(users[who] for who in s.people)) for s in want)
    over = laid(wished, v3.assigned(rotations, (), START, until), START, until)
    custom, overrides = map(shift_json, over.shifts), map(override_json, over.overrides)
    dated = [*custom], [*overrides]
    assert v3.simulate(rotations, *dated, START, until) == wished
    for noun, items in zip(("custom_shifts", "overrides"), dated, strict=True):
        if items:
            fake.do("POST", f"{path}/{noun}", {noun: items})
    drawn = fake.rendered(path.rpartition("/")[2], START, until)
    assert settle(Stint(a, b, (user,)) for a, b, user in drawn) == wished


@pytest.mark.parametrize("text", [text for text, _ in EVENTS.values()], ids=list(EVENTS))
def test_what_was_written_is_read_as_layers(text):
    rotations = v3.write(said(text), USERS, START)
    found = read(rotations, START, END)
    assert len(found) == len(rotations)
    first = max(v3.instant(e["effective_since"]) for one in rotations for e in one["events"])
    whole = [s for s in base(said(text), START, END) if s.start >= first]
    assert [s for s in base(found, START, END) if s.start >= first] == whole


def test_others_events_are_read_too():
    event = {
        "name": "Weekly",
        "start_time": {"date_time": "2026-10-05T09:00:00+01:00", "time_zone": "Europe/London"},
        "end_time": {"date_time": "2026-10-12T09:00:00+01:00", "time_zone": "Europe/London"},
        "effective_since": "2026-10-05T08:00:00Z",
        "effective_until": None,
        "recurrence": ["RRULE:FREQ=WEEKLY"],
        "assignment_strategy": {
            "type": "every_member_assignment_strategy",
            "members": [v3.member("ada"), v3.member("bob")],
        },
    }
    (layer,) = read([{"events": [event]}], START, END)
    assert (layer.every, layer.order) == ((1, "week"), (("ada", "bob"),))
    odd = {**event, "recurrence": ["RRULE:FREQ=WEEKLY", "EXDATE:20261225T090000Z"]}
    assert read([{"events": [odd]}, {}], START, END) == ()
    over = {**event, "effective_until": "2026-10-05T09:00:00Z"}
    assert read([{"events": [over]}], END, END + timedelta(weeks=1)) == ()


RULES = {
    "every 5 hours": (Rule("HOURLY", 5), ["5 09", "5 14", "5 19", "6 00"]),
    "every second day": (Rule("DAILY", 2), ["5 09", "7 09", "9 09", "11 09"]),
    "by weeks": (Rule("WEEKLY", 2), ["5 09", "19 09", "2 09", "16 09"]),
    "on days": (Rule("WEEKLY", 1, (0, 2)), ["5 09", "7 09", "12 09", "14 09"]),
    "on days of every second week": (Rule("WEEKLY", 2, (0, 2)), ["5 09", "7 09", "19 09", "21 09"]),
    "by months": (Rule("MONTHLY"), ["5 09", "5 09", "5 09", "5 09"]),
}


@pytest.mark.parametrize(("rule", "expected"), list(RULES.values()), ids=list(RULES))
def test_occurrences_of_a_rule(rule, expected):
    zero = datetime(1, 1, 1)
    local = lambda at: (at - zero) // timedelta(seconds=1)  # noqa: E731  # short
    first = local(datetime(2026, 10, 5, 9))
    found = list(starts(rule, first, first - 7 * 86_400, first + 120 * 86_400))[:4]
    assert [f"{zero + timedelta(seconds=at):%-d %H}" for _, at in found] == expected
    assert [number for number, _ in found] == [0, 1, 2, 3]
    later = list(starts(rule, first, found[2][1], found[3][1]))
    assert later == [found[2]]
    assert parsed(rule_text(rule)) == rule


def test_months_without_the_day_are_left_out():
    zero = datetime(1, 1, 1)
    first = (datetime(2026, 10, 31) - zero) // timedelta(seconds=1)
    found = [zero + timedelta(seconds=at) for _, at in starts(Rule("MONTHLY"), first, 0, first * 2)]
    assert [at.month for at in found[:4]] == [10, 12, 1, 3]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["EXDATE:20261225T090000Z"],
        ["RRULE:FREQ=YEARLY"],
        ["RRULE:FREQ=WEEKLY;COUNT=3"],
        ["RRULE:FREQ=WEEKLY;BYDAY=1MO"],
        ["RRULE:FREQ=WEEKLY;WKST=SU"],
        ["RRULE:FREQ=MONTHLY;BYDAY=MO"],
        ["RRULE:FREQ=DAILY;INTERVAL=0"],
        ["RRULE:INTERVAL=x"],
    ],
)
def test_rules_beyond_these_are_not_read(lines):
    assert parsed(lines) is None


def test_daily_on_weekdays_is_weekly():
    assert parsed(["RRULE:FREQ=DAILY;BYDAY=MO,FR"]) == Rule("WEEKLY", 1, (0, 4))


def test_who_has_occurrences_in_turn():
    a, b = ("a",), ("b",)
    assert in_turn([a, a, b, b]) == (2, 0, (a, b))
    assert in_turn([a, b, b, a]) == (2, 1, (b, a))
    assert in_turn([a, a, a]) == (1, 0, (a,))
    assert in_turn([a, a, a], 3) == (3, 0, (a,))
    assert in_turn([a, b, a], 3) is None


def stint(start: int, end: int, *people: str) -> Stint:
    hour = timedelta(hours=1)
    return Stint(START + start * hour, START + end * hour, people)


LAID = {
    "all is right": ([stint(0, 9, "ada")], [("r", 0, 9, "ada")], [], []),
    "nobody is there": ([stint(0, 9, "ada")], [], [(0, 9, "ada")], []),
    "somebody else is there": (
        [stint(0, 3, "ada"), stint(3, 9, "bob")],
        [("r", 0, 9, "ada")],
        [],
        [(3, 9, "bob", "ada")],
    ),
    "too many are there": (
        [stint(0, 9, "ada")],
        [("r", 0, 9, "ada"), ("s", 2, 4, "bob")],
        [],
        [(2, 4, "ada", "bob")],
    ),
    "one of two is missing": (
        [stint(0, 9, "ada", "bob")],
        [("r", 0, 9, "ada")],
        [(0, 9, "bob")],
        [],
    ),
    "nobody is wanted": ([], [("r", 0, 9, "ada")], [], [(0, 9, "", "ada")]),
}


@pytest.mark.parametrize(
    ("want", "there", "custom", "overrides"), list(LAID.values()), ids=list(LAID)
)
def test_what_is_laid_over(want, there, custom, overrides):
    there = [v3.Assigned(*stint(a, b)[:2], who, rotation) for rotation, a, b, who in there]
    found = laid(want, there, START, START + timedelta(hours=9))
    hours = lambda one: tuple((at - START) // timedelta(hours=1) for at in one[:2])  # noqa: E731  # short
    assert [(*hours(one), one.user) for one in found.shifts] == custom
    assert [(*hours(one), one.user, one.instead_of) for one in found.overrides] == overrides
    assert all(one.rotation for one in found.overrides)


def test_a_change_begins_before_it_ends_and_a_quarter_of_an_hour_ahead():
    at = datetime(2026, 10, 7, 10, 7, 30, tzinfo=UTC)
    until = at + timedelta(weeks=8)
    old, new = said(turns(WEEKLY)), said(turns(WEEKLY, order="[dee, ada]"))
    (rotation,) = v3.write(old, USERS, START)
    rotation = {"id": "R", "events": [{**rotation["events"][0], "id": "E"}]}
    want = base(new, at, until)
    todo = steps(There([rotation], {}, ()), want, new, at, until)
    (end,), (begin,) = todo.end, todo.begin
    handoff = datetime(2026, 10, 13, 11, tzinfo=UTC)
    assert (end.rotation, end.event, end.until) == ("R", "E", handoff)
    assert v3.instant(begin.event["effective_since"]) == handoff
    assert (todo.gone, todo.rotations, todo.making_way) == ((), (), ())
    same = steps(There([rotation], {}, ()), base(old, at, until), old, at, until)
    assert (same.begin, same.end) == ((), ())
