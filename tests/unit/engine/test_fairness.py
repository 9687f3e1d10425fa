"""Hours on call per person, by night, weekend and holiday."""

from tests.unit.engine.made import catalog, local, roster
from watchbill.engine.coverage import timeline
from watchbill.engine.fairness import Burden, burden

WEEK = "handoff: {every: 1 week, on: monday, at: 00:00}, turns: [{since: 2026-07-06, order: [%s]}]"
HOLIDAY: dict[str, object] = {"name": "Here", "days": [{"date": "2026-07-08", "name": "Day off"}]}


def measured(text: str, people: dict | None = None, until: str = "2026-07-13") -> dict[str, Burden]:
    """Return everybody's burden from Monday 6 July in London."""
    made = catalog({"team": roster(text)}, people, {"here": HOLIDAY})
    window = (local("Europe/London", day) for day in ("2026-07-06", until))
    return dict(burden(made, timeline(made, *window)))


def one(order: str) -> str:
    return f"holidays: [here, zz]\nrotations: [{{id: a, role: primary, {WEEK % order}}}]"


def test_a_week_has_seven_nights_two_days_of_weekend_and_its_holidays() -> None:
    ada = {"ada": {"timezone": "Europe/London"}}
    assert measured(one("ada"), ada) == {"ada": Burden(168, 56, 48, 24)}


def test_the_persons_own_clock_counts() -> None:
    # From Monday 08:00 to Monday 08:00 in Tokyo: the same kinds, at other instants.
    assert measured(one("ada"), {"ada": {"timezone": "Asia/Tokyo"}}, "2026-07-06 08:00") == {
        "ada": Burden(8, 0, 0, 0)  # 08:00 to 16:00, by day, whereas in London it is night until 6
    }


def test_of_somebody_unknown_the_rosters_clock_counts() -> None:
    assert measured(one("ada"), until="2026-07-06 08:00") == {"ada": Burden(8, 6, 0, 0)}


def test_a_pair_carries_all_hours_each_and_two_roles_at_once_count_once() -> None:
    text = f"""rotations: [{{id: a, role: primary, {WEEK % "[ada, bob]"}}},
      {{id: b, role: secondary, {WEEK % "ada"}}}]"""
    found = measured(text)
    assert found == {"ada": Burden(168, 56, 48, 0), "bob": Burden(168, 56, 48, 0)}


def test_the_night_of_the_spring_change_is_an_hour_shorter() -> None:
    made = catalog({"team": roster(one("ada").replace("2026-07-06", "2026-03-23"))})
    window = (local("Europe/London", at) for at in ("2026-03-28 20:00", "2026-03-29 08:00"))
    assert dict(burden(made, timeline(made, *window))) == {"ada": Burden(11, 7, 11, 0)}


def test_no_shifts_no_burden() -> None:
    assert burden(catalog({}), ()) == {}
