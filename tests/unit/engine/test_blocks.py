"""Blocks of turns, special periods, and rotations that follow others."""

from tests.unit.engine.cases import Case, check, parameters

# 6 July 2026 is a Monday.
MONDAYS = "handoff: {every: 1 week, on: monday, at: 09:00}"
DAYS = "handoff: {every: 1 day, at: 09:00}"
HALF_DAYS = "handoff: {every: 12 hours, at: 08:00}"
MONTHS = "handoff: {every: 1 month, on: 31, at: 09:00}"


def turns(*blocks: str) -> str:
    """Return blocks from "2026-07-06 ada, bob"."""
    made = (
        f"{{since: {since}, order: [{order}]}}"
        for since, _, order in (b.partition(" ") for b in blocks)
    )
    return f"turns: [{', '.join(made)}]"


def special(dates: str, order: str, *more: str) -> str:
    start, end = dates.split(" → ")
    head = f"name: Summer, from: {start}, until: {end}, order: [{order}]"
    return f"{{{', '.join((head, *more))}}}"


@parameters(
    Case(
        "a new block in the middle of the cycle: what was before does not move",
        f"{MONDAYS}, {turns('2026-07-06 ada, bob, cy', '2026-07-20 bob, cy, dee, ada')}",
        "2026-07-06 09:00 → 2026-08-10 09:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada
        Mon 2026-07-13 09:00 → Mon 2026-07-20 09:00 bob
        Mon 2026-07-20 09:00 → Mon 2026-07-27 09:00 bob
        Mon 2026-07-27 09:00 → Mon 2026-08-03 09:00 cy
        Mon 2026-08-03 09:00 → Mon 2026-08-10 09:00 dee
        """,
    ),
    Case(
        "a block written for the middle of a turn begins at its end",
        f"{MONDAYS}, {turns('2026-07-06 ada, bob', '2026-07-08 cy')}",
        "2026-07-06 09:00 → 2026-07-20 09:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada
        Mon 2026-07-13 09:00 → Mon 2026-07-20 09:00 cy
        """,
    ),
    Case(
        "a block that begins within a longer turn cuts it",
        f"""handoff: {{every: 2 weeks, on: monday, at: 09:00}},
        {turns("2026-07-06 ada, bob", "2026-07-13 cy")}""",
        "2026-07-06 09:00 → 2026-07-27 09:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada
        Mon 2026-07-13 09:00 → Mon 2026-07-27 09:00 cy
        """,
    ),
    Case(
        "blocks may stand in any order",
        f"{MONDAYS}, {turns('2026-07-13 cy', '2026-07-06 ada, bob')}",
        "2026-07-06 09:00 → 2026-07-20 09:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada
        Mon 2026-07-13 09:00 → Mon 2026-07-20 09:00 cy
        """,
    ),
    Case(
        "of two blocks since the same day the later listed counts",
        f"{MONDAYS}, {turns('2026-07-06 ada', '2026-07-06 bob')}",
        "2026-07-06 09:00 → 2026-07-13 09:00",
        "Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 bob",
    ),
    Case(
        "of two blocks that begin at the same handoff the later one counts",
        f"{MONDAYS}, {turns('2026-07-02 ada', '2026-07-04 bob')}",
        "2026-07-01 09:00 → 2026-07-13 09:00",
        "Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 bob",
    ),
    Case(
        "a pair takes a turn together, and nobody twice",
        f"{MONDAYS}, {turns('2026-07-06 [ada, bob, ada], cy')}",
        "2026-07-06 09:00 → 2026-07-20 09:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada & bob
        Mon 2026-07-13 09:00 → Mon 2026-07-20 09:00 cy
        """,
    ),
    Case(
        "two turns in a row are two shifts",
        f"{MONDAYS}, {turns('2026-07-06 ada, ada, bob')}",
        "2026-07-06 09:00 → 2026-07-27 09:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada
        Mon 2026-07-13 09:00 → Mon 2026-07-20 09:00 ada
        Mon 2026-07-20 09:00 → Mon 2026-07-27 09:00 bob
        """,
    ),
)
def test_blocks(case: Case) -> None:
    check(case)


@parameters(
    Case(
        "a special period around a handoff; the ordinary order goes on counting underneath",
        f"""{MONDAYS}, {turns("2026-07-06 ada, bob, cy")},
        special: [{special("2026-07-11T18:00 → 2026-07-14T12:00", "eve, fay", DAYS)}]""",
        "2026-07-06 09:00 → 2026-07-27 09:00",
        """
        Mon 2026-07-06 09:00 → Sat 2026-07-11 18:00 ada
        Sat 2026-07-11 18:00 → Sun 2026-07-12 09:00 eve
        Sun 2026-07-12 09:00 → Mon 2026-07-13 09:00 fay
        Mon 2026-07-13 09:00 → Tue 2026-07-14 09:00 eve
        Tue 2026-07-14 09:00 → Tue 2026-07-14 12:00 fay
        Tue 2026-07-14 12:00 → Mon 2026-07-20 09:00 bob
        Mon 2026-07-20 09:00 → Mon 2026-07-27 09:00 cy
        """,
    ),
    Case(
        "without a handoff of its own it has the rotation's",
        f"""{MONDAYS}, {turns("2026-07-06 ada, bob")},
        special: [{special("2026-07-09T09:00 → 2026-07-16T09:00", "eve, fay")}]""",
        "2026-07-09 09:00 → 2026-07-16 09:00",
        """
        Thu 2026-07-09 09:00 → Mon 2026-07-13 09:00 eve
        Mon 2026-07-13 09:00 → Thu 2026-07-16 09:00 fay
        """,
    ),
    Case(
        "one that begins on a handoff: the first turn is a whole one",
        f"""{MONDAYS}, {turns("2026-07-06 ada, bob")},
        special: [{special("2026-07-07T09:00 → 2026-07-09T09:00", "eve, fay", DAYS)}]""",
        "2026-07-07 09:00 → 2026-07-09 09:00",
        """
        Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 eve
        Wed 2026-07-08 09:00 → Thu 2026-07-09 09:00 fay
        """,
    ),
    Case(
        "hours are counted from the handoff's time on the first day",
        f"""{MONDAYS}, {turns("2026-07-06 ada, bob")}, special: [
        {special("2026-07-07T20:00 → 2026-07-08T21:00", "eve, fay", HALF_DAYS)}]""",
        "2026-07-07 20:00 → 2026-07-08 21:00",
        """
        Tue 2026-07-07 20:00 → Wed 2026-07-08 08:00 eve
        Wed 2026-07-08 08:00 → Wed 2026-07-08 20:00 fay
        Wed 2026-07-08 20:00 → Wed 2026-07-08 21:00 eve
        """,
    ),
    Case(
        "of two special periods the last listed wins, and the first one goes on counting",
        f"""{MONDAYS}, {turns("2026-07-06 ada, bob")}, special: [
        {special("2026-07-07T09:00 → 2026-07-10T09:00", "eve, fay", DAYS)},
        {special("2026-07-08T09:00 → 2026-07-09T09:00", "gus", DAYS)}]""",
        "2026-07-07 09:00 → 2026-07-10 09:00",
        """
        Tue 2026-07-07 09:00 → Wed 2026-07-08 09:00 eve
        Wed 2026-07-08 09:00 → Thu 2026-07-09 09:00 gus
        Thu 2026-07-09 09:00 → Fri 2026-07-10 09:00 eve
        """,
    ),
    Case(
        "the rotation's hours hold in it, and its idle turns are not counted",
        f"""{MONDAYS}, {turns("2026-07-06 ada, bob")},
        hours: [{{days: [mon, tue, wed, thu, fri], from: 09:00, until: 17:00}}],
        special: [{special("2026-07-10T09:00 → 2026-07-14T09:00", "eve, fay", DAYS)}]""",
        "2026-07-10 00:00 → 2026-07-14 12:00",
        """
        Fri 2026-07-10 09:00 → Fri 2026-07-10 17:00 eve
        Mon 2026-07-13 09:00 → Mon 2026-07-13 17:00 fay
        Tue 2026-07-14 09:00 → Tue 2026-07-14 12:00 bob
        """,
    ),
    Case(
        "a first turn without hours is not counted either",
        f"""{MONDAYS}, {turns("2026-07-06 ada, bob")},
        hours: [{{from: 09:00, until: 17:00}}],
        special: [{special("2026-07-07T20:00 → 2026-07-09T09:00", "eve, fay", DAYS)}]""",
        "2026-07-07 18:00 → 2026-07-09 09:00",
        "Wed 2026-07-08 09:00 → Wed 2026-07-08 17:00 eve",
    ),
    Case(
        "one that ends before it begins does nothing",
        f"""{MONDAYS}, {turns("2026-07-06 ada, bob")},
        special: [{special("2026-07-09T09:00 → 2026-07-08T09:00", "eve", DAYS)}]""",
        "2026-07-06 09:00 → 2026-07-13 09:00",
        "Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada",
    ),
    Case(
        "it holds where there are no turns to replace, and without a handoff is one turn",
        f"special: [{special('2026-07-07T09:00 → 2026-07-17T09:00', 'eve, fay')}]",
        "2026-07-01 09:00 → 2026-07-30 09:00",
        "Tue 2026-07-07 09:00 → Fri 2026-07-17 09:00 eve",
    ),
    Case(
        "monthly handoffs in it are counted from the day it begins",
        f"""{MONDAYS}, {turns("2026-07-06 ada, bob")}, special: [
        {special("2026-07-20T12:00 → 2026-09-10T09:00", "eve, fay", MONTHS)}]""",
        "2026-07-20 12:00 → 2026-09-10 09:00",
        """
        Mon 2026-07-20 12:00 → Fri 2026-07-31 09:00 eve
        Fri 2026-07-31 09:00 → Mon 2026-08-31 09:00 fay
        Mon 2026-08-31 09:00 → Thu 2026-09-10 09:00 eve
        """,
    ),
    Case(
        "its ends are wall-clock times as well: in the gap, the change",
        f"""{MONDAYS}, {turns("2026-03-23 ada")},
        special: [{special("2026-03-29T01:30 → 2026-03-29T09:00", "eve", DAYS)}]""",
        "2026-03-28 09:00 → 2026-03-29 12:00",
        """
        Sat 2026-03-28 09:00 → Sun 2026-03-29 02:00 ada
        Sun 2026-03-29 02:00 → Sun 2026-03-29 09:00 eve
        Sun 2026-03-29 09:00 → Sun 2026-03-29 12:00 ada
        """,
    ),
)
def test_special_periods(case: Case) -> None:
    check(case)
