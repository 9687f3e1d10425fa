"""Escalation policies: the drawn ladder, and who stands on each rung."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.artifact import Artifact
from watchbill.emit.escalation_svg import Rung, Stop, ladder
from watchbill.emit.links import Here, Link, by_name, page_path
from watchbill.emit.pages.book import Book, Brief
from watchbill.emit.times import clock, span
from watchbill.engine.clock import elapsed
from watchbill.engine.escalation import reached
from watchbill.model import Ref
from watchbill.model.policies import EscalationPolicy, Step, Target


class Goal(NamedTuple):
    """A target of a step: whom it reaches, and for a role which, and until when they hold it.

    `unread` says that its roster has no file that can be read: whom it reaches is unknown.
    """

    people: tuple[Brief, ...]
    roster: Link | None = None
    role: Link | None = None
    post: tuple[str, str] = ("", "")
    until: str | None = None
    unread: bool = False


class Stage(NamedTuple):
    """A step: when it comes, whom it reaches then, and how long it waits."""

    after: str
    goals: tuple[Goal, ...]
    wait: str


class Path(NamedTuple):
    """An escalation as pages show it: drawn, and step by step as of the build."""

    policy_id: str
    link: Link
    drawing: Markup
    stages: tuple[Stage, ...]
    ending: str


def escalation(book: Book) -> Iterator[Artifact]:
    """Yield the index of escalation policies, and a page for each."""
    here = book.here("escalation/index.md")
    rows = [
        (here.link("escalation", policy_id), _steps(policy), _paged_by(book, here, policy_id))
        for policy_id, policy in book.catalog.escalations.items()
    ]
    rows.sort(key=lambda row: by_name(row[0]))
    yield book.page(here, "escalations.md.j2", "Escalation policies", rows=rows)
    for policy_id in book.catalog.escalations:
        yield _policy(book, policy_id)


def _policy(book: Book, policy_id: str) -> Artifact:
    here = book.here(page_path("escalation", policy_id))
    return book.page(
        here,
        "escalation.md.j2",
        f"{here.link('escalation', policy_id).text} escalation",
        path=path_of(book, here, policy_id),
        services=_paged_by(book, here, policy_id),
        source=book.source(Ref("escalation", policy_id)),
    )


def path_of(book: Book, here: Here, policy_id: str) -> Path | None:
    """Return an escalation as of the build, as if its first page went out then.

    Each step asks who is on call at its own instant, as the pager will. None for a policy that
    cannot be read.
    """
    policy = book.catalog.escalations.get(policy_id)
    if policy is None:
        return None
    passed = timedelta()
    stages = []
    for step in policy.steps:
        stages.append(_stage(book, here, step, passed))
        passed += elapsed(step.wait)
    link = here.link("escalation", policy_id)
    drawing = ladder([_rung(stage) for stage in stages], f"{link.text} escalation", ending(policy))
    return Path(policy_id, link, drawing, tuple(stages), ending(policy))


def ending(policy: EscalationPolicy) -> str:
    """Return what happens when the last step has waited in vain."""
    if not policy.repeat:
        return "then nobody else is paged"
    times = "once more" if policy.repeat == 1 else f"{policy.repeat} times more"
    return f"then from the top, {times}"


def _stage(book: Book, here: Here, step: Step, passed: timedelta) -> Stage:
    at = book.outlook.at + passed
    goals = tuple(_goal(book, here, target, at) for target in step.notify)
    return Stage(f"+{span(passed)}" if passed else "at once", goals, step.wait)


def _goal(book: Book, here: Here, target: Target, at: datetime) -> Goal:
    if target.person:
        return Goal(book.briefs(here, [target.person]))
    roster, role = target.roster or "?", target.role or "?"
    found = reached(book.catalog, target, at)
    until = min((shift.end for shift in found.shifts), default=None)
    return Goal(
        book.briefs(here, found.people),
        here.link("roster", roster),
        here.link("role", role),
        (roster, role),
        clock(until, book.catalog.settings.timezone) if until else None,
        roster not in book.catalog.rosters,
    )


def _rung(stage: Stage) -> Rung:
    return Rung(stage.after, tuple(_stop(goal) for goal in stage.goals), stage.wait)


def _stop(goal: Goal) -> Stop:
    names = ("Unknown",) if goal.unread else tuple(brief.link.text for brief in goal.people)
    if goal.roster is None or goal.role is None:
        return Stop(names)
    return Stop(names, f"{goal.roster.text}: {goal.role.text}", goal.post)


def _steps(policy: EscalationPolicy) -> str:
    """Return how many steps there are, and how long they take: 4 in 45 min."""
    whole = sum((elapsed(step.wait) for step in policy.steps), timedelta())
    return f"{len(policy.steps)} in {span(whole)}"


def _paged_by(book: Book, here: Here, policy_id: str) -> list[Link]:
    return [
        here.link("service", service_id)
        for service_id, service in book.catalog.services.items()
        if service.escalation == policy_id
    ]
