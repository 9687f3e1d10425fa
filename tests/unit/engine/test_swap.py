"""Swaps: overrides that exchange shifts."""

from datetime import UTC, datetime

import msgspec
import pytest

from tests.unit.engine.made import local, roster
from watchbill.engine.rotation import shifts
from watchbill.engine.swap import swapped
from watchbill.errors import WatchbillError
from watchbill.model.rosters import Override, Roster

ZONE = "Europe/London"
WEEKLY = """
rotations:
  - id: r
    role: primary
    handoff: {every: 1 week, on: tuesday, at: "12:00"}
    turns: [{since: 2026-03-03, order: [a, b, [c, d]]}]
"""


def said(override: Override) -> str:
    stretch = f"{override.from_:%m-%d %H} {override.until:%m-%d %H}"
    return f"{stretch} {override.replaces}→{override.person}"


def swap(
    of: Roster, start: str, end: str, pair: tuple[str, str] = ("a", "b")
) -> tuple[Override, ...]:
    return swapped(of, of.rotations[0], pair, local(ZONE, start), local(ZONE, end))


@pytest.mark.parametrize(
    ("start", "end", "pair", "expected"),
    [
        (
            "2026-03-03 12:00",
            "2026-03-17 12:00",
            "ab",
            ["03-03 12 03-10 12 a→b", "03-10 12 03-17 12 b→a"],
        ),
        ("2026-03-04 12:00", "2026-03-05 12:00", "ab", ["03-04 12 03-05 12 a→b"]),
        (
            "2026-03-09 00:00",
            "2026-03-11 00:00",
            "ba",
            ["03-09 00 03-10 12 a→b", "03-10 12 03-11 00 b→a"],
        ),
        (
            "2026-03-17 12:00",
            "2026-03-31 12:00",
            "ac",
            ["03-17 12 03-24 12 c→a", "03-24 12 03-31 12 a→c"],
        ),
        ("2026-03-17 12:00", "2026-03-24 12:00", "cd", []),
        ("2026-03-17 12:00", "2026-03-24 12:00", "ab", []),
        (
            "2026-03-24 12:00",
            "2026-04-07 12:00",
            "ab",
            ["03-24 12 03-31 12 a→b", "03-31 12 04-07 12 b→a"],
        ),
    ],
)
def test_each_gets_the_others_shifts(start: str, end: str, pair: str, expected: list[str]):
    assert [said(o) for o in swap(roster(WEEKLY), start, end, (pair[0], pair[1]))] == expected


def test_the_overrides_do_what_they_are_for():
    before = roster(WEEKLY)
    overrides = swap(before, "2026-03-03 12:00", "2026-03-17 12:00")
    after = msgspec.structs.replace(before, overrides=overrides)
    window = datetime(2026, 3, 3, 12, tzinfo=UTC), datetime(2026, 3, 24, 12, tzinfo=UTC)
    assert [s.people for s in shifts("r", after, *window)] == [("b",), ("a",), ("c", "d")]


def test_a_swap_of_a_swap_is_none():
    before = roster(WEEKLY)
    once = swap(before, "2026-03-03 12:00", "2026-03-17 12:00")
    middle = msgspec.structs.replace(before, overrides=once)
    back = swap(middle, "2026-03-03 12:00", "2026-03-17 12:00")
    after = msgspec.structs.replace(before, overrides=(*once, *back))
    window = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    assert [s[:6] for s in shifts("r", after, *window)] == [
        s[:6] for s in shifts("r", before, *window)
    ]


def test_a_time_that_is_shown_twice_can_only_be_written_once():
    with pytest.raises(WatchbillError, match="cannot be written"):
        swap(
            roster(WEEKLY.replace("2026-03-03", "2026-10-20")),
            "2026-10-20 12:00",
            "2026-10-25 01:30+",
        )
