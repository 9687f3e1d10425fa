"""What everything about an account works on: its objects, its people, and which are ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from watchbill.engine.horizon import horizon
from watchbill.pager.objects import Desired, kind_of
from watchbill.sync.directory import Directory
from watchbill.sync.oncall.directory import directory
from watchbill.sync.oncall.names import read, uncommented
from watchbill.sync.oncall.options import Options
from watchbill.sync.oncall.rows import Kind, Row, Rows
from watchbill.sync.provider import Errand

KINDS: Mapping[str, Kind] = {
    "schedule": "schedules",
    "escalation": "escalation_chains",
    "service": "routes",
}
"""What our kinds of objects are in Grafana."""


@dataclass(frozen=True)
class Desk:
    """An account at hand, for an errand; its people are looked up once."""

    rows: Rows
    options: Options
    errand: Errand

    @cached_property
    def who(self) -> Directory:
        """Who is who."""
        return directory(
            self.rows.of("users"), self.errand.people, by_feed=self.options.mode == "ical"
        )

    @property
    def window(self) -> tuple[datetime, datetime]:
        """What is rendered and compared, in UTC."""
        return horizon(self.errand.at, self.errand.pager.weeks)

    @property
    def desired(self) -> Desired:
        """What should be there."""
        return self.errand.desired

    def ours(self, kind: str) -> dict[str, tuple[Row, ...]]:
        """Return our objects of a kind by key: those that were adopted, then those marked.

        Several of a key are what a create without an answer left; the first one counts.
        """
        found: dict[str, list[Row]] = {}
        adopted = {id_: key for key, id_ in self.options.ids.items() if kind_of(key) == kind}
        for row in self._rows(kind):
            key = adopted.get(str(row["id"])) or _key(kind, row)
            if key and (row["id"] in adopted or key not in self.options.ids):
                found.setdefault(key, []).append(row)
        return {key: tuple(rows) for key, rows in sorted(found.items())}

    def one(self, key: str) -> Row | None:
        """Return our object of a key."""
        return next(iter(self.ours(kind_of(key)).get(key, ())), None)

    def foreign(self) -> dict[str, str]:
        """Return the keys that objects of others stand in the way of, with the reason."""
        return dict(self._foreign())

    def _foreign(self) -> Iterator[tuple[str, str]]:
        ours = {
            kind: self.ours(kind) for kind in KINDS if kind != "service" or self.options.integration
        }
        others = {kind: self._others(kind) for kind in ours}
        for key, item in self.desired.objects.items():
            kind = kind_of(key)
            if kind not in ours:
                continue
            if key in ours[kind]:
                if kind == "schedule" and (why := self._fixed(ours[kind][key][0])):
                    yield key, why
                continue
            if key in self.options.ids:
                yield key, f"settings.ids names {self.options.ids[key]}, which is not there"
                continue
            name = item.body.get("condition" if kind == "service" else "name")
            if id_ := others[kind].get(name):
                what = "a route with its condition" if kind == "service" else f"one named {name!r}"
                yield key, f"{what} is there; to adopt it: settings.ids: {{{key}: {id_}}}"

    def _others(self, kind: str) -> Mapping[str | None, str]:
        """Return the ids of objects without our mark, by their names; the first of a name."""
        said = ((*_text(kind, row), str(row["id"])) for row in reversed(self._rows(kind)))
        return {text: id_ for text, key, id_ in said if key is None}

    def _fixed(self, schedule: Row) -> str | None:
        """Return why a schedule of ours cannot be written."""
        there = schedule.get("type")
        if there == "web":
            return "it is a web schedule, which Grafana's API cannot change"
        if there != self.options.mode:
            return (
                f"it is of type {there}, and Grafana's API makes it no {self.options.mode}: rename "
                "or remove it in Grafana, or take it out of settings.ids"
            )
        return None

    def _rows(self, kind: str) -> tuple[Row, ...]:
        rows = self.rows.of(KINDS[kind])
        if kind != "service":
            return rows
        here = self.options.integration
        return tuple(row for row in rows if row.get("integration_id") == here)


def _key(kind: str, row: Row) -> str | None:
    key = _text(kind, row)[1]
    return key if key and kind_of(key) == kind else None


def _text(kind: str, row: Row) -> tuple[str, str | None]:
    if kind == "service":
        return uncommented(str(row.get("routing_regex") or ""))
    return read(str(row.get("name") or ""))
