"""Plain data as YAML text: as few quotes as possible, and never fewer than that."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_PLAIN = re.compile(r"[^\W\d_](?:[\w./@+-]|[ ](?=[\w./@(+-]))*", re.ASCII)
# What YAML 1.1 and some of its readers take for something else than text.
_READ_AS_OTHERS = frozenset(
    ("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf")
)


class Plain(str):
    """Text that is written without quotes where others would need them, such as our days."""

    __slots__ = ()


def word(value: object) -> str:
    """Return a scalar as YAML; text that YAML 1.1 or 1.2 may read as something else is quoted."""
    if isinstance(value, Plain):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _READ_AS_OTHERS:
        return text
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")


def flow(value: Any) -> str:
    """Return plain data as YAML in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{word(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return word(value)


def block(fields: Mapping[str, Any], blocks: Sequence[str] = ()) -> Iterator[str]:
    """Yield the lines of a mapping; lists of words stay in one line unless named in `blocks`."""
    for key, value in fields.items():
        if isinstance(value, Mapping) and value:
            yield f"{word(key)}:"
            yield from (f"  {line}" for line in block(value, blocks))
        elif isinstance(value, list | tuple) and value and (key in blocks or not _flat(value)):
            yield f"{word(key)}:"
            yield from (f"  - {flow(item)}" for item in value)
        else:
            yield f"{word(key)}: {flow(value)}"


def _flat(items: Sequence[Any]) -> bool:
    return not any(isinstance(item, Mapping | list | tuple) for item in items)
