"""The two common ways in which services hand out long lists."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from watchbill.sync.http.api import Api
from watchbill.sync.http.errors import ApiError
from watchbill.sync.http.exchange import Params


def offset_pages(
    api: Api, path: str, key: str, params: Params | None = None, *, limit: int = 100
) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list that is asked for by `offset` and `limit`, as PagerDuty's.

    A service may give fewer at a time than asked, and says so in its `limit`. Raise ApiError
    for an answer of another shape.
    """
    offset = 0
    while True:
        answer = api.get(path, {**(params or {}), "limit": limit, "offset": offset})
        items = _items(answer, key, path)
        yield from items
        if not answer.get("more"):
            return
        if not items:
            raise ApiError(f"GET {path}: says that there is more, and brings nothing")
        given = answer.get("limit")
        offset += given if isinstance(given, int) and given > 0 else limit


def linked_pages(
    api: Api, path: str, params: Params | None = None, *, key: str = "results"
) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list whose pages name the next one in `next`, as Grafana's.

    Of that link only the query is followed: whatever host it names, the same path of the same
    service is asked. Raise ApiError for an answer of another shape, or pages in a circle.
    """
    seen: set[str] = set()
    while True:
        answer = api.get(path, params)
        yield from _items(answer, key, path)
        link = answer.get("next")
        if link is None:
            return
        query = _query(link)
        if not query or query in seen:
            raise ApiError(f"GET {path}: its next page leads nowhere new")
        seen.add(query)
        params = parse_qs(query, keep_blank_values=True)


def _items(answer: Any, key: str, path: str) -> list[dict[str, Any]]:
    items = answer.get(key) if isinstance(answer, Mapping) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ApiError(f"GET {path}: the answer has no list of objects in {key!r}")
    return items


def _query(link: object) -> str:
    try:
        return urlsplit(link).query if isinstance(link, str) else ""
    except ValueError:
        return ""
