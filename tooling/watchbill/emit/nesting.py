"""Tags that people wrote become elements: a pair in one place is an element, one alone is text.

Everything is a tree from then on, so that no end of one thing is the end of another: whatever is
written from it is closed where it was opened.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias
from xml.etree.ElementTree import Element

from watchbill.emit.allowed import BLOCKS, WITHIN, Tag, made

MARK, RUN = "watchbill-tag", "watchbill-run"
DEEPEST = 24
"""How many elements that people wrote may stand in each other; more are text."""
_FLOW = frozenset({"blockquote", "dd", "details", "div", "li", "section", "td", "th"})
_ONE_LINE = frozenset({"caption", "li", "p", "summary", "td", "th"})
_HOLDS_LINES = frozenset(
    {*BLOCKS, "blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section"}
)

Item: TypeAlias = str | Tag | Element


class _Open(NamedTuple):
    """A tag that waits for its end, and what came since."""

    tag: Tag | None
    items: list[str | Element]


class Mark(Element):
    """A tag in a tree, until it is known whether it is half of a pair."""

    def __init__(self, tag: Tag) -> None:
        super().__init__(MARK)
        self.read = tag


def settle(element: Element, *, root: bool = False) -> None:
    """Turn the tags in an element, and in all elements within it, into elements or text."""
    flow = root or element.tag in _FLOW
    whole: list[Item] = []
    for item in _contents(element):
        if flow and isinstance(item, Element) and item.tag == "p" and _parted(item):
            whole += _parts(item)
            continue
        if isinstance(item, Element):
            settle(item)
        whole.append(item)
    if any(isinstance(item, Tag) for item in whole):
        fill(element, paired(whole, flow=flow))


def _contents(element: Element) -> Iterator[Item]:
    """Yield what an element holds, in order."""
    if element.text:
        yield element.text
    for child in element:
        yield child.read if isinstance(child, Mark) else child
        if child.tail:
            yield child.tail


def _parted(paragraph: Element) -> bool:
    """Say whether tags of blocks stand in a paragraph, which can hold none."""
    return any(isinstance(child, Mark) and child.read.block for child in paragraph)


def _parts(paragraph: Element) -> Iterator[Item]:
    """Yield a paragraph in pieces: the tags of blocks, and what runs between them."""
    run: list[Item] = []
    for item in [*_contents(paragraph), None]:
        if item is None or (isinstance(item, Tag) and item.block):
            if any(not isinstance(one, str) or one.strip() for one in run):
                yield _run(run)
            run = []
            if item is not None:
                yield item
        else:
            run.append(item)


def _run(items: Iterable[Item]) -> Element:
    """Return a piece of a paragraph, whose own tags are settled."""
    made_ = Element(RUN)
    whole = list(items)
    for item in whole:
        if isinstance(item, Element):
            settle(item)
    fill(made_, _stripped(paired(whole, flow=False)))
    return made_


def _stripped(items: list[str | Element]) -> list[str | Element]:
    """Return items without the white space at their ends."""
    if items and isinstance(items[0], str):
        items[0] = items[0].lstrip()
    if items and isinstance(items[-1], str):
        items[-1] = items[-1].rstrip()
    return items


def paired(items: Iterable[Item], *, flow: bool) -> list[str | Element]:
    """Return texts and elements: pairs of tags made to elements, single ones to text.

    `flow` says whether elements that hold lines may stand there.
    """
    stack = [_Open(None, [])]
    waiting: Counter[str] = Counter()
    for item in items:
        here = stack[-1].items
        if not isinstance(item, Tag):
            here.append(item)
        elif item.block and not flow:
            here.append(item.source)
        elif item.role == "void":
            here.append(made(item))
        elif item.role == "open" and len(stack) <= DEEPEST:
            stack.append(_Open(item, []))
            waiting[item.name] += 1
        elif item.role == "close" and waiting[item.name]:
            _close(stack, waiting, item.name)
        else:
            here.append(_text(item))
    while len(stack) > 1:
        _spill(stack, waiting)
    return stack[0].items


def _close(stack: list[_Open], waiting: Counter[str], name: str) -> None:
    """End the nearest element of a name; those opened since have no end, and are text."""
    while (tag := stack[-1].tag) and tag.name != name:
        _spill(stack, waiting)
    tag, items = stack.pop()
    if tag is not None:
        waiting[name] -= 1
        element = made(tag)
        fill(element, items)
        stack[-1].items.append(element)


def _spill(stack: list[_Open], waiting: Counter[str]) -> None:
    """Take the topmost tag for text."""
    tag, items = stack.pop()
    if tag is not None:
        waiting[tag.name] -= 1
        stack[-1].items.extend([_text(tag), *items])


def _text(tag: Tag) -> str | Element:
    """Return a tag that is half of nothing as it was written; one of a block as a line."""
    if not tag.block:
        return tag.source
    line = Element(RUN)
    line.text = tag.source
    return line


def fill(element: Element, items: Iterable[str | Element]) -> None:
    """Make items the contents of an element, each where it may stand."""
    whole = list(_unrolled(element, list(items)))
    for child in list(element):
        element.remove(child)
    element.text = None
    last: Element | None = None
    for item in whole:
        if isinstance(item, str):
            _add(element, last, item)
        else:
            last = _placed(element, item)
            element.append(last)
    if element.tag == "p" and any(child.tag in _HOLDS_LINES for child in element):
        element.tag = "div"


def _unrolled(element: Element, items: list[str | Element]) -> Iterator[str | Element]:
    """Yield items with runs made paragraphs, or lines where one line is all there can be."""
    for place, item in enumerate(items):
        if isinstance(item, str) or item.tag != RUN:
            yield item
        elif element.tag in _ONE_LINE:
            if place:
                yield " "
            yield from (one for one in _contents(item) if not isinstance(one, Tag))
        else:
            item.tag = "p"
            yield item


def _add(element: Element, last: Element | None, text: str) -> None:
    """Add a text to the end of what an element holds."""
    if last is None:
        element.text = (element.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def _placed(parent: Element, child: Element) -> Element:
    """Return a child without what followed it elsewhere; a part without its whole is a block."""
    child.tail = None
    if child.tag in WITHIN and parent.tag not in WITHIN[child.tag]:
        child.tag = "div"
        child.attrib.clear()
    return child
