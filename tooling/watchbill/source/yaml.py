"""Strict YAML: libyaml's events, and a builder that neither guesses nor recurses.

Plain words are read by the core schema of YAML 1.2, without its null: strings stay strings.
PyYAML's own composer overflows the stack on deep nesting and drops duplicate keys.
"""

import math
import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from yaml import events
from yaml.error import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from watchbill.places import Pointer
from watchbill.shape.faults import short
from watchbill.source import tree
from watchbill.source.trouble import (
    DOCUMENTS,
    DUPLICATE,
    EMPTY,
    ENCODING,
    SYNTAX,
    TOO_MUCH,
    UNSUPPORTED,
    Trouble,
)

MAX_BYTES, MAX_DEPTH, MAX_NODES = tree.MAX_BYTES, 64, 100_000

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_MAYBE_NOT_TEXT = frozenset("0123456789+-.~nNtTfF")
# No number of ours has more digits; Python refuses to read endless ones.
_MAX_DIGITS = 15
# Controls; line ends that only some readers see; marks that show a line in another order.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


# What an escape in a quoted value can bring in beside, only PyYAML's own parser lets it pass.
_ESCAPED = re.compile(f"[{_CONTROL.pattern[1:-1]}\ud800-\udfff]")


class _StopError(Exception):
    """Reading ends here."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


class Span(NamedTuple):
    """Where a key and its value stand in the text: start and end indices."""

    key: tuple[int, int]
    value: tuple[int, int]


Spans = dict[Pointer, Span]


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


def decode(data: bytes) -> tuple[str, tuple[Trouble, ...]]:
    """Return the text of a file without its byte order mark, and what no text may hold."""
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
    control = None if text.isascii() and text.isprintable() else _CONTROL.search(text)
    if control:
        return text, (_unwanted(control.start(), control.group()),)
    return text, ()


def read(text: str, spans: Spans | None = None) -> Yaml:
    """Return the data of a YAML text that `decode` passed; fill `spans` where it is given."""
    found = _read(text, spans)
    if spans is None and any(trouble.code == DUPLICATE for trouble in found.troubles):
        return _read(text, {})  # once more, with spans: they know where the first one stands
    return found


def _read(text: str, spans: Spans | None) -> Yaml:
    parser = None
    troubles: list[Trouble] = []
    try:
        parser = _parser()(text.encode())
        data = _Builder(parser.get_event, text, troubles, spans).document()
        _expect_end(parser.get_event)
    except _StopError as stop:
        return Yaml(None, (*troubles, stop.trouble))
    except YAMLError as error:
        return Yaml(None, (*troubles, _syntax(error, text)))
    finally:
        if parser is not None and hasattr(parser, "dispose"):
            parser.dispose()
    return Yaml(data, tuple(troubles))


def _expect_end(get_event: Callable[[], Any]) -> None:
    event = get_event()
    if type(event) is events.DocumentStartEvent:
        index = event.start_mark.index
        hint = "one file holds one document"
        raise _StopError(Trouble(DOCUMENTS, index, "a second document", hint, 3))


class _Builder:
    """Builds plain data from events, with a stack of its own.

    `_box` is the container being filled; in a mapping, `_key` is the key that waits for its value
    and `_key_event` where it stands.
    """

    def __init__(
        self,
        get_event: Callable[[], Any],
        text: str,
        troubles: list[Trouble],
        spans: Spans | None,
    ) -> None:
        self._get = get_event
        self._text = text
        self._troubles = troubles
        self._spans = spans
        self._nodes = 0
        self._anchors: dict[str, tuple[Any, int] | None] = {}
        self._box: Any = []
        self._key: str | None = None
        self._key_event: Any = None
        self._pointer: Pointer = ()
        self._stack: list[tuple[Any, str | None, int]] = []

    def document(self) -> Any:
        """Return the data of the first document."""
        get = self._get
        get()  # the stream's start
        if type(get()) is events.StreamEndEvent:
            hint = "write its fields, or delete it"
            raise _StopError(Trouble(EMPTY, 0, "the file is empty", hint))
        top = self._box
        handlers: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: self._mapping,
            events.SequenceStartEvent: self._sequence,
            events.MappingEndEvent: self._end,
            events.SequenceEndEvent: self._end,
            events.AliasEvent: self._alias,
        }
        while not top or self._stack:
            event = get()
            handlers[type(event)](event)
        get()  # the document's end
        return top[0]

    def _scalar(self, event: Any) -> None:
        value = event.value
        if event.tag is not None:
            raise _unsupported(event, f"the tag {_short_tag(event.tag)}", _SAY_TAG)
        if self._key is None and type(self._box) is dict:
            if value == "<<" and event.style in _PLAIN:
                raise _unsupported(event, "a merge key", "write the fields out")
            self._key, self._key_event = value, event
            if event.style not in _PLAIN:
                self._refuse_escaped(event)
            return
        if event.style not in _PLAIN:
            self._refuse_escaped(event)
        elif not value or value[0] in _MAYBE_NOT_TEXT:
            value = _resolve(value)
            if value is None:
                self._empty(event)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        self._put(value, event)
        self._key = None

    def _mapping(self, event: Any) -> None:
        self._start({}, event)

    def _sequence(self, event: Any) -> None:
        self._start([], event)

    def _start(self, value: Any, event: Any) -> None:
        if event.tag is not None:
            raise _unsupported(event, f"the tag {_short_tag(event.tag)}", _SAY_TAG)
        self._refuse_as_key(event)
        here = self._put(value, event)
        self._stack.append((self._box, event.anchor, self._nodes))
        if len(self._stack) > MAX_DEPTH:
            raise _StopError(Trouble(TOO_MUCH, event.start_mark.index, "nested too deeply"))
        if event.anchor:
            self._anchors[event.anchor] = None  # open: an alias to it would be a loop
        self._box, self._key, self._pointer = value, None, here

    def _end(self, event: Any) -> None:
        ended = self._box
        self._count(len(ended), event)
        if self._spans is not None:
            start = self._spans[self._pointer]
            self._spans[self._pointer] = Span(start.key, (start.value[0], event.end_mark.index))
            self._pointer = self._pointer[:-1]
        self._box, anchor, before = self._stack.pop()
        self._key = None
        if anchor:
            self._anchors[anchor] = (ended, self._nodes - before)

    def _alias(self, event: Any) -> None:
        self._refuse_as_key(event)
        if event.anchor not in self._anchors:
            raise _unsupported(event, f"an alias to the unknown anchor {event.anchor}")
        known = self._anchors[event.anchor]
        if known is None:
            raise _unsupported(event, f"*{event.anchor}, an alias to what it stands in")
        value, size = known
        self._count(size, event)
        self._put(value, event)
        self._key = None

    def _count(self, nodes: int, event: Any) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            message = f"more than {MAX_NODES:,} values"
            raise _StopError(Trouble(TOO_MUCH, event.start_mark.index, message, "split the file"))

    def _refuse_as_key(self, event: Any) -> None:
        if self._key is None and type(self._box) is dict:
            hint = "quote a value that begins with { or [, as templates do"
            raise _unsupported(event, "a key that is not a word", hint)

    def _put(self, value: Any, event: Any) -> Pointer:
        """Add a value to the container; return its pointer (only kept when spans are wanted)."""
        key = self._key
        here = self._note(event) if self._spans is not None else ()
        if key is None:
            self._box.append(value)
        elif key in self._box:
            self._twice(here)
        else:
            self._box[key] = value
        return here

    def _note(self, event: Any) -> Pointer:
        assert self._spans is not None  # noqa: S101  # asked for only then
        span = _span(event)
        if not self._stack:
            here: Pointer = ()
        elif self._key is None:
            here = (*self._pointer, len(self._box))
        else:
            here = (*self._pointer, self._key)
        key_span = span if self._key is None else _span(self._key_event)
        self._spans.setdefault(here, Span(key_span, span))
        return here

    def _refuse_escaped(self, event: Any) -> None:
        """Report what an escape such as "\\0" brings in."""
        found = None if event.value.isprintable() else _ESCAPED.search(event.value)
        if found:
            self._troubles.append(_unwanted(event.start_mark.index, found.group()))

    def _twice(self, here: Pointer) -> None:
        """Report a key that stands a second time; where spans are kept, with the first's line."""
        where = ""
        if self._spans is not None:
            first = self._text.count("\n", 0, self._spans[here].key[0]) + 1
            where = f"; the first is on line {first}"
        self._at_key(
            DUPLICATE, f"`{short(self._key)}` stands here a second time{where}", "delete one"
        )

    def _empty(self, event: Any) -> None:
        hint = "leave the field out, or quote a value that begins with #"
        if self._key is None:
            self._troubles.append(Trouble(EMPTY, event.start_mark.index, "an empty value", hint))
        else:
            self._at_key(EMPTY, "has no value", hint)

    def _at_key(self, code: str, message: str, hint: str) -> None:
        start, end = _span(self._key_event)
        said = f"`{short(self._key or '')}` {message}"
        self._troubles.append(Trouble(code, start, said, hint, end - start))


_PLAIN = frozenset(("", None))
_SAY_TAG = "write the plain value; quote a value that begins with !"


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _short_tag(tag: str) -> str:
    return short(tag.replace("tag:yaml.org,2002:", "!!"))


def _unwanted(index: int, control: str) -> Trouble:
    message = f"control character U+{ord(control):04X}"
    return Trouble(ENCODING, index, message, "remove it; other readers show or take it differently")


def _unsupported(event: Any, what: str, hint: str = "") -> _StopError:
    length = max(event.end_mark.index - event.start_mark.index, 1)
    message = f"{what} is not read"
    return _StopError(Trouble(UNSUPPORTED, event.start_mark.index, message, hint, length))


def _resolve(word: str) -> Any:
    """Read a plain word by the core schema of YAML 1.2."""
    if word in _NULLS:
        return None
    if word in _BOOLS:
        return _BOOLS[word]
    if len(word) <= _MAX_DIGITS:
        if _INT.fullmatch(word):
            return int(word, 0) if word[:2] in {"0o", "0x"} else int(word)
        if _FLOAT.fullmatch(word) and math.isfinite(float(word)):
            return float(word)
    return word


_ADVICE = (
    ("cannot start any token", "this character cannot begin a value", "quote the value"),
    ("could not find expected ':'", "a key without a `:`", "write `key: value`"),
    ("did not find expected key", "the indentation does not fit", "align it with its neighbours"),
    ("expected '-' indicator", "this does not belong to the list above", "begin it with -"),
    ("block sequence entries are not", "a list cannot begin here", "begin it on the next line"),
    ("found undefined tag handle", "a tag is not read", "quote a value that begins with !"),
    ("unknown directive name", "a directive is not read", "quote a value that begins with %"),
    ("expected node content", "a value is missing before this", "write it, or take this out"),
    ("expected ',' or", "a `,` or the closing bracket is missing here", "quote what holds `: `"),
    ("alphabetic or numeric", "a name is missing here", "quote a value that begins with & or *"),
    ("expected <document start>", "text after the end of the document", "delete the ... above"),
    ("unknown escape character", "no such escape", "write \\\\, or use single quotes"),
)


def _syntax(error: YAMLError, text: str) -> Trouble:
    """Say where a text stops being YAML, in words that help to mend it."""
    if isinstance(error, ReaderError):
        return Trouble(ENCODING, min(error.position, len(text)), error.reason)
    if not isinstance(error, MarkedYAMLError):
        return Trouble(SYNTAX, 0, "not YAML")
    problem = error.problem or ""
    # A key that lacks its colon is noticed late; its context says where it begins.
    late = "expected ':'" in problem
    mark = (error.context_mark if late else None) or error.problem_mark or error.context_mark
    index = min(mark.index if mark else 0, len(text))
    words = _unclosed(error, index, text) or (index, *_advice(problem, index, text))
    return Trouble(SYNTAX, *words)


def _unclosed(error: MarkedYAMLError, index: int, text: str) -> tuple[int, str, str] | None:
    """Say which quote or bracket is not closed; that is noticed at the end of the file."""
    problem, context = error.problem or "", error.context or ""
    opens = error.context_mark.index if error.context_mark else index
    if "quoted scalar" in context and "escape" not in problem and "Unicode" not in problem:
        return opens, "the quote that opens here is not closed", "close it"
    if "flow" in context and (not text[index:].strip() or "\n" in text[opens:index]):
        return opens, f"the {text[opens]} that opens here is not closed", "close it"
    return None


def _advice(problem: str, index: int, text: str) -> tuple[str, str]:
    """Return what is wrong at an index, and how to mend it."""
    before = text[text.rfind("\n", 0, index) + 1 : index]
    if text[index : index + 1] == "\t":
        return "a tab in the indentation", "indent with spaces"
    if "mapping values are not allowed" in problem:
        return _colon(before)
    if "expected key" in problem and before.rstrip()[-1:] in {'"', "'"}:
        hint = "double a quote within the value, or use the other kind around it"
        return "the value ended at the quote before this", hint
    for known, message, hint in _ADVICE:
        if known in problem:
            return message, hint
    return f"not YAML: {problem or 'unreadable'}", ""


def _colon(before: str) -> tuple[str, str]:
    """Say why a colon cannot stand where it does, by what is before it in its line."""
    if ": " in before:
        return "a second `:` in one line", 'quote a value that holds ": "'
    return "this line continues the one above", "end that one with `:`, or align this one with it"
