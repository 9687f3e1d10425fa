"""One attempt at a call, by `requests`; the one module that imports it, and imported late.

Certificates are verified. Proxies and REQUESTS_CA_BUNDLE come from the environment, passwords of
`.netrc` never do. Redirects are not followed.
"""

import ssl
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import requests
import urllib3
from requests.auth import AuthBase
from requests.utils import get_environ_proxies, select_proxy

from watchbill import __version__
from watchbill.errors import WatchbillError
from watchbill.sync.http.exchange import Answer, Call, Failed, Limits

_PIECE = 64 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_TUNNEL = "Tunnel connection failed"  # by http.client, before anything is sent
_PROXY = "look at HTTPS_PROXY and NO_PROXY"
_SIGNED = "where the company signs certificates itself: name its own in REQUESTS_CA_BUNDLE"

_TROUBLE = (requests.RequestException, urllib3.exceptions.HTTPError, ValueError)
"""What sending raises; the last two escape requests for hosts and proxies that are none."""


class _OwnHeaders(AuthBase):
    """Leaves a request as it is; with any `auth`, requests does not look into .netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class _Session(requests.Session):
    """Follows no redirect, and does not read where one leads either: requests would, and stop."""

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002  # named by requests
        return None


def open_session(headers: Mapping[str, str]) -> requests.Session:
    """Return a session that keeps its connections and sends these headers."""
    session = _Session()
    session.auth = _OwnHeaders()
    session.headers.update({"Accept": "application/json", "User-Agent": f"watchbill/{__version__}"})
    session.headers.update(headers)
    return session


def attempt(session: requests.Session, base: str, call: Call, limits: Limits) -> Answer | Failed:
    """Send a call once; raise WatchbillError where it cannot be sent from this machine at all."""
    url = base + call.path
    data = call.data
    try:
        _stays_here(url)
        with session.request(
            call.method,
            url,
            params=call.query,
            data=data,
            headers={"Content-Type": "application/json"} if data is not None else None,
            timeout=(limits.connect, limits.read),
            allow_redirects=False,
            stream=True,
        ) as response:
            body = _read(response, limits.largest)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, headers, body)
    except _TROUBLE as error:
        return _failed(error, limits)
    except OSError:
        return Failed("REQUESTS_CA_BUNDLE names no file", "mend or unset it", False, False)


def _stays_here(url: str) -> None:
    """Raise WatchbillError where a call in the clear would leave this machine by a proxy."""
    if url.lower().startswith("https:"):
        return
    proxy = select_proxy(url, get_environ_proxies(url))
    if proxy and urlsplit(proxy if "//" in proxy else f"//{proxy}").hostname not in _LOOPBACK:
        raise WatchbillError(
            "a proxy stands before this machine's own service: the token could be read on the way",
            "set NO_PROXY=127.0.0.1,::1,localhost",
        )


def _read(response: requests.Response, largest: int) -> bytes | None:
    """Return the body, unpacked; None where it is too large, which is not read to its end."""
    pieces, size = [], 0
    for piece in response.iter_content(_PIECE):
        size += len(piece)
        if size > largest:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _failed(error: Exception, limits: Limits) -> Failed:
    """Say what happened in words of our own: those of requests show queries and passwords."""
    causes = tuple(_causes(error))
    if any(_TUNNEL in str(cause) for cause in causes):
        return Failed("the proxy does not let it through", _PROXY, sent=False)
    for kind, failed in _table(limits):
        if any(isinstance(cause, kind) for cause in causes):
            return failed
    return Failed(f"it cannot be asked ({type(error).__name__})", sent=False, passing=False)


def _table(limits: Limits) -> tuple[tuple[type[Exception], Failed], ...]:
    """Return what each error means; the first that fits holds."""
    of_requests, of_urllib3 = requests.exceptions, urllib3.exceptions
    never = {"sent": False, "passing": False}
    return (
        (ssl.SSLCertVerificationError, Failed("its certificate is not trusted", _SIGNED, **never)),
        (of_requests.InvalidProxyURL, Failed("the proxy's address is none", _PROXY, **never)),
        (of_requests.InvalidSchema, Failed("such a proxy is not spoken with", _PROXY, **never)),
        (of_requests.ProxyError, Failed("the proxy cannot be reached", _PROXY, sent=False)),
        (
            of_requests.ConnectTimeout,
            Failed(f"not reached within {limits.connect:g} s", sent=False),
        ),
        (of_urllib3.NameResolutionError, Failed("its name is not known", sent=False)),
        (of_urllib3.NewConnectionError, Failed("it cannot be reached", sent=False)),
        (of_urllib3.ReadTimeoutError, Failed(f"nothing within {limits.read:g} s")),
        (of_requests.SSLError, Failed("the encryption failed")),
        (of_requests.ConnectionError, Failed("the connection was cut")),
        (of_requests.ChunkedEncodingError, Failed("the connection was cut")),
        (of_requests.ContentDecodingError, Failed("the answer cannot be unpacked")),
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those that it wraps, as requests and urllib3 wrap them."""
    yield error
    reason = getattr(error, "reason", None)
    for inner in (*error.args, reason):
        if isinstance(inner, BaseException):
            yield from _causes(inner)
