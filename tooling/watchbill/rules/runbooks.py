"""WB4: runbooks and services."""

import posixpath
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from watchbill.engine.clock import elapsed
from watchbill.findings import Problem
from watchbill.model import Ref
from watchbill.model.runbooks import FrontMatter, Runbook
from watchbill.rules.rule import ADVICE, HABIT, HINT, Survey, rule
from watchbill.shape.faults import suggest

SECTIONS = ("Meaning", "Impact", "Diagnosis", "Mitigation", "Escalation")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t\r]*")
_PLACEHOLDERS = ("TODO", "TBD", "FIXME", "XXX")
_PLACEHOLDER = re.compile(rf"\b({'|'.join(_PLACEHOLDERS)})\b")
# In code, where XXX may be meant, only a comment that says so.
_IN_CODE = re.compile(r"[ \t]*(?:#|//|--)[ \t]*(TODO|TBD|FIXME)\b")
_LINK = re.compile(r"\]\(\s*<?([^)\s>#?]+\.md)\b")
_CODE = re.compile(r"`[^`]*`")


def no_owner(survey: Survey) -> Iterator[Problem]:
    """A runbook without an owner.

    Somebody must keep it true, and the page shows who is on call for it now. Write the roster:
    `owner: payments`.
    """
    for ref, runbook in _runbooks(survey):
        if runbook.front.owner is None:
            yield Problem("WB401", ref, (), "this runbook has no owner", "add owner: <roster>")


def no_service(survey: Survey) -> Iterator[Problem]:
    """A runbook that belongs to no service.

    Through its services it is found from an alert and from the service's page. Write the services
    that it helps to repair: `services: [checkout]`.
    """
    for ref, runbook in _runbooks(survey):
        if not runbook.front.services:
            hint = "add services: [<service>]"
            yield Problem("WB402", ref, (), "this runbook belongs to no service", hint)


def missing_sections(survey: Survey) -> Iterator[Problem]:
    """A runbook without the sections that people look for.

    Meaning, Impact, Diagnosis and Mitigation are what public runbook collections agree on
    (prometheus-operator, OpenShift); Escalation says whom to wake when they do not help. Add the
    headings, each with what is known.
    """
    for ref, runbook in _runbooks(survey):
        found = {text.casefold() for _, text in _headings(runbook.body)}
        missing = [name for name in SECTIONS if name.casefold() not in found]
        if missing:
            message = f"no section {', '.join(missing)}"
            yield Problem("WB403", ref, (), message, f"add ## {missing[0]}")


def no_review(survey: Survey) -> Iterator[Problem]:
    """A runbook that nobody says they have reviewed.

    The date of the last commit proves nothing: a bulk edit makes every page look fresh. Write
    `last_reviewed: 2026-09-01` after somebody has followed the steps.
    """
    for ref, runbook in _runbooks(survey):
        if runbook.front.last_reviewed is None:
            hint = "add last_reviewed: <day> once somebody has gone through it"
            yield Problem("WB404", ref, (), "this runbook has no review date", hint)


def overdue_review(survey: Survey) -> Iterator[Problem]:
    """A runbook whose review is overdue, or dated in the future.

    `review_every` says how long a review holds; 365 days unless said. Commands and dashboards
    change meanwhile. Follow the steps, mend what is wrong, and set `last_reviewed`.
    """
    today = survey.at.astimezone(ZoneInfo(survey.catalog.settings.timezone)).date()
    for ref, runbook in _runbooks(survey):
        reviewed = runbook.front.last_reviewed
        if reviewed is None:
            continue
        due = review_due(runbook)
        if reviewed > today + timedelta(days=1):
            yield Problem("WB405", ref, ("last_reviewed",), "this date lies in the future")
        elif due is not None and due < today:
            message = f"the review was due on {due}"
            hint = "go through it, mend it, and set last_reviewed"
            yield Problem("WB405", ref, ("last_reviewed",), message, hint)


def placeholder(survey: Survey) -> Iterator[Problem]:
    """A placeholder in a runbook: TODO, TBD, FIXME, XXX.

    At three in the morning it is a hole in the page. Fill it, or say what is known.
    """
    for ref, runbook in _runbooks(survey):
        if not any(word in runbook.body for word in _PLACEHOLDERS):
            continue
        prose = dict(_lines(runbook.body))
        for n, line in enumerate(runbook.body.split("\n")):
            in_code = n not in prose
            found = _IN_CODE.match(line) if in_code else _PLACEHOLDER.search(prose[n])
            if found:
                message = f"a placeholder: {found.group(1)}"
                yield Problem("WB406", ref, ("body", n), message, "write what is known")


def broken_link(survey: Survey) -> Iterator[Problem]:
    """A link in a runbook or a policy to a page that is not there.

    Whoever follows it, mid-incident, finds nothing. Links are relative to the file; what is below
    runbooks/ and policies/ has a page. Mend the path, or take the link out.
    """
    resources = survey.catalog.resources.values()
    known = {resource.path for resource in resources if resource.path.endswith(".md")}
    for ref, body in _bodies(survey):
        folder = posixpath.dirname(survey.catalog.resources[ref].path)
        for n, line in _lines(body):
            for link in _LINK.findall(line) if ".md" in line else ():
                path = posixpath.normpath(posixpath.join(folder, link.replace("%20", " ")))
                if ":" not in link and not link.startswith("/") and path not in known:
                    hint = suggest(path, known) or "mend the path, or take the link out"
                    yield Problem("WB407", ref, ("body", n), f"no page at {link}", hint)


def foreign_key(survey: Survey) -> Iterator[Problem]:
    """A front matter key that belongs to another tool, or is misspelt.

    It has no effect here. Keep it under `extra`, where nothing of ours is looked for.
    """
    known = FrontMatter.__struct_fields__
    for ref, runbook in _runbooks(survey):
        for key in runbook.foreign:
            hint = suggest(key, known) or "move it under extra"
            message = f"unknown key `{key}`"
            yield Problem("WB408", ref, (key,), message, hint, on_key=True)


def service_without_runbook(survey: Survey) -> Iterator[Problem]:
    """A service that no runbook is for.

    Whoever is paged for it begins with nothing. Write one below runbooks/ that names it in
    `services`, if only with whom to ask.
    """
    covered = {name for _, runbook in _runbooks(survey) for name in runbook.front.services}
    for id_ in survey.catalog.services:
        if id_ not in covered:
            message = f"no runbook names the service {id_}"
            yield Problem("WB409", Ref("service", id_), (), message, "write one below runbooks/")


def no_title(survey: Survey) -> Iterator[Problem]:
    """A runbook without a title: neither `title` nor a first heading.

    Lists, search and alerts would show its file name. Write `title: CheckoutHighErrorRate`.
    """
    for ref, runbook in _runbooks(survey):
        if not runbook.title:
            yield Problem("WB410", ref, (), "this runbook has no title", "add title: <alert>")


def shared_alert(survey: Survey) -> Iterator[Problem]:
    """Two runbooks for one alert.

    Whoever is paged must not have to choose. Keep the alert in one of them.
    """
    first: dict[str, Ref] = {}
    for ref, runbook in _runbooks(survey):
        for n, alert in enumerate(runbook.front.alerts):
            if first.setdefault(alert, ref) != ref:
                message = f"the alert {alert} already leads to {first[alert]}"
                yield Problem("WB411", ref, ("alerts", n), message)


def review_due(runbook: Runbook) -> date | None:
    """Return the day by which a runbook is to be reviewed again; None if it never was."""
    reviewed = runbook.front.last_reviewed
    if reviewed is None:
        return None
    return reviewed + elapsed(runbook.front.review_every or "365 days")


def _bodies(survey: Survey) -> Iterator[tuple[Ref, str]]:
    """Yield the Markdown of runbooks and policies."""
    for ref, runbook in _runbooks(survey):
        yield ref, runbook.body
    for id_, page in survey.catalog.pages.items():
        yield Ref("page", id_), page.body


def _runbooks(survey: Survey) -> Iterator[tuple[Ref, Runbook]]:
    for id_, runbook in survey.catalog.runbooks.items():
        yield Ref("runbook", id_), runbook


@lru_cache(maxsize=1 << 14)
def _lines(body: str) -> tuple[tuple[int, str], ...]:
    """Return the prose of a body; three rules ask for it."""
    return tuple(_prose(body))


def _prose(body: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a body that are not code, counted from 0, code spans blanked out."""
    fence = ""
    for n, line in enumerate(body.split("\n")):
        found = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            fence = "" if found and line.strip().startswith(fence) else fence
        elif found:
            fence = found.group(1)
        else:
            yield n, _CODE.sub(" ", line) if "`" in line else line


def _headings(body: str) -> Iterator[tuple[int, str]]:
    above = ""
    for n, line in _lines(body):
        found = _HEADING.match(line.rstrip("\r")) if "#" in line else None
        if found:
            yield n, found.group(1)
        elif line[:1] in "=- " and above.strip() and _UNDERLINE.fullmatch(line):
            yield n - 1, above.strip()
        above = line


RULES = (
    rule("WB401", "runbook-owner", ADVICE, no_owner),
    rule("WB402", "runbook-service", HINT, no_service),
    rule("WB403", "runbook-sections", HABIT, missing_sections),
    rule("WB404", "runbook-reviewed", HABIT, no_review),
    rule("WB405", "runbook-overdue", HABIT, overdue_review),
    rule("WB406", "runbook-placeholder", HABIT, placeholder),
    rule("WB407", "runbook-link", ADVICE, broken_link),
    rule("WB408", "runbook-foreign-key", HABIT, foreign_key),
    rule("WB409", "service-runbook", HABIT, service_without_runbook),
    rule("WB410", "runbook-title", HABIT, no_title),
    rule("WB411", "alert-runbook", ADVICE, shared_alert),
)
