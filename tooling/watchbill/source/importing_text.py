"""The files of an import as a person would write them: short lists in one line, few quotes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from watchbill.shape.build import plain
from watchbill.source.words import Plain, block

_BLOCKS = ("rotations", "steps")
_FIRST = ("name", "description", "email", "id", "role", "every", "on")
_DATED = frozenset(("since", "from", "until"))
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?")


def file_of(kind: str, path: str, value: object, comment: str = "") -> str:
    """Return the text of a file: its schema for editors, what it is, and its fields."""
    up = "../" * path.count("/")
    head = [f"# yaml-language-server: $schema={up}schemas/{kind}.schema.json"]
    head += [f"# {line}" for line in comment.splitlines()]
    return "".join(f"{line}\n" for line in (*head, *_lines(_written(plain(value)))))


def _lines(fields: Mapping[str, Any]) -> Iterator[str]:
    for key, value in fields.items():
        if key not in _BLOCKS or not value:
            yield from block({key: value})
            continue
        yield f"{key}:"
        for item in value:
            first, *rest = block(item)
            yield f"  - {first}"
            yield from (f"    {line}" for line in rest)


def _written(value: Any) -> Any:
    """Return plain data in the order in which people write it, with days as they write them."""
    if isinstance(value, list):
        return [_written(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    first = [key for key in _FIRST if key in value]
    order = dict.fromkeys([*first, *value])
    return {key: _field(key, value[key]) for key in order}


def _field(key: str, value: Any) -> Any:
    if key in _DATED and isinstance(value, str) and _DATE.fullmatch(value):
        return Plain(value)
    return _written(value)
