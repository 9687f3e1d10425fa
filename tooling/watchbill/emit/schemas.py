"""JSON Schemas of every kind of file, for editors and for checks by other tools."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from watchbill.emit.artifact import Artifact
from watchbill.model.kinds import FILE_KINDS
from watchbill.shape.schema import schema

_IN_ORDER = frozenset(("properties", "default", "examples"))
"""Where the order of keys is that of a person: the fields of a type, and what somebody wrote."""


def artifacts() -> Iterator[Artifact]:
    """Yield schemas/<kind>.schema.json for every kind of file."""
    for kind in FILE_KINDS:
        body = _tidy(schema(kind.type, kind.name.capitalize()))
        text = json.dumps(body, indent=2, ensure_ascii=False)
        yield Artifact(f"schemas/{kind.name}.schema.json", f"{text}\n")


def _tidy(node: Any, *, keep_order: bool = False) -> Any:
    """Sort keys where their order says nothing, and name messages as editors do."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    if keep_order:
        return {key: _tidy(value) for key, value in node.items()}
    named = dict(node)
    message = named.pop("x-message", None)
    if message and "pattern" in named:
        named["patternErrorMessage"] = message
    return {key: _tidy(named[key], keep_order=key in _IN_ORDER) for key in sorted(named)}
