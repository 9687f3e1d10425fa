"""Escalation policies: the drawn ladder, and who stands on each rung."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from watchbill.emit.artifact import Artifact
from watchbill.emit.escalation_svg import Rung, ladder
from watchbill.emit.links import Here, Link, by_name, name_of, page_path
from watchbill.emit.pages.book import Book, Brief, Post
from watchbill.emit.times import span
from watchbill.engine.clock import elapsed
from watchbill.model import Ref
from watchbill.model.policies import EscalationPolicy, Target


class Goal(NamedTuple):
    """A target of a step: a person, or a role of a roster with who stands in it."""

    person: Brief | None
    roster: Link | None
    post: Post | None


def escalation(book: Book) -> Iterator[Artifact]:
    """Yield the index of escalation policies, and a page for each."""
    here = book.here("escalation/index.md")
    rows = [
        (here.link("escalation", policy_id), len(policy.steps), _paged_by(book, here, policy_id))
        for policy_id, policy in book.catalog.escalations.items()
    ]
    rows.sort(key=lambda row: by_name(row[0]))
    yield book.page(here, "escalations.md.j2", "Escalation policies", rows=rows)
    for policy_id, policy in book.catalog.escalations.items():
        yield _policy(book, policy_id, policy)


def _policy(book: Book, policy_id: str, policy: EscalationPolicy) -> Artifact:
    here = book.here(page_path("escalation", policy_id))
    name = here.link("escalation", policy_id).text
    heading = f"{name} escalation"
    afters = list(_afters(policy))
    rungs = [
        Rung(after, tuple(_named(book, target) for target in step.notify), step.wait)
        for after, step in zip(afters, policy.steps, strict=False)
    ]
    return book.page(
        here,
        "escalation.md.j2",
        heading,
        ladder=ladder(rungs, heading, ending(policy)),
        steps=[
            (after, [_goal(book, here, target) for target in step.notify], step.wait)
            for after, step in zip(afters, policy.steps, strict=False)
        ],
        ending=ending(policy),
        services=_paged_by(book, here, policy_id),
        source=book.source(Ref("escalation", policy_id)),
    )


def _afters(policy: EscalationPolicy) -> Iterator[str]:
    """Yield when each step comes, counted from the first page."""
    passed = timedelta()
    for step in policy.steps:
        yield f"+{span(passed)}" if passed else "at once"
        passed += elapsed(step.wait)


def ending(policy: EscalationPolicy) -> str:
    """Return what happens when the last step has waited in vain."""
    if not policy.repeat:
        return "then nobody else is paged"
    times = "once more" if policy.repeat == 1 else f"{policy.repeat} times more"
    return f"then from the top, {times}"


def _named(book: Book, target: Target) -> str:
    def name(kind: str, id_: str) -> str:
        return name_of(book.catalog, kind, id_) or id_

    if target.person:
        return name("person", target.person)
    return f"{name('roster', target.roster or '?')}: {name('role', target.role or '?')}"


def _goal(book: Book, here: Here, target: Target) -> Goal:
    if target.person:
        return Goal(book.briefs(here, [target.person])[0], None, None)
    roster, role = target.roster or "?", target.role or "?"
    zone = book.catalog.settings.timezone
    post = book.post(here, book.outlook.standing(roster, role), zone)
    return Goal(None, here.link("roster", roster), post)


def _paged_by(book: Book, here: Here, policy_id: str) -> list[Link]:
    return [
        here.link("service", service_id)
        for service_id, service in book.catalog.services.items()
        if service.escalation == policy_id
    ]
