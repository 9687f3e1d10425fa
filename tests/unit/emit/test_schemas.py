"""The JSON Schemas that are shipped."""

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from watchbill.emit.schemas import artifacts
from watchbill.model.kinds import FILE_KINDS

SCHEMAS = {artifact.path: artifact.text for artifact in artifacts()}


def nodes(node: Any):
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def test_one_a_kind():
    assert list(SCHEMAS) == [f"schemas/{kind.name}.schema.json" for kind in FILE_KINDS]


def test_twice_the_same():
    assert dict(artifacts()) == SCHEMAS


@pytest.mark.parametrize("path", SCHEMAS)
def test_is_draft_07_as_editors_read_it(path: str):
    text = SCHEMAS[path]
    schema = json.loads(text)
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["title"]
    assert text.endswith("}\n")
    for node in nodes(schema):
        assert not {"$id", "$ref", "$defs", "x-message"} & node.keys()


def test_fields_are_in_the_order_of_their_type():
    roster = json.loads(SCHEMAS["schemas/roster.schema.json"])
    assert list(roster["properties"])[:4] == ["name", "timezone", "members", "rotations"]


def test_says_what_is_meant():
    roster = json.loads(SCHEMAS["schemas/roster.schema.json"])
    member = roster["properties"]["members"]["items"]
    assert member["patternErrorMessage"] == "must be the id of a person"
