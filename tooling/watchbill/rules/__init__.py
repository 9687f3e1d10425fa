"""The rules: a written list, and how they are run."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.scalars import Level, Preset
from watchbill.rules import (
    alerts,
    contacts,
    escalation,
    meaning,
    members,
    pagers,
    reading,
    references,
    rosters,
    runbooks,
    waivers,
)
from watchbill.rules.rule import Rule, Survey
from watchbill.rules.waivers import waivable

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *reading.RULES,
            *references.RULES,
            *members.RULES,
            *contacts.RULES,
            *meaning.RULES,
            *rosters.RULES,
            *escalation.RULES,
            *pagers.RULES,
            *runbooks.RULES,
            *alerts.RULES,
            *waivers.RULES,
        )
    )
)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}


class Judged(NamedTuple):
    """A problem and the level that its rule has here."""

    problem: Problem
    level: Level


def levels(catalog: Catalog, preset: Preset | None = None) -> Mapping[str, Level]:
    """Return the level of every rule: the preset's, then what the settings say."""
    settings = catalog.settings
    name = preset or settings.preset
    found = {rule.code: getattr(rule.levels, name) for rule in RULES}
    wanted = settings.rules.items()
    return {**found, **{code: lv for code, lv in wanted if code in found and waivable(code)}}


def _settings(catalog: Catalog) -> Iterator[Problem]:
    """Say which levels in the settings are without effect."""
    ref = Ref("settings", "watchbill")
    for code, level in catalog.settings.rules.items():
        if code not in BY_CODE:
            hint = "see them: watchbill explain"
            yield Problem("WB101", ref, ("rules", code), f"no rule {code}", hint, on_key=True)
        elif not waivable(code) and level != "error":
            message = f"{code} is always an error: the file is not read, or not whole"
            yield Problem("WB013", ref, ("rules", code), message, "take it out")


def judge(
    catalog: Catalog, reading: Iterable[Problem], at: datetime, preset: Preset | None = None
) -> Iterator[Judged]:
    """Run every rule that is not off; yield what the reading and the rules found.

    `at` is the instant (UTC) that is taken for now. Problems that a waiver excuses are left out;
    waivers that have ended or excuse nothing are problems of their own.
    """
    level_of = levels(catalog, preset)
    survey, today = Survey(catalog, at), waivers.today_of(catalog, at)
    used: set[str] = set()
    for problem in (*reading, *_settings(catalog), *_found(survey, level_of)):
        waiver = waivers.waived(problem, catalog.waivers, today)
        if waiver is not None:
            used.add(waiver)
        elif level_of[problem.code] != "off":
            yield Judged(problem, level_of[problem.code])
    for problem in waivers.stale(catalog, used, today):
        if level_of[problem.code] != "off":
            yield Judged(problem, level_of[problem.code])


def _found(survey: Survey, level_of: Mapping[str, Level]) -> Iterator[Problem]:
    for rule in RULES:
        if rule.check and level_of[rule.code] != "off":
            yield from rule.check(survey)
