"""Findings made up for the reports."""

from watchbill.findings import Finding
from watchbill.report.summary import Summary


def finding(message: str = "unknown key `a`", **fields) -> Finding:
    """Return a finding in the second line of a file."""
    known = {
        "path": "rosters/people/ada.yaml",
        "line": 2,
        "column": 1,
        "code": "WB010",
        "level": "error",
        "end_column": 2,
        "excerpt": "a: 1",
        "pointer": ("a",),
    }
    return Finding(**{**known, "message": message, **fields})


def summary(*findings: Finding) -> Summary:
    """Return the summary of a check of ten files."""
    return Summary(findings, 10, 0.123)
