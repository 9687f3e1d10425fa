"""The Content-Security-Policy of a page: nothing from elsewhere, and no script but those it names.

The theme writes a few scripts around the content of its pages; those are allowed by their hashes
(CSP level 2, W3C). Content has no script of its own, so one that got into it gets no hash. Styles
come from files alone: neither the theme nor our templates write style attributes.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256

# As themes write them; a script in capitals would have no hash, and would not run.
_SCRIPT = re.compile(r"<script\b([^>]*)>")
_END = "</script"
_SOURCE = re.compile(r"(?<![\w-])src\s*=", re.IGNORECASE)
_TYPE = re.compile(r"(?<![\w-])type\s*=\s*[\"']?([\w/+-]+)", re.IGNORECASE)
_RUNS = frozenset({"module", "text/javascript", "application/javascript"})
WEB, FILES = "'self'", "'self' file:"
"""What a page may load from: its own origin. Browsers differ about that of a file."""
_LOADS = ("style-src", "font-src", "connect-src", "manifest-src", "worker-src")


def policy(text: str, source: str = WEB) -> str:
    """Return the policy of a page of HTML, with the hashes of its own inline scripts."""
    hashes = sorted({hashed(script) for script in inline(text)})
    rules = [
        "default-src 'none'",
        " ".join(["script-src", source, *hashes]),
        *(f"{kind} {source}" for kind in _LOADS),
        f"img-src {source} data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(rules)


def inline(text: str) -> Iterator[str]:
    """Yield the theme's scripts that stand in a page and run; blocks of data do not.

    The content is the article: from the first that begins to the last that ends, so that none that
    pretends to end it gets out.
    """
    first, last = text.find("<article"), text.rfind("</article")
    for begin in _SCRIPT.finditer(text):
        if first < begin.start() < last:
            continue
        kind = _TYPE.search(begin[1])
        if _SOURCE.search(begin[1]) or (kind and kind[1].lower() not in _RUNS):
            continue
        end = text.find(_END, begin.end())
        yield text[begin.end() : end if end >= 0 else len(text)]


@lru_cache(maxsize=1 << 8)
def hashed(script: str) -> str:
    """Return the source expression that allows a script of exactly this text."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
