"""WB2: rosters, and the health of the people in them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from watchbill.engine.clock import instant, wall
from watchbill.engine.coverage import Clash, absences, doubled, gaps
from watchbill.engine.rotation import shifts
from watchbill.engine.turns import chain
from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.rosters import Override, Roster
from watchbill.places import Pointer
from watchbill.rules.members import in_orders
from watchbill.rules.rule import ADVICE, ALWAYS, FIRM, Survey, rule


def coverage_gap(survey: Survey) -> Iterator[Problem]:
    """Nobody is on call although `coverage` promises that somebody is.

    Looked at for the coming 13 weeks, to the second, through every change of the clock. Cover the
    stretch by a rotation or an override, or promise less. An escalation that meets a gap pages
    nobody.
    """
    for id_, roster in survey.catalog.rosters.items():
        shifts_of = survey.by_roster.get(id_, ())
        found = gaps(id_, roster, survey.at, survey.until, shifts_of)
        for n, promise in enumerate(roster.coverage):
            of_role = [gap for gap in found if gap.role == promise.role]
            earlier = [entry.role for entry in roster.coverage[:n]]
            if of_role and promise.role not in earlier and not _broken(roster, promise.role):
                first = stretch(of_role[0].start, of_role[0].end, roster.timezone)
                message = f"nobody is {promise.role} {first}{_more(len(of_role), 'gap')}"
                yield Problem("WB201", Ref("roster", id_), ("coverage", n), message)


def _broken(roster: Roster, role: str) -> bool:
    """Say whether a rotation of a role cannot be worked out, which is a finding of its own."""
    for rotation in roster.rotations:
        links = chain(roster, rotation) if rotation.role == role else ()
        if rotation.role == role and not (links and links[-1].rotation.turns and links[-1].handoff):
            return True
    return False


def on_call_twice(survey: Survey) -> Iterator[Problem]:
    """A person is on call in two roles, or in two rosters, at once.

    The second page then reaches nobody new: primary and secondary must differ at every instant
    (two lists of different length collide regularly, whatever their order). Reorder the turns,
    or write an override.
    """
    for key, clashes in _by_place(doubled(survey.shifts)).items():
        first = clashes[0]
        zone = survey.catalog.rosters[key.roster].timezone
        message = (
            f"{key.person} is {first.first.role} of {first.first.roster} and"
            f" {first.second.role} of {first.second.roster} at once"
            f" {stretch(first.start, first.end, zone)}{_more(len(clashes), 'time')}"
        )
        at = _rotation_at(survey.catalog, key.roster, key.rotation)
        yield Problem("WB202", Ref("roster", key.roster), at, message)


class _Place(NamedTuple):
    person: str
    roster: str
    rotation: str
    other: tuple[str, str]


def _by_place(clashes: tuple[Clash, ...]) -> dict[_Place, list[Clash]]:
    found: dict[_Place, list[Clash]] = defaultdict(list)
    for clash in clashes:
        one, two = sorted((clash.first, clash.second), key=lambda s: (s.roster, s.rotation))
        place = _Place(clash.person, two.roster, two.rotation, (one.roster, one.rotation))
        found[place].append(clash)
    return found


def on_call_while_off(survey: Survey) -> Iterator[Problem]:
    """Somebody is on call during their time off.

    Time off is reported, never applied: who takes over is for people to agree on. Write an
    override, or swap turns.
    """
    found = defaultdict(list)
    for absence in absences(survey.catalog, survey.shifts):
        shift = absence.shift
        found[absence.person, absence.time_off, shift.roster, shift.rotation].append(absence)
    for (person, position, roster, rotation), them in found.items():
        zone = survey.catalog.rosters[roster].timezone
        message = (
            f"{person} is {them[0].shift.role} of {roster} during this time off"
            f" {stretch(them[0].start, them[0].end, zone)}{_more(len(them), 'shift')}"
        )
        hint = f"add an override to rotation {rotation} of {roster}"
        yield Problem("WB203", Ref("person", person), ("time_off", position), message, hint)


def against_will(survey: Survey) -> Iterator[Problem]:
    """Somebody is in an order or an override who is not available for being on call.

    Nobody is on call against their will: `on_call: {available: false}` in the person's file. Take
    the person out of the order by a new block (`watchbill roster remove`). What is over stays.
    """
    people = survey.catalog.people
    unwilling = {id_ for id_, person in people.items() if not person.on_call.available}
    told = set()
    for ref, at, person in _named(survey) if unwilling else ():
        if person in unwilling and (ref, person) not in told:
            told.add((ref, person))
            reason = people[person].on_call.reason
            message = f"{person} is not available for being on call" + (
                f" ({reason})" if reason else ""
            )
            yield Problem("WB204", ref, at, message)


def _named(survey: Survey) -> Iterator[tuple[Ref, Pointer, str]]:
    """Yield everybody who is put on call by a roster from now on, with the place."""
    for id_, roster in survey.catalog.rosters.items():
        for at, person in in_orders(roster.rotations, survey.at.date()):
            yield Ref("roster", id_), at, person
        for n, override in enumerate(roster.overrides):
            if _ends(roster, override)[1] <= survey.at:
                continue
            yield Ref("roster", id_), ("overrides", n, "person"), override.person


def untrained(survey: Survey) -> Iterator[Problem]:
    """Somebody takes turns in a role that needs training without having been trained.

    An incident commander carries a dated training record (PagerDuty's incident response guide).
    Add `trained_for` to the person, or take the person out of the order.
    """
    catalog, told = survey.catalog, set()
    trained = {(i, t.role) for i, p in catalog.people.items() for t in p.trained_for}
    roles = {i for i, role in catalog.roles.items() if role.needs_training}
    for id_, roster in catalog.rosters.items() if roles else ():
        for at, person in in_orders(roster.rotations, survey.at.date()):
            role = roster.rotations[int(at[1])].role
            lacks = role in roles and person in catalog.people and (person, role) not in trained
            if lacks and (id_, person, role) not in told:
                told.add((id_, person, role))
                message = f"{person} has no training for {role}"
                hint = f"add trained_for to rosters/people/{person}.yaml"
                yield Problem("WB205", Ref("roster", id_), at, message, hint)


def idle_override(survey: Survey) -> Iterator[Problem]:
    """An override that changes nothing.

    Its rotation has nobody on call in that time, the one it `replaces` is not among them, or a
    later override covers it. Check the times, which are wall clock in the rotation's zone.
    """
    for id_, roster in survey.catalog.rosters.items():
        roles = {rotation.id: rotation.role for rotation in roster.rotations}
        for n, override in enumerate(roster.overrides):
            start, end = _ends(roster, override)
            role = roles.get(override.rotation)
            if role is None or _broken(roster, role) or not (start < end and survey.at < end):
                continue
            if not _has_effect(id_, roster, n, start, end):
                message = f"this override of {override.rotation} changes nothing"
                hint = "mend its times or `replaces`, or delete it"
                yield Problem("WB206", Ref("roster", id_), ("overrides", n), message, hint)


def _ends(roster: Roster, override: Override) -> tuple[datetime, datetime]:
    zones = {rotation.id: rotation.timezone for rotation in roster.rotations}
    zone = zones.get(override.rotation) or roster.timezone
    return instant(zone, override.from_), instant(zone, override.until)


def _has_effect(id_: str, roster: Roster, n: int, start: datetime, end: datetime) -> bool:
    return any(n in shift.because.overrides for shift in shifts(id_, roster, start, end))


def _rotation_at(catalog: Catalog, roster: str, rotation: str) -> Pointer:
    ids = [each.id for each in catalog.rosters[roster].rotations]
    return ("rotations", ids.index(rotation))


def stretch(start: datetime, end: datetime, zone: str) -> str:
    """Say a stretch in a zone: from Tue 24 Nov 12:00 until Wed 25 Nov 12:00 (Europe/London)."""
    first, last = wall(zone, start), wall(zone, end)
    return f"from {_said(first)} until {_said(last)} ({zone})"


def _said(local: datetime) -> str:
    return f"{local:%a} {local.day} {local:%b %Y %H:%M}"


def _more(count: int, word: str) -> str:
    if count == 1:
        return ""
    return f", and {count - 1} {word}{'s' if count > 2 else ''} more in 13 weeks"  # noqa: PLR2004  # a plural


RULES = (
    rule("WB201", "coverage-gap", FIRM, coverage_gap),
    rule("WB202", "on-call-twice", FIRM, on_call_twice),
    rule("WB203", "on-call-while-off", ADVICE, on_call_while_off),
    rule("WB204", "against-will", ALWAYS, against_will),
    rule("WB205", "untrained", ADVICE, untrained),
    rule("WB206", "idle-override", ADVICE, idle_override),
)
