"""Loading: every file of a tree becomes a resource; what is wrong with it becomes problems."""

from collections.abc import Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from watchbill.findings import Problem
from watchbill.model import Catalog, Ref, Resource
from watchbill.model.kinds import TOP_FOLDERS, FileKind, file_kind, is_id
from watchbill.model.policies import PolicyPage
from watchbill.model.runbooks import FrontMatter, Runbook
from watchbill.places import Document, Mark, Pointer, Spot
from watchbill.shape.build import Invalid, build
from watchbill.source import markdown, yaml
from watchbill.source.tree import Tree
from watchbill.source.trouble import MISPLACED, Text, Trouble

_FRONT_FIELDS = frozenset(FrontMatter.__struct_fields__)


class Loaded(NamedTuple):
    """A catalog, what was wrong while reading, and the tree it came from."""

    catalog: Catalog
    problems: tuple[Problem, ...]
    tree: Tree

    def document(self, path: str) -> Document:
        """Read a file once more, with the place of every value."""
        return document(self.tree, path)


class Found(NamedTuple):
    """What one file comes to."""

    resources: tuple[Resource, ...]
    problems: tuple[Problem, ...]


class Content(NamedTuple):
    """A file's data before it is given a type; `body` is what follows front matter."""

    data: Any
    body: str
    text: str
    offset: int
    troubles: tuple[Trouble, ...]


def load(tree: Tree) -> Loaded:
    """Read every file of a tree. Never raises for what a file holds."""
    resources: list[Resource] = []
    problems: list[Problem] = []
    for path in tree.paths():
        found = _read_file(tree, path)
        resources += found.resources
        problems += found.problems
    return Loaded(Catalog(resources), tuple(problems), tree)


def _read_file(tree: Tree, path: str) -> Found:
    known = file_kind(path)
    if known is None or not _named_well(*known):
        return _misplaced(path)
    kind, id_ = known
    try:
        content = _content(tree.read(path), kind.markdown)
    except OSError as error:
        content = _unread(error)
    return _found(path, kind, id_, content)


def _unread(error: OSError) -> Content:
    reason = error.strerror or "unreadable"
    trouble = Trouble(MISPLACED, 0, f"cannot be read: {reason}", "links are not followed")
    return Content(None, "", "", 0, (trouble,))


def _named_well(kind: FileKind, id_: str) -> bool:
    return kind.markdown or bool(kind.file) or is_id(id_)


_ENDINGS = {"yml": "yaml", "yaml": "yaml", "md": "md", "markdown": "md"}


def _misplaced(path: str) -> Found:
    """Say that a file is in no place where it would be read; other endings are none of ours."""
    top, _, _ = path.partition("/")
    name = path.rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    meant = _ENDINGS.get(ending.lower(), ending)
    ref = Ref("file", path)
    message = "this file is not read"
    if top not in TOP_FOLDERS:
        return Found((), ())
    if path.endswith("/"):
        message, hint = "a link to a folder is not followed", "put the files themselves here"
    elif meant != ending and (meant == "yaml" or top != "rosters"):
        hint = f"rename it to {stem}.{meant}"
    elif name.endswith(".yaml") and file_kind(path):
        hint = "name it in lower-case letters, digits, - and _"
    elif name.endswith(".yaml"):
        hint = "people, teams, experts, services and calendars have folders below rosters/"
    else:
        return Found((), ())
    problem = Problem(MISPLACED, ref, (), message, hint)
    return Found((Resource(ref, path, None),), (problem,))


def _content(data: bytes, is_markdown: bool) -> Content:
    text, troubles = yaml.decode(data)
    parts = markdown.split(text) if is_markdown else markdown.Parts(text, "")
    troubles += parts.troubles
    if troubles:
        return Content(None, parts.body, text, 0, troubles)
    if parts.front is None:
        return Content({}, parts.body, text, 0, ())
    read = yaml.read(parts.front)
    return Content(read.data, parts.body, text, parts.offset, read.troubles)


def _found(path: str, kind: FileKind, id_: str, content: Content) -> Found:
    """Return the resources of a file, and its problems."""
    ref = Ref(kind.name if kind.file else kind.resource, id_)
    value = None if content.data is None else _build(kind, content)
    resource = Resource(ref, path, value)
    problems = () if value is not None and not content.troubles else _problems(ref, kind, content)
    if not kind.file or kind.resource == kind.name:
        return Found((resource,), problems)
    return Found((resource, *_parts(resource, kind, content.data)), problems)


def _problems(ref: Ref, kind: FileKind, content: Content) -> tuple[Problem, ...]:
    """Return what is wrong with the data of a file, then with its text."""
    from watchbill.shape.faults import WRONG_VALUE, faults  # only a file that fails pays for it

    found = faults(kind.type, content.data) if content.data is not None else ()
    wrong = [Problem(fault.code, ref, *fault[1:]) for fault in found]
    text = Text(content.text)
    for trouble in content.troubles:
        start = trouble.index + content.offset
        mark = text.mark(start, start + trouble.length)
        wrong.append(Problem(trouble.code, ref, (), trouble.message, trouble.hint, mark=mark))
    if not wrong:
        wrong = [Problem(WRONG_VALUE, ref, (), "this file does not have the right form")]
    return tuple(wrong)


def _build(kind: FileKind, content: Content) -> object | None:
    try:
        value = build(kind.type, content.data)
    except Invalid:
        return None
    if kind.name == "runbook":
        foreign = tuple(key for key in content.data if key not in _FRONT_FIELDS)
        return Runbook(value, content.body, foreign)
    if kind.name == "page":
        return PolicyPage(value, content.body)
    return value  # type: ignore[no-any-return]  # of the type that the kind names


def _parts(resource: Resource, kind: FileKind, data: Any) -> Iterator[Resource]:
    """Yield each resource of a file that holds several.

    Ids are registered even where the file does not fit, so that nobody who names them is blamed.
    """
    if isinstance(data, dict):
        values = resource.value if isinstance(resource.value, dict) else {}
        for key in data:
            yield Resource(Ref(kind.resource, key), resource.path, values.get(key), (key,))
    elif isinstance(resource.value, tuple):
        for index, item in enumerate(resource.value):
            yield Resource(Ref(kind.resource, str(index)), resource.path, item, (index,))


def document(tree: Tree, path: str) -> Document:
    """Read a file with the place of every value; what cannot be read has none."""
    try:
        text, troubles = yaml.decode(tree.read(path))
    except OSError:
        return Document(path, (), lambda _: None)
    lines = Text(text)
    parts = markdown.split(text) if path.endswith(".md") else markdown.Parts(text, "")
    front = None if troubles or parts.troubles else parts.front
    body = _body_spots(lines, parts.body) if path.endswith(".md") else {}
    spans = cache(partial(yaml.places, front or ""))

    def spot(pointer: Pointer) -> Spot | None:
        # Only what is asked for gets marks, and a whole file stands at its first line, whatever
        # follows: most findings are about one of a hundred values, or about the file.
        if pointer in body or front is None:
            return body.get(pointer)
        span = spans().get(pointer) if pointer else yaml.whole(front)
        if span is None:
            return None
        key, value = ((start + parts.offset, end + parts.offset) for start, end in span)
        return Spot(lines.mark(*key), lines.mark(*value))

    return Document(path, tuple(lines.lines), spot)


def _body_spots(text: Text, body: str) -> dict[Pointer, Spot]:
    """Give every line of a Markdown body the pointer ("body", n), with n counted from 0."""
    first = len(text.lines) - body.count("\n") - 1
    lines = text.lines[first:]
    marks = [Mark(first + n + 1, 1, len(line) + 1) for n, line in enumerate(lines)]
    return {("body", n): Spot(mark, mark) for n, mark in enumerate(marks)}
