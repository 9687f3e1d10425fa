"""An escalation policy as a drawn ladder: who is paged at once, and who after how long.

Drawn here and not in the browser: it works without a script, on paper, and from a file. The names
of whoever is on call are those of the build; a script writes the reader's over them.
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from markupsafe import Markup

from watchbill.emit.escape import safe

WIDTH, LEFT, RAIL, LINE, SMALL, PAD, SPACE = 360, 84, 64, 18, 16, 10, 26
"""No wider than a phone, so that the text keeps its size there."""
NAMES, ROLES, AFTER = 30, 38, 7
"""How many letters a line has room for: of names, of roles, which are smaller, and of a time."""


class Stop(NamedTuple):
    """A target of a step: a person by name, or a role with the names of whoever holds it.

    `role` is what the role is called, empty for a person; `post` its roster and role, by their
    ids.
    """

    names: tuple[str, ...]
    role: str = ""
    post: tuple[str, str] = ("", "")


class Rung(NamedTuple):
    """A step: when it comes, whom it pages, and what it waits for."""

    after: str
    stops: tuple[Stop, ...]
    wait: str


def ladder(rungs: Sequence[Rung], name: str, ending: str) -> Markup:
    """Return the steps drawn from top to bottom; `ending` is what happens after the last one."""
    tops = list(_tops(rungs))
    height = tops[-1] + 34
    size = f'viewBox="0 0 {WIDTH} {height}"'
    parts = [
        f'<svg class="wb-ladder" {size} role="img" aria-label="{safe(name)}">',
        f'<line class="wb-ladder-rail" x1="{RAIL}" x2="{RAIL}" y1="20" y2="{tops[-1] + 2}"/>',
    ]
    for number, (rung, top) in enumerate(zip(rungs, tops, strict=False), start=1):
        parts += _rung(number, rung, top)
    parts.append(
        f'<circle class="wb-ladder-stop" cx="{RAIL}" cy="{tops[-1] + 13}" r="5"/>'
        f'<text class="wb-ladder-end" x="{LEFT}" y="{tops[-1] + 18}">{safe(ending)}</text>'
    )
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704  # every text went through `safe`


def in_line(names: Sequence[str]) -> str:
    """Return names that fit into a line, and how many more there are; escalation.js does the same.

    Whoever is cut off is paged nonetheless, so the number is always told.
    """
    for count in range(len(names), 0, -1):
        said = ", ".join(names[:count]) + _more(len(names) - count)
        if len(said) <= NAMES:
            return said
    more = _more(len(names) - 1)
    return f"{names[0][: NAMES - 1 - len(more)].rstrip()}…{more}" if names else "Nobody"


def _more(count: int) -> str:
    return f" + {count} more" if count else ""


def _tops(rungs: Sequence[Rung]) -> Iterator[int]:
    """Yield the top of every step, then that of the ending."""
    top = 4
    for rung in rungs:
        yield top
        top += _height(rung) + SPACE
    yield top


def _height(rung: Rung) -> int:
    return PAD + sum(_room(stop) for stop in rung.stops)


def _room(stop: Stop) -> int:
    return LINE + SMALL * len(_role(stop)) + PAD


def _rung(number: int, rung: Rung, top: int) -> Iterator[str]:
    height, middle = _height(rung), top + 21
    lines = _after(rung.after)
    for line, text in enumerate(lines):
        y = middle + 4 + 14 * line - 7 * (len(lines) - 1)
        yield f'<text class="wb-ladder-after" x="{RAIL - 18}" y="{y}">{safe(text)}</text>'
    yield f'<circle class="wb-ladder-dot" cx="{RAIL}" cy="{middle}" r="11"/>'
    yield f'<text class="wb-ladder-number" x="{RAIL}" y="{middle + 4}">{number}</text>'
    yield (
        f'<rect class="wb-ladder-box" x="{LEFT}" y="{top}" width="{WIDTH - LEFT - 2}"'
        f' height="{height}" rx="8"/>'
    )
    place = top + PAD
    for stop in rung.stops:
        yield from _stop(stop, number, place)
        place += _room(stop)
    yield (
        f'<text class="wb-ladder-wait" x="{LEFT + 12}" y="{top + height + 17}">'
        f"waits {safe(rung.wait)}</text>"
    )


def _stop(stop: Stop, number: int, top: int) -> Iterator[str]:
    """Yield the names, in a line of their own, and the role that they hold below them."""
    roster, role = stop.post
    known = f' data-wb-step="{number}" data-wb-roster="{safe(roster)}" data-wb-role="{safe(role)}"'
    gap = "" if stop.names else " wb-ladder-nobody"
    yield (
        f'<text class="wb-ladder-who{gap}"{known if stop.role else ""} x="{LEFT + 12}"'
        f' y="{top + 14}">{safe(in_line(stop.names))}</text>'
    )
    for index, line in enumerate(_role(stop), start=1):
        yield (
            f'<text class="wb-ladder-role" x="{LEFT + 12}" y="{top + 14 + SMALL * index}">'
            f"{safe(line)}</text>"
        )


def _after(said: str) -> list[str]:
    """Return a time in lines that fit: +1 h 30 min has one for its hours, one for its minutes."""
    if len(said) <= AFTER:
        return [said]
    words = said.split(" ")
    return [line for line in (" ".join(words[:2]), " ".join(words[2:])) if line]


def _role(stop: Stop) -> list[str]:
    """Return a role in lines that fit into a box."""
    return wrap(stop.role, ROLES)
