"""Terraform's documents of catalogs, and what Terraform would make of the strings in them."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from tests.pagers.company import AT
from watchbill.emit.terraform import Provider, terraform
from watchbill.engine.horizon import horizon, whole_shifts
from watchbill.model import Catalog
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import clip, settle

Schema = Mapping[str, tuple[str, bool]]
"""The type of each argument of a block, and whether it is required; `block:name` for a block."""

USER = (
    re.compile(r"\$\{data\.pagerduty_user\.(\w+)\.id\}"),
    re.compile(r'\$\{local\.watchbill_users\[local\.watchbill_emails\["([^"]+)"\]\]\}'),
    re.compile(r'\$\{local\.watchbill_named\["([^"]+)"\]\}'),
)
IDS = {"PTWADA1": "ada"}
"""Whom the example names by their id in PagerDuty."""
OPENING = re.compile(r"([$%])\1*\{")


def document(
    known: Catalog, provider: Provider, api: Literal["v2", "v3"] = "v2", at: datetime = AT
) -> dict[str, Any]:
    """Return the document as it is read."""
    (artifact,) = terraform(known, at, provider, api)
    assert artifact.path == f"terraform/{provider}.tf.json"
    found: dict[str, Any] = json.loads(artifact.text)
    return found


def literal(text: str) -> str:
    """Return what a string without expressions is to Terraform."""
    for opening in OPENING.finditer(text):
        assert len(opening[0]) > 2, f"{text} would be evaluated"
    return re.sub(r"([$%])\1\{", r"\1{", text)


def person(text: str) -> str:
    """Return the person whom an expression stands for; a plain id as it is."""
    found = [match[1] for pattern in USER if (match := pattern.fullmatch(text))]
    return found[0] if found else IDS.get(text, literal(text))


def reference(text: str) -> tuple[str, str]:
    """Return type and name of the resource whose id an expression is."""
    match = re.fullmatch(r"\$\{(\w+)\.(\w+)\.id\}", text)
    assert match, text
    return match[1], match[2]


def window(known: Catalog, at: datetime = AT) -> tuple[datetime, datetime]:
    return horizon(at, known.settings.site.weeks)


def promised(known: Catalog, at: datetime = AT) -> dict[str, tuple[Stint, ...]]:
    """Return who is on call by the engine, by the name of the resource of each role."""
    start, end = window(known, at)
    return {
        f"{id_}_{role}".replace("-", "_"): settle(
            clip([Stint(s.start, s.end, s.people) for s in shifts if s.role == role], start, end)
        )
        for id_, roster in known.rosters.items()
        for shifts in [whole_shifts(id_, roster, start, end)]
        for role in {rotation.role for rotation in roster.rotations}
    }


def together(lanes: Mapping[str, tuple[Stint, ...]]) -> dict[str, tuple[Stint, ...]]:
    """Return the timelines of roles of which some have several schedules: x, x_2, x_3."""
    found: dict[str, list[Stint]] = {}
    for name, stints in lanes.items():
        found.setdefault(re.sub(r"_\d+$", "", name), []).extend(stints)
    return {name: settle(stints) for name, stints in found.items()}


def fits(block: Mapping[str, Any], schema: Schema) -> None:
    """Assert that a block has what is required, nothing unknown, and values of the types."""
    names = {name.removeprefix("block:"): said for name, said in schema.items()}
    assert set(block) <= set(names), set(block) - set(names)
    missing = {name for name, (_, required) in names.items() if required} - set(block)
    assert not missing, missing
    for name, value in block.items():
        assert typed(value, names[name][0]), (name, value)


def typed(value: Any, kind: str) -> bool:
    """Say whether a value is of a type: string, number, bool, block, or a list or set of one."""
    outer, _, inner = kind.partition(" ")
    if outer in {"list", "set"}:
        unique = outer == "list" or len({json.dumps(one) for one in value}) == len(value)
        return isinstance(value, list) and unique and all(typed(one, inner) for one in value)
    expected = {"string": str, "number": int, "bool": bool, "block": dict}[outer]
    return isinstance(value, expected) and isinstance(value, bool) == (outer == "bool")
