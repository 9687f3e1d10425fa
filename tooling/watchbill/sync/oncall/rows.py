"""The objects of an account, as its API says them, and how they are written."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Literal

from watchbill.sync.http import Api, ApiError, NotFound, Unclear, linked_pages

Row = Mapping[str, Any]
Kind = Literal[
    "users",
    "schedules",
    "on_call_shifts",
    "shift_swaps",
    "escalation_chains",
    "escalation_policies",
    "integrations",
    "routes",
]


class Rows:
    """An account's objects; each collection is read once, page by page, and kept with each write.

    A write without a clear answer forgets them all, so that they are read anew.
    """

    def __init__(self, api: Api) -> None:
        """Take the account."""
        self.api = api
        self._kept: dict[Kind, dict[str, Row]] = {}

    def of(self, kind: Kind) -> tuple[Row, ...]:
        """Return all objects of a kind, in the order of the API."""
        if kind not in self._kept:
            self._kept[kind] = {str(row["id"]): row for row in self._read(kind)}
        return tuple(self._kept[kind].values())

    def fresh(self, kind: Kind) -> tuple[Row, ...]:
        """Return all objects of a kind, read anew."""
        self.drop(kind)
        return self.of(kind)

    def drop(self, kind: Kind) -> None:
        """Read the objects of a kind anew when they are asked for."""
        self._kept.pop(kind, None)

    def forget(self) -> None:
        """Read everything anew when it is asked for."""
        self._kept.clear()

    def create(self, kind: Kind, body: Row) -> Row:
        """Create an object, and return it."""
        row = self._write(lambda: self.api.post(f"/{kind}/", body))
        return self._keep(kind, str(row["id"]), row)

    def replace(self, kind: Kind, id_: str, body: Row) -> Row:
        """Change those fields of an object that are said, and return it."""
        row = self._write(lambda: self.api.put(f"/{kind}/{id_}/", body))
        return self._keep(kind, id_, {**self._kept.get(kind, {}).get(id_, {}), **row, "id": id_})

    def remove(self, kind: Kind, id_: str) -> None:
        """Delete an object, if it is there."""
        with suppress(NotFound):
            self._write(lambda: self.api.delete(f"/{kind}/{id_}/") or {"id": id_})
        self._kept.get(kind, {}).pop(id_, None)

    def _read(self, kind: Kind) -> list[dict[str, Any]]:
        return list(linked_pages(self.api, f"/{kind}/"))

    def _write(self, send: Callable[[], Any]) -> Row:
        try:
            row = send()
        except ApiError:
            self.forget()
            raise
        if not isinstance(row, Mapping) or "id" not in row:
            self.forget()
            raise Unclear("Grafana OnCall answered a write without the object")
        return row

    def _keep(self, kind: Kind, id_: str, row: Row) -> Row:
        if kind in self._kept:
            self._kept[kind][id_] = row
        return row
