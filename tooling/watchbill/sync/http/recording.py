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


class Script:
    """The requests that an apply would send, in their order.

    `echo` makes up the answers; unless said what was sent comes back, with an id.
    """

    def __init__(self, echo: Echo | None = None, secrets: Sequence[str] = ()) -> None:
        """Take what answers, and what must not be shown beyond what an Api masks itself."""
        self.writes: list[tuple[str, str, Any]] = []
        self._echo = echo or with_id
        self._secrets = tuple(filter(None, secrets))

    def wrote(self, method: str, path: str, body: Any) -> Any:
        """Keep a write, and return the made-up answer."""
        self.writes.append((method, masked(path, self._secrets), masked(body, self._secrets)))
        return self._echo(method, path, body, len(self.writes))

    def lines(self) -> Iterator[str]:
        """Yield a JSON object (ASCII, one line) for every write."""
        for method, path, body in self.writes:
            yield json.dumps({"method": method, "path": path, "body": body})


def with_id(_method: str, _path: str, body: Any, number: int) -> Any:
    """Answer with what was sent and a made-up id, in it or in the one object that it wraps."""
    if not isinstance(body, dict):
        return None
    made_up = {"id": f"NEW{number}"}
    match list(body.items()):
        case [(name, dict() as inner)]:
            return {name: {**made_up, **inner}}
    return {**made_up, **body}
