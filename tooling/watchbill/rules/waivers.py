"""WB6: exceptions from rules, and whether they still hold."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.policies import Waiver
from watchbill.rules.reading import UNREAD
from watchbill.rules.rule import HABIT, Rule

EXPIRED = Rule(
    "WB604",
    "waiver-expired",
    HABIT,
    """A waiver whose end has come: the rule holds again.

    Mend what it excused, or agree on another end in a pull request. Then delete it.
    """,
)
USELESS = Rule(
    "WB605",
    "waiver-useless",
    HABIT,
    """A waiver that excuses nothing: no such finding, rule or resource.

    It would silently excuse the next mistake of its kind. Delete it, or mend the name of the rule
    or of the resource.
    """,
)
RULES = (EXPIRED, USELESS)


def today_of(catalog: Catalog, at: datetime) -> date:
    """Return the day it is at an instant, in the zone of the settings."""
    return at.astimezone(ZoneInfo(catalog.settings.timezone)).date()


def waivable(code: str) -> bool:
    """Say whether a rule can be waived or switched off: not where a file could not be read."""
    return code not in UNREAD


def waived(problem: Problem, waivers: Mapping[str, Waiver], today: date) -> str | None:
    """Return the name of the waiver that excuses a problem today, if one does."""
    if not waivable(problem.code):
        return None
    for name, waiver in waivers.items():
        meant = (waiver.rule, waiver.resource) == (problem.code, str(problem.ref))
        if meant and waiver.until > today:
            return name
    return None


def stale(catalog: Catalog, used: set[str], today: date) -> Iterator[Problem]:
    """Yield a problem for every waiver that has ended or excuses nothing."""
    for name, waiver in catalog.waivers.items():
        ref, what = Ref("waiver", name), f"{waiver.rule} for {waiver.resource}"
        if waiver.until <= today:
            message = f"the waiver of {what} ended on {waiver.until}"
            yield Problem(EXPIRED.code, ref, ("until",), message, "mend what it excused; delete it")
        elif name not in used:
            message = f"the waiver of {what} excuses nothing"
            hint = "delete it" if waivable(waiver.rule) else "what cannot be read is not excused"
            yield Problem(USELESS.code, ref, (), message, hint)
