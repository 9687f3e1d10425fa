"""WB1, continued: fields that fit their types one by one but make no sense together."""

from collections.abc import Iterator

from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.base import Window
from watchbill.model.rosters import Handoff, Hours, Rotation
from watchbill.places import Pointer
from watchbill.rules.rule import ALWAYS, Survey, rule


def backwards(survey: Survey) -> Iterator[Problem]:
    """Something ends before it begins, or turns blocks are not in order.

    Stretches are half-open: `from` belongs to them, `until` does not, so `until` must be later.
    Turns blocks stand in the order of their `since`: each ends where the next begins.
    """
    catalog = survey.catalog
    for id_, person in catalog.people.items():
        for n, off in enumerate(person.time_off):
            if off.until <= off.from_:
                yield _backwards(Ref("person", id_), ("time_off", n, "until"))
    for id_, roster in catalog.rosters.items():
        ref = Ref("roster", id_)
        for n, override in enumerate(roster.overrides):
            if override.until <= override.from_:
                yield _backwards(ref, ("overrides", n, "until"))
        for n, rotation in enumerate(roster.rotations):
            yield from _rotation_backwards(ref, ("rotations", n), rotation)


def _backwards(ref: Ref, at: Pointer) -> Problem:
    return Problem("WB107", ref, at, "`until` is not later than `from`", "`until` is not included")


def _rotation_backwards(ref: Ref, at: Pointer, rotation: Rotation) -> Iterator[Problem]:
    for n, period in enumerate(rotation.special):
        if period.until <= period.from_:
            yield _backwards(ref, (*at, "special", n, "until"))
    for n, block in enumerate(rotation.turns[1:], 1):
        if block.since <= rotation.turns[n - 1].since:
            message = (
                f"this block is not later than the one above it ({rotation.turns[n - 1].since})"
            )
            yield Problem("WB107", ref, (*at, "turns", n, "since"), message, "sort by `since`")


def rotation_parts(survey: Survey) -> Iterator[Problem]:
    """A rotation needs either `handoff` and `turns`, or `follows`.

    With neither nobody is ever on call in it; with both it would be open which one counts.
    """
    for id_, roster in survey.catalog.rosters.items():
        for n, rotation in enumerate(roster.rotations):
            own = bool(rotation.turns), bool(rotation.handoff)
            if rotation.follows and any(own):
                message = f"{rotation.id} follows {rotation.follows.rotation} and has its own turns"
                hint = "take out `follows`, or `handoff` and `turns`"
            elif not rotation.follows and not all(own):
                missing = [name for name, there in zip(_OWN, own, strict=True) if not there]
                message = f"{rotation.id} has no {' and no '.join(missing)}"
                hint = "a rotation needs `handoff` and `turns`, or `follows`"
            else:
                continue
            yield Problem("WB110", Ref("roster", id_), ("rotations", n), message, hint)


_OWN = ("turns", "handoff")


def handoff_day(survey: Survey) -> Iterator[Problem]:
    """A handoff's `on` does not fit its `every`.

    Weeks are handed over on a weekday (`on: tuesday`), months on a day of the month (`on: 31` is
    the last day of shorter months); days and hours have no `on`.
    """
    for ref, at, handoff in _handoffs(survey.catalog):
        unit = handoff.every.split()[1].rstrip("s")
        wanted = {"week": str, "month": int}.get(unit)
        if handoff.on is not None and (wanted is None or not isinstance(handoff.on, wanted)):
            say = {"week": "a weekday: on: tuesday", "month": "a day of the month: on: 1"}
            message = f"`on: {handoff.on}` does not fit `every: {handoff.every}`"
            hint = say.get(unit, "leave `on` out")
            yield Problem("WB111", ref, (*at, "on"), message, hint)


def _handoffs(catalog: Catalog) -> Iterator[tuple[Ref, Pointer, Handoff]]:
    for id_, roster in catalog.rosters.items():
        for n, rotation in enumerate(roster.rotations):
            at: Pointer = ("rotations", n)
            if rotation.handoff:
                yield Ref("roster", id_), (*at, "handoff"), rotation.handoff
            for i, period in enumerate(rotation.special):
                if period.handoff:
                    yield Ref("roster", id_), (*at, "special", i, "handoff"), period.handoff


def window_ends(survey: Survey) -> Iterator[Problem]:
    """A window of the week mixes its two forms.

    Either days with times ({days: [mon, tue], from: "22:00", until: "06:00"}) or from one day and
    time until another ({from: fri 17:00, until: mon 09:00}), where `days` has no place.
    """
    for ref, at, window in _windows(survey.catalog):
        named = [" " in window.from_, " " in window.until]
        if any(named) and not all(named):
            message = "one end names a day, the other does not"
        elif any(named) and window.days:
            message = "`days` has no place where the ends name their days"
        elif "24:00" in window.from_:
            message = "a window cannot begin at 24:00"
        else:
            continue
        yield Problem("WB112", ref, at, message, "write fri 17:00 and mon 09:00, or days and times")


def _windows(catalog: Catalog) -> Iterator[tuple[Ref, Pointer, Window]]:
    settings: Pointer = ("working_hours",)
    yield Ref("settings", "watchbill"), settings, catalog.settings.working_hours
    for id_, person in catalog.people.items():
        if person.working_hours:
            yield Ref("person", id_), ("working_hours",), person.working_hours
    for id_, roster in catalog.rosters.items():
        hours = [("rotations", n, rotation.hours) for n, rotation in enumerate(roster.rotations)]
        hours += [("coverage", n, promise.hours) for n, promise in enumerate(roster.coverage)]
        for field, n, listed in hours:
            for k, window in enumerate(_listed(listed)):
                yield Ref("roster", id_), (field, n, "hours", k), window


def _listed(hours: Hours) -> tuple[Window, ...]:
    return () if isinstance(hours, str) else hours


def target(survey: Survey) -> Iterator[Problem]:
    """An escalation target is neither a person nor a roster with a role.

    A roster alone leaves open who of it is paged, and the page would reach nobody. Write
    {person: grace}, or {roster: payments, role: primary} for whoever is on call.
    """
    for id_, policy in survey.catalog.escalations.items():
        for n, step in enumerate(policy.steps):
            for k, who in enumerate(step.notify):
                given = (who.person is not None, who.roster is not None, who.role is not None)
                if given not in {(True, False, False), (False, True, True)}:
                    at = ("steps", n, "notify", k)
                    message = "a target is a person, or a roster and a role"
                    hint = "write {person: ada} or {roster: payments, role: primary}"
                    yield Problem("WB113", Ref("escalation", id_), at, message, hint)


RULES = (
    rule("WB107", "backwards", ALWAYS, backwards),
    rule("WB110", "rotation-parts", ALWAYS, rotation_parts),
    rule("WB111", "handoff-day", ALWAYS, handoff_day),
    rule("WB112", "window-ends", ALWAYS, window_ends),
    rule("WB113", "target", ALWAYS, target),
)
