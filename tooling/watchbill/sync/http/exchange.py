"""What goes over the wire, as values: a call, and how one attempt at it ended."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Params = Mapping[str, str | int | Sequence[str]]
"""A query; a sequence repeats its name."""


class Call(NamedTuple):
    """What is asked of a service.

    `again`: it may be sent anew after its answer was lost, since twice is the same as once.
    `asks`: it changes nothing, whatever its method.
    """

    method: str
    path: str
    body: Any
    query: tuple[tuple[str, str], ...]
    again: bool
    asks: bool = False

    @property
    def writes(self) -> bool:
        """Say whether it could change anything."""
        return self.method != "GET" and not self.asks

    @property
    def data(self) -> bytes | None:
        """Return the body as it is sent; None for none."""
        return None if self.body is None else json.dumps(self.body, allow_nan=False).encode()


class Answer(NamedTuple):
    """What the service answered: names of headers in lower case; no body where it is too large."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


class Failed(NamedTuple):
    """No answer. `sent`: the service may have got the call; `passing`: it could go better later."""

    why: str
    hint: str = ""
    sent: bool = True
    passing: bool = True


class Limits(NamedTuple):
    """How long to wait for a connection and for each piece of an answer (s); its size (bytes)."""

    connect: float
    read: float
    largest: int


def pairs(params: Params | None) -> tuple[tuple[str, str], ...]:
    """Return the names and values of a query, in its order."""
    return tuple((name, each) for name, value in (params or {}).items() for each in _values(value))


def _values(value: str | int | Sequence[str]) -> Sequence[str]:
    if isinstance(value, bool):
        return (str(value).lower(),)
    return (str(value),) if isinstance(value, str | int) else value
