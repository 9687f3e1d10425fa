"""What is shown of services: one line, cut, and without secrets."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

_LONGEST = 300
_DEEPEST = 4


def secrets_of(headers: Mapping[str, str], others: Sequence[str]) -> tuple[str, ...]:
    """Return every text that must not be shown, the longest first."""
    whole = headers.get("Authorization", "")
    credential = whole.partition(" ")[2].strip()
    named = credential.partition("=")[2].strip('"')  # Token token="…"
    known = {*others, whole, credential, named}
    quoted = {quote(text, safe="") for text in known}
    return tuple(sorted((known | quoted) - {""}, key=lambda text: (-len(text), text)))


def masked(value: Any, secrets: Sequence[str]) -> Any:
    """Return a value of JSON anew, with *** in place of every secret in it."""
    match value:
        case str():
            for secret in secrets:
                value = value.replace(secret, "***")
            return value
        case Mapping():
            return {masked(key, secrets): masked(inner, secrets) for key, inner in value.items()}
        case list() | tuple():
            return [masked(inner, secrets) for inner in value]
    return value


def shown(text: str, secrets: Sequence[str]) -> str:
    """Return a text of any origin as one printable line of at most about 300 characters."""
    line = " ".join(masked(text, secrets).split())
    line = "".join(char if char.isprintable() else "?" for char in line)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def said(body: bytes | None) -> str:
    """Return what a service says is wrong, out of the shapes that services use.

    `{"error": {"message", "errors"}}` is PagerDuty's, `{"detail"}` or a list for each field that of
    Grafana, `{"message", "errors"}` Atlassian's. A page of HTML says nothing.
    """
    text = (body or b"").decode("utf-8", "replace").strip()
    try:
        return _said(json.loads(text))
    except (ValueError, RecursionError):
        return "" if text.startswith("<") else text


def _said(value: Any) -> str:
    match value:
        case {"error": dict() as inner}:
            return _said(inner)
        case {"error": str() as text} | {"detail": str() as text}:
            return text
        case {"message": str() as text, **rest}:
            return ": ".join(filter(None, (text, _flat(rest.get("errors")))))
        case {"errors": inner}:
            return _flat(inner)
    return _flat(value)


def _flat(value: Any, depth: int = 0) -> str:
    match value:
        case str():
            return value
        case list() if depth < _DEEPEST:
            return "; ".join(filter(None, (_flat(inner, depth + 1) for inner in value)))
        case dict() if depth < _DEEPEST:
            fields = ((name, _flat(inner, depth + 1)) for name, inner in value.items())
            return "; ".join(f"{name}: {text}" for name, text in fields if text)
    return ""


def pointed(base: str, location: str) -> str:
    """Return where a redirect points to, without query and passwords."""
    try:
        url = urlsplit(urljoin(base, location))
        return f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path}"
    except ValueError:
        return "nowhere"
