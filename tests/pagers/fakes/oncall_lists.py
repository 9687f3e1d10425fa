"""Pages and positions, as a fake Grafana OnCall has them."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from urllib.parse import urlencode

from tests.pagers.fakes.oncall_checks import refuse
from tests.pagers.fakes.oncall_state import Record


def page(
    records: Sequence[Record], query: Mapping[str, str], address: str, most: int = 50
) -> tuple[Sequence[Record], Record]:
    """Return the records of the page asked for, and what is said around them: absolute links."""
    size = min(int(query.get("perpage", most)), most)
    number, last = int(query.get("page", 1)), max(1, ceil(len(records) / size))
    if not 1 <= number <= last:
        refuse("Invalid page.", 404)
    near = {
        word: f"{address}?{urlencode({**query, 'page': other})}" if 1 <= other <= last else None
        for word, other in (("next", number + 1), ("previous", number - 1))
    }
    counts = {"current_page_number": number, "page_size": size, "total_pages": last}
    return records[(number - 1) * size : number * size], {"count": len(records), **near, **counts}


def place(record: Record, others: Iterable[Record], position: int | None) -> None:
    """Put a record at a position among others, and move down what is there and after it.

    None and -1 are the end. Where a record was taken away, a gap stays.
    """
    ordered = sorted(others, key=lambda other: int(other["position"]))
    end = ordered[-1]["position"] + 1 if ordered else 0
    wanted = end if position is None or position == -1 else position
    if not 0 <= wanted <= end:
        refuse("Invalid value for position field")
    record["position"] = free = wanted
    for other in ordered:
        if other["position"] == free:
            other["position"] = free = free + 1
