"""All that is wrong with the data of a file, said so that a person can mend it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any, NamedTuple

from watchbill.model.scalars import YEARS, Day, LocalDateTime, Zone
from watchbill.places import Pointer
from watchbill.shape.hints import date_hint, form_hint, type_hint
from watchbill.shape.schema import schema

UNKNOWN_KEY, MISSING_KEY, WRONG_TYPE, WRONG_VALUE = "WB010", "WB011", "WB012", "WB013"
ZONE, DATE = "WB105", "WB106"
_MANY = 1000
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
    found = [fault for error in _validator(type_).iter_errors(data) for fault in _say(error)]
    return tuple(_unlinked(found))


@cache
def _validator(type_: Any) -> Any:
    # Slow to import, and only a file that fails is checked with it.
    from jsonschema import Draft7Validator, FormatChecker, validators

    checker = FormatChecker(formats=())
    for written in (Zone, Day, LocalDateTime):
        checker.checks(written.FORMAT, raises=ValueError)(_checked(written))
    # 1.0 is a number here, as it is where values are built; for JSON Schema it is whole.
    types = Draft7Validator.TYPE_CHECKER.redefine("integer", lambda _, value: _is("integer", value))
    validator = validators.extend(Draft7Validator, type_checker=types)  # type: ignore[no-untyped-call]  # theirs
    return validator(schema(type_), format_checker=checker)


def _checked(written: Any) -> Any:
    def check(value: object) -> bool:
        if isinstance(value, str):
            written.parse(value)
        return True

    return check


def _say(error: Any) -> Iterator[Fault]:
    """Turn an error of jsonschema into faults."""
    if error.instance is None:
        return  # an empty value, which is reported where the text is read
    at: Pointer = tuple(error.absolute_path)
    match error.validator:
        case "anyOf":
            yield from _branch_meant(error, at)
        case "additionalProperties":
            yield from _unknown_keys(error, at)
        case "required":
            yield Fault(MISSING_KEY, at, f"`{_missing(error)}` is missing")
        case "type" | "enum":
            yield _wrong_type(at, [error.schema], error.instance)
        case "pattern" | "format" | "minLength" | "minItems":
            yield _wrong_value(at, error)
        case _:
            yield Fault(WRONG_VALUE, at, _limit(error))


def _missing(error: Any) -> str:
    return next(str(n) for n in error.validator_value if error.message.startswith(repr(n)))


def _branch_meant(error: Any, at: Pointer) -> Iterator[Fault]:
    """Say what is wrong in the branch whose type the data has; else name all types."""
    branches = error.validator_value
    for index, branch in enumerate(branches):
        if _is(branch.get("type"), error.instance):
            for inner in error.context:
                if inner.schema_path[0] == index:
                    yield from _say(inner)
            return
    yield _wrong_type(at, branches, error.instance)


def _is(name: str | None, value: object) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    kinds = {"string": str, "integer": int, "number": (int, float), "array": list, "object": dict}
    return name in kinds and isinstance(value, kinds[name])  # type: ignore[arg-type]  # types, by name


def _unknown_keys(error: Any, at: Pointer) -> Iterator[Fault]:
    known = list(error.schema.get("properties", {}))
    missing = [key for key in known if key not in error.instance]
    for key in error.instance:
        if key not in known:
            hint = suggest(key, missing) or f"known here: {', '.join(known)}"
            yield Fault(UNKNOWN_KEY, (*at, key), f"unknown key `{short(key)}`", hint, on_key=True)


def _wrong_type(at: Pointer, branches: Sequence[Mapping[str, Any]], value: object) -> Fault:
    """Say which types are possible, and which one is there instead."""
    choices = [choice for branch in branches for choice in branch.get("enum", ())]
    if choices and isinstance(value, str):
        return _choice(at, value, choices, [b["type"] for b in branches if "type" in b])
    say = branches[0].get("x-message", "")
    names = ["string" if "enum" in branch else branch["type"] for branch in branches]
    wanted = [f"`{choice}`" for choice in choices]
    wanted += [_SAY_TYPE[name] for name in names if not (choices and name == "string")]
    has = next((text for name, text in _SAY_TYPE.items() if _is(name, value)), "nothing")
    precise = names == ["string"] and say and not say.startswith("must be text")
    message = say if precise else f"must be {_either(wanted)}"
    return Fault(WRONG_TYPE, at, f"{message}, not {has}", type_hint(names, branches[0], value))


def _choice(at: Pointer, value: str, choices: list[str], types: Iterable[str]) -> Fault:
    wanted = [f"`{choice}`" for choice in choices] + [_SAY_TYPE[name] for name in types]
    message = f"must be {_either(wanted)}, not `{short(value)}`"
    return Fault(WRONG_VALUE, at, message, suggest(value, choices))


def _either(wanted: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(wanted[:-1]), wanted[-1])))


def _wrong_value(at: Pointer, error: Any) -> Fault:
    rules: Mapping[str, Any] = error.schema
    if error.validator == "minItems":
        return Fault(WRONG_VALUE, at, "must not be empty")
    value = str(error.instance)
    if error.validator == "format":
        return _wrong_form(at, value, rules["format"], rules["x-message"])
    say = rules.get("x-message", "does not have the right form")
    if "propertyNames" in list(error.schema_path)[-2:]:
        return Fault(WRONG_VALUE, (*at, value), f"`{short(value)}` {say}", on_key=True)
    if not value:
        return Fault(WRONG_VALUE, at, say)
    return Fault(WRONG_VALUE, at, f"`{short(value)}` {say}", form_hint(value, rules))


def _wrong_form(at: Pointer, value: str, form: str, say: str) -> Fault:
    """Say what is wrong with a time zone, a day or a wall-clock time."""
    if form == Zone.FORMAT:
        return Fault(ZONE, at, f"`{short(value)}` {say}", suggest_zone(value))
    written = Day if form == Day.FORMAT else LocalDateTime
    if re.fullmatch(written.PATTERN, value, re.ASCII) and int(value[:4]) in YEARS:
        return Fault(DATE, at, f"there is no {'day' if written is Day else 'time'} `{value}`")
    return Fault(DATE, at, f"`{short(value)}` {say}", date_hint(value, written))


def _limit(error: Any) -> str:
    words = {"minimum": "at least", "maximum": "at most", "maxItems": "at most"}
    return f"must be {words.get(error.validator, error.validator)} {error.validator_value}"


@cache
def _zones() -> tuple[str, ...]:
    # Listing the zones takes a quarter of a second, so only a wrong one pays for it.
    from zoneinfo import available_timezones

    return tuple(sorted(filter(_is_place, available_timezones())))


def _is_place(name: str) -> bool:
    return name == "UTC" or ("/" in name and not name.startswith("Etc/"))


def suggest_zone(word: str) -> str:
    """Return what to write for a word that is no time zone: London is Europe/London."""
    places = {name.rpartition("/")[2].casefold(): name for name in _zones()}
    found = places.get(word.strip().casefold().replace(" ", "_"))
    if found:
        return f"write {found}"
    # CET and UTC+1 are the names of no place, though near to some.
    near = suggest(word, _zones()) if "/" in word or not word.isupper() else ""
    return near or "write the name of a place, such as America/New_York"


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
    near = _nearest(word, list(known))
    return f"did you mean `{near}`?" if near else ""


def _nearest(word: str, known: Sequence[str]) -> str | None:
    folded = word.casefold()
    same = [each for each in known if each.casefold() == folded]
    begun = [each for each in known if _begins(folded, each.casefold())]
    if same or len(begun) == 1:
        return (same or begun)[0]
    if len(known) > _MANY:  # comparing takes its time, so the first letter must be right then
        known = [each for each in known if each[:1].casefold() == folded[:1]]
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), None)


def _begins(word: str, known: str) -> bool:
    shorter, longer = sorted((word, known), key=len)
    return len(shorter) >= len("mon") and longer.startswith(shorter)


def short(text: str) -> str:
    """Return a text short enough for a message."""
    limit = 60
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
