"""Print how the engine's time compares with a bare loop of as many zoned datetimes.

Run it with `python tests/benchmarks/bench_shifts.py`; it asserts nothing.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from watchbill.engine.rotation import on_call, shifts
from watchbill.model.rosters import Handoff, Override, Roster, Rotation, Turns
from watchbill.model.scalars import Day, LocalDateTime, Zone

PEOPLE = ("ada", "grace", "linus", "ken", "barbara", "alan", "edsger")
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
WORKLOADS = {
    "typical (week, day, 12 hours)": ("1 week", "1 day", "12 hours"),
    "weekly (3 × week)": ("1 week", "1 week", "1 week"),
    "dense (3 × 12 hours)": ("12 hours", "12 hours", "12 hours"),
    "hourly (3 × hour)": ("1 hour", "1 hour", "1 hour"),
}


def roster(lengths: tuple[str, ...], blocks: int = 1) -> Roster:
    """Return a roster with a rotation a length, blocks of turns, and 30 overrides a year."""
    since = [Day(2026 - n, 1, 5) for n in range(blocks)]
    turns = tuple(Turns(since=day, order=PEOPLE) for day in since)
    rotations = tuple(
        Rotation(id=f"r{n}", role=f"role{n}", handoff=Handoff(every=every, at="09:00"), turns=turns)
        for n, every in enumerate(lengths)
    )
    begins = [LocalDateTime(2026, 1, 10, 14) + timedelta(days=12 * n) for n in range(30)]
    overrides = tuple(
        Override(rotation=f"r{n % 3}", from_=at, until=at + timedelta(hours=30), person="eve")
        for n, at in enumerate(begins)
    )
    return Roster(
        name="Bench",
        timezone=Zone("Europe/London"),
        members=PEOPLE,
        rotations=rotations,
        overrides=overrides,
    )


def bare_loop(count: int) -> None:
    """Make as many zoned datetimes as simply as can be: add, and convert there and back."""
    zone, at, step = ZoneInfo("Europe/London"), datetime(2026, 1, 1), timedelta(hours=9)
    for _ in range(count):
        at += step
        at.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def best(run: Callable[[], object], times: int = 15) -> float:
    """Return the shortest time of several runs on the processor, in milliseconds."""
    taken = []
    for _ in range(times):
        begin = time.process_time()
        run()
        taken.append(time.process_time() - begin)
    return min(taken) * 1000


def say(text: str, end: str = "\n") -> None:
    """Write a line, or a part of one."""
    sys.stdout.write(text + end)


def year(*rosters: Roster) -> int:
    """Work out a year of rosters and return the number of shifts."""
    return sum(len(shifts("bench", one, START, END)) for one in rosters)


def main() -> None:
    """Measure and print."""
    for name, lengths in WORKLOADS.items():
        made = roster(lengths)
        first = best(partial(year, made), 1)
        count, engine = year(made), best(partial(year, made))
        bare = best(partial(bare_loop, count))
        say(f"{name}: {count} shifts in {engine:.2f} ms, the first time {first:.2f}; ", end="")
        say(f"bare {bare:.2f} ms, ratio {engine / bare:.2f}")
    typical = next(iter(WORKLOADS.values()))
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    for blocks in (1, 50):
        made = roster(typical, blocks)
        now = best(partial(on_call, "bench", made, at))
        say(f"{blocks} blocks: year {best(partial(year, made)):.2f} ms, one instant {now:.3f} ms")
    for number in (10, 100, 1000):
        taken = best(partial(year, *(roster(typical) for _ in range(number))), 1)
        say(f"{number} rosters: {taken:.0f} ms, {taken / number:.2f} ms each")


if __name__ == "__main__":
    main()
