"""Several rotations of a role: later ones replace earlier ones, or stand beside them."""

from tests.unit.engine.cases import Case, check, parameters

WEEKENDS = "hours: [{from: fri 17:00, until: mon 09:00}]"
NIGHTS = "hours: [{from: 22:00, until: 06:00}]"


def rotation(name: str, order: str, *more: str, every: str = "1 week") -> str:
    """Return a rotation from Monday 6 July 2026, 09:00."""
    turns = f"turns: [{{since: 2026-07-06, order: [{order}]}}]"
    head = f"id: {name}, role: primary, handoff: {{every: {every}, at: 09:00}}, {turns}"
    return f"{{{', '.join((head, *more))}}}"


def rotations(*made: str) -> str:
    return f"rotations: [{', '.join(made)}]"


@parameters(
    Case(
        "a weekend rotation replaces the week's one on weekends",
        rotations(rotation("week", "ada, bob"), rotation("weekend", "eve", WEEKENDS)),
        "2026-07-06 09:00 → 2026-07-14 09:00",
        """
        Mon 2026-07-06 09:00 → Fri 2026-07-10 17:00 ada
        Fri 2026-07-10 17:00 → Mon 2026-07-13 09:00 eve
        Mon 2026-07-13 09:00 → Tue 2026-07-14 09:00 bob
        """,
    ),
    Case(
        "listed first, it would never be on call",
        rotations(rotation("weekend", "eve", WEEKENDS), rotation("week", "ada, bob")),
        "2026-07-06 09:00 → 2026-07-13 09:00",
        "Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada",
    ),
    Case(
        "three layers: nights over weekends over the week",
        rotations(
            rotation("week", "ada"),
            rotation("weekend", "eve", WEEKENDS),
            rotation("night", "nia", NIGHTS),
        ),
        "2026-07-10 12:00 → 2026-07-11 12:00",
        """
        Fri 2026-07-10 12:00 → Fri 2026-07-10 17:00 ada
        Fri 2026-07-10 17:00 → Fri 2026-07-10 22:00 eve
        Fri 2026-07-10 22:00 → Sat 2026-07-11 06:00 nia
        Sat 2026-07-11 06:00 → Sat 2026-07-11 12:00 eve
        """,
    ),
    Case(
        "two rotations alongside each other hand over on their own",
        rotations(
            rotation("one", "ada, bob"),
            rotation("two", "cy, dee", "alongside: true", every="3 days"),
        ),
        "2026-07-06 09:00 → 2026-07-13 09:00",
        """
        Mon 2026-07-06 09:00 → Mon 2026-07-13 09:00 ada
        Mon 2026-07-06 09:00 → Thu 2026-07-09 09:00 cy
        Thu 2026-07-09 09:00 → Sun 2026-07-12 09:00 dee
        Sun 2026-07-12 09:00 → Mon 2026-07-13 09:00 cy
        """,
    ),
    Case(
        "one alongside is hidden by a later one that is not",
        rotations(
            rotation("one", "ada"),
            rotation("two", "cy", "alongside: true"),
            rotation("weekend", "eve", WEEKENDS),
        ),
        "2026-07-06 09:00 → 2026-07-12 09:00",
        """
        Mon 2026-07-06 09:00 → Fri 2026-07-10 17:00 ada
        Mon 2026-07-06 09:00 → Fri 2026-07-10 17:00 cy
        Fri 2026-07-10 17:00 → Sun 2026-07-12 09:00 eve
        """,
    ),
    Case(
        "a later one hides nothing before its first turn",
        rotations(
            rotation("one", "ada"),
            rotation("two", "bob").replace("since: 2026-07-06", "since: 2026-07-08"),
        ),
        "2026-07-06 09:00 → 2026-07-10 09:00",
        """
        Mon 2026-07-06 09:00 → Wed 2026-07-08 09:00 ada
        Wed 2026-07-08 09:00 → Fri 2026-07-10 09:00 bob
        """,
    ),
    Case(
        "an override on a hidden rotation shows only where it is not hidden",
        rotations(rotation("week", "ada"), rotation("weekend", "eve", WEEKENDS))
        + "\noverrides: [{rotation: week, from: 2026-07-10T12:00, until: 2026-07-11T12:00, "
        + "person: zoe}]",
        "2026-07-10 09:00 → 2026-07-11 09:00",
        """
        Fri 2026-07-10 09:00 → Fri 2026-07-10 12:00 ada
        Fri 2026-07-10 12:00 → Fri 2026-07-10 17:00 zoe
        Fri 2026-07-10 17:00 → Sat 2026-07-11 09:00 eve
        """,
    ),
    Case(
        "a turn that is hidden in its middle is two shifts",
        rotations(rotation("week", "ada"), rotation("night", "nia", NIGHTS)),
        "2026-07-06 12:00 → 2026-07-07 12:00",
        """
        Mon 2026-07-06 12:00 → Mon 2026-07-06 22:00 ada
        Mon 2026-07-06 22:00 → Tue 2026-07-07 06:00 nia
        Tue 2026-07-07 06:00 → Tue 2026-07-07 12:00 ada
        """,
    ),
    Case(
        "roles do not hide one another",
        rotations(rotation("one", "ada"), rotation("two", "bob").replace("primary", "secondary")),
        "2026-07-06 09:00 → 2026-07-07 09:00",
        """
        primary: Mon 2026-07-06 09:00 → Tue 2026-07-07 09:00 ada
        secondary: Mon 2026-07-06 09:00 → Tue 2026-07-07 09:00 bob
        """,
    ),
    Case(
        "follow the sun: where the later one's day begins, the earlier one's ends",
        rotations(
            rotation(
                "tokyo", "aki", "timezone: Asia/Tokyo", "hours: [{from: 09:00, until: 21:00}]"
            ),
            rotation("london", "ada", "hours: [{from: 09:00, until: 21:00}]"),
        ),
        # Tokyo's 09:00 to 21:00 is 01:00 to 13:00 in London's summer; the week begins at 09:00
        "2026-07-06 12:00 → 2026-07-07 12:00",
        """
        Mon 2026-07-06 12:00 → Mon 2026-07-06 21:00 ada
        Tue 2026-07-07 01:00 → Tue 2026-07-07 09:00 aki
        Tue 2026-07-07 09:00 → Tue 2026-07-07 12:00 ada
        """,
    ),
    Case(
        "follow the sun in winter: Tokyo begins an hour earlier by London's clock",
        rotations(
            rotation(
                "tokyo", "aki", "timezone: Asia/Tokyo", "hours: [{from: 09:00, until: 21:00}]"
            ),
            rotation("london", "ada", "hours: [{from: 09:00, until: 21:00}]"),
        ),
        "2026-11-09 12:00 → 2026-11-10 12:00",
        """
        Mon 2026-11-09 12:00 → Mon 2026-11-09 21:00 ada
        Tue 2026-11-10 00:00 → Tue 2026-11-10 09:00 aki
        Tue 2026-11-10 09:00 → Tue 2026-11-10 12:00 ada
        """,
    ),
)
def test_layers(case: Case) -> None:
    check(case)
