"""How a YAML text is laid out, and which stretch of it an edit of a list exchanges for what."""

import re
from typing import Any, NamedTuple

from watchbill.errors import WatchbillError
from watchbill.places import Pointer
from watchbill.source import yaml
from watchbill.source.trouble import pointer_text
from watchbill.source.words import block, flow

_ANCHOR = re.compile(r"&\S+\s+")
_REST = re.compile(r"[ \t]*(,?)[ \t]*(?:#[^\r\n]*)?(?=\r?\n|\Z)")


class Edit(NamedTuple):
    """A stretch of the text and what stands there afterwards."""

    start: int
    end: int
    text: str


class Source(NamedTuple):
    """A text, its data, and where every value stands."""

    text: str
    data: Any
    spans: yaml.Spans

    def value(self, at: Pointer) -> Any:
        """Return the data at a pointer."""
        found = self.data
        for part in at:
            found = found[part]
        return found

    def start(self, at: Pointer) -> int:
        """Return the begin of a value, behind its anchor."""
        begin = self.spans[at].value[0]
        anchor = _ANCHOR.match(self.text, begin)
        return anchor.end() if anchor else begin

    def is_flow(self, at: Pointer) -> bool:
        """Say whether a list or a mapping is written with brackets."""
        return self.text[self.start(at)] in "[{"

    def children(self, at: Pointer) -> list[Pointer]:
        """Return the pointers right below one, in the order of the text."""
        size = len(at)
        return [p for p in self.spans if len(p) == size + 1 and p[:size] == at]

    def end(self, at: Pointer) -> int:
        """Return the end of a value, without the comments and empty lines behind a block."""
        while not self.is_flow(at):
            inner = self.children(at)
            if not inner:
                break
            at = inner[-1]
        end = self.spans[at].value[1]
        return len(self.text[:end].rstrip()) if self.text[self.start(at)] in "|>" else end

    @property
    def eol(self) -> str:
        """The ending of the first line."""
        return "\r\n" if self.text.partition("\n")[0].endswith("\r") else "\n"


def cannot(at: Pointer) -> WatchbillError:
    """Return the error for a layout that no edit here understands."""
    return WatchbillError(
        f"`{pointer_text(at)}` cannot be edited as it is written", "edit the file by hand"
    )


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _alone(text: str, index: int) -> bool:
    """Say whether only spaces stand before an index in its line."""
    return not text[_line_start(text, index) : index].strip()


def after_line(source: Source, index: int, lines: list[str]) -> Edit:
    """Put lines after the line of an index, and so behind the comment in it."""
    feed = source.text.find("\n", index)
    if feed < 0:
        at = len(source.text)
        return Edit(at, at, "".join(source.eol + line for line in lines))
    return Edit(feed + 1, feed + 1, "".join(line + source.eol for line in lines))


def dash(source: Source, at: Pointer) -> int:
    """Return the index of the hyphen before an item of a block list."""
    return source.text.rindex("-", 0, source.spans[at].value[0])


def into_block(source: Source, at: Pointer, index: int, value: Any) -> Edit:
    """Return the edit that puts a value into a block list, on lines of its own."""
    beside = (*at, max(index - 1, 0))
    hyphen = dash(source, beside)
    start = _line_start(source.text, hyphen)
    lines = _item(source, beside, " " * (hyphen - start), value)
    if index:
        return after_line(source, source.end(beside), lines)
    if not _alone(source.text, hyphen):
        raise cannot(at)
    return Edit(start, start, "".join(line + source.eol for line in lines))


def _item(source: Source, beside: Pointer, indent: str, value: Any) -> list[str]:
    """Return the lines of a new item, in the style of the one beside it."""
    if not isinstance(value, dict) or source.is_flow(beside):
        return [f"{indent}- {flow(value)}"]
    listed = [p for p in source.children(beside) if isinstance(source.value(p), list)]
    blocks = [str(p[-1]) for p in listed if not source.is_flow(p)]
    lines = list(block(value, blocks))
    return [f"{indent}- {lines[0]}", *(f"{indent}  {line}" for line in lines[1:])]


def into_flow(source: Source, at: Pointer, index: int, value: Any) -> list[Edit]:
    """Return the edits that put a value into a list in brackets, on a line of its own or not."""
    text, words = source.text, flow(value)
    if index == 0:
        first = source.spans[(*at, 0)].value[0]
        return [Edit(first, first, f"{words}, ")]
    start, end = source.spans[(*at, index - 1)].value
    rest = _REST.match(text, end)
    if not (_alone(text, start) and rest):
        return [Edit(end, end, f", {words}")]
    indent = text[_line_start(text, start) : start]
    follows = "," if rest.group(1) else ""
    line = f"{indent}{words}{follows}"
    return [*([] if follows else [Edit(end, end, ",")]), after_line(source, end, [line])]


def out_of_flow(source: Source, at: Pointer, index: int, size: int) -> Edit:
    """Return the edit that takes an item and its comma out of a list in brackets."""
    text = source.text
    start, end = source.spans[(*at, index)].value
    if _alone(text, start) and _REST.match(text, end):
        return whole_line(source, (*at, index), start)
    if index + 1 < size:
        following = source.spans[(*at, index + 1)].value[0]
        gap = text[end:following]
        return Edit(start, following if "\n" not in gap else end + gap.index(",") + 1, "")
    before = source.spans[(*at, index - 1)].value[1]
    return Edit(before if "\n" not in text[before:start] else start, end, "")


def whole_line(source: Source, at: Pointer, start: int) -> Edit:
    """Take out the lines of a value that begins its line."""
    if not _alone(source.text, start):
        raise cannot(at)
    feed = source.text.find("\n", source.end(at))
    return Edit(_line_start(source.text, start), feed + 1 if feed >= 0 else len(source.text), "")
