"""An escalation policy as a drawn ladder: who is paged at once, and who after how long.

Drawn here and not in the browser: it works without a script, on paper, and from a file.
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.escape import safe

WIDTH, LEFT, RAIL, ROW, LINE, PAD, SPACE = 360, 84, 64, 26, 18, 12, 26
"""No wider than a phone, so that the text keeps its size there."""
_LONGEST = 34


class Rung(NamedTuple):
    """A step: when it comes, how many it pages, and what it waits for."""

    after: str
    targets: tuple[str, ...]
    wait: str


def ladder(rungs: Sequence[Rung], name: str, ending: str) -> Markup:
    """Return the steps drawn from top to bottom; `ending` is what happens after the last one."""
    tops = list(_tops(rungs))
    height = tops[-1] + 34
    size = f'viewBox="0 0 {WIDTH} {height}"'
    parts = [
        f'<svg class="wb-ladder" {size} role="img" aria-label="{safe(name)}">',
        f'<line class="wb-ladder-rail" x1="{RAIL}" x2="{RAIL}" y1="20" y2="{tops[-1]}"/>',
    ]
    for number, (rung, top) in enumerate(zip(rungs, tops, strict=False), start=1):
        parts += _rung(number, rung, top)
    parts.append(
        f'<text class="wb-ladder-end" x="{LEFT}" y="{tops[-1] + 18}">{safe(ending)}</text>'
    )
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704  # every text went through `safe`


def _tops(rungs: Sequence[Rung]) -> Iterator[int]:
    """Yield the top of every step, then that of the ending."""
    top = 4
    for rung in rungs:
        yield top
        top += _height(rung) + SPACE
    yield top


def _height(rung: Rung) -> int:
    return PAD * 2 + sum(_room(target) for target in rung.targets)


def _rung(number: int, rung: Rung, top: int) -> Iterator[str]:
    height, middle, after = _height(rung), top + 24, safe(rung.after)
    yield f'<text class="wb-ladder-after" x="{RAIL - 18}" y="{middle + 5}">{after}</text>'
    yield f'<circle class="wb-ladder-dot" cx="{RAIL}" cy="{middle}" r="11"/>'
    yield f'<text class="wb-ladder-number" x="{RAIL}" y="{middle + 4}">{number}</text>'
    yield (
        f'<rect class="wb-ladder-box" x="{LEFT}" y="{top}" width="{WIDTH - LEFT - 2}"'
        f' height="{height}" rx="8"/>'
    )
    place = top + PAD
    for target in rung.targets:
        for index, line in enumerate(_lines(target)):
            yield f'<text x="{LEFT + 14}" y="{place + LINE * (index + 1)}">{safe(line)}</text>'
        place += _room(target)
    yield (
        f'<text class="wb-ladder-wait" x="{LEFT + 14}" y="{top + height + 17}">'
        f"waits {safe(rung.wait)}</text>"
    )


def _room(target: str) -> int:
    return ROW + LINE * (len(_lines(target)) - 1)


def _lines(target: str) -> list[str]:
    """Return a target in lines that fit into a box: whose half is cut off is paged nonetheless."""
    return wrap(target, _LONGEST) or [target]
