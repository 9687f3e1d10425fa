"""Problems that rules find, and findings: problems with a level and a place."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from watchbill.model import Ref, Resource
from watchbill.model.scalars import Level
from watchbill.places import Document, Mark, Pointer


class Problem(NamedTuple):
    """What a rule says about a resource; `on_key` when the field's name is meant.

    `secret` when the line holds something that must not be shown.
    """

    code: str
    ref: Ref
    pointer: Pointer
    message: str
    hint: str = ""
    on_key: bool = False
    mark: Mark | None = None
    secret: bool = False


class Finding(NamedTuple):
    """A problem with its level and its place; lines and columns count from 1."""

    path: str
    line: int
    column: int
    code: str
    level: Level
    message: str
    hint: str = ""
    end_column: int = 0
    excerpt: str = ""
    pointer: Pointer = ()


def locate(
    problem: Problem, level: Level, resource: Resource, read: Callable[[str], Document]
) -> Finding:
    """Add the place to a problem. `read` gives a file with its spots and is asked only here."""
    document = read(resource.path)
    pointer = (*resource.at, *problem.pointer)
    mark = problem.mark or document.mark(pointer, key=problem.on_key)
    return Finding(
        path=resource.path,
        line=mark.line,
        column=mark.column,
        code=problem.code,
        level=level,
        message=problem.message,
        hint=problem.hint,
        end_column=mark.end_column,
        excerpt="" if problem.secret else document.line(mark.line),
        pointer=pointer,
    )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by path, line, column and code."""
    # Not by the whole finding: pointers mix names and positions.
    return tuple(sorted(findings, key=lambda each: each[:6]))
