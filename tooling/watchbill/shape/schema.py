"""JSON Schemas of model types, in the flavour that editors promise: draft-07, no references."""

from functools import cache
from typing import Any, get_args

import msgspec

from watchbill.model.scalars import DayName, Level, Preset, WeekdayName

# msgspec sorts the choices by name; people expect days and levels in their own order.
_CHOICES = {
    frozenset(get_args(literal)): list(get_args(literal))
    for literal in (DayName, WeekdayName, Level, Preset)
}
DRAFT_07 = "http://json-schema.org/draft-07/schema#"
_REF = "#/$defs/"


def _written(type_: type) -> dict[str, Any]:
    """Describe the scalars that are written as text."""
    text: dict[str, Any] = {"type": "string", "description": (type_.__doc__ or "").strip()}
    text["format"] = type_.FORMAT  # type: ignore[attr-defined]  # shape.build names the types
    text["x-message"] = type_.SAY  # type: ignore[attr-defined]  # our scalars have it
    return text


@cache
def schema(type_: Any, title: str = "") -> dict[str, Any]:
    """Return the JSON Schema (draft-07) of a model type; not to be changed by the caller."""
    raw = msgspec.json.schema(type_, schema_hook=_written)
    body = _inline(raw, raw.get("$defs", {}))
    if title:
        body["title"] = title
    return {"$schema": DRAFT_07, **body}


def _inline(node: Any, parts: dict[str, Any]) -> Any:
    """Replace references by what they name: draft-07 ignores all that stands beside a $ref."""
    if isinstance(node, list):
        return [_inline(item, parts) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        beside = {key: value for key, value in node.items() if key not in {"$ref", "$defs"}}
        return _inline({**parts[node["$ref"].removeprefix(_REF)], **beside}, parts)
    node = {key: value for key, value in node.items() if key != "$defs"}
    if "anyOf" in node:
        node = _without_null(node)
        if "$ref" in node:
            return _inline(node, parts)
    out = {key: _inline(value, parts) for key, value in node.items() if key not in _VERBATIM}
    out |= {key: node[key] for key in _VERBATIM if key in node}
    if "enum" in out:
        out["enum"] = _CHOICES.get(frozenset(out["enum"]), out["enum"])
    if "properties" in out:
        out["properties"] = {
            name: {"title": name.replace("_", " ").capitalize(), **_untitled(value)}
            for name, value in out["properties"].items()
        }
    return out


_VERBATIM = ("default", "examples", "enum")


def _untitled(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key != "title"}


def _without_null(node: dict[str, Any]) -> dict[str, Any]:
    """Take null out of a union: a field is written or left out, never empty."""
    branches = [branch for branch in node["anyOf"] if branch != {"type": "null"}]
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    if rest.get("default", ...) is None:
        del rest["default"]
    if len(branches) == 1:
        return {**branches[0], **rest}
    return {"anyOf": branches, **rest}
