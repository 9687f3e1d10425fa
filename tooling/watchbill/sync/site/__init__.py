"""The site on disk: a tree of pages, an engine that makes HTML of it, and a finish over that."""

from watchbill.sync.site.app import app
from watchbill.sync.site.engine import ENGINES, Built, Engine, build, missing, mkdocs, quiet
from watchbill.sync.site.finish import Finished, finish
from watchbill.sync.site.pages import (
    CONFIG,
    DOCS,
    MANIFEST,
    SITE,
    UNFINISHED,
    Written,
    assets,
    claim,
    write_pages,
)

__all__ = [
    "CONFIG",
    "DOCS",
    "ENGINES",
    "MANIFEST",
    "SITE",
    "UNFINISHED",
    "Built",
    "Engine",
    "Finished",
    "Written",
    "app",
    "assets",
    "build",
    "claim",
    "finish",
    "missing",
    "mkdocs",
    "quiet",
    "write_pages",
]
