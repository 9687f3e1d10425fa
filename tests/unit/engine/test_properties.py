"""What holds for every roster, above all: the engine says the same as the oracle."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.engine.made_up import SEASONS, locals_, rosters
from tests.unit.engine.oracle import Oracle
from watchbill.engine.rotation import shifts
from watchbill.engine.shift import Shift
from watchbill.model.rosters import Roster

calm = partial(
    settings,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


def starts(season: datetime) -> st.SearchStrategy[datetime]:
    return locals_(season).map(lambda local: local.replace(tzinfo=UTC))


made = st.sampled_from(SEASONS).flatmap(lambda s: st.tuples(rosters(s), starts(s)))


def joined(left: Sequence[Shift], right: Sequence[Shift], at: datetime) -> list[Shift]:
    """Return two windows' shifts as those of one window."""
    found = list(left)
    for shift in right:
        half = next(
            (
                s
                for s in found
                if s.end == at == shift.start
                and s._replace(start=at, end=at) == shift._replace(start=at, end=at)
            ),
            None,
        )
        if half:
            found[found.index(half)] = half._replace(end=shift.end)
        else:
            found.append(shift)
    return found


@calm(max_examples=200)
@given(made, st.integers(1, 240))
def test_says_the_same_as_the_oracle_at_every_half_hour(
    made: tuple[Roster, datetime], halves: int
) -> None:
    roster, start = made
    end = start + timedelta(minutes=30) * halves
    oracle, found = Oracle(roster, end), shifts("team", roster, start, end)
    for role in ("primary", "secondary"):
        for half in range(halves):
            at = start + timedelta(minutes=30) * half
            now = [
                (s.rotation, s.people) for s in found if s.role == role and s.start <= at < s.end
            ]
            assert sorted(now) == oracle.who(role, at), (role, at)
