"""Names of an account as a repository can hold them: ids, texts, zones, addresses."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from watchbill.model.scalars import Zone
from watchbill.source.trouble import CONTROL

_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST = 60
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10)))
)
"""Names that no file on Windows can have."""


def ids(names: Iterable[tuple[str, str]], otherwise: str) -> Mapping[str, str]:
    """Return ids for (key, name) pairs: the name in letters that ids have, no id twice.

    They are given out by name and key, so that the order of an answer changes none. A name
    without such letters becomes `otherwise`.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for slug, key in sorted((slug_of(name) or otherwise, key) for key, name in names):
        number, fresh = 1, slug
        while fresh in taken or fresh in _RESERVED:
            number += 1
            fresh = f"{slug}-{number}"
        taken.add(fresh)
        found[key] = fresh
    return found


def slug_of(name: str) -> str:
    """Return a name in lower-case letters, digits and single hyphens; empty where none is left."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:_LONGEST].rstrip("-")


def text_of(said: str | None) -> str | None:
    """Return a text as our files may hold it: without controls and marks of direction."""
    kept = _SURROGATE.sub("\ufffd", CONTROL.sub("", said or ""))
    return kept if kept.strip() else None


def zone_of(name: str) -> Zone | None:
    """Return a zone; None for a name that people's zones do not have."""
    try:
        return Zone.parse(name)
    except ValueError:
        return None


_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[^\s@<>\"'(),:;\\]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+")


def phone_of(number: str | None) -> str | None:
    """Return a number in E.164 form; None for one that cannot be brought into it."""
    bare = re.sub(r"\(0\)|[^0-9+]", "", number or "")
    return bare if _PHONE.fullmatch(bare) else None


def is_email(address: str) -> bool:
    """Say whether a mail server could take an address, and our files can hold it."""
    return bool(_EMAIL.fullmatch(address)) and text_of(address) == address
