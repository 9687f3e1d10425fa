"""What a check comes to: its findings and what was looked at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from watchbill.findings import Finding


class Summary(NamedTuple):
    """The findings of a check, how many files were read, and how long it took (seconds)."""

    findings: Sequence[Finding]
    files: int
    seconds: float

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of findings of each level."""
        return Counter(finding.level for finding in self.findings)

    def sentence(self) -> str:
        """Return the counts in a sentence: 3 errors, 1 warning in 2 of 120 files (0.12 s)."""
        files = plural(self.files, "file")
        took = f"({self.seconds:.2f} s)"
        if not self.findings:
            return f"{files} checked, nothing found {took}"
        parts = [plural(self.counts[lv], lv) for lv in ("error", "warning") if self.counts[lv]]
        parts += [f"{self.counts['info']} info"] if self.counts["info"] else []
        where = len({finding.path for finding in self.findings})
        return f"{', '.join(parts)} in {where} of {files} {took}"


def plural(count: int, word: str) -> str:
    """Return a count with its word: 1 file, 2 files."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def printable(text: str) -> str:
    """Return a text without control characters: a file can hold terminal escapes."""
    if text.isprintable():
        return text
    shown = text.replace("\t", "    ")
    return "".join(c if c.isprintable() or c in _JOINERS else _escaped(c) for c in shown)


_JOINERS = frozenset("\u200c\u200d")  # in emoji and in some scripts


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004  # a byte
