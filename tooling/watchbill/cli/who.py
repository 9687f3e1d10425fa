"""`watchbill who`: a plain question, and who can be asked now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

import click

from watchbill.cli.answers import facts, reachable
from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.oncall import board, board_lines, phone, ways
from watchbill.cli.output import faint, loud, safe, say, say_json, strong, table
from watchbill.cli.when import at_option, instant_of, shown, zone_option
from watchbill.engine.index import index
from watchbill.engine.search import Answer, Found, search
from watchbill.errors import WatchbillError
from watchbill.model import Catalog

Facts = Mapping[str, Any]
_MOST = 5
_NOT_FOUND = 1


@click.command()
@click.argument("question", nargs=-1, required=True)
@at_option()
@zone_option()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with instants in UTC.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    question: tuple[str, ...],
    at: datetime | None,
    zone: tzinfo | None,
    as_json: bool,
) -> int | None:
    """Answer a QUESTION such as "who is our database expert?".

    It may be about experts, people, services, rosters, escalation and runbooks, in any words,
    misspelt ones too. The exit code is 1 if nothing is found.
    """
    catalog, instant = catalog_of(root_of(ctx)), instant_of(at, zone)
    text = " ".join(question)
    found = search(index(catalog), text)
    if as_json:
        say_json({"at": instant, "question": text, **_json(catalog, found, instant)})
    elif found.words or found.answers:
        say("\n".join(_lines(catalog, found, instant, zone)))
    else:
        raise WatchbillError("this asks for nothing", 'ask like this: watchbill who "database"')
    return None if found.answers else _NOT_FOUND


def _json(catalog: Catalog, found: Found, at: datetime) -> dict[str, Any]:
    answers = found.answers[:_MOST] if found.words else found.answers
    return {
        "words": found.words,
        "kinds": found.kinds,
        "answers": [
            facts(catalog, answer.entry, at) | {"score": answer.score, "missing": answer.missing}
            for answer in answers
        ],
    }


def _lines(catalog: Catalog, found: Found, at: datetime, zone: tzinfo | None) -> Iterator[str]:
    if not found.answers:
        yield f"nothing here is about {safe(' '.join(found.words))}"
        yield '  hint: this lists the topics: watchbill who "experts"'
        return
    if not found.answers[0].score:
        yield from _all(catalog, found, at, zone)
        return
    best = facts(catalog, found.answers[0].entry, at)
    missing = found.answers[0].missing
    said = f"  (not found: {', '.join(missing)})" if missing else ""
    yield strong(safe(best["title"])) + faint(safe(f"  {best['kind']} {best['id']}{said}"))
    yield from _TEXT[best["kind"]](best, at, zone)
    yield from _others(found.answers[1:_MOST])


def _all(catalog: Catalog, found: Found, at: datetime, zone: tzinfo | None) -> Iterator[str]:
    """Yield everything of the kinds asked for: rosters with those on call, others by name."""
    if found.kinds[:1] == ("roster",):
        for roster_id in catalog.rosters:
            yield from board_lines(board(catalog, roster_id, at), at, zone)
    else:
        yield from table(_named(answer) for answer in found.answers)


def _others(answers: Sequence[Answer]) -> Iterator[str]:
    if answers:
        yield faint("See also")
        yield from table((_named(answer) for answer in answers), "  ")


def _named(answer: Answer) -> tuple[str, str, str]:
    entry = answer.entry
    return entry.kind, safe(entry.id), faint(safe(entry.title))


def _topic(topic: Facts, _: datetime, zone: tzinfo | None) -> Iterator[str]:
    experts, fallback = topic["experts"], topic["fallback"]
    if not any(reachable(expert) < 2 for expert in experts):  # noqa: PLR2004  # asleep or away
        yield loud("Nobody of them is awake.") + (" Call the fallback." if fallback else "")
        yield from _fallback(fallback, zone)
        fallback = None
    yield from _people(experts, zone)
    yield from _fallback(fallback, zone)


def _people(people: Sequence[Facts], zone: tzinfo | None) -> Iterator[str]:
    rows = [
        (strong(safe(one["name"])), phone(one), _state(one), faint(safe(", ".join(one["covers"]))))
        for one in people
    ]
    for line, one in zip(table(rows, "  "), people, strict=True):
        yield line
        yield f"    {faint(ways(one))}"
        yield from (f"    {_duty(duty, zone)}" for duty in one["on_call"])


def _state(one: Facts) -> str:
    """Return how somebody is, on their own clock: working, 14:05 in Lagos."""
    if one["state"] == "unknown":
        return "unknown"
    if one["state"] == "away":
        return f"AWAY, back on {one['away_until']}"
    place = one["timezone"].rpartition("/")[2].replace("_", " ")
    return f"{one['state']}, {one['local_time'][11:16]} in {place}"


def _duty(duty: Facts, zone: tzinfo | None) -> str:
    what = safe(f"{duty['role']} of {duty['roster']}")
    return f"on call as {what} until {shown(duty['end'], zone)}"


def _fallback(fallback: Facts | None, zone: tzinfo | None) -> Iterator[str]:
    if fallback:
        yield from table([("Fallback", *row) for row in _target(fallback, zone)], "  ")


def _target(one: Facts, zone: tzinfo | None) -> Iterator[tuple[str, str, str]]:
    """Yield name, phone and reason for each person that a target reaches."""
    end = f" until {shown(one['until'], zone)}" if one["until"] else ""
    for person in one["people"]:
        yield strong(safe(person["name"])), phone(person), faint(safe(one["because"]) + end)
    if not one["people"]:
        yield loud("NOBODY"), "", safe(one["because"])


def _roster(roster: Facts, at: datetime, zone: tzinfo | None) -> Iterator[str]:
    yield from _boards(roster, at, zone)
    if roster["lead"]:
        lead = roster["lead"]
        yield f"  lead: {safe(lead['name'])} {phone(lead)} ({_state(lead)})"
    yield from _list(roster, "services")


def _boards(about: Facts, at: datetime, zone: tzinfo | None) -> Iterator[str]:
    for found in about["on_call"]:
        yield from board_lines(found, at, zone)


def _list(about: Facts, *fields: str) -> Iterator[str]:
    for field in fields:
        if about[field]:
            yield safe(f"  {field.replace('_', ' ')}: {', '.join(about[field])}")


def _person(about: Facts, _: datetime, zone: tzinfo | None) -> Iterator[str]:
    yield from _people([{**about["person"], "covers": ()}], zone)
    yield from _list(about, "topics", "rosters")


def _service(service: Facts, at: datetime, zone: tzinfo | None) -> Iterator[str]:
    yield from _boards(service, at, zone)
    yield safe(f"  escalation: {service['escalation']}  (watchbill page {service['id']} …)")
    yield from _list(service, "runbooks", "topics", "depends_on")


def _escalation(policy: Facts, _: datetime, zone: tzinfo | None) -> Iterator[str]:
    rows = [
        (f"+{step['after_minutes']} min", *row)
        for step in policy["steps"]
        for one in step["targets"]
        for row in _target(one, zone)
    ]
    yield from table(rows, "  ")
    if policy["repeat"]:
        yield f"  then again, {policy['repeat']} times"
    yield from _list(policy, "services")


def _runbook(book: Facts, at: datetime, zone: tzinfo | None) -> Iterator[str]:
    yield safe(f"  {book['path']}")
    yield from _boards(book, at, zone)
    yield from _list(book, "services", "topics")


_TEXT: Mapping[str, Callable[[Facts, datetime, tzinfo | None], Iterator[str]]] = {
    "topic": _topic,
    "roster": _roster,
    "person": _person,
    "service": _service,
    "escalation": _escalation,
    "runbook": _runbook,
}
