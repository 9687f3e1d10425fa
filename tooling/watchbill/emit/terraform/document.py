"""Terraform's JSON syntax: names of resources, expressions, and text that is none.

Every string of a document is a template to Terraform. So only an `Expression` is written as it is;
`${` and `%{` in any other text are escaped as HashiCorp's own writer does.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from watchbill.pager.objects import id_of, kind_of

Block = Mapping[str, Any]
"""A block with its arguments; blocks inside it are lists of them."""

_OPENING = re.compile(r"([$%])(?=\{)")
_NO_NAME = re.compile(r"[^a-z0-9_]+")


class Expression(str):
    """A template that Terraform is to evaluate."""

    __slots__ = ()


def value(resource: str, name: str, attribute: str = "id") -> Expression:
    """Return what refers to an attribute of a resource; of a data source it begins with data."""
    return Expression(f"${{{resource}.{name}.{attribute}}}")


def written(root: Block) -> str:
    """Return a document: sorted, without what is empty at its top."""
    whole = {name: block for name, block in root.items() if block}
    return json.dumps(_plain(whole), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _plain(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {key: _plain(inner) for key, inner in part.items()}
    if isinstance(part, Sequence) and not isinstance(part, str):
        return [_plain(inner) for inner in part]
    if isinstance(part, str) and not isinstance(part, Expression):
        return _OPENING.sub(r"\1\1", part)
    return part


def names(keys: Iterable[str]) -> Mapping[str, str]:
    """Return the name of the resource of each key: schedule/pay--primary is pay_primary.

    Where several of a kind would have the same, each gets a few letters of its key's hash: a name
    never depends on the order, since a resource that is renamed is made anew.
    """
    known = sorted(set(keys))
    plain = {key: _identifier(id_of(key)) for key in known}
    times = Counter((kind_of(key), name) for key, name in plain.items())
    return {
        key: name if times[kind_of(key), name] == 1 else f"{name}_{_hash(key)}"
        for key, name in plain.items()
    }


def _identifier(text: str) -> str:
    name = _NO_NAME.sub("_", text.lower())
    return name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:6]
