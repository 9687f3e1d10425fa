"""What a value refers to: read once from its type, then walked quickly."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from msgspec import inspect

from watchbill.places import Pointer


class Reference(NamedTuple):
    """A field that names another resource."""

    pointer: Pointer
    kind: str
    id: str


Walk = Callable[[Any, Pointer], Iterator[Reference]]


def references(value: Any) -> Iterator[Reference]:
    """Yield every reference in a value of the model, in the order in which it is written."""
    walk = _walk_of(type(value))
    return walk(value, ()) if walk else iter(())


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
        return _either([_walk(branch) for branch in info.types])
    if isinstance(info, inspect.StructType):
        return _fields(info)
    return None


def _leaf(kind: str) -> Walk:
    def walk(value: Any, at: Pointer) -> Iterator[Reference]:
        if type(value) is str:
            yield Reference(at, kind, value)

    return walk


def _items(inner: Walk | None) -> Walk | None:
    if inner is None:
        return None

    def walk(value: Any, at: Pointer) -> Iterator[Reference]:
        if type(value) is tuple:
            for index, item in enumerate(value):
                yield from inner(item, (*at, index))

    return walk


def _either(walks: list[Walk | None]) -> Walk | None:
    # Each walk passes over values that are not of its type, so trying all of them is safe.
    found = [walk for walk in walks if walk]
    if len(found) < 2:  # noqa: PLR2004  # one branch needs no choice
        return found[0] if found else None

    def walk(value: Any, at: Pointer) -> Iterator[Reference]:
        for branch in found:
            yield from branch(value, at)

    return walk


def _fields(info: inspect.StructType) -> Walk | None:
    cls = info.cls
    fields = [(f.name, f.encode_name, _walk(f.type)) for f in info.fields]
    inner = [(name, key, walk) for name, key, walk in fields if walk]
    if not inner:
        return None

    def walk(value: Any, at: Pointer) -> Iterator[Reference]:
        if type(value) is cls:
            for name, key, field in inner:
                item = getattr(value, name)
                if item is not None:
                    yield from field(item, (*at, key))

    return walk
