"""Writes that are recorded instead of sent, for a dry run."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from watchbill.sync.http.words import masked


class Record(Protocol):
    """What gets the writes of an Api instead of the service."""

    def wrote(self, method: str, path: str, body: Any) -> Any:
        """Take a write, its path with the query, its secrets masked; return the answer to use."""


class Script:
    """The requests that an apply would send, in their order.

    `echo` makes up the answers: it takes method, path, body and the number of the write, from 1.
    """

    def __init__(
        self, echo: Callable[[str, str, Any, int], Any], secrets: Sequence[str] = ()
    ) -> None:
        """Take what answers, and what must not be shown beyond what an Api masks itself."""
        self.writes: list[tuple[str, str, Any]] = []
        self._echo = echo
        self._secrets = tuple(filter(None, secrets))

    def wrote(self, method: str, path: str, body: Any) -> Any:
        """Keep a write, and return the made-up answer."""
        self.writes.append((method, masked(path, self._secrets), masked(body, self._secrets)))
        return self._echo(method, path, body, len(self.writes))

    def lines(self) -> Iterator[str]:
        """Yield a JSON object (ASCII, one line) for every write."""
        for method, path, body in self.writes:
            yield json.dumps({"method": method, "path": path, "body": body})
