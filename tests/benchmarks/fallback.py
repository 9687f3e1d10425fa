"""Print how much of random rosters each pager has no words for, so that shifts are dated.

`make bench` runs it for 500 rosters; `PYTHONPATH=tooling:. python tests/benchmarks/fallback.py 50`
for fewer.
"""

import sys
import time

from tests.unit.pager.dialects import DIALECTS, Dialect, said


def report(dialect: Dialect, rosters: int, *, dated: bool) -> str:
    """Return a line on a dialect: the share of schedules and of shifts, and the time."""
    begin = time.process_time()
    found = [one for seed in range(rosters) for one in said(dialect, seed, dated=dated)]
    taken = time.process_time() - begin
    wanting = sum(bool(one.fitted.dated) for one in found)
    shifts, stints = sum(len(one.fitted.dated) for one in found), sum(len(o.want) for o in found)
    return (
        f"{dialect.name:15} {wanting / len(found):4.0%} of {len(found)} schedules, "
        f"{shifts / stints:4.0%} of {stints} shifts; {1000 * taken / rosters:.0f} ms a roster"
    )


def main() -> None:
    """Print all dialects, with and without what is dated anyway."""
    rosters = int(sys.argv[1]) if sys.argv[1:] else 500
    for dated in (False, True):
        more = "with" if dated else "without"
        print(f"dated shifts over 26 weeks, {more} overrides and special periods")
        for dialect in DIALECTS:
            print(f"  {report(dialect, rosters, dated=dated)}")


if __name__ == "__main__":
    main()
