"""What a change means: the stretches in which other people are on call."""

import pytest

from tests.unit.engine.made import catalog, local, roster, said
from watchbill.engine.diff import changes

ZONE = "Europe/London"
ONE = "2026-07-06 ada, bob"
FIRST, LAST = "2026-07-06 09:00", "2026-07-27 09:00"  # a Monday, and three weeks on
OVERRIDE = (
    "\noverrides: [{rotation: a, from: 2026-07-0%dT09:00, until: 2026-07-0%dT09:00, person: %s}]"
)


def weeks(*blocks: str, more: str = "", after: str = "") -> str:
    parts = (block.partition(" ") for block in blocks)
    turns = ", ".join(f"{{since: {since}, order: [{order}]}}" for since, _, order in parts)
    handoff = "handoff: {every: 1 week, on: monday, at: 09:00}"
    return f"rotations: [{{id: a, role: primary, {handoff}, turns: [{turns}]{more}}}]{after}"


def told(base: str | None, head: str | None) -> list[str]:
    before, after = (catalog({"team": roster(side)} if side else {}) for side in (base, head))
    found = changes(before, after, local(ZONE, FIRST), local(ZONE, LAST))
    return [
        f"{said(ZONE, c.start)} → {said(ZONE, c.end)} {' & '.join(c.before) or '-'}"
        f" → {' & '.join(c.after) or '-'}{' by override' if c.by_override else ''}"
        for c in found
    ]


@pytest.mark.parametrize(
    ("why", "base", "head", "expected"),
    [
        ("the same roster", weeks(ONE), weeks(ONE), []),
        (
            "a new block changes what comes after it only",
            weeks(ONE),
            weeks(ONE, "2026-07-13 cy, bob"),
            [
                "Mon 2026-07-13 09:00 → Mon 2026-07-20 09:00 bob → cy",
                "Mon 2026-07-20 09:00 → Mon 2026-07-27 09:00 ada → bob",
            ],
        ),
        ("a new block with everybody in place", weeks(ONE), weeks(ONE, "2026-07-13 bob, ada"), []),
        (
            "the order within a pair",
            weeks("2026-07-06 [ada, bob]"),
            weeks("2026-07-06 [bob, ada]"),
            [],
        ),
        (
            "another handoff time: only the hours between",
            weeks(ONE),
            weeks(ONE).replace("09:00", "12:00"),
            [
                "Mon 2026-07-06 09:00 → Mon 2026-07-06 12:00 ada → -",
                "Mon 2026-07-13 09:00 → Mon 2026-07-13 12:00 bob → ada",
                "Mon 2026-07-20 09:00 → Mon 2026-07-20 12:00 ada → bob",
            ],
        ),
        (
            "an override",
            weeks(ONE),
            weeks(ONE, after=OVERRIDE % (7, 8, "zoe")),
            ["Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 ada → zoe by override"],
        ),
        (
            "an override taken back",
            weeks(ONE, after=OVERRIDE % (7, 8, "zoe")),
            weeks(ONE),
            ["Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 zoe → ada by override"],
        ),
        (
            "an override beside a changed order does not excuse it",
            weeks("2026-07-06 ada"),
            weeks("2026-07-06 bob", after=OVERRIDE % (7, 8, "zoe")),
            [
                "Mon 2026-07-06 09:00 → Tue 2026-07-07 09:00 ada → bob",
                "Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 ada → zoe",
                "Wed 2026-07-08 09:00 → Mon 2026-07-27 09:00 ada → bob",
            ],
        ),
        (
            "a stretch is as long as nobody changes, over handoffs too",
            weeks("2026-07-06 ada, ada, bob"),
            weeks("2026-07-06 cy"),
            [
                "Mon 2026-07-06 09:00 → Mon 2026-07-20 09:00 ada → cy",
                "Mon 2026-07-20 09:00 → Mon 2026-07-27 09:00 bob → cy",
            ],
        ),
        (
            "a new roster",
            None,
            weeks("2026-07-20 ada"),
            ["Mon 2026-07-20 09:00 → Mon 2026-07-27 09:00 - → ada"],
        ),
        (
            "a roster that is gone",
            weeks("2026-07-20 ada"),
            None,
            ["Mon 2026-07-20 09:00 → Mon 2026-07-27 09:00 ada → -"],
        ),
    ],
)
def test_changes(why: str, base: str | None, head: str | None, expected: list[str]) -> None:
    assert told(base, head) == expected


def test_an_empty_window_has_no_changes() -> None:
    sides = catalog({"team": roster(weeks(ONE))}), catalog({})
    assert changes(*sides, local(ZONE, LAST), local(ZONE, FIRST)) == ()
