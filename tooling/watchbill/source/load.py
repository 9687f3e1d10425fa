"""Loading: every file of a tree becomes a resource; what is wrong with it becomes problems."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from watchbill.findings import Problem
from watchbill.model import Catalog, Ref, Resource
from watchbill.model.kinds import SETTINGS_PATH, FileKind, file_kind, is_id
from watchbill.model.policies import PolicyPage
from watchbill.model.runbooks import FrontMatter, Runbook
from watchbill.places import Document, Mark, Pointer, Spot
from watchbill.shape import Invalid, build, faults
from watchbill.shape.faults import WRONG_VALUE
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
        for item in _read_file(tree, path):
            (resources if isinstance(item, Resource) else problems).append(item)  # type: ignore[arg-type]
    return Loaded(Catalog(resources), tuple(problems), tree)


def _read_file(tree: Tree, path: str) -> Iterator[Resource | Problem]:
    known = file_kind(path)
    if known is None or not _named_well(*known):
        yield from _misplaced(path)
        return
    kind, id_ = known
    try:
        content = _content(tree.read(path), kind.markdown)
    except OSError as error:
        content = _unread(error)
    yield from resources_of(path, kind, id_, content)


def _unread(error: OSError) -> Content:
    reason = error.strerror or "unreadable"
    trouble = Trouble(MISPLACED, 0, f"cannot be read: {reason}", "links are not followed")
    return Content(None, "", "", 0, (trouble,))


def _named_well(kind: FileKind, id_: str) -> bool:
    return kind.markdown or bool(kind.file) or is_id(id_)


def _misplaced(path: str) -> Iterator[Resource | Problem]:
    """Say that a file is in no place where it would be read; other endings are none of ours."""
    name = path.rpartition("/")[2]
    ref = Ref("file", path)
    message = "this file is not read"
    if path.endswith("/"):
        message, hint = "a link to a folder is not followed", "put the files themselves here"
    elif name.endswith(".yml"):
        hint = f"rename it to {name.removesuffix('.yml')}.yaml"
    elif name.endswith(".yaml") and file_kind(path):
        hint = "name it in lower-case letters, digits, - and _"
    elif name.endswith(".yaml"):
        hint = "people, teams, experts, services and calendars have folders below rosters/"
    else:
        return
    yield Resource(ref, path, None)
    yield Problem(MISPLACED, ref, (), message, hint)


def _content(data: bytes, is_markdown: bool, spans: yaml.Spans | None = None) -> Content:
    text, troubles = yaml.decode(data)
    parts = markdown.split(text) if is_markdown else markdown.Parts(text, "")
    troubles += parts.troubles
    if troubles:
        return Content(None, parts.body, text, 0, troubles)
    if parts.front is None:
        return Content({}, parts.body, text, 0, ())
    read = yaml.read(parts.front, spans)
    return Content(read.data, parts.body, text, parts.offset, read.troubles)


def resources_of(
    path: str, kind: FileKind, id_: str, content: Content
) -> Iterator[Resource | Problem]:
    """Yield the resources of a file, and its problems."""
    ref = Ref(kind.name if kind.file else kind.resource, id_)
    value = None
    if content.data is not None:
        value = _build(kind, content)
        if value is None:
            found = faults(kind.type, content.data)
            for fault in found:
                yield Problem(fault.code, ref, *fault[1:])
            if not found and not content.troubles:
                yield Problem(WRONG_VALUE, ref, (), "this file does not have the right form")
    text = Text(content.text) if content.troubles else None
    for trouble in content.troubles:
        start = trouble.index + content.offset
        mark = text.mark(start, start + trouble.length) if text else None
        yield Problem(trouble.code, ref, (), trouble.message, trouble.hint, mark=mark)
    yield from _split(Resource(ref, path, value), kind, content.data)


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


def _split(resource: Resource, kind: FileKind, data: Any) -> Iterator[Resource]:
    """Yield the file's resource; from a file of several, each of them too.

    Ids are registered even where the file does not fit, so that nobody who names them is blamed.
    """
    yield resource
    if not kind.file or kind.resource == kind.name:
        return
    if isinstance(data, dict):
        values = resource.value if isinstance(resource.value, dict) else {}
        for key in data:
            yield Resource(Ref(kind.resource, key), resource.path, values.get(key), (key,))
    elif isinstance(data, list):
        items = resource.value if isinstance(resource.value, tuple) else ()
        for index, item in enumerate(items):
            yield Resource(Ref(kind.resource, str(index)), resource.path, item, (index,))


def document(tree: Tree, path: str) -> Document:
    """Read a file with the place of every value; what cannot be read has none."""
    try:
        data = tree.read(path)
    except OSError:
        return Document(path, None, {}, ())
    spans: yaml.Spans = {}
    content = _content(data, path.endswith(".md"), spans)
    text, shift = Text(content.text), content.offset
    spots = {
        pointer: Spot(
            text.mark(span.key[0] + shift, span.key[1] + shift),
            text.mark(span.value[0] + shift, span.value[1] + shift),
        )
        for pointer, span in spans.items()
    }
    if path.endswith(".md"):
        spots |= _body_spots(text, content)
    return Document(path, content.data, spots, tuple(text.lines))


def _body_spots(text: Text, content: Content) -> dict[Pointer, Spot]:
    """Give every line of a Markdown body the pointer ("body", n), with n counted from 0."""
    first = len(text.lines) - content.body.count("\n") - 1
    lines = text.lines[first:]
    marks = [Mark(first + n + 1, 1, len(line) + 1) for n, line in enumerate(lines)]
    return {("body", n): Spot(mark, mark) for n, mark in enumerate(marks)}


def settings_missing(loaded: Loaded) -> bool:
    """Say whether the tree has no watchbill.yaml: then it is no repository of ours."""
    return not any(r.path == SETTINGS_PATH for r in loaded.catalog.resources.values())
