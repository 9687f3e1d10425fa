"""Addresses and headers that are safe to use: no password in them, no token in the clear."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from watchbill.errors import Exposed, WatchbillError

_BASE = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(/[\w.~%+-]+)*)/*",
    re.IGNORECASE | re.ASCII,
)
_PATH = re.compile(r"(/[^\s/?#\\]*)+")
_LOOPBACK = frozenset({"127.0.0.1", "[::1]", "localhost"})
_PORTS = 65536


def base_url(base: str) -> str:
    """Return the address of a service without its last slash.

    Raise WatchbillError for one that is none, holds a password or a query, or is not encrypted;
    this machine alone may be asked over http.
    """
    found = _BASE.fullmatch(base)
    if not found or int(found["port"] or 1) >= _PORTS or _climbs(found["path"]):
        hidden = "@" in base or not base.isprintable()
        shown = "" if hidden else f" {base.partition('?')[0]!r}"
        raise (Exposed if hidden or "?" in base else WatchbillError)(
            f"the address{shown} is not one of a service",
            "write it as https://host/path; the token comes from elsewhere",
        )
    if found["scheme"].lower() == "http" and found["host"].lower() not in _LOOPBACK:
        raise WatchbillError(
            f"{base} is not encrypted: the token could be read on the way", "use https://"
        )
    return base.rstrip("/")


def checked_path(path: str) -> str:
    """Return a path below the address; raise WatchbillError where it would lead elsewhere."""
    if not _PATH.fullmatch(path) or not path.isprintable() or _climbs(path):
        shown = ascii(path.partition("?")[0])
        raise WatchbillError(f"{shown} is not a path of a service", "is an id in it wrong?")
    return path


def checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers; raise WatchbillError for one that cannot be sent, without its value."""
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable() and value == value.strip()):
            raise WatchbillError(
                f"the header {name} cannot be sent: it holds unusual characters",
                "is the token copied whole, and nothing else?",
            )
    return dict(headers)


def _climbs(path: str) -> bool:
    return any(unquote(part) in {".", ".."} for part in path.split("/"))
