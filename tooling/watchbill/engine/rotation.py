"""Who is on call: the shifts of a roster in a window, at an instant, and next."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter

from watchbill.engine.clock import DAY, END, moment, second
from watchbill.engine.overrides import overridden
from watchbill.engine.shift import Shift
from watchbill.engine.spans import Span, complement, unite
from watchbill.engine.turns import Piece, pieces, within
from watchbill.model.rosters import Roster, Rotation

_REACH = 8 * DAY
"""How far around an instant to look first: a weekly turn is inside."""

Placed = tuple[int, int, Piece]
"""A piece behind what sorts it: its start in seconds, and the position of its rotation."""


def shifts(roster_id: str, roster: Roster, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """Return the shifts in `[start, end)` (aware datetimes), cut to it, in UTC.

    They are sorted by their start, then by the position of their rotation. Windows join:
    shifts(a, c) is shifts(a, b) and shifts(b, c), joined at b. Parts of a second are cut off.
    """
    return _named(roster_id, roster, placed(roster, second(start), second(end)))


def on_call(
    roster_id: str, roster: Roster, at: datetime, role: str | None = None
) -> tuple[Shift, ...]:
    """Return the whole shifts (UTC) that contain an instant, of one role or of all."""
    now, reach = second(at), _REACH
    while True:
        start, end = max(now - reach, 0), min(now + reach, END)
        around = placed(roster, start, end, role)
        found = [entry for entry in around if entry[0] <= now < entry[2].end]
        if all(_inside(piece, start, end) for _, _, piece in found):
            return _named(roster_id, roster, found)
        reach *= 8


def _inside(piece: Piece, start: int, end: int) -> bool:
    """Say whether a piece ends before the window does, so that it cannot have been cut."""
    return (start < piece.start or start == 0) and (piece.end < end or end == END)


def upcoming(
    roster_id: str, roster: Roster, role: str, after: datetime, limit_days: int = 400
) -> Shift | None:
    """Return the next whole shift of a role with other people than at an instant.

    It starts after the instant, less than `limit_days` later; None if there is no such shift.
    """
    now = {frozenset(shift.people) for shift in on_call(roster_id, roster, after, role)}
    start, limit, reach = second(after), limit_days * DAY, min(_REACH, limit_days * DAY)
    while True:
        for begin, position, piece in placed(roster, start, min(start + reach, END), role):
            if start < begin and frozenset(piece.people) not in now:
                whole = on_call(roster_id, roster, moment(begin), role)
                rotation = roster.rotations[position].id
                return next(s for s in whole if (s.rotation, s.people) == (rotation, piece.people))
        if reach >= limit:
            return None
        reach = min(reach * 4, limit)


def placed(roster: Roster, start: int, end: int, role: str | None = None) -> list[Placed]:
    """Return the sorted pieces of a roster (of one role, if said) in a window of seconds.

    Of the rotations of a role, a later one hides the earlier ones wherever it has somebody on
    call, unless it says `alongside`.
    """
    if start >= end:
        return []
    found: list[Placed] = []
    hidden: dict[str, list[Span]] = defaultdict(list)
    for position in range(len(roster.rotations) - 1, -1, -1):
        rotation = roster.rotations[position]
        if role in (None, rotation.role):
            whole = rotation_pieces(roster, rotation, start, end)
            if later := hidden[rotation.role]:
                free = within(whole, complement(later, start, end))
            else:
                free = whole
            found += [(piece.start, position, piece) for piece in free]
            if not rotation.alongside:
                mine = [(piece.start, piece.end) for piece in whole]
                hidden[rotation.role] = unite([*hidden[rotation.role], *mine])
    return sorted(found, key=itemgetter(0, 1))


def rotation_pieces(roster: Roster, rotation: Rotation, start: int, end: int) -> list[Piece]:
    """Return one rotation's pieces in a window of seconds, overridden, not hidden by others."""
    found = pieces(roster, rotation, (start, end))
    return _joined(overridden(roster, rotation, found, start, end))


def _joined(found: Iterable[Piece]) -> list[Piece]:
    """Return sorted pieces with adjacent ones joined where people and reason are the same."""
    joined: list[Piece] = []
    last = None
    for piece in found:
        start, end, people, because = piece
        if last and last.end == start and (last.because, last.people) == (because, people):
            last = joined[-1] = Piece(last.start, end, people, because)
        else:
            joined.append(last := piece)
    return joined


def _named(roster_id: str, roster: Roster, found: Iterable[Placed]) -> tuple[Shift, ...]:
    ids = [rotation.id for rotation in roster.rotations]
    roles = [rotation.role for rotation in roster.rotations]
    return tuple(
        Shift(roster_id, ids[n], roles[n], people, moment(start), moment(end), because)
        for _, n, (start, end, people, because) in found
    )
