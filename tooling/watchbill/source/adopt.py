"""Runbooks written elsewhere, made ours: front matter is translated, bodies stay as they are."""

import re
import tomllib
from collections.abc import Mapping
from math import isfinite
from typing import Any, NamedTuple

from watchbill.model import Catalog
from watchbill.model.runbooks import FrontMatter
from watchbill.shape.build import Invalid, build
from watchbill.shape.faults import faults
from watchbill.source import markdown, yaml
from watchbill.source.trouble import EMPTY, Text, Trouble
from watchbill.source.words import block

_PAGES = frozenset(
    (
        *("_index", "index", "summary", "template", "readme", "changelog", "authors", "notice"),
        *("license", "licence", "contributing", "code_of_conduct", "security", "maintainers"),
    )
)
"""Names of files that repositories of Markdown hold beside their pages."""

_ENDING = ".md"
_ALERT = re.compile(r"(?=\w*[a-z])[A-Za-z]\w*[A-Z]\w*", re.ASCII)
_WORD = re.compile(r"[A-Z][a-z0-9]+")
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*\r?$\n?", re.MULTILINE | re.DOTALL)
_NAMES = {"services": "service", "topics": "topic"}


class Adopted(NamedTuple):
    """A runbook as it is to be written."""

    text: str
    alerts: tuple[str, ...]


class Skipped(NamedTuple):
    """Why a file is not taken; `broken` when it may be a runbook that needs mending."""

    reason: str
    broken: bool = False


class _Foreign(NamedTuple):
    """Front matter as it was found, and the body behind it."""

    data: dict[str, Any]
    body: str


def no_runbook(path: str) -> str:
    """Return why a file cannot be a runbook, by its path alone; nothing for one that may be."""
    name = path.rpartition("/")[2]
    stem, dot, _ = name.rpartition(".")
    if (stem if dot else name).lower() in _PAGES:
        return "not a runbook by its name"
    if not path.isprintable() or any(char in path for char in '\\:*?"<>|'):
        return "its path has characters that not every system can store"
    if not name.endswith(_ENDING):
        return f"does not end in {_ENDING}"
    if name.startswith("."):
        return "hidden"
    return ""


def adopt(path: str, data: bytes, owner: str, catalog: Catalog) -> Adopted | Skipped:
    """Return a runbook with front matter of ours, or why it is not taken."""
    reason = no_runbook(path)
    if reason:
        return Skipped(reason)
    if b"\x00" in data:
        return Skipped("not text")
    text, troubles = yaml.decode(data)
    if troubles:
        return _troubled(text, troubles[0], 0)
    if not text.strip():
        return Skipped("empty")
    found = _foreign(text)
    if isinstance(found, Skipped):
        return found
    front = _front(path, found, owner, catalog)
    eol = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    head = "".join(f"{line}{eol}" for line in ("---", *block(front), "---"))
    return _verified(head + found.body, front, found.body)


def _foreign(text: str) -> _Foreign | Skipped:
    toml = _TOML.match(text)
    if toml:
        return _from_toml(toml.group(1), text[toml.end() :])
    if re.match(r"\+\+\+[ \t]*\r?\n\s*\w+ *=", text):
        return Skipped("line 1: the front matter that begins here is not closed", broken=True)
    parts = markdown.split(text)
    if parts.troubles:
        return _troubled(text, parts.troubles[0], 0)
    return _from_yaml(text, parts) if parts.front is not None else _Foreign({}, parts.body)


def _from_yaml(text: str, parts: markdown.Parts) -> _Foreign | Skipped:
    read = yaml.read(parts.front or "")
    serious = [trouble for trouble in read.troubles if trouble.code != EMPTY]
    if serious:
        return _troubled(text, serious[0], parts.offset)
    if not isinstance(read.data, dict):
        return Skipped("line 1: its front matter is not a mapping", broken=True)
    return _Foreign(_filled(read.data), parts.body)


def _from_toml(front: str, body: str) -> _Foreign | Skipped:
    try:
        return _Foreign(_filled(tomllib.loads(front.replace("\r\n", "\n"))), body)
    except (ValueError, RecursionError) as error:
        return Skipped(f"its front matter is not TOML: {error}", broken=True)


def _filled(value: Any) -> Any:
    """Return data without empty values, and with text for what only TOML knows."""
    if isinstance(value, dict):
        return {str(k): _filled(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_filled(item) for item in value if item is not None]
    if isinstance(value, str | bool | int) or (isinstance(value, float) and isfinite(value)):
        return value
    return str(value)


def _troubled(text: str, trouble: Trouble, offset: int) -> Skipped:
    index = trouble.index + offset
    line = Text(text).mark(index, index + trouble.length).line if text else 1
    return Skipped(f"line {line}: {trouble.message}", broken=True)


def _front(path: str, found: _Foreign, owner: str, catalog: Catalog) -> dict[str, Any]:
    """Return front matter of ours, in the order of its fields."""
    given = found.data
    ours, extra = _sorted_out(given, catalog)
    heading = _heading(found.body)
    stem = path.rpartition("/")[2].removesuffix(_ENDING)
    title = given.get("title") if isinstance(given.get("title"), str) else None
    alert = _alert(stem, heading, title)
    if alert and "alerts" not in ours:
        ours["alerts"] = [alert]
    ours["title"] = _title(alert, title, heading, stem)
    if extra.get("owner") == owner:
        del extra["owner"]
    ours |= {"owner": owner} | ({"extra": extra} if extra else {})
    return {name: ours[name] for name in FrontMatter.__struct_fields__ if name in ours}


def _sorted_out(
    given: Mapping[str, Any], catalog: Catalog
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that mean the same here, and all others."""
    ours: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for key, value in given.items():
        if key == "extra" and isinstance(value, dict):
            extra |= value
        elif key != "title" or not isinstance(value, str):
            (ours if _means_the_same(key, value, catalog) else extra)[key] = value
    return ours, extra


def _means_the_same(key: str, value: Any, catalog: Catalog) -> bool:
    """Say whether a foreign field fits ours, and names only what is there."""
    if key not in FrontMatter.__struct_fields__ or key in {"title", "owner", "extra"}:
        return False
    if faults(FrontMatter, {key: value}):
        return False
    if key == "severity":
        return value in catalog.severities
    return key not in _NAMES or set(value) <= set(catalog.ids(_NAMES[key]))


def _heading(body: str) -> str | None:
    found = _HEADING.search(body)
    return found.group(1) if found else None


def _alert(stem: str, heading: str | None, title: str | None) -> str | None:
    """Return the alert that a runbook is for: the file's or the heading's name, in one word.

    A name without a second capital, such as Watchdog, counts where two of the three agree.
    """
    for name in (stem, heading):
        if name and _ALERT.fullmatch(name):
            return name
    if _WORD.fullmatch(stem) and stem in {heading, title}:
        return stem
    return None


def _title(alert: str | None, title: str | None, heading: str | None, stem: str) -> str:
    """Return the title as written, or the alert's name where that is all that the title says."""
    written = (title or heading or "").strip() or stem
    spread = re.sub(r"[\s_-]", "", written).lower()
    return alert if alert and spread == alert.lower().replace("_", "") else written


def _verified(text: str, front: dict[str, Any], body: str) -> Adopted | Skipped:
    """Read a runbook back as the repository will: it must say what was meant."""
    parts = markdown.split(text)
    read = yaml.read(parts.front or "")
    try:
        build(FrontMatter, read.data)
    except Invalid as error:
        return Skipped(f"its front matter cannot be kept: {error}", broken=True)
    _, troubles = yaml.decode(text.encode())
    if read.troubles or troubles or read.data != front or parts.body != body:
        return Skipped("its front matter cannot be written so that it is read again", broken=True)
    return Adopted(text, tuple(front.get("alerts", ())))
