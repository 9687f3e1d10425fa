"""How people are told apart in drawings: by their initials, by a hue, and by a mark below it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from zlib import crc32

HUES, MARKS = 8, 3


class Look(NamedTuple):
    """A hue, and a mark for those who do not see it: a plain, a dashed or a dotted line."""

    hue: int
    mark: int


def looks(people: Iterable[str]) -> Mapping[str, Look]:
    """Return a look for each of the people, by their ids.

    It is made from the id, so that somebody looks alike in all rosters, whoever joins or leaves;
    only who would look like a teammate takes the next look that is free.
    """
    taken: dict[str, Look] = {}
    for person in sorted(set(people)):
        first = crc32(person.encode()) % (HUES * MARKS)
        round_ = [_look(first + step) for step in range(HUES * MARKS)]
        used = set(taken.values())
        hues = {look.hue for look in used}
        fresh = [look for look in round_ if look not in used]
        taken[person] = next(iter([*(f for f in fresh if f.hue not in hues), *fresh, *round_]))
    return taken


def _look(number: int) -> Look:
    return Look(number % HUES, number // HUES % MARKS)


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = name.split()
    return "".join(word[:1] for word in (words[:1] + words[1:][-1:]))
