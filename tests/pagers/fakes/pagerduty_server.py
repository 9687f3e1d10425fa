"""The HTTP of a fake PagerDuty: tokens, rates, routes, and the published contract."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.pagers.fakes import (
    pagerduty_oncalls,
    pagerduty_people,
    pagerduty_policies,
    pagerduty_tags,
    pagerduty_v2,
    pagerduty_v2_overrides,
    pagerduty_v3,
    pagerduty_v3_events,
    pagerduty_v3_shifts,
)
from tests.pagers.fakes.pagerduty_account import Account, Routes, missing, refused
from tests.pagers.fakes.pagerduty_contract import contract
from tests.pagers.fakes.pagerduty_paths import matched
from tests.pagers.fakes.server import Refused, Request, Response

ROUTES: Routes = {
    **pagerduty_people.ROUTES,
    **pagerduty_policies.ROUTES,
    **pagerduty_tags.ROUTES,
    **pagerduty_oncalls.ROUTES,
    **pagerduty_v2.ROUTES,
    **pagerduty_v2_overrides.ROUTES,
    **pagerduty_v3.ROUTES,
    **pagerduty_v3_events.ROUTES,
    **pagerduty_v3_shifts.ROUTES,
}
MINUTE = timedelta(minutes=1)
BAD_REQUEST, TOO_MANY = 400, 429
V3 = "/v3/"


class Server(Account):
    """An account that answers requests.

    `rate` is how many requests a minute of its clock are answered; `lag` is how many requests
    later a list shows a write. What breaks the published contract is kept in `violations`.
    """

    def __init__(self, now: datetime, **options: Any) -> None:
        super().__init__(now, **options)
        self.violations: list[str] = []
        self._minute: tuple[datetime, int] = (self.now, 0)

    def answer(self, request: Request) -> Response:
        """Answer a request, with the limits of its rate in the headers."""
        self.remember()
        headers = self._limits()
        try:
            response = self._checked(request, limited=headers.get("ratelimit-remaining") == "-1")
        except Refused as ended:
            response = _worded(request, ended.response)
        official = contract()
        if official:
            faults = official.of_response(request, response)
            self._blame(request, f"answer {response.status}: ", faults)
        headers |= {"ratelimit-remaining": "0"} if response.status == TOO_MANY else {}
        return response._replace(headers={**response.headers, **headers})

    def keep_contract(self) -> None:
        """Raise AssertionError if anything broke the published contract."""
        assert not self.violations, "\n".join(self.violations)

    def do(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """Do as somebody in the web app would: no HTTP, no second of the clock, nothing seen."""
        request = Request(method, path, {key: [text] for key, text in query.items()}, body, {})
        return self._routed(request).body

    def _checked(self, request: Request, *, limited: bool) -> Response:
        headers = {name.lower(): text for name, text in request.headers.items()}
        if headers.get("authorization") != f"Token token={self.token}":
            raise refused(status=401, code=2006, message="Unauthorized")
        if limited:
            raise refused(status=429, code=2020, message="Rate Limit Exceeded")
        official = contract()
        faults = [
            *_of_headers(request, headers),
            *(official.of_request(request) if official else ()),
        ]
        if faults:
            self._blame(request, "", faults)
            raise refused(*faults)
        return self._routed(request)

    def _routed(self, request: Request) -> Response:
        match = matched([path for method, path in ROUTES if method == request.method], request.path)
        if match is None:
            raise missing()
        return ROUTES[request.method, match[0]](self, request, *match[1])

    def _blame(self, request: Request, prefix: str, faults: Iterable[str]) -> None:
        self.violations += [f"{request.method} {request.path}: {prefix}{text}" for text in faults]

    def _limits(self) -> dict[str, str]:
        """Count a request in its minute; -1 remain where it is one too many."""
        if self.rate is None:
            return {}
        minute = self.now.replace(second=0, microsecond=0)
        count = self._minute[1] + 1 if self._minute[0] == minute else 1
        self._minute = (minute, count)
        return {
            "ratelimit-limit": str(self.rate),
            "ratelimit-remaining": str(max(self.rate - count, -1)),
            "ratelimit-reset": str(int((minute + MINUTE - self.now).total_seconds())),
        }


def _of_headers(request: Request, headers: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the headers: `Accept` says the version of all but `/v3/`."""
    if not request.path.startswith(V3) and "json" not in headers.get("accept", ""):
        yield "header Accept is required: application/vnd.pagerduty+json;version=2"
    if request.body is not None and headers.get("content-type") != "application/json":
        yield "header Content-Type is required: application/json"


def _worded(request: Request, response: Response) -> Response:
    """Return a refusal in the words of its interface: `/v3/` has a mapping of errors."""
    errors = response.body["error"]["errors"]
    if response.status != BAD_REQUEST or not request.path.startswith(V3):
        return response
    return response._replace(body={"error": response.body["error"] | {"errors": {"body": errors}}})
