"""Findings as GitHub's workflow commands, within its limits.

A step shows at most 10 errors and 10 warnings; what is more goes to the job summary. The limits
are those of "Workflow commands for GitHub Actions" and the checks API in GitHub's documentation.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from watchbill.findings import Finding
from watchbill.report.summary import Summary, printable

LIMIT = 10
_ROWS = 1000  # a job summary ends at 1 MiB
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def write(summary: Summary) -> Iterator[str]:
    """Yield the annotations that are shown, the worst files first, then the counts."""
    for finding in annotated(summary.findings):
        properties = {
            "file": printable(finding.path),
            "line": finding.line,
            "col": finding.column,
            "endColumn": max(finding.end_column, finding.column),
            "title": finding.code,
        }
        where = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
        hint = f" ({finding.hint})" if finding.hint else ""
        yield f"::{_COMMANDS[finding.level]} {where}::{_data(printable(finding.message + hint))}"
    hidden = len(summary.findings) - len(annotated(summary.findings))
    yield _data(summary.sentence()) + (f"; {hidden} more in the job summary" if hidden else "")


def annotated(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings that GitHub will show: 10 of each level, the worst files first."""
    in_file = Counter(finding.path for finding in findings)
    worst = sorted(findings, key=lambda finding: (-in_file[finding.path], finding))
    return tuple(
        finding
        for level in _COMMANDS
        for finding in [each for each in worst if each.level == level][:LIMIT]
    )


def job_summary(summary: Summary) -> Iterator[str]:
    """Yield the Markdown of every finding, for the job summary."""
    yield "### watchbill check\n"
    yield f"{summary.sentence()}\n"
    if summary.findings:
        yield "| where | what |"
        yield "| --- | --- |"
    for finding in summary.findings[:_ROWS]:
        hint = f" ({finding.hint})" if finding.hint else ""
        place = f"{finding.path}:{finding.line}:{finding.column}"
        what = f"{finding.level} {finding.code}: {finding.message}{hint}"
        yield f"| {_cell(place)} | {_cell(what)} |"
    if len(summary.findings) > _ROWS:
        yield f"\n… and {len(summary.findings) - _ROWS:,} more: run watchbill check"


def _cell(text: str) -> str:
    # As entities, so that a file's name or value is neither markup, nor a link, nor a mention.
    shown = " ".join(printable(text).split())
    return "".join(f"&#{ord(c)};" if c in _MARKUP else c for c in shown)


_MARKUP = frozenset("&<>|[]()`*_~\\@#!$")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
