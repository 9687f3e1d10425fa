"""Writes that are recorded instead of sent, for a dry run."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from watchbill.sync.http.words import masked

Echo = Callable[[str, str, Any, int], Any]
"""What answers a recorded write: method, path, body, and the number of the write, from 1."""


class Record(Protocol):
    """What gets the writes of an Api instead of the service."""

    def wrote(self, method: str, path: str, body: Any) -> Any:
        """Take a write, its path with the query, its secrets masked; return the answer to use."""

    def reads(self, path: str) -> Any:
        """Return what is read of something that only a recorded write made; None for all else."""


class Script:
    """The requests that an apply would send, in their order.

    `echo` makes up the answers; unless said what was sent comes back, with an id.
    """

    def __init__(self, echo: Echo | None = None, secrets: Sequence[str] = ()) -> None:
        """Take what answers, and what must not be shown beyond what an Api masks itself."""
        self.writes: list[tuple[str, str, Any]] = []
        self._made: dict[str, Any] = {}
        self._echo = echo or with_id
        self._secrets = tuple(filter(None, secrets))

    def wrote(self, method: str, path: str, body: Any) -> Any:
        """Keep a write, and return the made-up answer."""
        self.writes.append((method, masked(path, self._secrets), masked(body, self._secrets)))
        answer = self._echo(method, path, body, len(self.writes))
        if method == "POST" and (id_ := _id_of(answer)):
            self._made[f"{path.partition('?')[0].rstrip('/')}/{id_}"] = answer
        return answer

    def reads(self, path: str) -> Any:
        """Return what was sent of something made up, and empty lists of what would be in it."""
        path = path.rstrip("/")
        if path in self._made:
            return self._made[path]
        above, _, name = path.rpartition("/")
        return {name: []} if above in self._made else None

    def lines(self) -> Iterator[str]:
        """Yield a JSON object (ASCII, one line) for every write."""
        for method, path, body in self.writes:
            yield json.dumps({"method": method, "path": path, "body": body})


def with_id(_method: str, _path: str, body: Any, number: int) -> Any:
    """Answer with what was sent and a made-up id, in it or in what it wraps: one or several."""
    made_up = f"NEW{number}"
    match list(body.items()) if isinstance(body, dict) else None:
        case None:
            return None
        case [(name, dict() as inner)]:
            return {name: {"id": made_up, **inner}}
        case [(name, list() as items)]:
            return {name: [_numbered(item, f"{made_up}-{n}") for n, item in enumerate(items, 1)]}
    return {"id": made_up, **body}


def _numbered(item: Any, made_up: str) -> Any:
    return {"id": made_up, **item} if isinstance(item, dict) else item


def _id_of(answer: Any) -> str | None:
    match answer:
        case {"id": str() as found}:
            return found
        case dict() if len(answer) == 1:
            return _id_of(next(iter(answer.values())))
    return None
