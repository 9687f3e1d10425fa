"""The settings of a PagerDuty pager, checked."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, cast

from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.sync.http.address import base_url
from watchbill.sync.tokens import refuse_secrets

Api = Literal["auto", "v2", "v3"]
ADDRESS = "https://api.pagerduty.com"
VARIABLE = "PAGERDUTY_TOKEN"
_NAMES = (
    "api_url", "from_email", "ids", "schedule_api", "tag", "teams", "token_command", "token_env",
)  # fmt: skip
_KINDS = ("schedule/", "escalation/", "service/")


class Settings(NamedTuple):
    """Where the account is, what new schedules are made of, and what they belong to.

    `ids` are PagerDuty's ids of adopted objects by key. `teams`: new objects get the team that
    is named as their roster.
    """

    api_url: str = ADDRESS
    schedule_api: Api = "auto"
    teams: bool = False
    tag: str | None = None
    ids: Mapping[str, str] = {}
    from_email: str | None = None


def settings(pager: Pager) -> Settings:
    """Return the settings; raise WatchbillError for those that make no sense, and for secrets."""
    said = pager.settings
    refuse_secrets(said)
    if strange := sorted(said.keys() - set(_NAMES)):
        raise WatchbillError(
            f"the PagerDuty pager has no setting {strange[0]!r}", f"there are: {', '.join(_NAMES)}"
        )
    return Settings(
        base_url(_text(said, "api_url", ADDRESS)),
        cast("Api", _choice(said, "schedule_api", ("auto", "v2", "v3"))),
        _choice(said, "teams", ("leave", "existing")) == "existing",
        _text(said, "tag", "") or None,
        _ids(said.get("ids", {})),
        _text(said, "from_email", "") or None,
    )


def accept(pager: Pager) -> None:
    """Raise WatchbillError for settings that are not taken."""
    settings(pager)


def _text(said: Mapping[str, Any], name: str, usual: str) -> str:
    value = said.get(name, usual)
    if not isinstance(value, str) or (name in said and not value.strip()):
        raise WatchbillError(f"the setting {name} is not a text", f"such as {name}: {usual or 'x'}")
    return value


def _choice(said: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = said.get(name, choices[0])
    if value not in choices:
        raise WatchbillError(f"the setting {name} cannot be {value!r}", " or ".join(choices))
    return str(value)


def _ids(value: object) -> Mapping[str, str]:
    """Return recorded ids: each names another object, and each object is named once."""
    hint = "write it as ids: {schedule/payments--primary: PABC123}"
    if not isinstance(value, dict) or not all(
        isinstance(key, str) and key.startswith(_KINDS) and isinstance(id_, str) and id_.isalnum()
        for key, id_ in value.items()
    ):
        raise WatchbillError("the setting ids is not a mapping of keys to PagerDuty's ids", hint)
    if len({*value.values()}) < len(value):
        raise WatchbillError("the setting ids names an object of PagerDuty twice", hint)
    return value
