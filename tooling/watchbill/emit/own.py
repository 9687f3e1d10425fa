"""Blocks of HTML made here, put by before anybody reads them: a page is mostly they.

MkDocs and Python-Markdown each take a page apart tag by tag, which is a fifth of a whole build. A
block of ours ends where its element ends, and stays the text that it is; so it need not be read.
That holds for the plain HTML of `_PLAIN`. Whatever else a template has goes the long way, as does
a block with an anchor, which MkDocs must know.
"""

import re
from collections.abc import Callable

# Possessive throughout: a block is read once, whatever is in it.
_PLAIN = re.compile(
    r"(?:[^<&]++|&(?:#\d++|\w++);"
    r"|</?+(?!iframe|no|plaintext|script|style|textarea|title|xmp)[a-z][a-z0-9]*+"
    r"(?:\s++(?!id|name)[a-z-]++(?:=\"[^\"<>]*+\")?+)*+>)*+"
)
_BEGIN = re.compile(r"\n\n<([a-z][a-z0-9]*)")
_BLANK = re.compile(r" *\n *\n")


def put_by(text: str, store: Callable[[str], str], is_block: Callable[[str], bool]) -> str:
    """Return a text with its blocks of plain HTML exchanged for what `store` gives for them.

    It ends at the first HTML that is not so plain: what follows may stand in that.
    """
    done: list[str] = []
    here = 0
    while (begin := text.find("<", here)) >= 0:
        found = _BEGIN.match(text, max(0, begin - 2))
        end = _end(text, begin, found[1]) if found and is_block(found[1]) else None
        if end is None:
            break
        # As Python-Markdown has it, the end of the line belongs to the block.
        done += [text[here:begin], store(text[begin:end] + "\n")]
        here = end
    return "".join([*done, text[here:]])


def _end(text: str, begin: int, name: str) -> int | None:
    """Return where a block of plain HTML ends, before an empty line; None where it does not."""
    depth = 0
    for tag in re.compile(rf"<(/?){name}\b[^>]*>").finditer(text, begin):
        depth += -1 if tag[1] else 1
        if not depth:
            end = tag.end()
            plain = _BLANK.match(text, end) and _PLAIN.fullmatch(text, begin, end)
            return end if plain else None
    return None
