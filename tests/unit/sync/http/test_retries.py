"""Which calls are sent again, after how long, and what is said when none succeeds."""

import socket
import threading

import pytest

from tests.pagers.fakes.server import Fault, Request, Response
from tests.unit.sync.http.servers import Echo, Pauses, api, echo, http, told
from watchbill.sync.http import ApiError, NotFound, Unclear

PASSING = [500, 502, 503, 504]
SAFE = ["get", "put", "delete"]
WRITES = ["post", "patch", "put", "delete"]


def ask(client, method, **more):
    return getattr(client, method)("/things/1", **more)


def unused_url():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.parametrize("method", SAFE)
@pytest.mark.parametrize(
    "fault",
    [
        Fault(0, "cut_before", times=4),
        *(Fault(0, "status", status, times=4) for status in (*PASSING, 429)),
    ],
)
def test_what_is_the_same_twice_as_once_is_sent_up_to_five_times(method, fault):
    with echo() as (fake, client, pauses):
        fake.fail(fault)
        ask(client, method)
        assert len(fake.seen) == 5
        assert pauses == [0.5, 1, 2, 4]
        assert fake.done == [method.upper()]


@pytest.mark.parametrize("method", ["post", "patch"])
@pytest.mark.parametrize("fault", [Fault(0, "status", 503), Fault(0, "cut_after")])
def test_again_makes_other_writes_so(method, fault):
    with echo() as (fake, client, pauses):
        fake.fail(fault)
        assert ask(client, method, body={"a": 1}, again=True)["body"] == {"a": 1}
        assert pauses == [0.5]


@pytest.mark.parametrize("method", ["post", "patch"])
@pytest.mark.parametrize(
    "fault",
    [
        Fault(0, "cut_before"),
        Fault(0, "cut_after"),
        *(Fault(0, "status", status) for status in (*PASSING, 501, 520)),
    ],
)
def test_other_writes_are_sent_once_when_nobody_knows_whether_they_were_done(method, fault):
    with echo() as (fake, client, pauses):
        fake.fail(fault)
        with pytest.raises(Unclear) as caught:
            ask(client, method)
        assert (len(fake.seen), pauses) == (1, [])
        assert caught.value.status == (fault.status if fault.kind == "status" else 0)
        assert "plan again" in caught.value.hint


@pytest.mark.parametrize("method", ["post", "patch"])
def test_too_many_requests_is_no_doubt(method):
    with echo() as (fake, client, pauses):
        fake.fail(Fault(0, "status", 429, {"Retry-After": "3"}, times=2))
        ask(client, method)
        assert (fake.done, pauses) == ([method.upper()], [3, 3])


@pytest.mark.parametrize("method", ["get", *WRITES])
def test_what_was_never_sent_is_no_doubt(method):
    pauses = Pauses()
    with pytest.raises(ApiError, match=r"it cannot be reached, 5 times") as caught:
        ask(api(unused_url(), sleep=pauses), method)
    assert type(caught.value) is ApiError
    assert (caught.value.status, pauses) == (0, [0.5, 1, 2, 4])


@pytest.mark.parametrize("method", ["put", "delete"])
def test_a_write_that_is_lost_five_times_is_unclear(method):
    with echo() as (fake, client, _):
        fake.fail(Fault(0, "cut_before", times=9))
        with pytest.raises(Unclear, match=r"the connection was cut, 5 times"):
            ask(client, method)
        assert len(fake.seen) == 5


def test_a_write_that_was_lost_once_stays_unclear_until_it_is_answered():
    with echo() as (fake, client, _):
        fake.fail(Fault(0, "cut_after"), Fault(1, "status", 429, times=9))
        with pytest.raises(Unclear, match="429 planned, 5 times"):
            ask(client, "put")
        fake.fail(Fault(0, "cut_after"), Fault(1, "status", 400))
        with pytest.raises(ApiError, match="400 planned, 2 times") as caught:
            ask(client, "put")
        assert type(caught.value) is ApiError


def test_a_reading_call_is_never_unclear():
    with echo() as (fake, client, _):
        fake.fail(Fault(0, "status", 502, times=9))
        with pytest.raises(ApiError, match=r"GET /things/1: 502 planned, 5 times") as caught:
            ask(client, "get")
        assert type(caught.value) is ApiError


@pytest.mark.parametrize("status", [400, 401, 403, 408, 409, 410, 422, 501, 505])
def test_what_another_attempt_would_not_mend_is_asked_once(status):
    with echo() as (fake, client, _):
        fake.fail(Fault(0, "status", status))
        with pytest.raises(ApiError, match=f"GET /things/1: {status} planned") as caught:
            ask(client, "get")
        assert (len(fake.seen), caught.value.status) == (1, status)


def test_a_404_after_a_lost_deletion_says_that_it_was_done():
    with echo() as (fake, client, _):
        fake.fail(Fault(0, "cut_after"))
        assert ask(client, "delete") is None
        assert [seen.status for seen in fake.seen] == [0, 404]


@pytest.mark.parametrize("before", [(), (Fault(0, "status", 429),)])
def test_any_other_404_says_that_there_is_nothing(before):
    with echo() as (fake, client, _):
        ask(client, "delete")
        fake.fail(*before)
        with pytest.raises(NotFound) as caught:
            ask(client, "delete")
        assert caught.value.status == 404


class Stuck(Echo):
    """Does not answer its first request before `free` is set."""

    def __init__(self):
        super().__init__()
        self.free = threading.Event()

    def answer(self, request: Request) -> Response:
        assert self.free.wait(10)
        return super().answer(request)


def test_an_answer_that_does_not_come_in_time_is_lost():
    fake = Stuck()
    with fake.running():
        client = api(fake.url, sleep=lambda _: fake.free.set())
        client.read_timeout = 0.05
        with pytest.raises(Unclear, match=r"nothing within 0\.05 s"):
            ask(client, "post")
        fake.free.set()
        client.read_timeout = 10.0
        ask(client, "post")
        assert fake.done == ["POST", "POST"]


def test_reading_goes_on_after_an_answer_that_does_not_come_in_time():
    fake = Stuck()

    def longer(_):
        fake.free.set()
        client.read_timeout = 10.0

    with fake.running():
        client = api(fake.url, sleep=longer)
        client.read_timeout = 0.05
        assert ask(client, "get") == {"query": {}, "body": None}


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_answer_that_is_cut_in_its_body_is_lost(method):
    cut = http(200, b'{"a": 1}').replace(b"Content-Length: 8", b"Content-Length: 80")
    with told(cut, http(200, b"{}")) as server:
        if method == "get":
            assert ask(api(server.url), method) == {}
        else:
            with pytest.raises(Unclear, match="cut"):
                ask(api(server.url), method)
        assert len(server.got) == (2 if method == "get" else 1)


def test_a_connection_that_was_closed_between_two_calls_is_no_doubt():
    kept = http(200, b"{}").replace(b"Connection: close\r\n", b"")
    with told(kept) as server:
        client = api(server.url)
        for _ in range(3):
            assert ask(client, "post") == {}
            assert server.closed.acquire(timeout=10)
        assert len(server.got) == 3


DATE = "Date: Tue, 24 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, ("Retry-After: 7",), 7),
        (503, ("Retry-After: 1.5",), 1.5),
        (503, ("retry-after: 120",), 120),
        (429, ("Retry-After: 0",), 0.5),
        (429, (DATE, "Retry-After: Tue, 24 Nov 2026 12:00:30 GMT"), 30),
        (429, (DATE, "Retry-After: Tue, 24 Nov 2026 11:00:00 GMT"), 0.5),
        (429, (DATE, "Retry-After: Tue, 24 Nov 2026 13:00:30 +0100"), 30),
        (429, (DATE, "Retry-After: Tue, 24 Nov 2026 12:00:30 -0000"), 30),
        (429, ("Retry-After: Tue, 24 Nov 2026 12:00:30 GMT",), 0.5),
        (429, (DATE, "Retry-After: Tue, 99 Nov 99999 12:00:30 GMT"), 0.5),
        (429, ("Retry-After: -3",), 0.5),
        (429, ("Retry-After: soon",), 0.5),
        (429, ("Retry-After: ٣",), 0.5),
        (429, ("ratelimit-reset: 12",), 12),
        (429, ("ratelimit-reset: 12", "Retry-After: 3"), 3),
        (429, ("ratelimit-reset: x",), 0.5),
        (503, ("ratelimit-reset: 12",), 0.5),
    ],
)
def test_it_waits_as_long_as_the_service_asks(status, headers, seconds):
    pauses = Pauses()
    with told(http(status, b"", *headers), http(200, b"{}")) as server:
        assert ask(api(server.url, sleep=pauses), "get") == {}
    assert pauses == [seconds]


@pytest.mark.parametrize(
    ("waits", "waited", "asked"),
    [
        (["121"], [], "121"),
        (["3600"], [], "3600"),
        (["60", "50", "11"], [60, 50], "11"),
        (["9" * 400], [], "inf"),
    ],
)
def test_it_waits_two_minutes_in_all_and_no_longer(waits, waited, asked):
    answers = [http(429, b'{"message": "slower"}', f"Retry-After: {wait}") for wait in waits]
    pauses = Pauses()
    with told(*answers) as server, pytest.raises(ApiError) as caught:
        ask(api(server.url, sleep=pauses), "post")
    assert caught.value.message == f"POST /things/1: 429 slower, asks to wait {asked} s"
    assert (type(caught.value), pauses) == (ApiError, waited)
