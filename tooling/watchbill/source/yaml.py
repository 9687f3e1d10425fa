"""Strict YAML: libyaml's events, and a builder that neither guesses nor recurses.

Plain words are read by the core schema of YAML 1.2, without its null: strings stay strings.
PyYAML's own composer overflows the stack on deep nesting and drops duplicate keys.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from yaml import events
from yaml.error import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from watchbill.places import Pointer
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

MAX_BYTES, MAX_DEPTH, MAX_NODES = 1 << 20, 64, 100_000

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_MAYBE_NOT_TEXT = frozenset("0123456789+-.~nNtTfF")
# No number of ours has more digits; Python refuses to read endless ones.
_MAX_DIGITS = 15
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class _Stop(Exception):
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
    return CParser  # type: ignore[no-any-return]  # compiled, hence untyped


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
        message = f"control character U+{ord(control.group()):04X}"
        return text, (Trouble(ENCODING, control.start(), message, "remove it"),)
    return text, ()


def read(text: str, spans: Spans | None = None) -> Yaml:
    """Return the data of a YAML text that `decode` passed; fill `spans` where it is given."""
    parser = _parser()(text.encode())
    troubles: list[Trouble] = []
    try:
        data = _Builder(parser.get_event, troubles, spans).document()
        _expect_end(parser.get_event)
    except _Stop as stop:
        return Yaml(None, (*troubles, stop.trouble))
    except YAMLError as error:
        return Yaml(None, (*troubles, _syntax(error, text)))
    finally:
        parser.dispose() if hasattr(parser, "dispose") else None
    return Yaml(data, tuple(troubles))


def _expect_end(get_event: Callable[[], Any]) -> None:
    event = get_event()
    if type(event) is events.DocumentStartEvent:
        index = event.start_mark.index
        raise _Stop(Trouble(DOCUMENTS, index, "a second document", "one file holds one document", 3))


class _Builder:
    """Builds plain data from events, with a stack of its own.

    `_box` is the container being filled; in a mapping, `_key` is the key that waits for its value.
    """

    def __init__(
        self, get_event: Callable[[], Any], troubles: list[Trouble], spans: Spans | None
    ) -> None:
        self._get = get_event
        self._troubles = troubles
        self._spans = spans
        self._nodes = 0
        self._anchors: dict[str, tuple[Any, int] | None] = {}
        self._box: Any = []
        self._key: str | None = None
        self._key_span = (0, 0)
        self._pointer: Pointer = ()
        self._stack: list[tuple[Any, str | None, Any, int]] = []

    def document(self) -> Any:
        """Return the data of the first document."""
        self._get()  # the stream's start
        if type(self._get()) is events.StreamEndEvent:
            raise _Stop(Trouble(EMPTY, 0, "the file is empty", "write its fields, or delete it"))
        top = self._box
        handlers: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: self._mapping,
            events.SequenceStartEvent: self._sequence,
            events.MappingEndEvent: self._end,
            events.SequenceEndEvent: self._end,
            events.AliasEvent: self._alias,
        }
        get = self._get
        while not top or self._stack:
            event = get()
            handlers[type(event)](event)
        get()  # the document's end
        return top[0]

    def _scalar(self, event: Any) -> None:
        if event.tag is not None:
            raise _unsupported(event, f"the tag {event.tag}", "write the plain value")
        if self._key is None and type(self._box) is dict:
            self._key, self._key_span = event.value, _span(event)
            if event.value == "<<" and event.style in _PLAIN:
                raise _unsupported(event, "a merge key", "write the fields out")
            return
        value = event.value
        if event.style in _PLAIN and (not value or value[0] in _MAYBE_NOT_TEXT):
            value = _resolve(value)
            if value is None:
                self._empty(event)
        self._put(value, event)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        self._key = None

    def _mapping(self, event: Any) -> None:
        self._start({}, event)

    def _sequence(self, event: Any) -> None:
        self._start([], event)

    def _start(self, value: Any, event: Any) -> None:
        if event.tag is not None:
            raise _unsupported(event, f"the tag {event.tag}", "write the plain value")
        self._refuse_as_key(event)
        here = self._put(value, event)
        self._stack.append((self._box, self._key, event.anchor, self._nodes))
        if len(self._stack) > MAX_DEPTH:
            raise _Stop(Trouble(TOO_MUCH, event.start_mark.index, "nested too deeply"))
        if event.anchor:
            self._anchors[event.anchor] = None  # open: an alias to it would be a loop
        self._box, self._key, self._pointer = value, None, here

    def _end(self, event: Any) -> None:
        ended = self._box
        if self._spans is not None:
            start = self._spans[self._pointer]
            self._spans[self._pointer] = Span(start.key, (start.value[0], event.end_mark.index))
        self._box, _, anchor, before = self._stack.pop()
        self._pointer = self._pointer[:-1]
        self._key = None
        if anchor:
            self._anchors[anchor] = (ended, self._nodes - before + 1)

    def _alias(self, event: Any) -> None:
        self._refuse_as_key(event)
        if event.anchor not in self._anchors:
            raise _unsupported(event, f"an alias to the unknown anchor {event.anchor}")
        known = self._anchors[event.anchor]
        if known is None:
            raise _unsupported(event, f"*{event.anchor}, an alias to what it stands in")
        value, size = known
        self._nodes += size
        self._put(value, event)
        self._key = None

    def _refuse_as_key(self, event: Any) -> None:
        if self._key is None and type(self._box) is dict:
            hint = "quote a value that begins with { or [, as templates do"
            raise _unsupported(event, "a key that is not a word", hint)

    def _put(self, value: Any, event: Any) -> Pointer:
        """Add a value to the container; return its pointer (only kept when spans are wanted)."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            message = f"more than {MAX_NODES:,} values"
            raise _Stop(Trouble(TOO_MUCH, event.start_mark.index, message, "split the file"))
        box, key = self._box, self._key
        here: Pointer = ()
        if self._spans is not None:
            here = self._note(event)
        if key is None:
            box.append(value)
        elif key in box:
            message = f"`{key}` stands here a second time"
            self._troubles.append(Trouble(DUPLICATE, self._key_span[0], message, "", len(key)))
        else:
            box[key] = value
        return here

    def _note(self, event: Any) -> Pointer:
        assert self._spans is not None
        span = _span(event)
        if not self._stack:
            here: Pointer = ()
        elif self._key is None:
            here = (*self._pointer, len(self._box))
        else:
            here = (*self._pointer, self._key)
        self._spans.setdefault(here, Span(span if self._key is None else self._key_span, span))
        return here

    def _empty(self, event: Any) -> None:
        hint = "leave the field out, or quote a value that begins with #"
        if self._key is None:
            trouble = Trouble(EMPTY, event.start_mark.index, "an empty value", hint)
        else:
            message = f"`{self._key}` has no value"
            trouble = Trouble(EMPTY, self._key_span[0], message, hint, len(self._key))
        self._troubles.append(trouble)


_PLAIN = frozenset(("", None))


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _unsupported(event: Any, what: str, hint: str = "") -> _Stop:
    length = max(event.end_mark.index - event.start_mark.index, 1)
    return _Stop(Trouble(UNSUPPORTED, event.start_mark.index, f"{what} is not read", hint, length))


def _resolve(word: str) -> Any:
    """Read a plain word by the core schema of YAML 1.2."""
    if word in _NULLS:
        return None
    if word in _BOOLS:
        return _BOOLS[word]
    if len(word) <= _MAX_DIGITS:
        if _INT.fullmatch(word):
            return int(word, 0) if word[:2] in {"0o", "0x"} else int(word)
        if _FLOAT.fullmatch(word):
            return float(word)
    return word


_ADVICE = (
    ("cannot start any token", "this character cannot begin a value", "quote the value"),
    ("mapping values are not allowed", "a second `:` in one line", 'quote a value that holds ": "'),
    ("could not find expected ':'", "a key without a `:`", "write `key: value`"),
    ("did not find expected key", "the indentation does not fit", "align it with its neighbours"),
    ("block sequence entries are not allowed", "a list item does not fit here", "indent it"),
    ("found undefined tag handle", "a tag is not read", "quote a value that begins with !"),
)


def _syntax(error: YAMLError, text: str) -> Trouble:
    """Say where a text stops being YAML, in words that help to mend it."""
    if isinstance(error, ReaderError):
        return Trouble(ENCODING, min(error.position, len(text)), error.reason)
    if not isinstance(error, MarkedYAMLError):
        return Trouble(SYNTAX, 0, "not YAML")
    # An unclosed quote or bracket ends at the end of the file; its context says where it opens.
    quoted = "quoted scalar" in (error.context or "")
    mark = (error.context_mark if quoted else None) or error.problem_mark or error.context_mark
    index = min(mark.index if mark else 0, len(text))
    if quoted:
        return Trouble(SYNTAX, index, "the quote that opens here is not closed", "close it")
    if text[index : index + 1] == "\t":
        return Trouble(SYNTAX, index, "a tab in the indentation", "indent with spaces")
    for known, message, hint in _ADVICE:
        if known in (error.problem or ""):
            return Trouble(SYNTAX, index, message, hint)
    return Trouble(SYNTAX, index, f"not YAML: {error.problem or error.context or 'unreadable'}")
