"""An account of Grafana OnCall as a target."""

from collections.abc import Callable
from dataclasses import replace

from watchbill.errors import WatchbillError
from watchbill.pager.objects import Actual, Change, Object, Stint, kind_of
from watchbill.sync.http import Api
from watchbill.sync.oncall import chains, rendered, routes, schedules
from watchbill.sync.oncall.desk import Desk
from watchbill.sync.oncall.options import TOKEN, options
from watchbill.sync.oncall.rows import Rows
from watchbill.sync.provider import Errand
from watchbill.sync.tokens import token


class OnCall:
    """An account; what is read is kept until it is read again, with every write."""

    def __init__(self, desk: Desk) -> None:
        """Take the account."""
        self._desk = desk
        self._theirs: dict[str, tuple[Stint, ...]] | None = None

    def actual(self) -> Actual:
        """Read everything: one request for a page of a collection, and one for each timeline."""
        self._desk = desk = replace(self._desk, rows=Rows(self._desk.rows.api))
        first = {key: rows[0] for key, rows in desk.ours("schedule").items()}
        shown = {key: rendered.stints(desk, row) for key, row in first.items()}
        theirs = {key: rendered.theirs(desk, key, row, shown[key]) for key, row in first.items()}
        self._theirs = {key: stints for key, stints in theirs.items() if stints}
        found = schedules.found(desk, shown) | chains.found(desk) | routes.found(desk)
        return Actual(
            dict(sorted(found.items())),
            foreign=desk.foreign(),
            theirs=dict(self._theirs),
            unknown=desk.who.unknown,
        )

    def apply(self, change: Change) -> None:
        """Make one change; again, it goes on where it stopped."""
        if why := self._desk.foreign().get(change.key):
            raise WatchbillError(f"{change.key} is not watchbill's: {why}")
        if change.after is None:
            _DELETE[kind_of(change.key)](self._desk, change.key)
            return
        self._desk.who.needed(change.after)
        if kind_of(change.key) == "schedule":
            schedules.write(self._desk, change.after, self._kept(change.key))
        else:
            _WRITE[kind_of(change.key)](self._desk, change.after)

    def _kept(self, key: str) -> tuple[Stint, ...]:
        """Return what people arranged in a schedule, as it was last read."""
        if self._theirs is None:
            self.actual()
        return (self._theirs or {}).get(key, ())


_PATIENCE = 330.0
"""Seconds that a request waits at most: more than the five minutes in which 300 are allowed."""

_DELETE: dict[str, Callable[[Desk, str], None]] = {
    "schedule": schedules.delete,
    "escalation": chains.delete,
    "service": routes.delete,
}
_WRITE: dict[str, Callable[[Desk, Object], None]] = {
    "escalation": chains.write,
    "service": routes.write,
}


def api(errand: Errand) -> Api:
    """Return the account's API; raise WatchbillError for settings or a token that cannot be.

    OSS takes the token as it is, Cloud IRM as a bearer's, next to the address of the stack.
    """
    said = options(errand.pager)
    found = token(errand.pager.settings, TOKEN, cwd=errand.root)
    headers = {"Authorization": found.value}
    if said.grafana_url:
        headers = {
            "Authorization": f"Bearer {found.value}",
            "X-Grafana-URL": said.grafana_url.rstrip("/"),
        }
    return Api(
        f"{said.url}/api/v1",
        headers,
        secrets=(found.value,),
        token_from=found.source,
        record=errand.record,
        patience=_PATIENCE,
    )


def connect(errand: Errand) -> OnCall:
    """Return an account; nothing is asked yet."""
    return OnCall(Desk(Rows(api(errand)), options(errand.pager), errand))
