"""A builder of plain data from YAML events, with a stack of its own: it never recurses."""

import math
import re
from collections.abc import Callable
from typing import Any

from yaml import events

from watchbill.shape.faults import short
from watchbill.source.trouble import CONTROL as _CONTROL
from watchbill.source.trouble import EMPTY, TOO_MUCH, UNSUPPORTED, Trouble, unwanted

MAX_DEPTH, MAX_NODES = 64, 100_000

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_AFTER_NUMBERS = ":"
"""The sign after the digits: a text that does not sort before it is no number."""
# No number of ours has more digits; Python refuses to read endless ones.
_MAX_DIGITS = 15
# What an escape in a quoted value can bring in beside, only PyYAML's own parser lets it pass.
_ESCAPED = re.compile(f"[{_CONTROL.pattern[1:-1]}\ud800-\udfff]")
_PLAIN = frozenset(("", None))
_SAY_TAG = "write the plain value; quote a value that begins with !"
_SAY_EMPTY = "leave the field out, or quote a value that begins with #"


class StopError(Exception):
    """Reading ends here."""

    def __init__(self, trouble: Trouble) -> None:
        """Take what ends it."""
        super().__init__(trouble.message)
        self.trouble = trouble


class Builder:
    """Builds the data of one document.

    `troubles` collects what does not end the reading; `twice` says whether a key stood a second
    time (the first one counts).
    """

    def __init__(self, get_event: Callable[[], Any], text: str) -> None:
        """Take the source of events, and the text they come from."""
        self.troubles: list[Trouble] = []
        self.twice = False
        self._get = get_event
        self._nodes = 0
        self._anchors: dict[str, tuple[Any, int] | None] = {}
        # Without these signs there are no anchors, tags, merge keys and escapes to look out for.
        self._careful = "&" in text or "!" in text or "<<" in text or "\\" in text

    def document(self) -> Any:
        """Return the data of the first document; raise StopError where it cannot be read."""
        self._get()  # the stream's start
        if type(self._get()) is events.StreamEndEvent:
            raise StopError(
                Trouble(EMPTY, 0, "the file is empty", "write its fields, or delete it")
            )
        data = self._node()
        self._get()  # the document's end
        return data

    def _node(self) -> Any:  # noqa: C901, PLR0912  # one loop: a call an event is a fifth slower
        """Read a node and all below it: the loop through which every event goes."""
        get, careful = self._get, self._careful
        top: list[Any] = []
        stack: list[tuple[Any, str | None, int]] = []
        box: Any = top
        in_map = False
        key_event: Any = None
        while not top or stack:
            event = get()
            kind = type(event)
            if in_map and kind is _SCALAR:  # a key: the value is the next event
                if careful:
                    self._look_at_key(event)
                key_event = event
                event = get()
                kind = type(event)
            elif in_map and kind not in _ENDS:
                hint = "quote a value that begins with { or [, as templates do"
                raise _unsupported(event, "a key that is not a word", hint)
            if kind is _SCALAR:
                value = event.value
                if careful or value < _AFTER_NUMBERS or value in _WORDS:
                    value = self._scalar(event, key_event if in_map else None)
            elif kind in _ENDS:
                ended = box
                self._nodes += len(ended)
                if self._nodes > MAX_NODES:
                    raise _too_many(event)
                box, anchor, before = stack.pop()
                if anchor:
                    self._anchors[anchor] = (ended, self._nodes - before)
                in_map = type(box) is dict
                continue
            elif kind is _ALIAS:
                value = self._alias(event)
            else:
                if careful:
                    self._look_at_start(event)
                value = {} if kind is _MAP else []
            if not in_map:
                box.append(value)
            elif (key := key_event.value) in box:
                self.twice = True
            else:
                box[key] = value
            if kind in _STARTS:
                stack.append((box, event.anchor, self._nodes))
                if len(stack) > MAX_DEPTH:
                    raise StopError(Trouble(TOO_MUCH, _start(event), "nested too deeply"))
                box, in_map = value, kind is _MAP
        return top[0]

    def _look_at_key(self, event: Any) -> None:
        if event.value == "<<" or event.tag is not None:
            _refuse_key(event)
        if not event.value.isprintable():
            self._refuse_escaped(event)

    def _scalar(self, event: Any, key_event: Any) -> Any:
        value = event.value
        if event.tag is not None:
            _refuse_tag(event)
        if event.style not in _PLAIN:
            if not value.isprintable():
                self._refuse_escaped(event)
        elif value < _AFTER_NUMBERS or value in _WORDS:
            value = _resolve(value)
            if value is None:
                self._empty(event, key_event)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        return value

    def _look_at_start(self, event: Any) -> None:
        _refuse_tag(event)
        if event.anchor:
            self._anchors[event.anchor] = None  # open: an alias to it would be a loop

    def _alias(self, event: Any) -> Any:
        if event.anchor not in self._anchors:
            raise _unsupported(event, f"an alias to the unknown anchor {event.anchor}")
        known = self._anchors[event.anchor]
        if known is None:
            raise _unsupported(event, f"*{event.anchor}, an alias to what it stands in")
        value, size = known
        self._nodes += size
        if self._nodes > MAX_NODES:
            raise _too_many(event)
        return value

    def _refuse_escaped(self, event: Any) -> None:
        """Report what an escape such as "\\0" brings in."""
        found = _ESCAPED.search(event.value)
        if found:
            self.troubles.append(unwanted(_start(event), found.group()))

    def _empty(self, event: Any, key_event: Any) -> None:
        if key_event is None:
            trouble = Trouble(EMPTY, _start(event), "an empty value", _SAY_EMPTY)
        else:
            length = key_event.end_mark.index - _start(key_event)
            says, hint = "no value", _SAY_EMPTY
            if _start(event) == key_event.end_mark.index:  # in {}, cut off by a comma
                blank = ":" in key_event.value
                says = "no blank after its `:`" if blank else "no `:`"
                hint = "write one" if blank else "quote a value that holds a comma"
            message = f"`{short(key_event.value)}` has {says}"
            trouble = Trouble(EMPTY, _start(key_event), message, hint, length)
        self.troubles.append(trouble)


_SCALAR, _ALIAS, _MAP = events.ScalarEvent, events.AliasEvent, events.MappingStartEvent
_STARTS = frozenset((_MAP, events.SequenceStartEvent))
_ENDS = frozenset((events.MappingEndEvent, events.SequenceEndEvent))


def _start(event: Any) -> int:
    return event.start_mark.index  # type: ignore[no-any-return]  # events are untyped


def _refuse_key(event: Any) -> None:
    _refuse_tag(event)
    if event.style in _PLAIN:
        raise _unsupported(event, "a merge key", "write the fields out")


def _refuse_tag(event: Any) -> None:
    if event.tag is not None:
        tag = short(event.tag.replace("tag:yaml.org,2002:", "!!"))
        raise _unsupported(event, f"the tag {tag}", _SAY_TAG)


def _too_many(event: Any) -> StopError:
    message = f"more than {MAX_NODES:,} values"
    return StopError(Trouble(TOO_MUCH, _start(event), message, "split the file"))


def _unsupported(event: Any, what: str, hint: str = "") -> StopError:
    length = max(event.end_mark.index - _start(event), 1)
    message = f"{what} is not read"
    return StopError(Trouble(UNSUPPORTED, _start(event), message, hint, length))


def _resolve(word: str) -> Any:
    """Read a plain word by the core schema of YAML 1.2."""
    # Most of what begins with a digit is a day: no number has hyphens there.
    if word[4:8:3] == "--":
        return word
    if word in _WORDS:
        return _WORDS[word]
    if len(word) <= _MAX_DIGITS:
        if _INT.fullmatch(word):
            return int(word, 0) if word[:2] in {"0o", "0x"} else int(word)
        if _FLOAT.fullmatch(word) and math.isfinite(float(word)):
            return float(word)
    return word
