"""Dry runs: reading is real, writing is written down."""

import json

import pytest

from tests.unit.sync.http.servers import SECRET, Echo, api
from watchbill.sync.http import Script


def numbered(method, path, body, number):
    return {"id": f"new-{number}", "asked": [method, path, body]}


@pytest.fixture
def fake():
    fake = Echo()
    with fake.running():
        yield fake


def test_reading_is_sent_and_writing_is_written_down(fake):
    script = Script(numbered)
    client = api(fake.url, record=script)
    assert client.get("/things", {"a": 1})["query"] == {"a": ["1"]}
    assert client.post("/things", {"name": "x"})["id"] == "new-1"
    assert client.put("/things/1", [1], {"force": True, "x[]": ["a b", "c"]})["id"] == "new-2"
    assert client.patch("/things/1", {})["id"] == "new-3"
    assert client.delete("/things/1")["asked"] == ["DELETE", "/things/1", None]
    assert [seen.method for seen in fake.seen] == ["GET"]
    assert list(script.lines()) == [
        '{"method": "POST", "path": "/things", "body": {"name": "x"}}',
        '{"method": "PUT", "path": "/things/1?force=true&x%5B%5D=a+b&x%5B%5D=c", "body": [1]}',
        '{"method": "PATCH", "path": "/things/1", "body": {}}',
        '{"method": "DELETE", "path": "/things/1", "body": null}',
    ]


def test_what_changes_nothing_is_sent_whatever_its_method(fake):
    script = Script()
    client = api(fake.url, record=script)
    assert client.ask("/preview", {"a": 1}, {"since": "now"})["body"] == {"a": 1}
    assert [(seen.method, seen.path) for seen in fake.seen] == [("POST", "/preview")]
    assert script.writes == []


ECHOES = [
    ({"schedule": {"name": "x"}}, {"schedule": {"id": "NEW1", "name": "x"}}),
    ({"name": "x", "rules": []}, {"id": "NEW1", "name": "x", "rules": []}),
    ({"user": {"id": "U1"}}, {"user": {"id": "U1"}}),
    ({"shifts": [{"a": 1}, 2]}, {"shifts": [{"id": "NEW1-1", "a": 1}, 2]}),
    ([1], None),
    (None, None),
]


@pytest.mark.parametrize(("sent", "answer"), ECHOES)
def test_unless_said_what_was_sent_comes_back_with_an_id(fake, sent, answer):
    assert api(fake.url, record=Script()).post("/things", sent) == answer


def test_what_was_made_up_can_be_read(fake):
    client = api(fake.url, record=Script())
    made = client.post("/things/", {"thing": {"name": "x"}})
    assert client.get("/things/NEW1") == made
    assert client.get("/things/NEW1/parts", {"limit": 9}) == {"parts": []}
    assert client.get("/things/NEW2") == {"query": {}, "body": None}
    assert [seen.path for seen in fake.seen] == ["/things/NEW2"]


def test_a_script_holds_no_secret_and_a_line_for_each_write(fake):
    script = Script(numbered, secrets=["inner", ""])
    body = {"key": [f"a {SECRET}", 1, None], SECRET: "inner\n\u2028 ä"}
    api(fake.url, record=script).post(f"/things/{SECRET}", body)
    (line,) = script.lines()
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line) == {
        "method": "POST",
        "path": "/things/***",
        "body": {"key": ["a ***", 1, None], "***": "***\n\u2028 ä"},
    }


def test_what_was_written_does_not_change_afterwards(fake):
    script = Script(numbered)
    body = {"names": ["a"]}
    api(fake.url, record=script).post("/things", body)
    body["names"].append("b")
    assert script.writes == [("POST", "/things", {"names": ["a"]})]
