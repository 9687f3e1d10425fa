"""Where something stands in a file: pointers, marks and documents."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

Pointer = tuple[str | int, ...]
"""The way from the top of a document to a value: field names and list positions."""


class Mark(NamedTuple):
    """A stretch of one line; lines and columns count code points from 1, `end_column` excluded."""

    line: int
    column: int
    end_column: int


class Spot(NamedTuple):
    """The marks of one value, and of the key it belongs to (the value itself in a list)."""

    key: Mark
    value: Mark


START = Mark(1, 1, 1)


class Document(NamedTuple):
    """A file that was read: its lines of text, and how to get the spot of a pointer, if any."""

    path: str
    lines: Sequence[str]
    spot: Callable[[Pointer], Spot | None]

    def mark(self, pointer: Pointer, *, key: bool = False) -> Mark:
        """Return the mark of the pointer, or of its nearest parent that is in the file."""
        for size in range(len(pointer), -1, -1):
            spot = self.spot(pointer[:size])
            if spot is not None:
                return spot.key if key and size == len(pointer) else spot.value
        return START

    def line(self, number: int) -> str:
        """Return a line of the text, counted from 1; empty beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""
