"""How a field of an object was and will be, for somebody who reviews a plan."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any


def difference(name: str, before: Any, after: Any) -> Iterator[str]:
    """Yield the lines that say how a field changes: one, or those of its items that differ."""
    if not isinstance(after, list | tuple):
        yield f"{name}: {said(before)} → {said(after)}"
        return
    old = [said(item) for item in before] if isinstance(before, list | tuple) else []
    new = [said(item) for item in after]
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (f"{name}: - {place}. {old[place - 1]}" for place in range(i + 1, j + 1))
            yield from (f"{name}: + {place}. {new[place - 1]}" for place in range(k + 1, m + 1))


def said(value: Any) -> str:
    """Return plain data on one line, without the marks of JSON."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {said(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return " + ".join(map(said, value)) or "nobody"
    return "nothing" if value in (None, "") else str(value)
