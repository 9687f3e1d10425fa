"""Plans for people and for machines: whom they concern first, then the objects."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from watchbill.pager.objects import Change
from watchbill.pager.timeline import local, named, people_at
from watchbill.report.summary import plural, printable
from watchbill.report.values import difference
from watchbill.sync.canonical import fields
from watchbill.sync.guards import Refusal
from watchbill.sync.plan import Move, Plan
from watchbill.sync.rollout import Deferred, Kept

_SIGNS = {"create": "+", "update": "~", "delete": "-"}
SHOWN = 8
_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#~&"})


def text(plan: Plan) -> Iterator[str]:
    """Yield the lines of a plan for a terminal: people and local times, objects, what it needs."""
    yield f"Pager {plan.pager}{_summary(plan)}."
    yield from _section("Who is on call", _people(plan))
    yield from _section("Who is paged now, by other targets", _paged(plan))
    yield from _section("From the next handoff on", _deferred(plan))
    yield from _section("Overrides made in the pager, kept", theirs(plan.theirs))
    yield from _section("Further ahead", _further(plan))
    yield from _section("Objects", (f"{'  ' * depth}{line}" for depth, line in objects(plan)))
    yield from _section("Needs --force", _reasons(plan, final=False))
    yield from _section("Cannot be applied", _reasons(plan, final=True))
    yield from _section("Left alone", _left_alone(plan))
    if plan.changes:
        yield from ("", f"Digest: {plan.digest}")


def markdown(plan: Plan) -> Iterator[str]:
    """Yield the lines of a plan for a pull request."""
    yield from (f"### Pager {plain(plan.pager)}{_summary(plan)}", "")
    for title, final in (("Needs `--force`", False), ("Cannot be applied", True)):
        yield from bullets(title, _flat(_reasons(plan, final=final)))
    if plan.moves:
        yield from (
            "| schedule | from | until | before | after | why |",
            "|---|---|---|---|---|---|",
        )
        yield from (_md_row(move) for move in plan.moves)
        yield ""
    yield from bullets("Who is paged now, by other targets", _flat(_paged(plan)))
    yield from bullets("From the next handoff on", _flat(_deferred(plan)))
    yield from bullets("Overrides made in the pager, kept", _flat(theirs(plan.theirs)))
    yield from bullets("Further ahead", _flat(_further(plan)))
    yield from bullets("Objects", objects(plan))
    yield from bullets("Left alone", _flat(_left_alone(plan)))
    if plan.changes:
        yield f"Digest: `{plan.digest}`"


def machine(plan: Plan) -> str:
    """Return a plan as JSON; instants are in UTC."""
    whole = {
        "pager": plan.pager,
        "at": plan.at.isoformat(),
        "digest": plan.digest,
        "moves": [move(one) for one in plan.moves],
        "changes": [change(one) for one in plan.changes],
        "refusals": [refusal._asdict() for refusal in plan.refusals],
        "paged": [paged._asdict() for paged in plan.paged],
        "deferred": [_late(late) for late in plan.deferred],
        "theirs": [move(Move(*kept)) for kept in plan.theirs],
        "kept": plan.kept,
        "foreign": plan.foreign,
        "unchanged": plan.unchanged,
        "prune": plan.prune,
        "rollout": plan.rollout,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def refused(refusals: Iterable[Refusal]) -> Iterator[str]:
    """Yield the lines that say why a plan was not applied."""
    yield "Not applied:"
    for refusal in refusals:
        yield f"  {refusal.reason}{'' if refusal.final else '  (needs --force)'}"


def _summary(plan: Plan) -> str:
    actions = [change.action for change in plan.changes]
    words = {"create": "to create", "update": "to change", "delete": "to delete"}
    counts = [f"{actions.count(a)} {word}" for a, word in words.items() if a in actions]
    if counts:
        return ": " + ", ".join([*counts, f"{plan.unchanged} unchanged"])
    if plan.refusals:
        return ": nothing would be changed"
    return f" agrees with the repository: {plural(plan.unchanged, 'object')}"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", f"{title}:", *(f"  {line}" for line in found))


def _people(plan: Plan) -> Iterator[str]:
    for _, group in groupby(plan.moves, key=lambda move: move.key):
        moves = list(group)
        yield line(moves[0].watch.title)
        yield from (f"  {_when(move)}" for move in moves[:SHOWN])
        if moves[SHOWN:]:
            end = local(moves[-1].difference.end, moves[-1].watch.zone)
            yield f"  and {len(moves) - SHOWN} more, the last until {end}"


def _when(move: Move) -> str:
    start, end, before, after = move.difference
    zone = move.watch.zone
    change = f"{named(before)} → {named(after)}"
    why = f"  ({line('; '.join(move.reasons))})" if move.reasons else ""
    return f"{local(start, zone)}: {line(change)}, until {local(end, zone)}{why}"


def _further(plan: Plan) -> Iterator[str]:
    """Yield what is new at the far end: no change of people, only time that has passed."""
    for change in plan.changes:
        before = change.before.watch if change.before else None
        after = change.after.watch if change.after else None
        if after is None or (before and before.until >= after.until):
            continue
        until = local(after.until, after.zone, year=True)
        if before:
            yield f"{line(after.title)} extends to {until}"
        else:
            now = named(people_at(after.stints, plan.at))
            yield f"{line(after.title)} begins, now {now}, to {until}"


def _paged(plan: Plan) -> Iterator[str]:
    for _, name, step, before, after in plan.paged:
        yield line(f"{name}, step {step}: {named(before)} → {named(after)}")


def _deferred(plan: Plan) -> Iterator[str]:
    for late in plan.deferred:
        until = local(late.until, late.watch.zone)
        wanted = named(people_at(late.watch.stints, plan.at))
        stays = f"still {named(late.stays)} instead of {wanted} until {until}"
        known = late.until < late.watch.until
        who = f"{stays}, then {named(late.follows)}" if known else f"{stays} at least"
        who = who if late.stays else f"begins {until}, with {named(late.follows)}"
        yield line(f"{late.watch.title}: {who} (at once: --rollout now)")


def theirs(kept: Iterable[Kept]) -> Iterator[str]:
    """Yield the lines of overrides that people made in a pager."""
    for one in kept:
        start, end, before, after = one.difference
        times = f"{local(start, one.watch.zone)} until {local(end, one.watch.zone)}"
        yield line(f"{one.watch.title}: {named(after)} instead of {named(before)}, {times}")


def objects(plan: Plan) -> Iterator[tuple[int, str]]:
    """Yield a line for each object, and deeper ones for what of it changes; shifts are moves."""
    for change in plan.changes:
        names = f": {', '.join(_fields(change))}" if _fields(change) else ""
        yield 0, f"{_SIGNS[change.action]} {change.key}{names}"
        before, after = _bodies(change)
        for name in after:
            yield from ((1, line(said)) for said in difference(name, before[name], after[name]))


def _fields(change: Change) -> Sequence[str]:
    return fields(change.before, change.after) if change.before and change.after else ()


def _bodies(change: Change) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that an update changes, as they were and as they will be."""
    bodies = [item.body if item else {} for item in (change.before, change.after)]
    names = [name for name in _fields(change) if name in bodies[1]]
    return {n: bodies[0].get(n) for n in names}, {n: bodies[1][n] for n in names}


def _reasons(plan: Plan, *, final: bool) -> Iterator[str]:
    return (line(r.reason) for r in plan.refusals if r.final == final)


def _left_alone(plan: Plan) -> Iterator[str]:
    yield from (f"{key}: not in the repository; --prune deletes it" for key in plan.kept)
    yield from (f"{key}: not watchbill's, {why}" for key, why in plan.foreign.items())


def move(found: Move) -> dict[str, Any]:
    """Return a move as plain data; instants are in UTC."""
    start, end, before, after = found.difference
    return {
        "schedule": found.key,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "local": local(start, found.watch.zone),
        "before": before,
        "after": after,
        "reasons": found.reasons,
    }


def _late(late: Deferred) -> dict[str, Any]:
    about = {"schedule": late.key, "until": late.until.isoformat()}
    return {**about, "stays": late.stays, "follows": late.follows}


def change(found: Change) -> dict[str, Any]:
    """Return a change as plain data."""
    before, after = _bodies(found)
    about = {"key": found.key, "action": found.action, "fields": _fields(found)}
    return {**about, "before": before, "after": after}


def _md_row(move: Move) -> str:
    start, end, before, after = move.difference
    times = (local(time, move.watch.zone) for time in (start, end))
    people, why = (named(before), named(after)), "; ".join(move.reasons)
    cells = (plain(cell) for cell in (move.watch.title, *times, *people, why))
    return f"| {' | '.join(cells)} |"


def bullets(title: str, lines: Iterable[tuple[int, str]]) -> Iterator[str]:
    """Yield a list of lines, each with its depth."""
    found = [f"{'  ' * depth}- {plain(said)}" for depth, said in lines]
    if found:
        yield from (f"**{title}**", "", *found, "")


def _flat(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    return ((0, line) for line in lines)


def plain(value: str) -> str:
    """Return text that Markdown and HTML leave as it is, on one line."""
    return line(value).translate(_SPECIAL)


def line(value: str) -> str:
    """Return text on one line, without what a terminal would obey."""
    return printable(" ".join(value.split()))
