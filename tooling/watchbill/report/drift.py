"""What a pager says that the repository does not, for people and for machines."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from watchbill.pager.timeline import local, named
from watchbill.report import plan as plans
from watchbill.report.summary import plural
from watchbill.sync.drift import drifted, in_the_way
from watchbill.sync.plan import Move, Plan

Section = tuple[str, list[tuple[int, str]]]
"""A title, and lines with their depth."""


def text(plan: Plan) -> Iterator[str]:
    """Yield the lines of a drift for a terminal."""
    yield f"Pager {plan.pager} {_summary(plan)}"
    for title, lines in _sections(plan):
        yield from ("", f"{title}:", *(f"{'  ' * (depth + 1)}{line}" for depth, line in lines))


def markdown(plan: Plan) -> Iterator[str]:
    """Yield the lines of a drift for an issue or a pull request."""
    yield from (f"### Pager {plans.plain(plan.pager)} {_summary(plan)}", "")
    for title, lines in _sections(plan):
        yield from plans.bullets(title, lines)


def machine(plan: Plan) -> str:
    """Return a drift as JSON; instants are in UTC."""
    whole = {
        "pager": plan.pager,
        "at": plan.at.isoformat(),
        "drift": drifted(plan),
        "overrides": [plans.move(Move(*kept)) for kept in plan.theirs],
        "moves": [plans.move(move) for move in plan.moves],
        "changes": [plans.change(change) for change in plan.changes],
        "in_the_way": [refusal._asdict() for refusal in in_the_way(plan)],
        "not_in_the_repository": plan.kept,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _summary(plan: Plan) -> str:
    if not drifted(plan):
        return f"says nothing else than the repository: {plural(plan.unchanged, 'object')}."
    missing = sum(change.action == "create" for change in plan.changes)
    counts = [
        (len(plan.theirs), "override made there"),
        (len(plan.changes) - missing, "object that differs"),
        (missing, "object missing there"),
        (len(plan.kept), "object of ours that the repository has not"),
        (len(in_the_way(plan)), "obstacle"),
    ]
    said = [_counted(count, words) for count, words in counts if count]
    return f"says something else than the repository: {', '.join(said)}."


def _counted(count: int, words: str) -> str:
    first, _, rest = words.partition(" ")
    many = {"object that differs": "objects that differ"}
    if count > 1 and words in many:
        return f"{count} {many[words]}"
    return f"{plural(count, first)}{f' {rest}' if rest else ''}"


def _sections(plan: Plan) -> Iterator[Section]:
    found: tuple[tuple[str, Iterable[tuple[int, str]]], ...] = (
        ("Overrides made in the pager (--write puts them into the rosters)", _theirs(plan)),
        ("Edited in the pager, not applied yet, or until the next handoff", _moves(plan)),
        ("Objects that apply would change", plans.objects(plan)),
        ("In the way", ((0, plans.line(r.reason)) for r in in_the_way(plan))),
        ("Ours, and not in the repository", ((0, key) for key in plan.kept)),
    )
    for title, lines in found:
        if listed := list(lines):
            yield title, listed


def _theirs(plan: Plan) -> Iterator[tuple[int, str]]:
    return ((0, line) for line in plans.theirs(plan.theirs))


def _moves(plan: Plan) -> Iterator[tuple[int, str]]:
    for _, group in groupby(plan.moves, key=lambda move: move.key):
        moves = list(group)
        yield 0, plans.line(moves[0].watch.title)
        yield from ((1, _said(move)) for move in moves[: plans.SHOWN])
        if moves[plans.SHOWN :]:
            yield 1, f"and {len(moves) - plans.SHOWN} more"


def _said(move: Move) -> str:
    start, end, before, after = move.difference
    times = f"{local(start, move.watch.zone)} until {local(end, move.watch.zone)}"
    return plans.line(f"{times}: {named(before)} in the pager, {named(after)} in the repository")
