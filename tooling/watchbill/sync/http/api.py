"""A service that is spoken with in JSON."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from watchbill.sync.http.address import base_url, checked_headers, checked_path
from watchbill.sync.http.errors import ApiError, absent, good, hint, kind, lost
from watchbill.sync.http.exchange import Answer, Call, Failed, Limits, Params, pairs
from watchbill.sync.http.recording import Record
from watchbill.sync.http.retries import ATTEMPTS, PATIENCE, pause, worth_it
from watchbill.sync.http.words import masked, pointed, said, secrets_of, shown

if TYPE_CHECKING:
    from requests import Session


class Api:
    """Speaks JSON with one service, and keeps its connection.

    GET, PUT and DELETE are sent up to 5 times, also after a lost answer; POST and PATCH only while
    they surely were not done, unless the caller says `again`: then twice is the same as once. A
    connection that the service closes in the very moment of a POST counts as a lost answer.
    All raise ApiError; a write whose answer is lost raises Unclear. For one thread.
    """

    def __init__(  # noqa: PLR0913  # what differs between services, by name
        self,
        base: str,
        headers: Mapping[str, str],
        *,
        secrets: Sequence[str] = (),
        token_from: str = "",
        sleep: Callable[[float], None] = time.sleep,
        record: Record | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """Take the address, the headers of every call, and what no text may show.

        `token_from` is where the token comes from, for hints. `sleep` takes seconds, of which one
        call waits `patience` at most. With a `record`, writes go there instead. Raise
        WatchbillError for an address without encryption.
        """
        self.base = base_url(base)
        self.connect_timeout = 10.0
        self.read_timeout = 60.0
        self.largest = 64 * 2**20
        self._headers = checked_headers(headers)
        self._secrets = secrets_of(headers, secrets)
        self._token_from = token_from
        self._sleep = sleep
        self._record = record
        self._patience = patience
        self._session: Session | None = None

    def __repr__(self) -> str:
        """Return the address alone."""
        return f"Api({shown(self.base, self._secrets)!r})"

    def get(self, path: str, params: Params | None = None) -> Any:
        """Return what is there; raise NotFound where nothing is."""
        return self._do("GET", path, None, params, again=True)

    def ask(self, path: str, body: Any = None, params: Params | None = None) -> Any:
        """Post something that changes nothing, such as a preview: in a dry run it is sent."""
        return self._settled(Call("POST", checked_path(path), body, pairs(params), True, True))

    def post(
        self, path: str, body: Any = None, params: Params | None = None, *, again: bool = False
    ) -> Any:
        """Create or do something; `again` where doing it twice is the same as once."""
        return self._do("POST", path, body, params, again=again)

    def put(self, path: str, body: Any = None, params: Params | None = None) -> Any:
        """Replace something."""
        return self._do("PUT", path, body, params, again=True)

    def patch(
        self, path: str, body: Any = None, params: Params | None = None, *, again: bool = False
    ) -> Any:
        """Change something; `again` where doing it twice is the same as once."""
        return self._do("PATCH", path, body, params, again=again)

    def delete(self, path: str, body: Any = None, params: Params | None = None) -> Any:
        """Delete something; a 404 after a lost answer says that the first attempt did it."""
        return self._do("DELETE", path, body, params, again=True)

    def _do(self, method: str, path: str, body: Any, params: Params | None, *, again: bool) -> Any:
        call = Call(method, checked_path(path), body, pairs(params), again)
        if call.writes and self._record:
            query = f"?{urlencode(call.query)}" if call.query else ""
            path, body = masked((path + query, body), self._secrets)
            return self._record.wrote(method, path, body)
        if self._record and (made_up := self._record.reads(path)) is not None:
            return made_up
        return self._settled(call)

    def _settled(self, call: Call) -> Any:
        """Send a call until it is settled, and return the answer's value."""
        unclear, left = False, self._patience
        for number in range(ATTEMPTS):
            outcome = self._attempt(call)
            unclear = unclear or lost(outcome)
            if not worth_it(call, outcome) or number == ATTEMPTS - 1:
                break
            seconds = pause(outcome, number)
            if seconds > left:
                raise self._error(call, outcome, unclear, f", asks to wait {seconds:.0f} s")
            self._sleep(seconds)
            left -= seconds
        if call.method == "DELETE" and unclear and absent(outcome):
            return None
        if not good(outcome):
            raise self._error(call, outcome, unclear, f", {number + 1} times" if number else "")
        return self._value(call, outcome)

    def _attempt(self, call: Call) -> Answer | Failed:
        from watchbill.sync.http import transport

        if self._session is None:
            self._session = transport.open_session(self._headers)
        limits = Limits(self.connect_timeout, self.read_timeout, self.largest)
        return transport.attempt(self._session, self.base, call, limits)

    def _value(self, call: Call, answer: Answer | Failed) -> Any:
        body = answer.body if isinstance(answer, Answer) else None
        if body is None:
            raise self._error(call, answer, False, f", more than {self.largest} bytes")
        try:
            return json.loads(body) if body.strip() else None
        except (ValueError, RecursionError):
            raise self._error(call, answer, False, ", but the answer is not JSON") from None

    def _error(self, call: Call, outcome: Answer | Failed, unclear: bool, more: str) -> ApiError:
        """Return the error for a call that ended so; `more` follows what the service said."""
        found = kind(call, outcome, unclear)
        text = shown(f"{call.method} {call.path}: {self._told(outcome)}", self._secrets)
        status = outcome.status if isinstance(outcome, Answer) else 0
        return found(text + more, hint(outcome, found, self._token_from), status=status)

    def _told(self, outcome: Answer | Failed) -> str:
        if isinstance(outcome, Failed):
            return f"no answer from {self.base}: {outcome.why}"
        if good(outcome):
            return str(outcome.status)
        location = outcome.headers.get("location")
        if 300 <= outcome.status < 400 and location:  # noqa: PLR2004  # redirects
            return f"{outcome.status} points to {pointed(self.base, location)}"
        return f"{outcome.status} {said(outcome.body)}".strip()
