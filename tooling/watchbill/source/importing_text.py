"""The files of an import as a person would write them: short lists in one line, few quotes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from watchbill.shape.build import plain
from watchbill.source.words import Plain, block, flow

_BLOCKS = frozenset(("rotations", "steps"))
_IN_LINE = frozenset(("handoff", "notify", "hours"))
_FIRST = ("name", "description", "email", "id", "roster", "role", "every", "on")
_PLAIN = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?"
    r"|[0-9]{1,4} (minute|hour|day|week|month)s?"
)
"""Days, times and lengths, which our files have without quotes."""
_SAYS_WHEN = frozenset(("since", "from", "until", "every", "wait"))


def file_of(kind: str, path: str, value: object, comment: str = "") -> str:
    """Return the text of a file: its schema for editors, what it is, and its fields."""
    up = "../" * path.count("/")
    head = [f"# yaml-language-server: $schema={up}schemas/{kind}.schema.json"]
    head += [f"# {line}" for line in comment.splitlines()]
    return "".join(f"{line}\n" for line in (*head, *_lines(_written(plain(value)))))


def _lines(fields: Mapping[str, Any]) -> Iterator[str]:
    for key, value in fields.items():
        if key in _IN_LINE:
            yield f"{key}: {flow(value)}"
        elif key not in _BLOCKS or not value:
            yield from block({key: value})
        else:
            yield f"{key}:"
            for item in value:
                first, *rest = _lines(item)
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
    found = {key: _field(key, value[key]) for key in order if value[key] != {}}
    return {Plain(key) if key == "on" else key: item for key, item in found.items()}


def _field(key: str, value: Any) -> Any:
    if key in _SAYS_WHEN and isinstance(value, str) and _PLAIN.fullmatch(value):
        return Plain(value)
    return _written(value)
