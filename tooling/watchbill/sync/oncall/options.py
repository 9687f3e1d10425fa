"""The settings of a Grafana OnCall pager."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, cast
from urllib.parse import urlsplit

from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.pager.objects import id_of, kind_of
from watchbill.sync.http.address import base_url
from watchbill.sync.tokens import refuse_secrets

TOKEN = "GRAFANA_ONCALL_TOKEN"  # noqa: S105  # the name of a variable
MODES = ("calendar", "ical")
_TEXTS = ("url", "grafana_url", "ical_url", "integration", "team")
_NAMES = (*_TEXTS, "ids", "mode", "token_command", "token_env")
_KINDS = ("schedule", "escalation", "service")


class Options(NamedTuple):
    """What a pager's settings say.

    `url` is that of OnCall's API, `grafana_url` the stack of Cloud IRM. `mode`: shifts are pushed
    (calendar), or Grafana fetches the feeds at `ical_url`. `integration` is the one whose routes
    are the services, `team` whose objects they are; both ids. `ids` are objects that were adopted.
    """

    url: str
    grafana_url: str | None
    mode: Literal["calendar", "ical"]
    ical_url: str | None
    integration: str | None
    team: str | None
    ids: Mapping[str, str]

    def feed(self, key: str) -> str:
        """Return the address of a schedule's feed."""
        roster, _, role = id_of(key).partition("--")
        return (self.ical_url or "").replace("{roster}", roster).replace("{role}", role)


def options(pager: Pager) -> Options:
    """Return what settings say; raise WatchbillError for what they cannot."""
    said = pager.settings
    refuse_secrets(said)
    if strange := sorted(map(str, said.keys() - {*_NAMES})):
        raise WatchbillError(
            f"the grafana pager has no setting {strange[0]!r}",
            f"there are: {', '.join(sorted(_NAMES))}",
        )
    url, grafana_url, ical_url, integration, team = (_text(said, name) for name in _TEXTS)
    if not url:
        raise WatchbillError(
            "the grafana pager needs the address of OnCall's API",
            "settings: {url: https://oncall-prod-….grafana.net/oncall}",
        )
    mode = said.get("mode", "calendar")
    if mode not in MODES:
        raise WatchbillError(f"there is no mode {mode!r}", f"mode: {' or '.join(MODES)}")
    _feeds(mode, ical_url)
    if grafana_url:
        base_url(grafana_url)
    return Options(
        base_url(url).removesuffix("/api/v1"),
        grafana_url,
        cast("Literal['calendar', 'ical']", mode),
        ical_url,
        integration,
        team,
        _ids(said.get("ids", {})),
    )


def accept(pager: Pager) -> None:
    """Raise WatchbillError for settings that the pager does not take."""
    options(pager)


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise WatchbillError(f"the setting {name} is no text", f"write it as {name}: …")


def _feeds(mode: str, url: str | None) -> None:
    """Raise WatchbillError unless there are feeds exactly in the mode that fetches them."""
    where = "ical_url: https://…/feeds/{roster}--{role}.ics"
    if (mode == "ical") != bool(url):
        lacks = "the mode ical needs ical_url" if mode == "ical" else "ical_url needs the mode ical"
        raise WatchbillError(lacks, f"mode: ical with {where}")
    if url and not (urlsplit(url).scheme == "https" and "{roster}" in url and "{role}" in url):
        raise WatchbillError("ical_url is not the address of a feed for each schedule", where)


def _ids(said: object) -> Mapping[str, str]:
    if not isinstance(said, Mapping):
        raise WatchbillError("ids is no mapping", "ids: {schedule/payments--primary: SABC123}")
    for key, id_ in said.items():
        if kind_of(str(key)) not in _KINDS or not (isinstance(id_, str) and id_.isalnum()):
            raise WatchbillError(
                f"ids cannot hold {key!r}: {id_!r}",
                "a key is one of the plan, as schedule/payments--primary; its value Grafana's id",
            )
    return {str(key): str(id_) for key, id_ in said.items()}
