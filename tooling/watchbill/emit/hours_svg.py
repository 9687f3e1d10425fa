"""Hours on call as drawn bars: a line of a table has its person's, next to the numbers."""

from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup

from watchbill.engine.fairness import Burden

HEIGHT = 30


class Load(NamedTuple):
    """A person's hours, whole, and the bars that say the same."""

    person: str
    total: int
    night: int
    weekend: int
    holiday: int
    bars: Markup


def loads(found: Mapping[str, Burden]) -> list[Load]:
    """Return everybody's hours, most first; all bars have the same scale."""
    most = max((burden.total for burden in found.values()), default=0.0)
    rows = [Load(person, *_whole(burden), _bars(burden, most)) for person, burden in found.items()]
    return sorted(rows, key=lambda row: (-row.total, row.person))


def _whole(burden: Burden) -> tuple[int, int, int, int]:
    total, night, weekend, holiday = (round(hours) for hours in burden)
    return total, night, weekend, holiday


def _bars(burden: Burden, most: float) -> Markup:
    """Return a thick bar for all hours, and thin ones for those at night and on weekends."""
    lines = (
        ("total", burden.total, 2, 12),
        ("night", burden.night, 16, 5),
        ("weekend", burden.weekend, 23, 5),
    )
    drawn = "".join(
        f'<rect class="wb-hours-{kind}" y="{top}" width="{_share(hours, most)}%" height="{tall}"'
        ' rx="2"/>'
        for kind, hours, top, tall in lines
    )
    whole = f'<svg class="wb-hours-bars" width="100%" height="{HEIGHT}" aria-hidden="true">'
    return Markup(f"{whole}{drawn}</svg>")  # noqa: S704  # only numbers in it


def _share(hours: float, most: float) -> float:
    return round(hours / most * 100, 1) if most else 0.0
