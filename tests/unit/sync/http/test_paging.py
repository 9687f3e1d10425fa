"""Long lists, piece by piece."""

import json

import pytest

from tests.pagers.fakes.server import Request, Response
from tests.unit.sync.http.servers import Echo, api, http, told
from watchbill.sync.http import ApiError, linked_pages, offset_pages


class Numbers(Echo):
    """A list of 0 … 6, at most `most` at a time, in both ways."""

    def __init__(self, most=100, host="https://elsewhere.example"):
        super().__init__()
        self.most, self.host = most, host

    def answer(self, request: Request) -> Response:
        query = {name: values[0] for name, values in request.query.items()}
        if request.path == "/linked":
            page = int(query.get("page", "1"))
            link = f"{self.host}/inner?page={page + 1}&team=a" if page < 3 else None
            return Response(200, {"results": [{"n": page}], "next": link})
        offset, limit = int(query["offset"]), min(int(query["limit"]), self.most)
        items = [{"n": n} for n in range(offset, min(offset + limit, 7))]
        more = offset + limit < 7
        return Response(200, {"users": items, "more": more, "limit": limit, "offset": offset})


@pytest.mark.parametrize(
    ("limit", "most", "offsets"),
    [(100, 100, [0]), (7, 100, [0]), (3, 100, [0, 3, 6]), (100, 2, [0, 2, 4, 6])],
)
def test_a_list_by_offsets_is_whole(limit, most, offsets):
    fake = Numbers(most)
    with fake.running():
        found = list(offset_pages(api(fake.url), "/users", "users", {"query": "a"}, limit=limit))
    assert [item["n"] for item in found] == list(range(7))
    assert [int(seen.query["offset"][0]) for seen in fake.seen] == offsets
    assert all(seen.query["query"] == ["a"] for seen in fake.seen)


@pytest.mark.parametrize("host", ["https://elsewhere.example", "", "http://127.0.0.1:1/x"])
def test_a_list_by_links_is_whole_and_stays_with_its_service(host):
    fake = Numbers(host=host)
    with fake.running():
        found = list(linked_pages(api(fake.url), "/linked", {"team": "a"}))
    assert [item["n"] for item in found] == [1, 2, 3]
    assert {(seen.path, *seen.query["team"]) for seen in fake.seen} == {("/linked", "a")}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([], "no list of objects in 'users'"),
        ({"users": {}}, "no list of objects in 'users'"),
        ({"users": ["a"]}, "no list of objects in 'users'"),
        ({"others": []}, "no list of objects in 'users'"),
        (None, "no list of objects in 'users'"),
        ({"users": [], "more": True}, "says that there is more, and brings nothing"),
    ],
)
def test_an_answer_of_another_shape_is_an_error(answer, said):
    with told(http(200, json.dumps(answer).encode())) as server, pytest.raises(ApiError) as caught:
        list(offset_pages(api(server.url), "/users", "users"))
    assert said in caught.value.message


@pytest.mark.parametrize("link", ["https://pager.example/x?page=2", "/x", "", 7, "http://[?a=b"])
def test_pages_in_a_circle_end(link):
    body = json.dumps({"results": [], "next": link}).encode()
    with told(http(200, body)) as server:
        with pytest.raises(ApiError, match="its next page leads nowhere new"):
            list(linked_pages(api(server.url), "/x"))
        assert len(server.got) <= 2
