"""Where every value of a YAML text stands: a second pass over its events, when it is asked for."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, NamedTuple

from yaml import events

from watchbill.places import Pointer
from watchbill.source.builder import MAX_DEPTH

_STARTS = frozenset((events.MappingStartEvent, events.SequenceStartEvent))
_ENDS = frozenset((events.MappingEndEvent, events.SequenceEndEvent))
_AROUND = frozenset((events.StreamStartEvent, events.DocumentStartEvent, events.StreamEndEvent))


class Span(NamedTuple):
    """Where a key and its value stand in the text: start and end indices."""

    key: tuple[int, int]
    value: tuple[int, int]


Spans = dict[Pointer, Span]


class _Open(NamedTuple):
    """A container that is being walked; of a list, `numbers` counts the items."""

    pointer: Pointer
    numbers: Iterator[int] | None


def walk(get_event: Callable[[], Any], spans: Spans) -> list[tuple[Pointer, Span]]:
    """Fill the spans of a document; return the keys that stand again.

    Of a key that stands twice the first one has the pointer. What stands behind a key that is not
    a word, or is nested too deeply, has no place: such a document is not read either.
    """
    again: list[tuple[Pointer, Span]] = []
    stack: list[_Open] = []
    key: Any = None
    for event in iter(get_event, None):
        kind = type(event)
        if kind in _ENDS:
            ended = stack.pop().pointer
            key_at, (start, _) = spans[ended]
            spans[ended] = Span(key_at, (start, event.end_mark.index))
        elif kind in _AROUND:
            continue
        elif key is None and stack and stack[-1].numbers is None:
            if kind is not events.ScalarEvent:
                return again
            key = event
            continue
        else:
            pointer, span = _place(stack, key, event)
            key = None
            if pointer in spans:
                again.append((pointer, span))
                pointer = (*pointer, -len(again))  # where no value can be, so nothing is taken
            spans[pointer] = span
            if kind in _STARTS:
                stack.append(_Open(pointer, count() if kind is events.SequenceStartEvent else None))
        if not 0 < len(stack) <= MAX_DEPTH:
            return again
    return again


def _place(stack: list[_Open], key: Any, event: Any) -> tuple[Pointer, Span]:
    here = _span(event)
    if not stack:
        return (), Span(here, here)
    around, numbers = stack[-1]
    if numbers is None:
        return (*around, key.value), Span(_span(key), here)
    return (*around, next(numbers)), Span(here, here)


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index
