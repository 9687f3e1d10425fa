"""What is wrong with a file before its data can be looked at."""

import re
from bisect import bisect_right
from typing import NamedTuple

from watchbill.places import Mark, Pointer

ENCODING, TOO_MUCH, SYNTAX, DUPLICATE = "WB001", "WB002", "WB003", "WB004"
EMPTY, DOCUMENTS, UNSUPPORTED, MISPLACED = "WB005", "WB006", "WB007", "WB008"

# Controls; line ends that only some readers see; marks that show a line in another order.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


class Trouble(NamedTuple):
    """A fault of the text itself, at an index of the text (code points from 0)."""

    code: str
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs
    message: str
    hint: str = ""
    length: int = 1


class Text:
    """A text with its lines, split at line feeds only, as editors count them."""

    def __init__(self, text: str) -> None:
        """Split the text; a carriage return before a line feed is not part of the line."""
        self.lines = [line.removesuffix("\r") for line in text.split("\n")]
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def mark(self, start: int, end: int) -> Mark:
        """Return the mark of a stretch of the text, cut at the end of its first line."""
        line = min(bisect_right(self._starts, start), len(self.lines))
        column = start - self._starts[line - 1] + 1
        limit = max(len(self.lines[line - 1]) + 1, column)
        end_column = min(end - self._starts[line - 1] + 1, limit)
        return Mark(line, column, max(end_column, column))


def pointer_text(pointer: Pointer) -> str:
    """Return a pointer as people write it: rotations[0].turns."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in pointer)
    return text.removeprefix(".")


def unwanted(index: int, control: str) -> Trouble:
    """Return the trouble of a character that no text should hold."""
    message = f"control character U+{ord(control):04X}"
    return Trouble(ENCODING, index, message, "remove it; other readers show or take it differently")
