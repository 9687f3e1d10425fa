"""Marks: the line in a description that says whose an object is, and what people read beside it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

LONGEST_NAME = 100
"""Characters in a name, as Opsgenie has them."""

LONGEST_TEXT = 1000
"""Characters that are kept of a description, without the mark."""

_MARK = re.compile(r"(?:^|\n)[ \t]*Kept by watchbill: (?P<key>[a-z]+/\S+)\s*$")


def mark(key: str, text: str = "") -> str:
    """Return a description with the mark of a key."""
    return f"{text}\n\nKept by watchbill: {key}" if text else f"Kept by watchbill: {key}"


def key_of(description: object) -> str | None:
    """Return the key in a description; None for an object of others."""
    found = _MARK.search(str(description or ""))
    return found["key"] if found else None


def text_of(description: object) -> str:
    """Return a description without its mark."""
    return _MARK.sub("", str(description or "")).strip()


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters, with an ellipsis where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def owned(
    records: Iterable[Mapping[str, Any]], kind: str, ids: Mapping[str, str]
) -> Mapping[str, Mapping[str, Any]]:
    """Return the objects of a kind that are ours by their keys: recorded, or with a mark.

    Of several with the same mark the first one counts: the others are copies that people made.
    """
    keys = {id_: key for key, id_ in ids.items()}
    found: dict[str, Mapping[str, Any]] = {}
    for record in records:
        key = keys.get(str(record.get("id"))) or key_of(record.get("description"))
        if key and key.startswith(f"{kind}/"):
            found.setdefault(key, record)
    return found


def in_the_way(
    wanted: Mapping[str, str],
    records: Iterable[Mapping[str, Any]],
    ours: Mapping[str, Mapping[str, Any]],
) -> Mapping[str, str]:
    """Return the wanted keys whose name somebody else's object has, with how it is adopted."""
    mine = {str(record["id"]) for record in ours.values()}
    names = {r.get("name"): str(r["id"]) for r in records if str(r.get("id")) not in mine}
    return {
        key: f"one named {name!r} is not ours; to adopt it, add `{key}: {names[name]}` to the "
        "pager's settings.ids"
        for key, name in wanted.items()
        if key not in ours and name in names
    }
