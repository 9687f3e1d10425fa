"""Arithmetic of half-open intervals `[start, end)` of whole seconds."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

Span = tuple[int, int]
T = TypeVar("T", int, datetime)


def unite(spans: Iterable[tuple[T, T]]) -> list[tuple[T, T]]:
    """Return the union as sorted, disjoint spans; empty ones vanish, adjacent ones join."""
    united: list[tuple[T, T]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def complement(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """Return what united spans leave free of `[start, end)`."""
    free: list[Span] = []
    for first, last in spans:
        if start < min(first, end):
            free.append((start, min(first, end)))
        start = max(start, last)
    if start < end:
        free.append((start, end))
    return free


def meet(left: Sequence[Span], right: Sequence[Span]) -> list[Span]:
    """Return the intersection of two united lists."""
    common: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            common.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return common


def size(spans: Iterable[Span]) -> int:
    """Return the seconds in disjoint spans."""
    return sum(end - start for start, end in spans)
