"""Escaping: what people wrote becomes text in pages, never HTML, Markdown, YAML or a script.

Pages are Markdown with parts in HTML, and a value may land in either. So every value is written in
a form that both read as the same text: what could mean something becomes a numeric reference.
"""

import json
import re
from functools import lru_cache

from markupsafe import Markup

_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Halves of characters, no characters, and marks that turn the direction of what follows.
_NEVER = re.compile("[\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
# Between letters and digits - . _ : are ordinary; elsewhere they may begin a list or a rule.
_SPECIAL = re.compile(
    r"""[\\`*{}\[\]<>#!|~^=&"'$+]|(?<![^\W_])[-._:]|[-._:](?![^\W_])""", re.UNICODE
)
_WEB = re.compile(r"https?://[^\s<>\"'\\{}|^`]+", re.IGNORECASE)
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{1,30}")
_TYPOGRAPHIC = str.maketrans({"<": "\u2039", ">": "\u203a", '"': "\u201d", "&": "&amp;"})
_RESERVED = re.compile(r"[^A-Za-z0-9._~/@,()-]")


def clean(text: str) -> str:
    """Return a text as one line, without control characters and broken ones."""
    return _SPACE.sub(" ", _NEVER.sub("", text)).strip()


@lru_cache(maxsize=1 << 14)
def safe(text: str) -> Markup:
    """Return a text that reads the same in HTML, in an HTML attribute and in Markdown."""
    return Markup(_SPECIAL.sub(lambda match: f"&#{ord(match[0])};", clean(text)))  # noqa: S704  # escaped


def finalize(value: object) -> object:
    """Escape what a template prints, unless it is markup made here; for Jinja's `finalize`."""
    if isinstance(value, Markup) or hasattr(value, "__html__"):
        return value
    return "" if value is None else safe(str(value))


def title(text: str) -> str:
    """Return a text for titles, which themes print without escaping and unescape in places."""
    return clean(text).translate(_TYPOGRAPHIC)


def quoted(value: object) -> Markup:
    """Return a value as JSON, which is also YAML; texts in it must be `clean`."""
    return Markup(json.dumps(value, ensure_ascii=False))  # noqa: S704  # for YAML, not for HTML


def script(value: object) -> str:
    """Return a value as compact JSON in ASCII that may stand in a script."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def percent(path: str) -> str:
    """Return a path with everything escaped that means something in a URL."""
    return _RESERVED.sub(lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), path)


def web(url: str) -> str | None:
    """Return an absolute http(s) URL, or None for anything else, such as `javascript:`."""
    return url if _WEB.fullmatch(url) else None


def mail(address: str) -> str | None:
    """Return a mailto: URL, or None for what is no plain address."""
    return f"mailto:{address}" if _MAIL.fullmatch(address) else None


def phone(number: str) -> str | None:
    """Return a tel: URL, or None for what is no phone number."""
    return "tel:" + re.sub(r"[^+0-9]", "", number) if _PHONE.fullmatch(number) else None
