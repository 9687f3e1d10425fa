"""What is sent, what is returned, and what is said of anything else."""

import gzip
import json
import logging

import pytest

from tests.unit.sync.http.servers import SECRET, api, echo, http, told
from watchbill.errors import WatchbillError
from watchbill.sync.http import Api, ApiError, NotFound, Unclear

ALL = ["get", "post", "put", "patch", "delete"]


@pytest.mark.parametrize(
    ("params", "query"),
    [
        (None, {}),
        ({"include[]": ["a", "b"]}, {"include[]": ["a", "b"]}),
        ({"limit": 100, "total": True}, {"limit": ["100"], "total": ["true"]}),
        ({"q": "ä & =+", "none": []}, {"q": ["ä & =+"]}),
    ],
)
def test_a_query_repeats_the_name_of_a_sequence(params, query):
    with echo() as (_, client, _):
        assert client.get("/things", params)["query"] == query


@pytest.mark.parametrize("body", [None, {"a": [1, None, "ä"]}, [], "text"])
def test_bodies_go_as_json(body):
    with echo() as (fake, client, _):
        assert client.post("/things", body) == {"query": {}, "body": body}
        kind = None if body is None else "application/json"
        assert fake.headers[0].get("Content-Type") == kind


def test_every_call_carries_the_headers():
    with told(http(200, b"{}")) as server:
        for method in ALL:
            getattr(Api(server.url, {"Authorization": "Bearer x", "Accept": "a/b"}), method)("/x")
    for asked in server.got:
        assert b"Authorization: Bearer x\r\n" in asked
        assert b"Accept: a/b\r\n" in asked
        assert b"User-Agent: watchbill/" in asked


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"", None),
        (b" \n", None),
        (b"null", None),
        (b"[1]", [1]),
        ('{"a":"ä"}'.encode(), {"a": "ä"}),
    ],
)
@pytest.mark.parametrize("status", [200, 201, 204])
def test_an_answer_is_its_json_or_nothing(status, body, value):
    if status == 204:
        body, value = b"", None
    with told(http(status, body)) as server:
        assert api(server.url).put("/x") == value


@pytest.mark.parametrize("body", [b"<html>", b"{", b"\xff", b"[" * 200_000, b"1" * 5000])
@pytest.mark.parametrize(("method", "kind"), [("get", ApiError), ("post", Unclear)])
def test_an_answer_that_is_not_json_is_an_error(method, kind, body):
    with told(http(200, body)) as server, pytest.raises(ApiError) as caught:
        getattr(api(server.url), method)("/x")
    assert caught.value.message == f"{method.upper()} /x: 200, but the answer is not JSON"
    assert (type(caught.value), caught.value.status) == (kind, 200)


@pytest.mark.parametrize(
    "answer",
    [
        http(200, json.dumps("x" * 2000).encode()),
        http(200, gzip.compress(b"1" * 1_000_000), "Content-Encoding: gzip"),
    ],
)
def test_an_answer_that_is_too_large_is_refused(answer):
    with told(answer) as server:
        client = api(server.url)
        client.largest = 1990
        with pytest.raises(ApiError, match=r"GET /x: 200, more than 1990 bytes"):
            client.get("/x")
        client.largest = 2002
        if b"gzip" not in answer:
            assert client.get("/x") == "x" * 2000


def test_an_answer_of_64_megabytes_is_taken_by_itself():
    assert api("https://pager.example").largest == 64 * 1024 * 1024


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": {"message": "Invalid", "code": 2001, "errors": ["a", "b"]}}, " Invalid: a; b"),
        ({"error": {"message": "Invalid", "errors": None}}, " Invalid"),
        ({"error": "no such"}, " no such"),
        ({"detail": "Not here."}, " Not here."),
        ({"name": ["required", "short"], "start": ["bad"]}, " name: required; short; start: bad"),
        ({"users": {"0": ["unknown"]}}, " users: 0: unknown"),
        ({"message": "Wrong", "errors": {"name": "taken"}}, " Wrong: name: taken"),
        ({"errors": [{"title": "A", "detail": "b"}]}, " title: A; detail: b"),
        (["one", "two"], " one; two"),
        ("just text", " just text"),
        ({"count": 3}, ""),
        ({"a": [[[[["deep"]]]]]}, ""),
        ({"detail": "two\nlines\x1b[31m\u202e \ud800"}, " two lines?[31m? ?"),
        ({"detail": "x" * 900}, " " + "x" * 288 + "…"),
    ],
)
def test_what_the_service_says_is_told_on_one_line(body, said):
    with told(http(400, json.dumps(body).encode())) as server, pytest.raises(ApiError) as caught:
        api(server.url).get("/x", {"q": "hidden"})
    assert caught.value.message == f"GET /x: 400{said}"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"plain words", " plain words"),
        (b"<html>big</html>", ""),
        (b"\xff\x00", " \ufffd?"),
        (b"", ""),
    ],
)
def test_what_is_not_json_is_told_unless_it_is_a_page(body, said):
    with told(http(409, body)) as server, pytest.raises(ApiError) as caught:
        api(server.url).post("/x")
    assert caught.value.message == f"POST /x: 409{said}"


@pytest.mark.parametrize(
    ("status", "source", "hint"),
    [
        (401, "the environment variable PAGER", "the token from the environment variable PAGER is"),
        (
            403,
            "the environment variable PAGER",
            "the token from the environment variable PAGER may",
        ),
        (401, "", "the token is not accepted"),
        (400, "the environment variable PAGER", ""),
    ],
)
def test_a_refused_token_is_told_with_its_source(status, source, hint):
    with told(http(status)) as server, pytest.raises(ApiError) as caught:
        api(server.url, token_from=source).post("/x")
    assert caught.value.hint.startswith(hint)
    assert bool(caught.value.hint) == bool(hint)


def test_nothing_there_is_an_error_of_its_own():
    with told(http(404)) as server, pytest.raises(NotFound, match=r"^GET /x: 404$"):
        api(server.url).get("/x")


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://user:pw@other.example/a?token=1#f", " points to https://other.example/a"),
        ("/login?next=1", " points to {}/login"),
        ("http://[", " points to nowhere"),
        (None, ""),
    ],
)
@pytest.mark.parametrize("method", ALL)
def test_redirects_are_not_followed(method, location, shown):
    headers = (f"Location: {location}",) if location else ()
    with told(http(302, b"", *headers)) as server, pytest.raises(ApiError) as caught:
        getattr(api(server.url), method)("/x")
    assert caught.value.message == f"{method.upper()} /x: 302{shown.format(server.url)}"
    assert (type(caught.value), len(server.got)) == (ApiError, 1)


@pytest.mark.parametrize(
    "header",
    [f"Token token={SECRET}", f'Token token="{SECRET}"', f"Bearer {SECRET}", SECRET],
)
def test_a_secret_is_shown_nowhere(header):
    body = json.dumps({"detail": f"no {header}, nor {SECRET}, nor k/y, nor k%2Fy"}).encode()
    with told(http(400, body)) as server:
        client = Api(server.url, {"Authorization": header}, secrets=["k/y", ""])
        with pytest.raises(ApiError) as caught:
            client.get(f"/users/{SECRET}")
    assert caught.value.message == "GET /users/***: 400 no ***, nor ***, nor ***, nor ***"
    assert SECRET not in repr(caught.value) + repr(client) + caught.value.hint


def test_calls_share_a_connection(caplog):
    caplog.set_level(logging.DEBUG)
    with echo() as (_, client, _):
        for method in ALL:
            getattr(client, method)("/things")
    assert caplog.text.count("Starting new HTTP connection") == 1


def test_headers_and_bodies_are_not_logged(caplog):
    caplog.set_level(logging.DEBUG)
    with echo() as (_, client, _):
        client.post("/things", {"name": "hush"})
    assert "/things" in caplog.text
    assert SECRET not in caplog.text
    assert "hush" not in caplog.text


def test_a_secret_is_masked_before_the_text_is_cut():
    body = json.dumps({"detail": "x" * 280 + SECRET}).encode()
    with told(http(400, body)) as server, pytest.raises(ApiError) as caught:
        api(server.url).get("/x")
    assert SECRET[:3] not in caught.value.message


@pytest.mark.parametrize(
    "base",
    [
        "http://pager.example",
        "http://127.0.0.1.pager.example",
        "http://127.0.0.1:80@pager.example",
        "http://localhost\\@pager.example",
        "https://user:pw@pager.example",
        "https://pager.example/?a=b",
        "https://pager.example#f",
        "https://pager.example:99999",
        "https://pager.example/a/../b",
        "https://pager.example/%2e%2e/b",
        "https://pager.example/ a",
        "https://",
        "ftp://pager.example",
        "pager.example",
        "",
        "https://a\nb",
    ],
)
def test_an_address_in_the_clear_or_none_is_refused(base):
    with pytest.raises(WatchbillError) as caught:
        api(base)
    assert caught.value.hint
    assert "pw" not in caught.value.message
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    ("base", "kept"),
    [
        ("https://pager.example", "https://pager.example"),
        ("https://pager.example:8443/api/v1/", "https://pager.example:8443/api/v1"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("HTTP://LOCALHOST", "HTTP://LOCALHOST"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
    ],
)
def test_an_address_is_kept_without_its_last_slash(base, kept):
    assert (api(base).base, repr(api(base))) == (kept, f"Api({kept!r})")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "x",
        "/x?a=b",
        "/x#f",
        "/../x",
        "/a/%2e%2E/x",
        "/a b",
        "/a\n",
        "/a\\b",
        "/a\u202e",
        "/a/.",
    ],
)
@pytest.mark.parametrize("method", ["get", "delete"])
def test_a_path_that_leads_elsewhere_is_refused_before_anything_is_sent(method, path):
    with echo() as (fake, client, _):
        with pytest.raises(WatchbillError, match="is not a path of a service"):
            getattr(client, method)(path)
        assert fake.seen == []


@pytest.mark.parametrize("value", ["a\nb", "a\r\nX: y", "ü", " a", "a\0"])
def test_a_header_that_cannot_be_sent_is_refused_without_its_value(value):
    with pytest.raises(WatchbillError) as caught:
        Api("https://pager.example", {"X-Token": f"hush{value}hush" if value[0] != " " else value})
    assert "X-Token" in caught.value.message
    assert "hush" not in caught.value.message + caught.value.hint
