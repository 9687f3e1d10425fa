"""An escalation policy as a drawn ladder: who is paged at once, and who after how long.

Drawn here and not in the browser: it works without a script, on paper, and from a file.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.escape import safe

WIDTH, LEFT, RAIL, ROW, PAD, SPACE = 420, 84, 64, 26, 12, 26
_LONGEST = 40


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
    return PAD * 2 + ROW * len(rung.targets)


def _rung(number: int, rung: Rung, top: int) -> Iterator[str]:
    height, middle, after = _height(rung), top + 24, safe(rung.after)
    yield f'<text class="wb-ladder-after" x="{RAIL - 18}" y="{middle + 5}">{after}</text>'
    yield f'<circle class="wb-ladder-dot" cx="{RAIL}" cy="{middle}" r="11"/>'
    yield f'<text class="wb-ladder-number" x="{RAIL}" y="{middle + 4}">{number}</text>'
    yield (
        f'<rect class="wb-ladder-box" x="{LEFT}" y="{top}" width="{WIDTH - LEFT - 2}"'
        f' height="{height}" rx="8"/>'
    )
    for index, target in enumerate(rung.targets):
        y = top + PAD + ROW * index + 18
        yield f'<text x="{LEFT + 14}" y="{y}"><title>{safe(target)}</title>{_short(target)}</text>'
    yield (
        f'<text class="wb-ladder-wait" x="{LEFT + 14}" y="{top + height + 17}">'
        f"waits {safe(rung.wait)}</text>"
    )


def _short(text: str) -> Markup:
    """Return a text that fits into a box."""
    return safe(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
