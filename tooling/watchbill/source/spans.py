"""Where every value of a YAML text stands: a second pass over its events, when it is asked for."""

from collections.abc import Callable
from typing import Any, NamedTuple

from yaml import events

from watchbill.places import Pointer

_STARTS = (events.MappingStartEvent, events.SequenceStartEvent)
_ENDS = (events.MappingEndEvent, events.SequenceEndEvent)


class Span(NamedTuple):
    """Where a key and its value stand in the text: start and end indices."""

    key: tuple[int, int]
    value: tuple[int, int]


Spans = dict[Pointer, Span]


class _Open(NamedTuple):
    """A container that is being walked."""

    pointer: Pointer
    is_map: bool


def walk(get_event: Callable[[], Any], spans: Spans) -> list[tuple[Pointer, Span]]:
    """Fill the spans of a document that was built before; return the keys that stand again.

    Of a key that stands twice the first one has the pointer.
    """
    again: list[tuple[Pointer, Span]] = []
    stack: list[_Open] = []
    counts: list[int] = []
    key: Any = None
    event: Any = get_event()
    while not isinstance(event, events.DocumentStartEvent):
        event = get_event()
    while True:
        event = get_event()
        if isinstance(event, _ENDS):
            counts.pop()
            ended = stack.pop()
            first = spans[ended.pointer]
            spans[ended.pointer] = Span(first.key, (first.value[0], _span(event)[1]))
        elif stack and stack[-1].is_map and key is None:
            key = event
            continue
        else:
            pointer, span = _place(stack, counts, key, event)
            if pointer in spans:
                again.append((pointer, span))
                pointer = (*pointer, -len(again))  # where no value can be, so nothing is taken
            spans[pointer] = span
            if isinstance(event, _STARTS):
                stack.append(_Open(pointer, isinstance(event, events.MappingStartEvent)))
                counts.append(0)
        key = None
        if not stack:
            return again


def _place(stack: list[_Open], counts: list[int], key: Any, event: Any) -> tuple[Pointer, Span]:
    here = _span(event)
    if not stack:
        return (), Span(here, here)
    if key is not None:
        return (*stack[-1].pointer, key.value), Span(_span(key), here)
    counts[-1] += 1
    return (*stack[-1].pointer, counts[-1] - 1), Span(here, here)


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index
