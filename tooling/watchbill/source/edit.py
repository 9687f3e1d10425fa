"""Edits of a YAML text in place: what is not meant to change stays as it was, byte for byte.

Every edit takes a text and returns one; it reads its own result back with the strict reader and
raises WatchbillError where that would say anything else than what was meant.
"""

from collections.abc import Callable
from typing import Any

from watchbill.errors import WatchbillError
from watchbill.places import Pointer
from watchbill.source import yaml
from watchbill.source.layout import (
    Edit,
    Source,
    after_line,
    cannot,
    dash,
    into_block,
    into_flow,
    out_of_flow,
    whole_line,
)
from watchbill.source.words import block, flow


def insert(text: str, at: Pointer, index: int, value: Any) -> str:
    """Return the text with a value put into the list at a pointer, in the style of the list."""
    source = _read(text)
    items = _list(source, at)
    index = min(index, len(items))

    def mean(data: Any) -> None:
        _at(data, at).insert(index, value)

    if not items:
        edits = [Edit(*source.spans[at].value, flow([value]))]
    elif source.is_flow(at):
        edits = into_flow(source, at, index, value)
    else:
        edits = [into_block(source, at, index, value)]
    return _done(source, edits, mean)


def remove(text: str, at: Pointer) -> str:
    """Return the text without an item of a list; its own line goes with it."""
    source = _read(text)
    parent, index = at[:-1], int(at[-1])
    items = _list(source, parent)
    if index >= len(items):
        raise cannot(at)

    def mean(data: Any) -> None:
        del _at(data, parent)[index]

    if len(items) == 1:
        edit = Edit(source.start(parent), source.end(parent), "[]")
    elif source.is_flow(parent):
        edit = out_of_flow(source, parent, index, len(items))
    else:
        edit = whole_line(source, at, dash(source, at))
    return _done(source, [edit], mean)


def replace(text: str, at: Pointer, value: Any) -> str:
    """Return the text with another value at a pointer, written in one line."""
    source = _read(text)
    if at not in source.spans:
        raise cannot(at)

    def mean(data: Any) -> None:
        _at(data, at[:-1])[at[-1]] = value

    return _done(source, [Edit(source.start(at), source.end(at), flow(value))], mean)


def add_field(text: str, key: str, value: Any) -> str:
    """Return the text with a field more at the end of its top mapping."""
    source = _read(text)

    def mean(data: Any) -> None:
        data[key] = value

    if source.is_flow(()):
        last = source.end(source.children(())[-1])
        edit = Edit(last, last, f", {key}: {flow(value)}")
    else:
        ended = text.rstrip()
        last = source.end(()) if ended.endswith("\n...") else len(ended)
        edit = after_line(source, last, list(block({key: value})))
    return _done(source, [edit], mean)


def _read(text: str) -> Source:
    spans: yaml.Spans = {}
    read = yaml.read(text, spans)
    if read.troubles or not isinstance(read.data, dict):
        raise WatchbillError("the file cannot be read as it is", "mend it first: watchbill check")
    return Source(text, read.data, spans)


def _list(source: Source, at: Pointer) -> list[Any]:
    if at not in source.spans:
        raise cannot(at)
    items = source.value(at)
    written = len(source.children(at)) == len(items) if isinstance(items, list) else False
    if not isinstance(items, list) or not written or source.text[source.start(at)] == "*":
        raise cannot(at)
    return items


def _at(data: Any, at: Pointer) -> Any:
    for part in at:
        data = data[part]
    return data


def _done(source: Source, edits: list[Edit], mean: Callable[[Any], None]) -> str:
    """Apply the edits, and make sure that the text says what was meant and nothing else."""
    text = source.text
    for start, end, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[end:]
    wanted = _apart(source.data)
    mean(wanted)
    read = yaml.read(text)
    if read.troubles or read.data != wanted:
        hint = "an anchor or an unusual layout stands in the way; edit the file by hand"
        raise WatchbillError("the file cannot be edited safely", hint)
    return text


def _apart(data: Any) -> Any:
    """Copy data so that what an alias repeats is no longer shared, as in a text without them."""
    if isinstance(data, dict):
        return {key: _apart(value) for key, value in data.items()}
    return [_apart(item) for item in data] if isinstance(data, list) else data
