"""WB1: who takes turns, and whether they are of the team."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from watchbill.engine.clock import elapsed
from watchbill.findings import Problem
from watchbill.model import Ref
from watchbill.model.rosters import Roster, Rotation
from watchbill.places import Pointer
from watchbill.rules.rule import ALWAYS, Survey, rule


def not_a_member(survey: Survey) -> Iterator[Problem]:
    """Somebody takes turns in a roster without being a member.

    Whoever is on call for a team is one of the team: they see its channel and its runbooks. Add
    the person to `members`. Overrides may name anybody; of the blocks of turns the last one counts,
    so that somebody who leaves can serve until the next.
    """
    for id_, roster in survey.catalog.rosters.items():
        told = {*roster.members}
        for at, person in in_orders(roster.rotations, survey.at.date()):
            if _gives_way(roster, at):
                continue
            if person not in told and Ref("person", person) in survey.catalog.resources:
                message = f"{person} takes turns but is not a member of this roster"
                yield Problem("WB104", Ref("roster", id_), at, message, f"add {person} to members")
                told.add(person)


def _gives_way(roster: Roster, at: Pointer) -> bool:
    """Say whether a place is in a block that another one follows, or in a period before the last.

    So that somebody who leaves can serve until then.
    """
    _, position, field, number, *_ = at
    rotation = roster.rotations[int(position)]
    if field == "turns":
        return int(number) < len(rotation.turns) - 1
    until = rotation.special[int(number)].until.date()
    return bool(rotation.turns) and until <= rotation.turns[-1].since


def in_orders(rotations: Sequence[Rotation], today: date) -> Iterator[tuple[Pointer, str]]:
    """Yield everybody in the orders of turns and special periods that are not over by a day."""
    for n, rotation in enumerate(rotations):
        over = _blocks_over(rotation, today)
        blocks = [("turns", i, block.order) for i, block in enumerate(rotation.turns) if i >= over]
        blocks += [
            ("special", i, period.order)
            for i, period in enumerate(rotation.special)
            if period.until.date() + _SLACK >= today
        ]
        for field, i, order in blocks:
            for k, participant in enumerate(order):
                at: Pointer = ("rotations", n, field, i, "order", k)
                if isinstance(participant, str):
                    yield at, participant
                else:
                    yield from (((*at, g), person) for g, person in enumerate(participant))


# Zones differ by a day, and months by three.
_SLACK = timedelta(days=7)


def _blocks_over(rotation: Rotation, today: date) -> int:
    """Return how many of the first blocks have certainly given way to the one after them."""
    length = elapsed(rotation.handoff.every) if rotation.handoff else timedelta()
    begun = [block.since + length + _SLACK < today for block in rotation.turns[1:]]
    return len(begun) - begun[::-1].index(True) if True in begun else 0


RULES = (rule("WB104", "not-a-member", ALWAYS, not_a_member),)
