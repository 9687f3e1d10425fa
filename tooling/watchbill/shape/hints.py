"""What was probably meant by a value that does not fit, as a hint."""

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from watchbill.model.scalars import DAY_NAMES

_SHORT = 40
_SAY_PERSON = "must be the id of a person"
_AROUND = " \t\u201c\u201d\u2018\u2019\"'"
"""Blanks and quotes, among them those that word processors put around a value."""


def type_hint(names: list[str], rules: Mapping[str, Any], value: object) -> str:
    """Return what to do with a value of another type than those named; `rules` are the first's."""
    if names == ["string"]:
        word = str(value).lower() if isinstance(value, bool | int | float) else ""
        fits = "format" not in rules and re.search(rules.get("pattern", ""), word)
        return "quote it" if word and fits else ""
    if isinstance(value, str):
        return _text_hint(names, rules, value)
    if names == ["array"] and isinstance(value, dict):
        return "begin each item of the list with -"
    return ""


def _text_hint(names: list[str], rules: Mapping[str, Any], text: str) -> str:
    """Return what to do with text where there should be something else."""
    truth = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
    if names == ["boolean"] and text.lower() in truth:
        return f"write {str(truth[text.lower()]).lower()} without quotes"
    if names == ["integer"] and re.fullmatch("[0-9]+", text):
        return "write it without quotes"
    if names == ["array"] and len(text) < _SHORT:
        return f"write a list: [{text}]"
    if names != ["object"]:
        return ""
    fields = ", ".join(rules.get("properties", ()))
    return "write a blank after the `:`" if ":" in text else fields and f"its fields: {fields}"


def form_hint(value: str, rules: Mapping[str, Any]) -> str:
    """Return what was probably meant by a value that misses its pattern by little."""
    tidy = _ascii(value.strip(_AROUND).lower())
    joined = re.sub(r"[^a-z0-9_]+", "-", tidy).strip("-")
    if rules.get("x-message") == _SAY_PERSON and re.search(r"\w[^\w-]+\w", tidy):
        return "write the name of the person's file, without .yaml"
    days = re.sub(f"({'|'.join(DAY_NAMES)})[a-z]+", r"\1", tidy)
    for meant in (tidy, joined, f"0{tidy}", _length(tidy), f"1 {tidy}", days):
        if len(meant) < _SHORT and "pattern" in rules and re.search(rules["pattern"], meant):
            return f"write {meant}"
    return ""


def _ascii(text: str) -> str:
    """Return text without accents, as file names have it: jürgen is jurgen."""
    return normalize("NFKD", text).encode("ascii", "ignore").decode()


def _length(text: str) -> str:
    """Return the length of time that 5m, 5min, 1w or weekly mean; else nothing."""
    found = re.fullmatch("([0-9]{1,4}) ?(m|min|mins|h|hr|hrs|d|w|wk|wks)", text)
    units = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
    words = {"hourly": "1 hour", "daily": "1 day", "weekly": "1 week", "monthly": "1 month"}
    return f"{found[1]} {units[found[2][0]]}" if found else words.get(text, "")


def date_hint(value: str, written: Any) -> str:
    """Return the day or wall-clock time that was probably meant by one in another form."""
    padded = re.sub(r"(?<![0-9])([0-9])(?![0-9])", r"0\1", value.strip().replace(" ", "T"))
    for meant in (padded, padded[:10], padded[:16], f"{padded}T00:00"):
        try:
            written.parse(meant)
        except ValueError:
            continue
        return f"write {meant}"
    return ""
