"""Shipped assets: what is vendored is what its manifest says, and nothing points elsewhere."""

import hashlib
import json
import re

from watchbill.resources import folder

ASSETS = folder("site") / "assets"
VENDOR = ASSETS / "vendor"


def test_vendored_files_are_those_of_the_manifest():
    entries = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    for entry in entries:
        data = (VENDOR / entry["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
        assert (VENDOR / entry["licence_file"]).is_file()
        assert entry["version"] and entry["licence"] and entry["source"]  # noqa: PT018  # one question
    named = {entry[key] for entry in entries for key in ("file", "licence_file")}
    assert {file.name for file in VENDOR.iterdir()} == named | {"manifest.json"}


def test_nothing_is_loaded_from_elsewhere():
    own = [
        file for file in folder("site").rglob("*") if file.is_file() and VENDOR not in file.parents
    ]
    assert own
    for file in own:
        text = file.read_bytes().decode("latin-1")
        asks = "" if file.name == "sw.js" else r"|fetch\("  # only pages may come from a file
        # Types of other modules are named as {import("./x.js").Name} in comments.
        loads = rf"(src|href)=\"https?:|url\(|@import|(?<!\{{)import\({asks}"
        assert not re.search(loads, text), file
