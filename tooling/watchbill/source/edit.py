"""Edits of a YAML text in place: what is not meant to change stays as it was, byte for byte.

Every edit takes a text and returns one; it reads its own result back with the strict reader and
raises WatchbillError where that would say anything else than what was meant.
"""

import copy
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from watchbill.errors import WatchbillError
from watchbill.places import Pointer
from watchbill.source import yaml
from watchbill.source.trouble import pointer_text
from watchbill.source.words import block, flow

_ANCHOR = re.compile(r"&\S+\s+")
_REST = re.compile(r"[ \t]*(,?)[ \t]*(?:#[^\r\n]*)?(?=\r?\n|\Z)")


class _Edit(NamedTuple):
    """A stretch of the text and what stands there afterwards."""

    start: int
    end: int
    text: str


class _Source(NamedTuple):
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


def insert(text: str, at: Pointer, index: int, value: Any) -> str:
    """Return the text with a value put into the list at a pointer, in the style of the list."""
    source = _read(text)
    items = _list(source, at)

    def mean(data: Any) -> None:
        _at(data, at).insert(index, value)

    if not items:
        edits = [_Edit(*source.spans[at].value, flow([value]))]
    elif source.is_flow(at):
        edits = _into_flow(source, at, index, value)
    else:
        edits = [_into_block(source, at, index, value)]
    return _done(source, edits, mean)


def remove(text: str, at: Pointer) -> str:
    """Return the text without an item of a list; its own line goes with it."""
    source = _read(text)
    parent, index = at[:-1], int(at[-1])
    items = _list(source, parent)

    def mean(data: Any) -> None:
        del _at(data, parent)[index]

    if len(items) == 1:
        edit = _Edit(source.start(parent), source.end(parent), "[]")
    elif source.is_flow(parent):
        edit = _out_of_flow(source, parent, index, len(items))
    else:
        edit = _whole_line(source, at, _dash(source, at))
    return _done(source, [edit], mean)


def replace(text: str, at: Pointer, value: Any) -> str:
    """Return the text with another value at a pointer, written in one line."""
    source = _read(text)
    if at not in source.spans:
        raise _cannot(at)

    def mean(data: Any) -> None:
        _at(data, at[:-1])[at[-1]] = value

    return _done(source, [_Edit(source.start(at), source.end(at), flow(value))], mean)


def add_field(text: str, key: str, value: Any) -> str:
    """Return the text with a field more at the end of its top mapping."""
    source = _read(text)

    def mean(data: Any) -> None:
        data[key] = value

    if source.is_flow(()):
        last = source.end(source.children(())[-1])
        edit = _Edit(last, last, f", {key}: {flow(value)}")
    else:
        edit = _after_line(source, source.end(()), list(block({key: value})))
    return _done(source, [edit], mean)


def _read(text: str) -> _Source:
    spans: yaml.Spans = {}
    read = yaml.read(text, spans)
    if read.troubles or not isinstance(read.data, dict):
        raise WatchbillError("the file cannot be read as it is", "mend it first: watchbill check")
    return _Source(text, read.data, spans)


def _list(source: _Source, at: Pointer) -> list[Any]:
    items = source.value(at)
    written = len(source.children(at)) == len(items) if isinstance(items, list) else False
    if not isinstance(items, list) or not written or source.text[source.start(at)] == "*":
        raise _cannot(at)
    return items


def _at(data: Any, at: Pointer) -> Any:
    for part in at:
        data = data[part]
    return data


def _cannot(at: Pointer) -> WatchbillError:
    return WatchbillError(
        f"`{pointer_text(at)}` cannot be edited as it is written", "edit the file by hand"
    )


def _done(source: _Source, edits: list[_Edit], mean: Callable[[Any], None]) -> str:
    """Apply the edits, and make sure that the text says what was meant and nothing else."""
    text = source.text
    for start, end, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[end:]
    wanted = copy.deepcopy(source.data)
    mean(wanted)
    read = yaml.read(text)
    if read.troubles or read.data != wanted:
        hint = "an anchor or an unusual layout stands in the way; edit the file by hand"
        raise WatchbillError("the file cannot be edited safely", hint)
    return text


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _alone(text: str, index: int) -> bool:
    """Say whether only spaces stand before an index in its line."""
    return not text[_line_start(text, index) : index].strip()


def _after_line(source: _Source, index: int, lines: list[str]) -> _Edit:
    """Put lines after the line of an index, and so behind the comment in it."""
    feed = source.text.find("\n", index)
    if feed < 0:
        at = len(source.text)
        return _Edit(at, at, "".join(source.eol + line for line in lines))
    return _Edit(feed + 1, feed + 1, "".join(line + source.eol for line in lines))


def _dash(source: _Source, at: Pointer) -> int:
    """Return the index of the hyphen before an item of a block list."""
    return source.text.rindex("-", 0, source.spans[at].value[0])


def _into_block(source: _Source, at: Pointer, index: int, value: Any) -> _Edit:
    beside = (*at, max(index - 1, 0))
    dash = _dash(source, beside)
    start = _line_start(source.text, dash)
    lines = _item(source, beside, " " * (dash - start), value)
    if index:
        return _after_line(source, source.end(beside), lines)
    if not _alone(source.text, dash):
        raise _cannot(at)
    return _Edit(start, start, "".join(line + source.eol for line in lines))


def _item(source: _Source, beside: Pointer, indent: str, value: Any) -> list[str]:
    """Return the lines of a new item, in the style of the one beside it."""
    if not isinstance(value, dict) or source.is_flow(beside):
        return [f"{indent}- {flow(value)}"]
    listed = [p for p in source.children(beside) if isinstance(source.value(p), list)]
    blocks = [str(p[-1]) for p in listed if not source.is_flow(p)]
    lines = list(block(value, blocks))
    return [f"{indent}- {lines[0]}", *(f"{indent}  {line}" for line in lines[1:])]


def _into_flow(source: _Source, at: Pointer, index: int, value: Any) -> list[_Edit]:
    text, words = source.text, flow(value)
    if index == 0:
        first = source.spans[(*at, 0)].value[0]
        return [_Edit(first, first, f"{words}, ")]
    start, end = source.spans[(*at, index - 1)].value
    rest = _REST.match(text, end)
    if not (_alone(text, start) and rest):
        return [_Edit(end, end, f", {words}")]
    indent = text[_line_start(text, start) : start]
    follows = "," if rest.group(1) else ""
    line = f"{indent}{words}{follows}"
    return [*([] if follows else [_Edit(end, end, ",")]), _after_line(source, end, [line])]


def _out_of_flow(source: _Source, at: Pointer, index: int, size: int) -> _Edit:
    text = source.text
    start, end = source.spans[(*at, index)].value
    if _alone(text, start) and _REST.match(text, end):
        return _whole_line(source, (*at, index), start)
    if index + 1 < size:
        following = source.spans[(*at, index + 1)].value[0]
        gap = text[end:following]
        return _Edit(start, following if "\n" not in gap else end + gap.index(",") + 1, "")
    before = source.spans[(*at, index - 1)].value[1]
    return _Edit(before if "\n" not in text[before:start] else start, end, "")


def _whole_line(source: _Source, at: Pointer, start: int) -> _Edit:
    """Take out the lines of a value that begins its line."""
    if not _alone(source.text, start):
        raise _cannot(at)
    feed = source.text.find("\n", source.end(at))
    return _Edit(_line_start(source.text, start), feed + 1 if feed >= 0 else len(source.text), "")
