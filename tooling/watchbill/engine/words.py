"""Words as a search compares them: folded, cut to their stem, and a few letters apart.

All of it works on code points and whole numbers, so that a browser can do exactly the same.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9])")
_ENDINGS = ("ing", "ies", "ed", "es", "er", "s", "e", "y")
_STEM = 3
_LONGEST = 64


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order: runs of letters and digits, folded.

    To fold is to decompose (NFKD), to drop marks (category M), and to fold case. A word is cut
    after 64 code points.
    """
    if text.isascii():
        return tuple(word[:_LONGEST] for word in _WORD.findall(text.lower()))
    return tuple(word[:_LONGEST] for word in _WORD.findall(bare(text).casefold()))


def bare(text: str) -> str:
    """Return a text decomposed (NFKD), without marks (category M)."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if unicodedata.category(char)[0] != "M")


def tokens(text: str) -> list[str]:
    """Return the runs of letters and digits of a text; upper case is kept."""
    return _WORD.findall(bare(text))


def humps(text: str) -> str:
    """Return a text with a space between the parts of its CamelCase words: High 5xx Rate."""
    return _HUMP.sub(" ", text)


def stem(word: str) -> str:
    """Return a word without its ending, so that alerts, alerting and alert are the same.

    The first of ing, ies, ed, es, er, s, e, y that leaves three letters or more is cut off, and
    then, of a doubled last consonant, the second one. Digits have no endings.
    """
    if not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            word = word.removesuffix(ending)
            break
    double = len(word) > _STEM and word[-1] == word[-2] and word[-1] not in "aeiou"
    return word[:-1] if double else word


def allowed_typos(word: str) -> int:
    """Return how many typos are forgiven: one from 4 letters, two from 8, none in digits (Nd)."""
    if word.isdecimal():
        return 0
    return 2 if len(word) >= 8 else int(len(word) >= 4)  # noqa: PLR2004  # said above


def typos(left: str, right: str, limit: int) -> int:
    """Return the letters inserted, dropped, changed or swapped with their neighbour.

    This is the Damerau-Levenshtein distance in its form of optimal string alignment; beyond
    the limit it is only said to be more than the limit.
    """
    if abs(len(left) - len(right)) > limit or len(set(left) - set(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        last, before, row = before, row, [i]
        for j, b in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
