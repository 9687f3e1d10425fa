"""The two readings of a type agree: building values, and looking for faults."""

import copy
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.shape.test_schema import walk
from tests.unit.shape.valid import VALID
from watchbill.model.kinds import BY_NAME, FILE_KINDS
from watchbill.shape.build import Invalid, build, plain
from watchbill.shape.faults import faults
from watchbill.shape.references import references
from watchbill.shape.schema import schema

KINDS = [kind.name for kind in FILE_KINDS]
ODD = st.sampled_from(
    [
        "",
        "a",
        "A",
        "a\n",
        "ada",
        "always",
        "09:00",
        "9:00",
        "24:00",
        "fri 17:00",
        "fri 24:00",
        "2026-02-29",
        "2026-02-28",
        "2026-02-28\n",
        "2026-02-28T12:00",
        "2026-02-28T24:00",
        "2026-02-28T12:00:00",
        "2026-02-28T12:00Z",
        "1969-12-31",
        "2200-01-01",
        "0000-01-01",
        "\uff12026-01-01",
        "UTC",
        "Europe/London",
        "europe/london",
        "localtime",
        "../UTC",
        "",
        "\x00",
        "1 week",
        "0 weeks",
        "1 weeks ",
        "5 minutes",
        "WB101",
        "WB101\n",
        "roster/a",
        "roster/a\n",
        "sev1",
        "tuesday",
        True,
        False,
        0,
        1,
        31,
        32,
        -1,
        9,
        10,
        1.0,
        1.5,
        10**20,
        1e300,
        [],
        {},
        ["ada"],
        [[]],
        [["ada"]],
        {"a": "b"},
        {"from": "09:00", "until": "17:00"},
    ]
)


def test_there_is_an_example_of_every_kind():
    assert set(VALID) == set(KINDS)
    for kind in KINDS:
        assert fields(VALID[kind]) >= {
            at[-1] for at, _ in walk(schema(BY_NAME[kind].type)) if at and at[-1] != "edit_url"
        } - {"items", "additionalProperties", "propertyNames"}


def fields(data: Any) -> set[str]:
    if isinstance(data, list):
        return set().union(*map(fields, data)) if data else set()
    if isinstance(data, dict):
        return set(data).union(*map(fields, data.values())) if data else set()
    return set()


@pytest.mark.parametrize("kind", KINDS)
def test_to_a_value_and_back(kind):
    type_ = BY_NAME[kind].type
    value = build(type_, VALID[kind])
    assert build(type_, plain(value)) == value
    assert faults(type_, plain(value)) == ()
    assert fields(plain(value)) <= fields(VALID[kind]), "by the names that are written"


def agree(kind: str, data: Any) -> bool:
    """Say whether data is right; fail where the two readings differ."""
    type_ = BY_NAME[kind].type
    found = faults(type_, data)
    try:
        build(type_, data)
    except Invalid as error:
        assert found, (data, str(error))  # noqa: PT017  # both ways are looked at
        return False
    assert not found, (data, found)
    return True


@given(st.data())
@settings(derandomize=True, deadline=None, max_examples=400)
def test_they_agree_on_what_was_changed(source):
    kind = source.draw(st.sampled_from(KINDS))
    data = copy.deepcopy(VALID[kind])
    for _ in range(source.draw(st.integers(1, 2))):
        data = source.draw(changed(data))
    agree(kind, data)


@st.composite
def changed(draw: Any, data: Any) -> Any:
    """Change one value somewhere: exchange it, take it out, double it, or rename its key."""
    if not isinstance(data, dict | list) or not data or draw(st.integers(0, 9)) == 0:
        return draw(ODD)
    data = copy.copy(data)
    at: Any = draw(st.sampled_from(list(data) if isinstance(data, dict) else range(len(data))))
    match draw(st.integers(0, 11)):
        case 0:
            del data[at]
        case 1 if isinstance(data, list):
            data.append(data[at])
        case 1:
            data[draw(st.sampled_from(["x", "A b", f"{at}s", "name", ""]))] = data[at]
        case 2:
            data[at] = draw(ODD)
        case _:
            data[at] = draw(changed(data[at]))
    return data


@given(st.data())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_they_agree_on_what_is_made_from_the_schema(source):
    kind = source.draw(st.sampled_from(KINDS))
    agree(kind, source.draw(made(schema(BY_NAME[kind].type))))


TEXTS = {
    "date": st.dates(date(1970, 1, 1), date(2199, 12, 31)).map(str),
    "local-date-time": st.datetimes(datetime(1970, 1, 1), datetime(2199, 12, 31)).map(
        lambda at: at.isoformat()[:16]
    ),
    "time-zone": st.sampled_from(["UTC", "Europe/London", "Asia/Kolkata"]),
}


def made(node: dict[str, Any]) -> st.SearchStrategy[Any]:  # noqa: C901, PLR0911  # a table
    """Return a strategy for data that a schema allows, now and then a little beyond it."""
    if "anyOf" in node:
        return st.one_of([made(branch) for branch in node["anyOf"]])
    if "enum" in node:
        return st.sampled_from(node["enum"])
    match node.get("type"):
        case "string" if "format" in node:
            return TEXTS[node["format"]] | st.text(max_size=4)
        case "string" if "pattern" in node:
            return st.from_regex(node["pattern"]) | st.text(max_size=4)
        case "string":
            return st.text(min_size=node.get("minLength", 0), max_size=5)
        case "integer":
            return st.integers(node.get("minimum", -3) - 1, node.get("maximum", 40) + 1)
        case "boolean":
            return st.booleans()
        case "array":
            return st.lists(made(node["items"]), max_size=3)
        case "object" if "properties" in node:
            return _object(node)
        case "object":
            extra = node.get("additionalProperties", {})
            keys = made({"type": "string", **node.get("propertyNames", {})})
            return st.dictionaries(keys, made(extra) if extra else st.integers(), max_size=2)
        case _:
            return st.integers()


def _object(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    needed = node.get("required", ())
    fields = {name: made(inner) for name, inner in node["properties"].items()}
    return st.fixed_dictionaries(
        {name: fields[name] for name in needed},
        optional={name: inner for name, inner in fields.items() if name not in needed},
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_that_names_a_resource_is_named_once(kind):
    value = build(BY_NAME[kind].type, VALID[kind])
    values = [value, *(value.values() if isinstance(value, dict) else ())]
    values += value if isinstance(value, tuple) else ()
    found = [(r.pointer, r.kind, r.id) for each in values for r in references(each)]
    assert len(found) == len(set(found))
    assert sorted(ids for _, _, ids in found) == sorted(
        named(VALID[kind], schema(BY_NAME[kind].type))
    )


def named(data: Any, node: dict[str, Any]) -> list[str]:
    """Return the values of all fields that the schema calls the id of something elsewhere."""
    if "anyOf" in node:
        fits = [b for b in node["anyOf"] if (b.get("type") == "array") == isinstance(data, list)]
        return [name for branch in fits for name in named(data, branch)]
    if isinstance(data, list):
        return [name for each in data for name in named(each, node["items"])]
    if isinstance(data, dict):
        inner = node.get("properties", {})
        rest = node.get("additionalProperties") or {}
        return [n for key, each in data.items() for n in named(each, inner.get(key, rest))]
    say = node.get("x-message", "")
    return [data] if say.startswith("must be the id of a") and "rotation" not in say else []
