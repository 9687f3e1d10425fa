"""Overrides: swaps, pairs, overlaps, and those that do nothing."""

from tests.unit.engine.cases import Case, check, parameters


def over(*overrides: str, order: str = "ada, bob", hours: str = "always") -> str:
    """Return a weekly roster with overrides written "05T12:00 → 06T12:00 eve for ada".

    Days are those of July 2026; the 6th is a Monday, and handoffs are on Mondays at 09:00.
    """
    made = []
    for text in overrides:
        start, _, end, person, *rest = text.split()
        replaces = f", replaces: {rest[1]}" if rest else ""
        span = f"from: 2026-07-{start}, until: 2026-07-{end}"
        made.append(f"{{rotation: week, {span}, person: {person}{replaces}}}")
    return f"""
    rotations: [{{id: week, role: primary, handoff: {{every: 1 week, on: monday, at: 09:00}},
      hours: {hours}, turns: [{{since: 2026-07-06, order: [{order}]}}]}}]
    overrides: [{", ".join(made)}]"""


WEEK = "2026-07-06 09:00 → 2026-07-13 09:00"
UNTOUCHED = "Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada"


@parameters(
    Case(
        "inside a turn, by somebody outside the roster",
        over("07T12:00 → 08T12:00 zoe"),
        WEEK,
        """
        Mon 2026-07-06 09:00 → Tue 2026-07-07 12:00 ada
        Tue 2026-07-07 12:00 → Wed 2026-07-08 12:00 zoe
        Wed 2026-07-08 12:00 → Mon 2026-07-13 09:00 ada
        """,
    ),
    Case(
        "across a handoff: two shifts, since the turns differ",
        over("12T12:00 → 14T12:00 zoe"),
        "2026-07-12 09:00 → 2026-07-15 09:00",
        """
        Sun 2026-07-12 09:00 → Sun 2026-07-12 12:00 ada
        Sun 2026-07-12 12:00 → Mon 2026-07-13 09:00 zoe
        Mon 2026-07-13 09:00 → Tue 2026-07-14 12:00 zoe
        Tue 2026-07-14 12:00 → Wed 2026-07-15 09:00 bob
        """,
    ),
    Case(
        "one that ends a minute inside the next turn",
        over("06T09:00 → 13T09:01 zoe"),
        "2026-07-06 09:00 → 2026-07-14 09:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 zoe
        Mon 2026-07-13 09:00 → Mon 2026-07-13 09:01 zoe
        Mon 2026-07-13 09:01 → Tue 2026-07-14 09:00 bob
        """,
    ),
    Case(
        "a swap of two turns",
        over("06T09:00 → 13T09:00 bob for ada", "13T09:00 → 20T09:00 ada for bob"),
        "2026-07-06 09:00 → 2026-07-20 09:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 bob
        Mon 2026-07-13 09:00 → Mon 2026-07-20 09:00 ada
        """,
    ),
    Case(
        "adjacent ones leave no minute between them",
        over("07T00:00 → 08T00:00 eve", "08T00:00 → 09T00:00 fay"),
        "2026-07-07 00:00 → 2026-07-09 00:00",
        """
        Tue 2026-07-07 00:00 → Wed 2026-07-08 00:00 eve
        Wed 2026-07-08 00:00 → Thu 2026-07-09 00:00 fay
        """,
    ),
    Case(
        "of overlapping ones the last written wins, wherever it begins",
        over("08T00:00 → 10T00:00 eve", "07T00:00 → 09T00:00 fay"),
        "2026-07-07 00:00 → 2026-07-10 00:00",
        """
        Tue 2026-07-07 00:00 → Wed 2026-07-08 00:00 fay
        Wed 2026-07-08 00:00 → Thu 2026-07-09 00:00 fay
        Thu 2026-07-09 00:00 → Fri 2026-07-10 00:00 eve
        """,
    ),
    Case(
        "one of a pair is replaced, in her place",
        over("07T00:00 → 08T00:00 zoe for ada", order="[ada, bob]"),
        "2026-07-06 12:00 → 2026-07-08 12:00",
        """
        Mon 2026-07-06 12:00 → Tue 2026-07-07 00:00 ada & bob
        Tue 2026-07-07 00:00 → Wed 2026-07-08 00:00 zoe & bob
        Wed 2026-07-08 00:00 → Wed 2026-07-08 12:00 ada & bob
        """,
    ),
    Case(
        "without `replaces` one stands for the whole pair",
        over("07T00:00 → 08T00:00 zoe", order="[ada, bob]"),
        "2026-07-07 00:00 → 2026-07-08 00:00",
        "Tue 2026-07-07 00:00 → Wed 2026-07-08 00:00 zoe",
    ),
    Case(
        "one of a pair who stands in for the other is there once",
        over("07T00:00 → 08T00:00 bob for ada", order="[ada, bob]"),
        "2026-07-07 00:00 → 2026-07-08 00:00",
        "Tue 2026-07-07 00:00 → Wed 2026-07-08 00:00 bob",
    ),
    Case(
        "both of a pair are replaced, each by an override",
        over(
            "07T00:00 → 08T00:00 eve for ada", "07T00:00 → 08T00:00 fay for bob", order="[ada, bob]"
        ),
        "2026-07-07 00:00 → 2026-07-08 00:00",
        "Tue 2026-07-07 00:00 → Wed 2026-07-08 00:00 eve & fay",
    ),
    Case(
        "a second override for the same place wins, by the name that had it first",
        over("07T00:00 → 08T00:00 eve for ada", "07T00:00 → 08T00:00 fay for ada"),
        "2026-07-07 00:00 → 2026-07-08 00:00",
        "Tue 2026-07-07 00:00 → Wed 2026-07-08 00:00 fay",
    ),
    Case(
        "… or by the name that has it by now",
        over("07T00:00 → 08T00:00 eve for ada", "07T00:00 → 08T00:00 fay for eve"),
        "2026-07-07 00:00 → 2026-07-08 00:00",
        "Tue 2026-07-07 00:00 → Wed 2026-07-08 00:00 fay",
    ),
    Case(
        "whoever was replaced altogether cannot be replaced again",
        over("07T00:00 → 08T00:00 eve", "07T00:00 → 08T00:00 fay for ada"),
        "2026-07-07 00:00 → 2026-07-08 00:00",
        "Tue 2026-07-07 00:00 → Wed 2026-07-08 00:00 eve",
    ),
    Case(
        "replacing somebody who is not on call does nothing, and leaves no seam",
        over("07T00:00 → 08T00:00 zoe for bob"),
        WEEK,
        UNTOUCHED,
    ),
    Case(
        "one that ends before it begins does nothing",
        over("08T00:00 → 07T00:00 zoe"),
        WEEK,
        UNTOUCHED,
    ),
    Case("one of no length does nothing", over("08T00:00 → 08T00:00 zoe"), WEEK, UNTOUCHED),
    Case(
        "one for a rotation that is not there does nothing",
        over("07T00:00 → 08T00:00 zoe").replace("{rotation: week", "{rotation: month"),
        WEEK,
        UNTOUCHED,
    ),
    Case(
        "nobody is put on call outside the rotation's hours",
        over(
            "06T00:00 → 08T00:00 zoe",
            hours="[{days: [mon, tue, wed], from: 09:00, until: 17:00}]",
        ),
        "2026-07-05 00:00 → 2026-07-10 00:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-06 17:00 zoe
        Tue 2026-07-07 09:00 → Tue 2026-07-07 17:00 zoe
        Wed 2026-07-08 09:00 → Wed 2026-07-08 17:00 ada
        """,
    ),
    Case(
        "nobody is put on call before the first turn",
        over("01T00:00 → 07T00:00 zoe"),
        "2026-07-01 00:00 → 2026-07-08 00:00",
        """
        Mon 2026-07-06 09:00 → Tue 2026-07-07 00:00 zoe
        Tue 2026-07-07 00:00 → Wed 2026-07-08 00:00 ada
        """,
    ),
    Case(
        "its times are on the wall clock: from the gap until the doubled hour",
        over("06T09:00 → 06T09:00 zoe")
        .replace("2026-07-06,", "2026-03-23,")
        .replace(
            "2026-07-06T09:00, until: 2026-07-06T09:00", "2026-03-29T01:30, until: 2026-10-25T01:30"
        ),
        "2026-03-29 00:00 → 2026-03-30 08:00",
        """
        Sun 2026-03-29 00:00 → Sun 2026-03-29 01:00 ada
        Sun 2026-03-29 01:00 → Mon 2026-03-30 08:00 zoe
        """,
        show="UTC",
    ),
)
def test_overrides(case: Case) -> None:
    check(case)
