"""The full text of runbooks and policies: an inverted index in pieces, and the texts in pieces.

A script asks for the piece in which a stem lies, finds the pages, and asks for the texts of those
that it shows. Pages are numbered in the order of `documents`. A piece of the index is an object of
stems, in order, with their pages: "1a3 2f" is page 0x1a in base 36 from the one before (the first
from 0), with the last letter its weight, 1 to z (35). Weights saturate with how often a stem is
there, as BM25's do, and depend on one page alone, so that an edit changes few pieces.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from watchbill.emit.artifact import Artifact
from watchbill.emit.data.markdown import Text, read
from watchbill.emit.data.names import name, page
from watchbill.emit.escape import script
from watchbill.engine.words import humps, stem, tokens, words
from watchbill.model import Catalog

FOLDER = "assets/watchbill/text"
PIECE = 56_000
"""How many bytes a piece of the index has at most, unless one stem needs more."""
TEXTS = 40_000
IN_TITLE, IN_HEADING = 24, 6
MOST, HALF, USUAL = 35, 1.5, 300
"""The greatest weight; how often a stem is there for half of it, on a page of usual length."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BITS = 6
Postings = dict[str, "array[int]"]
"""The pages of every stem: the number of each with its weight in the last bits."""


class Document(NamedTuple):
    """A page to be found by its text."""

    kind: str
    id: str
    title: str
    page: str
    text: Text


class FullText(NamedTuple):
    """The pieces as scripts, the first stem of each of the index, the first page of each text."""

    artifacts: tuple[Artifact, ...]
    stems: tuple[str, ...]
    texts: tuple[int, ...]
    size: int


def documents(catalog: Catalog) -> Iterator[Document]:
    """Yield what is indexed: runbooks, then policies, by their id."""
    bodies = [("runbook", id_, book.body) for id_, book in sorted(catalog.runbooks.items())]
    bodies += [("page", id_, policy.body) for id_, policy in sorted(catalog.pages.items())]
    for kind, id_, body in bodies:
        title = name(catalog, kind, id_)
        text = read(body, "" if body.lstrip().startswith("# ") else title)
        yield Document(kind, id_, title, page(kind, id_), text)


def full_text(catalog: Catalog) -> FullText:
    """Return the whole full text of a catalog."""
    rows: list[str] = []
    postings: Postings = {}
    for number, document in enumerate(documents(catalog)):
        rows.append(_row(document))
        for root, weight in _weights(document).items():
            postings.setdefault(root, array("I")).append(number << _BITS | weight)
    index, groups = list(_pieces(postings)), list(_groups(rows))
    ends = list(accumulate(map(len, groups), initial=0))
    artifacts = (
        *(_piece(f"{n}", "Text", n, script(dict(piece))) for n, piece in enumerate(index)),
        *(_piece(f"p{n}", "Pages", n, f"[{','.join(g)}]") for n, g in enumerate(groups)),
    )
    return FullText(artifacts, tuple(p[0][0] for p in index), tuple(ends[:-1]), len(rows))


def _groups(rows: Iterable[str]) -> Iterator[list[str]]:
    """Yield pages in pieces, one page at least in each."""
    group: list[str] = []
    for row in rows:
        if group and sum(map(len, group)) + len(row) > TEXTS:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


@lru_cache(maxsize=1 << 13)
def _weights(document: Document) -> Mapping[str, int]:
    """Return the weight of every stem of a page; a preview asks again after every edit."""
    counts: Counter[str] = Counter()
    length = 0
    for section in document.text.sections:
        for part, times in ((section.text, 1), (section.heading, IN_HEADING)):
            for token, count in Counter(tokens(part)).items():
                length += count
                for root in _stems(token):
                    counts[root] += count * times
    for token in tokens(f"{document.title} {document.id}"):
        for root in _stems(token):
            counts[root] += IN_TITLE
    half = HALF * (0.5 + 0.5 * length / USUAL)
    return {root: max(1, round(MOST * n / (n + half))) for root, n in counts.items()}


@lru_cache(maxsize=1 << 16)
def _stems(token: str) -> tuple[str, ...]:
    """Return the stems of a token, and those of its CamelCase parts."""
    said = dict.fromkeys((*words(token), *words(humps(token))))
    return tuple(dict.fromkeys(map(stem, said)))


def _pieces(postings: Postings) -> Iterator[list[tuple[str, str]]]:
    """Yield the index in pieces, by its stems as a browser sorts them: by UTF-16."""
    piece: list[tuple[str, str]] = []
    size = 0
    for root in sorted(postings, key=lambda text: text.encode("utf-16-be")):
        said = _said(postings[root])
        if piece and size + len(said) > PIECE:
            yield piece
            piece, size = [], 0
        piece.append((root, said))
        size += len(said) + 6 * len(root) + 6  # a letter beyond ASCII is written as six
    if piece:
        yield piece


def _said(pages: Iterable[int]) -> str:
    """Return the pages of a stem as the index has them."""
    said: list[str] = []
    last = 0
    for packed in pages:
        number, weight = packed >> _BITS, packed & (1 << _BITS) - 1
        said.append(f"{_base36(number - last)}{_DIGITS[weight]}")
        last = number
    return " ".join(said)


@lru_cache(maxsize=1 << 13)
def _row(document: Document) -> str:
    sections = [[s.heading, s.anchor, s.text] for s in document.text.sections]
    return script([document.title, document.page, list(document.text.steps), sections])


def _piece(file: str, kind: str, number: int, said: str) -> Artifact:
    return Artifact(f"{FOLDER}/{file}.js", f"window.watchbill{kind}({number},{said});\n")


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits
