"""Random rosters for the translation of pagers: every feature, the same for every seed."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from tests.unit.engine.made import value
from watchbill.model.rosters import Roster

WINDOW = datetime(2026, 10, 5, tzinfo=UTC), datetime(2027, 4, 5, tzinfo=UTC)
"""26 weeks, in which the clocks of Europe and America change in both directions, and those of Lord
Howe Island once: they had changed the day before."""

PEOPLE = ("ada", "bob", "cy", "dee", "eve", "fay", "gil")
ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Etc/UTC",
    "Europe/Berlin",
)
DAILY = ("1 day", "1 day", "2 days", "3 days", "5 days", "10 days")
SPELLS = ("1 hour", "4 hours", "8 hours", "8 hours", "12 hours", "12 hours", "36 hours", *DAILY)
WEEKS = ("1 week", "1 week", "1 week", "2 weeks", "3 weeks")
MONTHS = ("1 month", "2 months")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def roster(seed: int, *, dated: bool = True, mixed: bool = True) -> Roster:
    """Return a roster; without overrides and special periods, or with one zone, if asked."""
    random = Random(seed)
    zone = random.choice(ZONES)
    count = random.choice((1, 1, 2, 2, 3))
    rotations = [_rotation(random, number, zone, mixed, dated) for number in range(count)]
    overrides = [_override(random, count) for _ in range(random.choice((0, 0, 1, 3)) * dated)]
    data = {"name": f"Roster {seed}", "timezone": zone, "members": PEOPLE, "rotations": rotations}
    return value(Roster, {**data, "overrides": overrides})


def _rotation(random: Random, number: int, zone: str, mixed: bool, dated: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": f"r{number}",
        "role": "primary" if not number else random.choice(("primary", "primary", "secondary")),
        "alongside": random.random() < 0.2,
        "special": [_special(random)] if dated and random.random() < 0.2 else [],
    }
    if mixed and random.random() < 0.25:
        made["timezone"] = random.choice(ZONES)
    if number and random.random() < 0.4:
        if random.random() < 0.3:
            made["hours"] = _hours(random)
        leader = f"r{random.randrange(number)}"
        return {**made, "follows": {"rotation": leader, "turns": random.randint(1, 3)}}
    blocks = sorted({_day(random, -300, 150) for _ in range(random.choice((1, 1, 2, 3)))})
    turns = [{"since": str(day), "order": _order(random)} for day in blocks]
    made["hours"] = _hours(random) if random.random() < 0.5 else "always"
    return {**made, "handoff": _handoff(random), "turns": turns}


def _handoff(random: Random) -> dict[str, Any]:
    every = random.choice(random.choice((SPELLS, WEEKS, WEEKS, MONTHS)))
    at = f"{random.randrange(24):02}:{random.choice((0, 0, 0, 30)):02}"
    if "week" in every:
        return {"every": every, "at": at, "on": random.choice(WEEKDAYS)}
    if "month" in every:
        return {"every": every, "at": at, "on": random.choice((1, 15, 29, 31))}
    return {"every": every, "at": at}


def _hours(random: Random) -> list[dict[str, Any]]:
    start, end = (f"{random.randrange(24):02}:{random.choice((0, 30)):02}" for _ in range(2))
    week = {"days": DAYS[:5], "from": start, "until": end}
    weekend = {"from": f"fri {start}", "until": f"mon {end}"}
    nightly = {"from": "22:00", "until": "06:00"}
    small_hours = {"days": ["sun"], "from": "01:30", "until": "02:30"}
    choices: list[list[dict[str, Any]]] = [
        [week],
        [weekend],
        [nightly],
        [week, weekend],
        [small_hours],
        [{**nightly, **week}],
    ]
    return random.choice(choices)


def _order(random: Random) -> list[Any]:
    people = random.sample(PEOPLE, random.randint(1, 5))
    if len(people) > 2 and random.random() < 0.3:
        return [people[:2], *people[2:]]
    return people


def _special(random: Random) -> dict[str, Any]:
    start = _day(random, 0, 150)
    end = start + timedelta(days=random.randint(1, 20))
    made = {"name": "Special", "from": f"{start}T12:00", "until": f"{end}T12:00"}
    daily = {"handoff": {"every": "1 day", "at": "12:00"}} if random.random() < 0.6 else {}
    return {**made, **daily, "order": _order(random)}


def _override(random: Random, count: int) -> dict[str, Any]:
    start, hours = _day(random, 0, 170), random.choice((2, 8, 24, 24 * 7))
    begin = datetime.combine(start, datetime.min.time()) + timedelta(hours=random.randrange(24))
    made = {
        "rotation": f"r{random.randrange(count)}",
        "from": f"{begin:%Y-%m-%dT%H:%M}",
        "until": f"{begin + timedelta(hours=hours):%Y-%m-%dT%H:%M}",
        "person": random.choice(PEOPLE),
    }
    return {**made, "replaces": random.choice(PEOPLE)} if random.random() < 0.4 else made


def _day(random: Random, least: int, most: int) -> date:
    return WINDOW[0].date() + timedelta(days=random.randint(least, most))
