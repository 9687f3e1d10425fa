"""Findings as SARIF 2.1.0 (OASIS), as GitHub code scanning reads it."""

import json
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from watchbill import __version__
from watchbill.findings import Finding
from watchbill.report.summary import Summary
from watchbill.rules import BY_CODE

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def write(summary: Summary) -> Iterator[str]:
    """Yield the SARIF document of a check."""
    codes = sorted({finding.code for finding in summary.findings})
    run = {
        "tool": {
            "driver": {
                "name": "watchbill",
                "version": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes) for finding in summary.findings],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    yield json.dumps(document, indent=2)  # in ASCII: any terminal and any pipe can take it


def _rule(code: str) -> dict[str, Any]:
    rule = BY_CODE[code]
    first = rule.text.strip().splitlines()[0]
    text = "\n".join(line.strip() for line in rule.text.strip().splitlines())
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": first},
        "fullDescription": {"text": text},
    }


def _result(finding: Finding, codes: list[str]) -> dict[str, Any]:
    hint = f" ({finding.hint})" if finding.hint else ""
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.level],
        "message": {"text": finding.message + hint},
        "locations": [{"physicalLocation": _place(finding)}],
        "partialFingerprints": {"watchbill/v1": _fingerprint(finding)},
    }


def _place(finding: Finding) -> dict[str, Any]:
    from urllib.parse import quote

    return {
        "artifactLocation": {"uri": quote(finding.path, errors="surrogateescape")},
        "region": {
            "startLine": finding.line,
            "startColumn": finding.column,
            "endColumn": max(finding.end_column, finding.column + 1),
        },
    }


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines above a finding come and go."""
    what = (finding.code, finding.path, *map(str, finding.pointer), finding.message)
    return blake2b("\0".join(what).encode(errors="backslashreplace"), digest_size=16).hexdigest()
