"""What a service needs, drawn to its left, and what needs it, to its right.

Boxes keep their size, so that their text can be read on a phone and a thumb meets them; a drawing
that is wider than the page is scrolled. Lists on the page say the same in words.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from textwrap import wrap
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.escape import safe
from watchbill.emit.links import Link
from watchbill.engine.graph import Layers, linked

WIDTH, HEIGHT, APART, BELOW, TOP = 98, 44, 20, 8, 24
"""Of boxes, between columns and rows, and of the headings, in pixels."""
LETTERS, LINES, LEAD = 14, 3, 13
LEFT, RIGHT = ("Needs", "They need"), ("Needed by", "By way of them")
MIDDLE = ""
"""The key of the service in the middle; no id is empty."""

Lines = Sequence[tuple[str, str]]


class Side(NamedTuple):
    """Layers from the middle outwards, and what each node leads to on this side."""

    layers: Layers
    near: Mapping[str, Sequence[str]]


class _Column(NamedTuple):
    side: int
    nodes: tuple[str, ...]
    heading: str


def graph(middle: Link, needs: Side, needed_by: Side, links: Mapping[str, Link]) -> Markup:
    """Return a service in the middle of what it needs and what needs it.

    Somebody on both sides (a circle) is drawn on both; `near` of a side may speak of more than
    its layers show.
    """
    columns = _columns(needs, needed_by)
    rows = max(len(column.nodes) for column in columns)
    width = len(columns) * (WIDTH + APART) - APART + 2
    height = TOP + rows * (HEIGHT + BELOW) - BELOW + 2
    places = dict(_places(columns, height))
    named = {**links, MIDDLE: middle}
    label = safe(f"{middle.text}: what it needs, and what needs it")
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg class="wb-graph" {size} role="group" aria-label="{label}">',
        *(_edge(places[left], places[right]) for left, right in _edges(needs, -1)),
        *(_edge(places[left], places[right]) for left, right in _edges(needed_by, 1)),
        *_heads(columns),
        *(_box(place, named[node], middle=node == MIDDLE) for (_, node), place in places.items()),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704  # every text went through `safe`


def _columns(needs: Side, needed_by: Side) -> list[_Column]:
    left = [_Column(-1, *pair) for pair in zip(needs.layers, LEFT, strict=False)]
    right = [_Column(1, *pair) for pair in zip(needed_by.layers, RIGHT, strict=False)]
    return [*reversed(left), _Column(0, (MIDDLE,), ""), *right]


def _places(
    columns: Sequence[_Column], height: int
) -> Iterator[tuple[tuple[int, str], tuple[int, int]]]:
    """Yield the upper left corner of every box; columns stand in the middle of the height."""
    for index, column in enumerate(columns):
        tall = len(column.nodes) * (HEIGHT + BELOW) - BELOW
        top = TOP + (height - TOP - tall) // 2
        for row, node in enumerate(column.nodes):
            yield (column.side, node), (1 + index * (WIDTH + APART), top + row * (HEIGHT + BELOW))


def _edges(side: Side, sign: int) -> Iterator[tuple[tuple[int, str], tuple[int, str]]]:
    """Yield the ends of every line between neighbouring columns, the left one first."""
    shown = side.layers[: len(LEFT)]
    ends = [((0, MIDDLE), (sign, node)) for node in (shown[0] if shown else ())]
    for inner, outer in pairwise(shown):
        lines = linked(inner, outer, side.near)
        ends += [((sign, one), (sign, other)) for one, other in lines]
    yield from ((far, near) if sign < 0 else (near, far) for near, far in ends)


def _edge(left: tuple[int, int], right: tuple[int, int]) -> str:
    """Return a line from the right edge of a box to the left edge of another.

    Its tip is at what is needed, which is always the one to the left.
    """
    (x, y), (far, other) = (left[0] + WIDTH, left[1] + HEIGHT // 2), right
    end, half = other + HEIGHT // 2, (far + x) // 2
    return (
        f'<path class="wb-graph-line" d="M{far} {end}C{half} {end} {half} {y} {x + 5} {y}"/>'
        f'<path class="wb-graph-tip" d="M{x + 1} {y}l7 -4v8z"/>'
    )


def _heads(columns: Sequence[_Column]) -> Iterator[str]:
    for index, column in enumerate(columns):
        if column.heading:
            middle = 1 + index * (WIDTH + APART) + WIDTH // 2
            yield (
                f'<text class="wb-graph-head" x="{middle}" y="14" text-anchor="middle">'
                f"{safe(column.heading)}</text>"
            )


def _box(place: tuple[int, int], link: Link, *, middle: bool) -> str:
    """Return a box with a name in it, which leads to the page of the service if there is one."""
    x, y = place
    kind = "wb-graph-middle" if middle else "wb-graph-node"
    lines = _lines(link.text)
    first = y + HEIGHT // 2 + 4 - LEAD * (len(lines) - 1) // 2
    said = "".join(
        f'<text x="{x + WIDTH // 2}" y="{first + LEAD * row}" text-anchor="middle">'
        f"{safe(line)} </text>"
        for row, line in enumerate(lines)
    )
    drawn = (
        f"<title>{safe(link.text)}</title>"
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="7"/>{said}'
    )
    if middle or not link.href:
        return f'<g class="{kind}">{drawn}</g>'
    return f'<a class="{kind}" href="{link.href}">{drawn}</a>'


def _lines(text: str) -> list[str]:
    """Return a name in lines that fit into a box; what is cut off stands in the lists."""
    return wrap(text, LETTERS, max_lines=LINES, placeholder="…") or [text]
