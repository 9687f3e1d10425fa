"""Cases worked out by hand: a roster, a window, and the shifts that it must have."""

from typing import NamedTuple

import pytest

from tests.unit.engine.made import lines, local, roster
from watchbill.engine.rotation import shifts


class Case(NamedTuple):
    """`rotations` is YAML: the inside of one rotation, or a roster's fields.

    `window` and `shifts` are in `show`, or else in `zone`, the roster's; with several roles each
    line begins with one.
    """

    why: str
    rotations: str
    window: str
    shifts: str
    zone: str = "Europe/London"
    show: str = ""


def parameters(*cases: Case) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [pytest.param(case, id=case.why) for case in cases])


def check(case: Case) -> None:
    text = case.rotations
    if "rotations:" not in text:
        text = f"rotations: [{{id: primary, role: primary, {text}}}]"
    made, show = roster(text, case.zone), case.show or case.zone
    start, end = (local(show, at) for at in case.window.split(" → "))
    roles = len({rotation.role for rotation in made.rotations}) > 1
    found = lines(show, shifts("test", made, start, end), role=roles)
    assert found == [line.strip() for line in case.shifts.strip().splitlines() if line.strip()]
