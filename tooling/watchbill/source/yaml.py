"""Strict YAML: libyaml's events, and a builder that neither guesses nor recurses.

Plain words are read by the core schema of YAML 1.2, without its null: strings stay strings.
PyYAML's own composer overflows the stack on deep nesting and drops duplicate keys.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from yaml.error import YAMLError
from yaml.events import CollectionStartEvent, NodeEvent

from watchbill.shape.faults import short
from watchbill.source import tree
from watchbill.source.advice import syntax
from watchbill.source.builder import Builder, StopError
from watchbill.source.spans import Span, Spans, walk
from watchbill.source.trouble import (
    CONTROL,
    DOCUMENTS,
    DUPLICATE,
    ENCODING,
    TOO_MUCH,
    Trouble,
    unwanted,
)

__all__ = ["MAX_BYTES", "Span", "Spans", "Yaml", "decode", "places", "read", "whole"]

MAX_BYTES = tree.MAX_BYTES


class Yaml(NamedTuple):
    """The data of a text, and its troubles; `data` is None where nothing could be read."""

    data: Any
    troubles: tuple[Trouble, ...]


@cache
def _parser() -> Callable[[bytes], Any]:
    try:
        from yaml._yaml import CParser
    except ImportError:  # a build of PyYAML without libyaml: the same events, far slower
        from yaml import SafeLoader

        return SafeLoader
    return CParser


# A text of nothing else needs no second look, and most are: this is faster than any search.
_USUAL = bytes((*b"\t\n\r", *range(ord(" "), ord("~") + 1)))


def decode(data: bytes) -> tuple[str, tuple[Trouble, ...]]:
    """Return the text of a file without its byte order mark, and what no text may hold."""
    if not data.translate(None, _USUAL) and len(data) <= MAX_BYTES:
        return data.decode("ascii"), ()
    if len(data) > MAX_BYTES:
        return "", (Trouble(TOO_MUCH, 0, f"larger than {MAX_BYTES // 1024} KiB", "split it"),)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", (Trouble(ENCODING, 0, "is UTF-16", "save it as UTF-8"),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        index = len(data[: error.start].decode("utf-8", "replace"))
        byte = f"byte 0x{data[error.start]:02x} is not UTF-8"
        return text, (Trouble(ENCODING, index, byte, "save the file as UTF-8"),)
    text = text.removeprefix("\ufeff")
    control = CONTROL.search(text)
    return text, (unwanted(control.start(), control.group()),) if control else ()


def read(text: str, spans: Spans | None = None) -> Yaml:
    """Return the data of a YAML text that `decode` passed; fill `spans` where it is given."""
    parser, builder = None, None
    try:
        parser = _parser()(text.encode())
        builder = Builder(parser.get_event, text)
        data = builder.document()
        _expect_end(parser.get_event)
    except StopError as stop:
        return Yaml(None, (*(builder.troubles if builder else ()), stop.trouble))
    except YAMLError as error:
        return Yaml(None, (*(builder.troubles if builder else ()), syntax(error, text)))
    finally:
        if parser is not None and hasattr(parser, "dispose"):
            parser.dispose()
    if spans is not None or builder.twice:
        builder.troubles.extend(_places(text, {} if spans is None else spans))
    return Yaml(data, tuple(builder.troubles))


def _expect_end(get_event: Callable[[], Any]) -> None:
    event: Any = get_event()
    if type(event).__name__ == "DocumentStartEvent":
        index = event.start_mark.index
        hint = "one file holds one document"
        raise StopError(Trouble(DOCUMENTS, index, "a second document", hint, 3))


def places(text: str) -> Spans:
    """Return where the values of a text stand; nothing where it is not YAML."""
    spans: Spans = {}
    try:
        _places(text, spans)
    except YAMLError:
        return {}
    return spans


def whole(text: str) -> Span | None:
    """Return where the values of a text stand, read no further than to the first of them."""
    try:
        get_event = _parser()(text.encode()).get_event
        get_event(), get_event()  # the stream's start, and the document's
        first: Any = get_event()
    except YAMLError:
        return None
    kind = type(first)
    if not issubclass(kind, NodeEvent):
        return None
    start, end = first.start_mark.index, first.end_mark.index
    stretch = (start, len(text) if issubclass(kind, CollectionStartEvent) else end)
    return Span(stretch, stretch)


def _places(text: str, spans: Spans) -> list[Trouble]:
    """Fill the spans of a text that was read; return the keys that stand a second time."""
    troubles = []
    for pointer, (key, _) in walk(_parser()(text.encode()).get_event, spans):
        first = text.count("\n", 0, spans[pointer].key[0]) + 1
        name = short(str(pointer[-1]))
        message = f"`{name}` stands here a second time; the first is on line {first}"
        troubles.append(Trouble(DUPLICATE, key[0], message, "delete one", key[1] - key[0]))
    return troubles
