"""Every pager's simulator against the engine, for random rosters with every feature.

A pager has words for a part of each roster; with dated shifts for the rest, nobody else is on call
for a minute of half a year in which clocks change twice. `tests/benchmarks/fallback.py` prints how
much that rest is.
"""

import pytest

from tests.unit.pager.dialects import DIALECTS, Dialect, laid_over, said
from tests.unit.pager.rosters import WINDOW
from watchbill.pager.timeline import differences

SEEDS = 500
BLOCKS = 10


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_what_a_pager_is_told_pages_as_the_engine_says(dialect: Dialect, block: int) -> None:
    for seed in range(block, SEEDS, BLOCKS):
        for one in said(dialect, seed):
            made = dialect.simulate(one.fitted.layers, one.zone, *WINDOW)
            paged = laid_over(made, one.fitted.dated)
            assert differences(paged, one.want, *WINDOW) == (), seed


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_most_of_what_recurs_is_told_as_such(dialect: Dialect) -> None:
    found = [one for seed in range(100) for one in said(dialect, seed, dated=False)]
    dated = sum(len(one.fitted.dated) for one in found)
    assert dated < 0.45 * sum(len(one.want) for one in found)
    assert 2 * sum(not one.fitted.dated for one in found) > len(found)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_one_person_at_a_time_where_a_schedule_has_no_more(dialect: Dialect) -> None:
    for seed in range(0, 100, 4):
        for one in said(dialect, seed):
            assert not dialect.alone or all(len(stint.people) == 1 for stint in one.want)
            assert all(len(stint.people) > 0 for stint in (*one.want, *one.fitted.dated))
