"""What makes the site an app that can be installed: its manifest (W3C) and its icons."""

import json
from pathlib import Path

from watchbill.sync.site.html import COLOURS, MANIFEST

FOLDER = "assets/watchbill"


def app(name: str, icons: Path) -> dict[str, bytes]:
    """Return the manifest and the icons, by their paths in the site."""
    found = {f"{FOLDER}/{file.name}": file.read_bytes() for file in sorted(icons.glob("icon*"))}
    return {MANIFEST: manifest(name), **found}


def manifest(name: str) -> bytes:
    """Return the manifest; its addresses are seen from itself, wherever the site lies."""
    pictures = [
        {"src": f"{FOLDER}/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        *(_picture(size, purpose) for size in (192, 512) for purpose in ("any", "maskable")),
    ]
    text = {
        "name": name,
        "short_name": "On call",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": COLOURS[0],
        "theme_color": COLOURS[0],
        "icons": pictures,
    }
    return (json.dumps(text, ensure_ascii=False, indent=1) + "\n").encode()


def _picture(size: int, purpose: str) -> dict[str, str]:
    """Return a picture; all that is drawn lies in the circle that no mask cuts."""
    place = f"{FOLDER}/icon-{size}.png"
    return {"src": place, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
