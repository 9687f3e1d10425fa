"""JSON Schemas of every kind of file, and of the site's data, for editors and other tools."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from watchbill.emit.artifact import Artifact
from watchbill.emit.data.types import SiteAsk, SiteData
from watchbill.model.kinds import FILE_KINDS
from watchbill.shape.schema import DRAFT_07, schema

_IN_ORDER = frozenset(("properties", "default", "examples"))
"""Where the order of keys is that of a person: the fields of a type, and what somebody wrote."""


DATA: Mapping[str, type] = {"site-data": SiteData, "site-ask": SiteAsk}


def artifacts() -> Iterator[Artifact]:
    """Yield schemas/<kind>.schema.json for every kind of file, then those of the site's data."""
    for kind in FILE_KINDS:
        yield _artifact(kind.name, schema(kind.type, kind.name.capitalize()))
    for name, type_ in DATA.items():
        yield _artifact(name, _contract(type_, name.capitalize().replace("-", " ")))


def _artifact(name: str, body: Mapping[str, Any]) -> Artifact:
    text = json.dumps(_tidy(body), indent=2, ensure_ascii=False)
    return Artifact(f"schemas/{name}.schema.json", f"{text}\n")


def _contract(type_: type, title: str) -> dict[str, Any]:
    """Return the schema of data that programs write: parts by name, lists of fixed places."""
    body = _draft_07(msgspec.json.schema(type_))
    return {"$schema": DRAFT_07, "title": title, "allOf": [{"$ref": body["$ref"]}]} | {
        "definitions": body["$defs"]
    }


def _draft_07(node: Any) -> Any:
    """Say what msgspec says as draft-07 does."""
    if isinstance(node, list):
        return [_draft_07(item) for item in node]
    if not isinstance(node, dict):
        return node
    said = {key: _draft_07(value) for key, value in node.items() if key != "$defs"}
    if "$defs" in node:
        said["$defs"] = {name: _draft_07(part) for name, part in node["$defs"].items()}
    if "prefixItems" in said:
        said["items"] = said.pop("prefixItems")
        said["additionalItems"] = False
    if "$ref" in said:
        said["$ref"] = said["$ref"].replace("#/$defs/", "#/definitions/")
    if said.get("anyOf") and {"type": "null"} in said["anyOf"]:
        return _written_or_left_out(said)
    return said


def _written_or_left_out(node: dict[str, Any]) -> Any:
    """Take null out of a union: what is not known is left out."""
    branches = [branch for branch in node["anyOf"] if branch != {"type": "null"}]
    rest = {key: value for key, value in node.items() if key not in {"anyOf", "default"}}
    return rest | (branches[0] if len(branches) == 1 else {"anyOf": branches})


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
