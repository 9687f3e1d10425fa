"""What a value refers to: read once from its type, then walked quickly."""

from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from functools import cache
from typing import Any, NamedTuple

from msgspec import inspect

from watchbill.places import Pointer


class Reference(NamedTuple):
    """A field that names another resource."""

    pointer: Pointer
    kind: str
    id: str


Way = tuple[Any, Any] | tuple[()]
"""A pointer from its end: (the way to the container, the last part). Cheap to lengthen."""
Known = Mapping[str, Container[str]]
"""The ids of each kind that are left out: nearly all, so they are left out before they are kept."""
Found = list[tuple[Way, str, str]]
Walk = Callable[[Any, Way, Known, Found], None]
"""Adds the references of a value to a list; passes over values of other types."""


def references(value: Any) -> list[Reference]:
    """Return every reference in a value of the model, in the order in which it is written."""
    return strangers(value, defaultdict(tuple))


def strangers(value: Any, known: Known) -> list[Reference]:
    """Return the references whose id is not among those known of its kind."""
    found: Found = []
    walk = _walk_of(value.__class__)
    if walk:
        walk(value, (), known, found)
    return [Reference(_pointer(way), kind, id_) for way, kind, id_ in found]


def _pointer(way: Way) -> Pointer:
    parts: list[str | int] = []
    while way:
        way, part = way
        parts.append(part)
    return tuple(reversed(parts))


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
    def walk(value: Any, at: Way, known: Known, found: Found) -> None:
        if type(value) is str and value not in known[kind]:
            found.append((at, kind, value))

    return walk


def _items(inner: Walk | None) -> Walk | None:
    if inner is None:
        return None

    def walk(value: Any, at: Way, known: Known, found: Found) -> None:
        if type(value) is tuple:
            for index, item in enumerate(value):
                inner(item, (at, index), known, found)

    return walk


def _either(walks: list[Walk]) -> Walk | None:
    if not walks or not walks[1:]:
        return walks[0] if walks else None

    def walk(value: Any, at: Way, known: Known, found: Found) -> None:
        for branch in walks:
            branch(value, at, known, found)

    return walk


def _fields(info: inspect.StructType) -> Walk | None:
    cls = info.cls
    fields = [(f.name, f.encode_name, _walk(f.type)) for f in info.fields]
    inner = [(name, key, walk) for name, key, walk in fields if walk]
    if not inner:
        return None

    def walk(value: Any, at: Way, known: Known, found: Found) -> None:
        if type(value) is cls:
            for name, key, field in inner:
                item = getattr(value, name)
                if item is not None:
                    field(item, (at, key), known, found)

    return walk
