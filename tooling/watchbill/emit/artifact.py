"""Artifacts: files that are derived from a catalog, before anybody writes them."""

from typing import NamedTuple


class Artifact(NamedTuple):
    """A file to be: its path with forward slashes below an output folder, and its whole text."""

    path: str
    text: str
