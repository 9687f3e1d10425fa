"""The JSON Schemas that are shipped."""

import json
import re
from typing import Any

import msgspec
import pytest
from jsonschema import Draft7Validator

from tests.browser.hostile import FILES
from tests.unit.emit.made_site import AT, SMALL, catalog, example
from watchbill.emit.data import site_data, text, types
from watchbill.emit.data.ask import site_ask
from watchbill.emit.data.text import full_text
from watchbill.emit.outlook import Outlook
from watchbill.emit.schemas import DATA, artifacts
from watchbill.model.kinds import FILE_KINDS
from watchbill.resources import folder

EVERY = {artifact.path: artifact.text for artifact in artifacts()}
SCHEMAS = {f"schemas/{kind.name}.schema.json": "" for kind in FILE_KINDS}
SCHEMAS = {path: EVERY[path] for path in SCHEMAS}


def nodes(node: Any):
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def test_one_a_kind():
    assert list(EVERY) == [*SCHEMAS, *(f"schemas/{name}.schema.json" for name in DATA)]


def test_twice_the_same():
    assert dict(artifacts()) == EVERY


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


@pytest.mark.parametrize("of", [example(), catalog(SMALL), catalog(FILES), catalog({})])
def test_the_sites_data_keep_their_contract(of):
    said = {
        "site-data": site_data(Outlook(of, AT)),
        "site-ask": site_ask(of, full_text(of)),
    }
    assert list(said) == list(DATA)
    for name, value in said.items():
        schema = json.loads(EVERY[f"schemas/{name}.schema.json"])
        Draft7Validator.check_schema(schema)
        Draft7Validator(schema).validate(json.loads(text(value)))


def rows() -> list[type[types.Row]]:
    found = vars(types).values()
    return [one for one in found if isinstance(one, type) and issubclass(one, types.Row)][1:]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.__name__)
def test_the_scripts_know_the_same_fields(row: type[types.Row]):
    text = (folder("site") / "assets/modules/types.js").read_text(encoding="utf-8")
    contract = text.partition("What scripts of data set")[0]
    said = contract.partition(f"}} {row.__name__}\n")[0].rpartition("@typedef")[2]
    known = {name: not maybe for name, maybe in re.findall(r"(\w+)(\??):", said)}
    assert known == {field.name: field.required for field in msgspec.structs.fields(row)}


def test_the_contract_refuses_what_it_does_not_name():
    schema = json.loads(EVERY["schemas/site-data.schema.json"])
    good = json.loads(text(site_data(Outlook(catalog(SMALL), AT))))
    role = good["rosters"][0]["roles"][0]
    for spoilt in (
        good | {"phone": "+1"},
        good | {"version": 1},
        good | {"rosters": [good["rosters"][0] | {"roles": [role | {"shifts": [[1, 2]]}]}]},
    ):
        assert list(Draft7Validator(schema).iter_errors(spoilt))
