"""PagerDuty's published contract, where it lies beside the repository: requests, answers, names.

The document is OpenAPI 3.0. `format` and `readOnly` are not looked at; `nullable` is.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cache
from json import loads
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from tests.pagers.fakes.pagerduty_amended import AMENDED
from tests.pagers.fakes.pagerduty_paths import matched
from tests.pagers.fakes.server import Request, Response

SPECS = Path(os.environ.get("WATCHBILL_SPECS", Path(__file__).parents[4] / "shared" / "specs"))
FILE = SPECS / "pagerduty-oncall.openapi.json"
JSON = "application/json"
BASE = "urn:pagerduty"
REFUSED = 400


class Contract:
    """The document, ready to be asked."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        resource = Resource.from_contents(document, default_specification=DRAFT4)
        self.registry = Registry().with_resource(BASE, resource)

    def of_request(self, request: Request) -> Iterator[str]:
        """Yield what is wrong with a request."""
        match = matched(self.document["paths"], request.path)
        operation = self._operation(request)
        if not match or not operation:
            yield "is not documented"
            return
        yield from self._of_query(operation, request)
        pointer = _pointer("paths", match[0], request.method.lower(), "requestBody")
        schema = _json(operation.get("requestBody", {}))
        if schema and request.body is None and operation["requestBody"].get("required", True):
            yield "has no body"
        elif schema and request.body is not None:
            place = f"{pointer}/content/{_escaped(JSON)}/schema"
            yield from self._errors(place, request.body)
            yield from self._unknown([schema], request.body, "")

    def of_response(self, request: Request, response: Response) -> Iterator[str]:
        """Yield what is wrong with an answer; of refusals, only those that have a schema."""
        match = matched(self.document["paths"], request.path)
        operation = self._operation(request)
        documented = self._whole(operation.get("responses", {}).get(str(response.status)))
        if operation and documented is None and response.status < REFUSED:
            yield "the status is not documented"
        if match and _json(documented):
            method, status = request.method.lower(), str(response.status)
            pointer = _pointer("paths", match[0], method, "responses", status)
            ref = operation["responses"][status].get("$ref")
            place = ref.removeprefix("#") if ref else pointer
            yield from self._errors(f"{place}/content/{_escaped(JSON)}/schema", response.body)
            yield from self._unknown([_json(documented)], response.body, "")

    def _operation(self, request: Request) -> Mapping[str, Any]:
        match = matched(self.document["paths"], request.path)
        methods = self.document["paths"][match[0]] if match else {}
        found: Mapping[str, Any] = methods.get(request.method.lower(), {})
        return found

    def _of_query(self, operation: Mapping[str, Any], request: Request) -> Iterator[str]:
        """Compare a query with the documented parameters."""
        known = {
            one["name"]: one
            for one in map(self._whole, operation.get("parameters", ()))
            if one["in"] == "query"
        }
        for name in request.query.keys() - known.keys():
            yield f"query: {name} is not documented"
        for name, one in known.items():
            if one.get("required") and name not in request.query:
                yield f"query: {name} is required"
            schema = self._whole(one["schema"])
            for text in request.query.get(name, ()):
                for error in _VALIDATOR(schema.get("items", schema)).iter_errors(_typed(text)):
                    if not (schema.get("type") == "string" and error.validator == "type"):
                        yield f"query: {name}: {error.message}"

    def _errors(self, pointer: str, value: Any) -> Iterator[str]:
        validator = _VALIDATOR({"$ref": f"{BASE}#{pointer}"}, registry=self.registry)
        for error in validator.iter_errors(value):
            yield f"{_place(error)}: {_deepest(error)}"

    def _unknown(self, schemas: Sequence[Any], value: Any, place: str) -> Iterator[str]:
        """Yield the names of a body that no documented object knows, however deep they are."""
        parts = [part for schema in schemas for part in self._parts(schema)]
        if isinstance(value, list):
            items = [part["items"] for part in parts if "items" in part]
            for number, item in enumerate(value):
                yield from self._unknown(items, item, f"{place}/{number}")
        known = [part["properties"] for part in parts if "properties" in part]
        if isinstance(value, dict) and known:
            for name, inner in value.items():
                here = [properties[name] for properties in known if name in properties]
                if not here:
                    yield f"{place}/{name}: is not documented"
                yield from self._unknown(here, inner, f"{place}/{name}")
        elif isinstance(value, dict) and value and place == "" and not known:
            yield f"{place}/{min(value)}: the body must be empty"

    def _parts(self, schema: Any) -> Iterator[Mapping[str, Any]]:
        whole = self._whole(schema) or {}
        yield whole
        for word in ("allOf", "oneOf", "anyOf"):
            for inner in whole.get(word, ()):
                yield from self._parts(inner)

    def _whole(self, value: Any) -> Any:
        """Follow references, also through positions in lists."""
        while isinstance(value, Mapping) and "$ref" in value:
            value = _at(self.document, value["$ref"].removeprefix("#"))
        return value


@cache
def contract() -> Contract | None:
    """Return the official contract; None where it does not lie beside the repository."""
    if not FILE.is_file():
        return None
    document = loads(FILE.read_text(encoding="utf-8"))
    for one in AMENDED:
        *path, last = _steps(one.pointer)
        parent = _at(document, _pointer(*path))
        parent[last] = deepcopy(one.value)
    return Contract(document)


def _nullable(kept: Callable[..., Any]) -> Callable[..., Iterator[ValidationError]]:
    """Return a keyword's check that lets null pass where OpenAPI 3.0 says `nullable`."""

    def check(
        validator: Any, value: Any, instance: Any, schema: Mapping[str, Any]
    ) -> Iterator[ValidationError]:
        if not (instance is None and schema.get("nullable")):
            yield from kept(validator, value, instance, schema) or ()

    return check


_VALIDATOR = extend(
    Draft4Validator,
    {word: _nullable(Draft4Validator.VALIDATORS[word]) for word in ("type", "enum", "oneOf")},
)


def _typed(text: str) -> Any:
    """Read a query parameter's text as what it looks like."""
    words = {"true": True, "false": False}
    return words.get(text, int(text) if text.lstrip("-").isdigit() else text)


def _json(operation: Mapping[str, Any] | None) -> Any:
    return (operation or {}).get("content", {}).get(JSON, {}).get("schema")


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _pointer(*steps: str) -> str:
    return "".join(f"/{_escaped(step)}" for step in steps)


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _at(document: Any, pointer: str) -> Any:
    for step in _steps(pointer):
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def _place(error: ValidationError) -> str:
    return "".join(f"/{step}" for step in error.absolute_path)


def _deepest(error: ValidationError) -> str:
    return min((error.message, *(inner.message for inner in error.context or ())), key=len)
