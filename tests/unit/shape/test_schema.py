"""The schemas: what editors can use, with an explanation at every field."""

import json
import re

import pytest
from jsonschema import Draft7Validator

from watchbill.model.kinds import BY_NAME, FILE_KINDS
from watchbill.shape.schema import schema


def walk(node, at=()):
    """Yield every schema in a schema, with the names of the fields that lead there."""
    yield at, node
    for name, inner in node.get("properties", {}).items():
        yield from walk(inner, (*at, name))
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(node.get(key), dict):
            yield from walk(node[key], (*at, key))
    for inner in node.get("anyOf", ()):
        yield from walk(inner, at)


@pytest.fixture(params=FILE_KINDS, ids=lambda kind: kind.name)
def made(request):
    return schema(request.param.type, request.param.name)


def test_is_draft_07_without_references_or_null(made):
    Draft7Validator.check_schema(json.loads(json.dumps(made)))
    assert made["$schema"] == "http://json-schema.org/draft-07/schema#"
    text = json.dumps(made)
    assert not re.search(r"\$ref|\$defs|definitions|null", text)


def test_is_the_same_every_time(made):
    assert json.dumps(made) == json.dumps(json.loads(json.dumps(made)))


def test_every_field_explains_itself(made):
    for at, node in walk(made):
        for name, field in node.get("properties", {}).items():
            assert field.get("title"), (*at, name)
            said = field.get("description", "")
            assert said.endswith((".", ")", ";")), (*at, name, said)


def test_every_form_is_said_in_words_and_its_examples_have_it(made):
    for at, node in walk(made):
        if "pattern" in node or "format" in node or "minLength" in node:
            assert node["x-message"].startswith("must be "), at
        for example in node.get("examples", ()):
            assert list(Draft7Validator(node).iter_errors(example)) == [], (at, example)


def test_unknown_keys_are_refused_but_in_front_matter(made):
    for at, node in walk(made):
        if "properties" in node:
            assert node.get("additionalProperties", True) is not True or not at, at


def test_choices_stand_in_their_own_order():
    found = schema(BY_NAME["roster"].type)["properties"]["rotations"]["items"]["properties"]
    days = found["hours"]["anyOf"][1]["items"]["properties"]["days"]["items"]["enum"]
    assert days == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert found["handoff"]["properties"]["on"]["anyOf"][0]["enum"][0] == "monday"
