"""Marks: what says in the name of an object that it is ours, and which one it is.

    Payments: Primary [watchbill schedule/payments--primary]

Schedules, chains and shifts have no other text. Routes have no name; their mark is a comment in
front of their condition. Names are not unique in Grafana, so the mark alone is looked for.
"""

import re
import unicodedata
from collections.abc import Mapping

from watchbill.pager.objects import kind_of

_MARK = re.compile(r"(?P<title>.*?)\s*\[watchbill (?P<key>[a-z]+/[^\s\]]+)\]\s*", re.DOTALL)
_COMMENT = re.compile(r"\{# watchbill (?P<key>service/[^\s]+) #\}(?P<rest>.*)", re.DOTALL)
_LONGEST: Mapping[str, int] = {"schedule": 200, "escalation": 100}
"""The longest names that Grafana keeps."""


def title(text: str, key: str) -> str:
    """Return a name in one line, cut so that the object's mark follows it."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    room = max(_LONGEST[kind_of(key)] - len(_mark(key)) - 1, 1)
    return line if len(line) <= room else f"{line[: room - 1].rstrip()}…"


def marked(text: str, key: str) -> str:
    """Return a name with its mark."""
    return f"{title(text, key)} {_mark(key)}".strip()


def read(name: str) -> tuple[str, str | None]:
    """Return a name without its mark, and the key that the mark names; None without one."""
    found = _MARK.fullmatch(name)
    return (found["title"], found["key"]) if found else (name, None)


def shift_name(text: str, what: str, key: str) -> str:
    """Return the name of a shift of a schedule; `what` tells it from the others."""
    room = _LONGEST["schedule"] - len(_mark(key)) - len(what) - 2
    return f"{title(text, key)[: max(room, 0)].rstrip()} {what} {_mark(key)}".strip()


def commented(condition: str, key: str) -> str:
    """Return a condition with its mark."""
    return f"{{# watchbill {key} #}}{condition}"


def uncommented(condition: str) -> tuple[str, str | None]:
    """Return a condition without its mark, and the key that the mark names; None without one."""
    found = _COMMENT.fullmatch(condition)
    return (found["rest"], found["key"]) if found else (condition, None)


def _mark(key: str) -> str:
    return f"[watchbill {key}]"
