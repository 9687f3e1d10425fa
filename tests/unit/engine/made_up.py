"""Rosters made up by hypothesis: a hundred days, on a grid of 30 minutes, with changing clocks."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.unit.engine.made import value
from watchbill.model.rosters import Roster

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
PEOPLE = ["ada", "bob", "cy", "dee", "eve"]
ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "UTC",
]
SPELLS = ["1 hour", "5 hours", "8 hours", "12 hours", "1 day", "2 days", "3 days", "10 days"]
SPELLS += ["1 week", "2 weeks", "1 month", "2 months"]

zones = st.sampled_from(ZONES)
times = st.integers(0, 47).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")
SEASONS = [datetime(2026, 2, 1), datetime(2026, 9, 1)]
"""In the hundred days from these the clocks of most of the zones change."""


def days(season: datetime) -> st.SearchStrategy[str]:
    return st.integers(-60, 100).map(lambda n: str((season + timedelta(days=n)).date()))


def locals_(season: datetime) -> st.SearchStrategy[datetime]:
    return st.integers(0, 100 * 48).map(lambda half: season + timedelta(minutes=30) * half)


def written(local: datetime) -> str:
    return local.strftime("%Y-%m-%dT%H:%M")


people = st.sampled_from(PEOPLE)
orders = st.lists(
    people | st.lists(people, min_size=1, max_size=3, unique=True), min_size=1, max_size=4
)
windows = st.one_of(
    st.fixed_dictionaries(
        {"from": times, "until": times | st.just("24:00")},
        optional={"days": st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True)},
    ),
    st.tuples(st.sampled_from(DAYS), times, st.sampled_from(DAYS), times).map(
        lambda w: {"from": f"{w[0]} {w[1]}", "until": f"{w[2]} {w[3]}"}
    ),
)
hours = st.just("always") | st.lists(windows, min_size=1, max_size=3)


@st.composite
def handoffs(draw: st.DrawFn) -> dict[str, Any]:
    every = draw(st.sampled_from(SPELLS))
    on = draw(st.none() | st.sampled_from(WEEKDAYS) | st.integers(1, 31))
    made = {"every": every, "at": draw(times)}
    return {**made, "on": on} if on else made


def dated(season: datetime, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return things with `from` and `until`, from half an hour to forty days."""
    ends = st.tuples(locals_(season), st.integers(1, 1920)).map(
        lambda s: {"from": written(s[0]), "until": written(s[0] + timedelta(minutes=30) * s[1])}
    )
    return st.tuples(ends, st.fixed_dictionaries(more)).map(lambda two: {**two[0], **two[1]})


@st.composite
def specials(draw: st.DrawFn, season: datetime) -> dict[str, Any]:
    made = draw(dated(season, name=st.sampled_from(["Christmas", "Move"]), order=orders))
    handoff = draw(st.none() | handoffs())
    return {**made, "handoff": handoff} if handoff else made


@st.composite
def rotations(draw: st.DrawFn, season: datetime, number: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": f"r{number}",
        "role": draw(st.sampled_from(["primary", "primary", "secondary"])),
        "hours": draw(hours),
        "alongside": draw(st.integers(0, 3).map(lambda n: n == 0)),
        "special": draw(st.lists(specials(season), max_size=2)),
    }
    zone = draw(st.none() | zones)
    if zone:
        made["timezone"] = zone
    if number and draw(st.booleans()):
        turns = draw(st.integers(1, 5))
        return {
            **made,
            "follows": {"rotation": f"r{draw(st.integers(0, number - 1))}", "turns": turns},
        }
    blocks = st.lists(
        st.fixed_dictionaries({"since": days(season), "order": orders}),
        min_size=1,
        max_size=3,
        unique_by=lambda block: block["since"],
    )
    return {**made, "handoff": draw(handoffs()), "turns": draw(blocks)}


@st.composite
def rosters(draw: st.DrawFn, season: datetime) -> Roster:
    count = draw(st.integers(1, 3))
    override = dated(
        season, rotation=st.sampled_from([f"r{n}" for n in range(count)]), person=people
    )
    overrides = draw(st.lists(override, max_size=6))
    for one in overrides:
        if replaces := draw(st.none() | people):
            one["replaces"] = replaces
    return value(
        Roster,
        {
            "name": "Made up",
            "timezone": draw(zones),
            "members": PEOPLE,
            "rotations": [draw(rotations(season, number)) for number in range(count)],
            "overrides": overrides,
        },
    )
