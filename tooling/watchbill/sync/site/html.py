"""A page after its engine: its policy, the app's manifest, links that hold, what is foreign."""

import re
from collections.abc import Callable
from typing import NamedTuple

from watchbill.sync.site.foreign import in_page
from watchbill.sync.site.policy import policy

MARK = "././"
"""Links made by templates begin with this: they are right as they are, seen from their page.

Zensical takes the links of a page for links between source files, and puts `../` before them.
"""
COLOURS = ("#1c2a41", "#131b29")
"""What a browser paints around the page, as its header is: by day, and in the dark."""
MANIFEST, ICON = "manifest.webmanifest", "assets/watchbill/icon-180.png"
_HEAD = re.compile(r"<head[^>]*>\s*(?:<meta charset=[^>]*>)?")
_OURS = re.compile(
    r"\n<meta http-equiv=\"Content-Security-Policy\".*?<!-- watchbill -->", re.DOTALL
)
_SCRIPT = "assets/watchbill/watchbill.js"
_ROOT = re.compile(r"""src=["']?([^"'\s>=]*)\Z""")
_PINNED = re.compile(
    r"(assets/watchbill/(?:data\.js|watchbill\.js|watchbill\.css))(?:\?v=\w*)?(?=\")"
)

Policy = Callable[[str], str]


class Page(NamedTuple):
    """A finished page, and what it would load from elsewhere."""

    text: str
    foreign: tuple[str, ...]


def finished(text: str, version: str | None, rules: Policy = policy) -> Page:
    """Return a page of HTML as it is published; one that is finished already stays as it is.

    With a version its script, data and style are asked for by it, so that no cache mixes two
    builds, and the browser is offered the app; without one the page is not for keeping.
    """
    text = _OURS.sub("", text, count=1)
    text = text.replace(f'href="../{MARK}', 'href="').replace(f'href="{MARK}', 'href="')
    pin = f"?v={version}" if version else ""
    text = _PINNED.sub(rf"\g<1>{pin}", text)
    script = text.find(_SCRIPT)
    root = _ROOT.search(text, max(0, script - 300), script) if script >= 0 else None
    app = _app(root[1]) if root and version else ""
    head = _HEAD.search(text)
    place = head.end() if head else 0
    meta = f'\n<meta http-equiv="Content-Security-Policy" content="{rules(text)}">'
    whole = f"{text[:place]}{meta}{app}<!-- watchbill -->{text[place:]}"
    return Page(whole, tuple(in_page(text)))


def _app(root: str) -> str:
    """Return what makes the site one that can be installed; `root` leads to it from the page."""
    light, dark = COLOURS
    return (
        f'\n<link rel="manifest" href="{root}{MANIFEST}">'
        f'\n<link rel="apple-touch-icon" href="{root}{ICON}">'
        f'\n<meta name="theme-color" content="{light}" media="(prefers-color-scheme: light)">'
        f'\n<meta name="theme-color" content="{dark}" media="(prefers-color-scheme: dark)">\n'
    )
