"""What a value refers to: read once from its type, then walked quickly."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from msgspec import inspect

from watchbill.places import Pointer


class Reference(NamedTuple):
    """A field that names another resource."""

    pointer: Pointer
    kind: str
    id: str


Walk = Callable[[Any, Pointer, list[Reference]], None]
"""Adds the references of a value at a pointer to a list; passes over values of other types."""


def references(value: Any) -> list[Reference]:
    """Return every reference in a value of the model, in the order in which it is written."""
    found: list[Reference] = []
    walk = _walk_of(value.__class__)
    if walk:
        walk(value, (), found)
    return found


@cache
def _walk_of(type_: type) -> Walk | None:
    return _walk(inspect.type_info(type_))


def _walk(info: inspect.Type, kind: str | None = None) -> Walk | None:
    """Return the walk over values of a type, or None where they cannot refer to anything."""
    if isinstance(info, inspect.Metadata):
        return _walk(info.type, (info.extra or {}).get("refers", kind))
    if isinstance(info, inspect.StrType):
        return _leaf(kind) if kind else None
    if isinstance(info, inspect.VarTupleType):
        return _items(_walk(info.item_type))
    if isinstance(info, inspect.UnionType):
        return _either([walk for branch in info.types if (walk := _walk(branch))])
    if isinstance(info, inspect.StructType):
        return _fields(info)
    return None


def _leaf(kind: str) -> Walk:
    def walk(value: Any, at: Pointer, found: list[Reference]) -> None:
        if type(value) is str:
            found.append(Reference(at, kind, value))

    return walk


def _items(inner: Walk | None) -> Walk | None:
    if inner is None:
        return None

    def walk(value: Any, at: Pointer, found: list[Reference]) -> None:
        if type(value) is tuple:
            for index, item in enumerate(value):
                inner(item, (*at, index), found)

    return walk


def _either(walks: list[Walk]) -> Walk | None:
    if not walks or not walks[1:]:
        return walks[0] if walks else None

    def walk(value: Any, at: Pointer, found: list[Reference]) -> None:
        for branch in walks:
            branch(value, at, found)

    return walk


def _fields(info: inspect.StructType) -> Walk | None:
    cls = info.cls
    fields = [(f.name, f.encode_name, _walk(f.type)) for f in info.fields]
    inner = [(name, key, walk) for name, key, walk in fields if walk]
    if not inner:
        return None

    def walk(value: Any, at: Pointer, found: list[Reference]) -> None:
        if type(value) is cls:
            for name, key, field in inner:
                item = getattr(value, name)
                if item is not None:
                    field(item, (*at, key), found)

    return walk
