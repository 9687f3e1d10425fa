"""Findings as JSON: one object a finding."""

import json
from collections.abc import Iterator

from watchbill.findings import Finding
from watchbill.report.summary import Summary


def write(summary: Summary) -> Iterator[str]:
    """Yield the JSON document of a check."""
    counts = {level: summary.counts.get(level, 0) for level in ("error", "warning", "info")}
    document = {
        "files": summary.files,
        "counts": counts,
        "findings": [_finding(finding) for finding in summary.findings],
    }
    yield json.dumps(document, indent=2)  # in ASCII: any terminal and any pipe can take it


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_column": finding.end_column,
        "code": finding.code,
        "level": finding.level,
        "message": finding.message,
        "hint": finding.hint,
        "pointer": "".join(f"/{_escaped(part)}" for part in finding.pointer),
    }


def _escaped(part: str | int) -> str:
    """Return a part of a JSON Pointer (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")
