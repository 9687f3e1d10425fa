"""A preview's server gives files of the site and no others, to those who know its name."""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from watchbill.errors import WatchbillError
from watchbill.sync.preview import Hub, Shelf, Shown, check_port, serving
from watchbill.sync.preview.server import answer, is_known, live

PAGE = "<html><head><title>T</title></head><body>%s</body></html>"


@pytest.fixture
def shown(tmp_path):
    site = tmp_path / "site"
    for path, text in {
        "index.html": PAGE % "Home",
        "404.html": PAGE % "Nothing here",
        "people/ada/index.html": PAGE % "Ada",
        "odd name/ü/index.html": PAGE % "Odd",
        "assets/x.js": "1",
        "assets/x.bin": "?",
        "calendars/a.ics": "BEGIN",
        "sw.js": "const BUILD = 1;",
    }.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    (tmp_path / "secret.html").write_text("SECRET")
    (site / "link.html").symlink_to(tmp_path / "secret.html")
    return Shown(Shelf(site), Hub(), {"preview.js": b"follow()"}, "127.0.0.1")


@pytest.mark.parametrize(
    ("target", "status", "kind", "text"),
    [
        ("/", 200, "text/html; charset=utf-8", "Home"),
        ("/index.html", 200, "text/html; charset=utf-8", "Home"),
        ("/people/ada/?x=1", 200, "text/html; charset=utf-8", "Ada"),
        ("/odd%20name/%C3%BC/", 200, "text/html; charset=utf-8", "Odd"),
        ("/assets/x.js?v=12", 200, "text/javascript; charset=utf-8", "1"),
        ("/assets/x.bin", 200, "application/octet-stream", "?"),
        ("/calendars/a.ics", 200, "text/calendar; charset=utf-8", "BEGIN"),
        ("/-/preview.js", 200, "text/javascript; charset=utf-8", "follow()"),
        ("/sw.js", 200, "text/javascript; charset=utf-8", "unregister"),
        ("/-/other.js", 404, "text/html; charset=utf-8", "Nothing here"),
        ("/gone/", 404, "text/html; charset=utf-8", "Nothing here"),
        ("/assets/", 404, "text/html; charset=utf-8", "Nothing here"),
        ("/../secret.html", 404, "text/html; charset=utf-8", "Nothing here"),
        ("/%2e%2e/secret.html", 404, "text/html; charset=utf-8", "Nothing here"),
        ("/people/..%2f..%2f..%2fsecret.html", 404, "text/html; charset=utf-8", "Nothing here"),
        ("/..%5csecret.html", 404, "text/html; charset=utf-8", "Nothing here"),
        ("//etc/passwd", 404, "text/html; charset=utf-8", "Nothing here"),
        ("/a%00b", 404, "text/html; charset=utf-8", "Nothing here"),
        ("/" + "a" * 5000, 404, "text/html; charset=utf-8", "Nothing here"),
        ("/link.html", 404, "text/html; charset=utf-8", "Nothing here"),
    ],
)
def test_a_target_gets_a_file_of_the_site_or_nothing(shown, target, status, kind, text):
    given = answer(shown, target)
    assert (given.status, given.kind) == (status, kind)
    assert text in given.data.decode()
    assert "SECRET" not in given.data.decode()


@pytest.mark.parametrize("target", ["/people/ada", "/people/ada?x", "///people/ada"])
def test_a_folder_is_asked_for_with_its_slash_and_stays_here(shown, target):
    given = answer(shown, target)
    assert (given.status, given.place) in {(301, "/people/ada/"), (404, "")}


def test_what_is_newer_is_shown_until_it_is_dropped(shown):
    shown.shelf.put("people/ada/index.html", (PAGE % "Newer").encode())
    assert b"Newer" in answer(shown, "/people/ada/").data
    shown.shelf.drop(["people/ada/index.html"])
    assert b"Ada" in answer(shown, "/people/ada/").data


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("127.0.0.1:8000", True),
        ("localhost:8000", True),
        ("LOCALHOST", True),
        ("[::1]:8000", True),
        ("192.0.2.7", True),
        ("box.example:8000", True),
        ("evil.example:8000", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("", False),
        ("[", False),
    ],
)
def test_names_that_are_not_ours_are_refused(asked, known):
    assert is_known(asked, "box.example") is known


def test_a_served_page_follows_and_is_not_kept():
    page = live((PAGE % "x").encode(), "run.3").decode()
    assert page.count("/-/preview.js") == 1
    assert 'data-moment="run.3"' in page
    assert "script-src 'self'" in page
    assert "manifest.webmanifest" not in page


@contextmanager
def _asked(port: int, target: str, method: str = "GET", **headers: str) -> Iterator:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, target, headers=headers)
    try:
        yield connection.getresponse()
    finally:
        connection.close()


def test_over_the_network_nothing_is_kept_and_strangers_are_sent_away(shown):
    with serving(shown, 0) as port:
        with _asked(port, "/people/ada/") as given:
            assert given.status == 200
            assert given.headers["Cache-Control"] == "no-store"
            assert given.headers["X-Content-Type-Options"] == "nosniff"
        with _asked(port, "/people/ada/", "HEAD") as given:
            assert (given.status, given.read()) == (200, b"")
        with _asked(port, "/people/ada", "GET") as given:
            assert (given.status, given.headers["Location"]) == (301, "/people/ada/")
        for target in ("/people/ada/", "/-/events?page=&moment="):
            with _asked(port, target, Host="evil.example") as given:
                assert given.status == 421
                assert b"Ada" not in given.read()
        with _asked(port, "/", "POST") as given:
            assert given.status == 501
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def _note(given) -> object:
    line = given.readline()
    assert line.startswith(b"data: ")
    assert given.readline() == b"\n"
    return json.loads(line.removeprefix(b"data: "))


def test_open_pages_are_told(shown):
    with serving(shown, 0) as port:
        address = f"/-/events?page=people%2Fada%2F&moment={shown.hub.moment}"
        with _asked(port, address) as given:
            assert given.headers["Content-Type"] == "text/event-stream"
            assert _note(given) == {"wrong": []}
            assert shown.hub.open_pages() == {"people/ada/"}
            shown.hub.changed({"people/ben/"})
            shown.hub.wrong(["a.yaml:1:1 <b>"])
            assert _note(given) == {"wrong": ["a.yaml:1:1 <b>"]}
            shown.hub.changed({"people/ada/"})
            assert _note(given) == {"reload": True}
            shown.hub.close()
            assert given.read() == b""


def test_a_page_that_was_loaded_before_a_change_learns_of_it():
    hub = Hub()
    before = hub.moment
    hub.changed({"a/"})
    assert hub.enter("a/", before).notes.get() == {"reload": True}
    assert hub.enter("b/", before).notes.get() == {"wrong": ()}
    assert hub.enter("a/", hub.moment).notes.get() == {"wrong": ()}
    hub.changed({""})
    assert hub.enter("b/", before).notes.get() == {"reload": True}
    assert hub.enter("b/", "another server's.7").notes.get() == {"reload": True}


def test_a_port_in_use_is_said(shown):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WatchbillError, match="cannot be used"):
            check_port("127.0.0.1", port)
        with pytest.raises(WatchbillError, match="cannot be used"), serving(shown, port):
            pytest.fail("two servers at one port")
