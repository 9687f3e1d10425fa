"""All that is wrong with the data of a file, said so that a person can mend it."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, NamedTuple

from watchbill.model.scalars import Day, LocalDateTime, Zone
from watchbill.places import Pointer
from watchbill.shape.schema import schema

UNKNOWN_KEY, MISSING_KEY, WRONG_TYPE, WRONG_VALUE = "WB010", "WB011", "WB012", "WB013"
ZONE, DATE = "WB105", "WB106"
_FORMATS = {Zone.FORMAT: ZONE, Day.FORMAT: DATE, LocalDateTime.FORMAT: DATE}
_SAY_TYPE = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


class Fault(NamedTuple):
    """Data that does not fit its type; `on_key` when the key is wrong, not the value."""

    code: str
    pointer: Pointer
    message: str
    hint: str = ""
    on_key: bool = False


def faults(type_: Any, data: object) -> tuple[Fault, ...]:
    """Return every fault of plain data against a type; for a union, those of the branch meant."""
    # An empty value is reported where the text is read, so it is passed over here.
    errors = (e for e in _validator(type_).iter_errors(data) if e.instance is not None)
    found = [fault for error in errors for fault in _say(error)]
    return tuple(_unlinked(found))


@cache
def _validator(type_: Any) -> Any:
    # Slow to import, and only a file that fails is checked with it.
    from jsonschema import Draft7Validator, FormatChecker

    checker = FormatChecker(formats=())
    for written in (Zone, Day, LocalDateTime):
        checker.checks(written.FORMAT, raises=ValueError)(_checked(written))
    return Draft7Validator(schema(type_), format_checker=checker)


def _checked(written: Any) -> Any:
    def check(value: object) -> bool:
        if isinstance(value, str):
            written.parse(value)
        return True

    return check


def _say(error: Any) -> Iterator[Fault]:
    """Turn an error of jsonschema into faults."""
    at: Pointer = tuple(error.absolute_path)
    match error.validator:
        case "anyOf":
            yield from _branch_meant(error, at)
        case "additionalProperties":
            yield from _unknown_keys(error, at)
        case "required":
            yield Fault(MISSING_KEY, at, f"`{_missing(error)}` is missing")
        case "type":
            yield _wrong_type(at, [error.validator_value], error.instance)
        case "enum":
            yield _wrong_choice(at, error)
        case "propertyNames" | "pattern" | "format" | "minLength" | "minItems":
            yield _wrong_value(at, error)
        case _:
            yield Fault(WRONG_VALUE, at, _limit(error))


def _missing(error: Any) -> str:
    return next(n for n in error.validator_value if error.message.startswith(repr(n)))


def _branch_meant(error: Any, at: Pointer) -> Iterator[Fault]:
    """Say what is wrong in the branch whose type the data has; else name all types."""
    branches = error.validator_value
    for index, branch in enumerate(branches):
        if _is(branch.get("type"), error.instance):
            for inner in error.context:
                if inner.schema_path[0] == index:
                    yield from _say(inner)
            return
    choices = [choice for branch in branches for choice in branch.get("enum", ())]
    if choices and isinstance(error.instance, str):
        yield _choice(at, error.instance, choices)
        return
    types = [branch.get("type", "string") for branch in branches]
    yield _wrong_type(at, types, error.instance, choices)


def _is(name: str | None, value: object) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    kinds = {"string": str, "integer": int, "number": (int, float), "array": list, "object": dict}
    return name in kinds and isinstance(value, kinds[name])  # type: ignore[arg-type]


def _unknown_keys(error: Any, at: Pointer) -> Iterator[Fault]:
    known = list(error.schema.get("properties", {}))
    for key in error.instance:
        if key not in known:
            hint = suggest(str(key), known) or f"known here: {', '.join(known)}"
            yield Fault(UNKNOWN_KEY, (*at, key), f"unknown key `{key}`", hint, on_key=True)


def _wrong_type(
    at: Pointer, types: Iterable[str], value: object, choices: Iterable[str] = ()
) -> Fault:
    wanted = [f"`{choice}`" for choice in choices]
    wanted += [_SAY_TYPE[name] for name in types if not (choices and name == "string")]
    has = next((say for name, say in _SAY_TYPE.items() if _is(name, value)), "nothing")
    message = f"must be {' or '.join(wanted)}, not {has}"
    return Fault(WRONG_TYPE, at, message, _type_hint(wanted, value))


def _type_hint(wanted: list[str], value: object) -> str:
    if wanted == ["text"] and isinstance(value, bool | int | float):
        return f'quote it: "{str(value).lower()}"'
    if wanted == ["true or false"] and str(value).lower() in {"yes", "on", "no", "off"}:
        return f"write {'true' if str(value).lower() in {'yes', 'on'} else 'false'}"
    if wanted == ["a list"] and isinstance(value, str):
        return f"write a list: [{value}]" if len(value) < 40 else "write a list"  # noqa: PLR2004
    return ""


def _wrong_choice(at: Pointer, error: Any) -> Fault:
    if not isinstance(error.instance, str):
        return _wrong_type(at, ["string"], error.instance)
    return _choice(at, error.instance, error.validator_value)


def _choice(at: Pointer, value: str, choices: list[str]) -> Fault:
    message = f"must be one of {', '.join(choices)}, not `{short(value)}`"
    return Fault(WRONG_VALUE, at, message, suggest(value, choices))


def _wrong_value(at: Pointer, error: Any) -> Fault:
    rules: Mapping[str, Any] = error.schema
    if error.validator == "minItems":
        return Fault(WRONG_VALUE, at, "must not be empty")
    if error.validator == "propertyNames":
        name = str(error.instance)
        return Fault(WRONG_VALUE, at, f"`{short(name)}` {_message(error)}")
    code = _FORMATS.get(rules.get("format", ""), WRONG_VALUE)
    hint = _zone_hint(str(error.instance)) if code == ZONE else ""
    return Fault(code, at, f"`{short(str(error.instance))}` {rules.get('x-message')}", hint)


def _message(error: Any) -> str:
    return str(error.schema.get("x-message", "does not have the right form"))


def _limit(error: Any) -> str:
    words = {"minimum": "at least", "maximum": "at most", "maxItems": "at most"}
    return f"must be {words.get(error.validator, error.validator)} {error.validator_value}"


def _zone_hint(text: str) -> str:
    # Listing the zones takes a quarter of a second, so only a wrong one pays for it.
    from zoneinfo import available_timezones

    return suggest(text, sorted(available_timezones()))


def _unlinked(found: list[Fault]) -> Iterator[Fault]:
    """Drop a missing key where a misspelt one beside it was meant: one mistake, one fault."""
    meant = {(f.pointer[:-1], f.hint) for f in found if f.code == UNKNOWN_KEY}
    seen = set()
    for fault in found:
        name = fault.message.split("`")[1] if fault.code == MISSING_KEY else ""
        if (fault.pointer, f"did you mean `{name}`?") in meant or fault in seen:
            continue
        seen.add(fault)
        yield fault


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a question that offers the known word nearest to a misspelt one, or nothing."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else ""


def short(text: str) -> str:
    """Return a text short enough for a message."""
    limit = 60
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
