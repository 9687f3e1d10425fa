"""Shifts: who is on call as what, from when until when, and because of what."""

from datetime import datetime
from typing import NamedTuple

from watchbill.model.rosters import Roster


class Because(NamedTuple):
    """Why a shift is as it is, as positions in the roster: enough to write the reason out.

    `block` is the `since` of the turns block, or the name of the special period when `special`;
    `turn` counts the block's turns from 0, idle ones left out; `overrides` are the positions in
    the roster's `overrides` of those in force, in the order in which they were applied;
    `follows` names the rotation whose turns these are, if another one.
    """

    block: str
    turn: int
    special: bool = False
    overrides: tuple[int, ...] = ()
    follows: str | None = None


class Shift(NamedTuple):
    """A stretch `[start, end)` in UTC in which `people` are on call in a role of a roster."""

    roster: str
    rotation: str
    role: str
    people: tuple[str, ...]
    start: datetime
    end: datetime
    because: Because


def reason(roster: Roster, shift: Shift) -> str:
    """Return what made a shift other than the ordinary turn: overrides, or a special period."""
    said = [roster.overrides[index].reason or "override" for index in shift.because.overrides]
    return ", ".join(said) or (shift.because.block if shift.because.special else "")
