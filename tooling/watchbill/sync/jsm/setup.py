"""The settings of a Jira Service Management, and how it is spoken with."""

import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.sync.tokens import refuse_secrets, token

if TYPE_CHECKING:
    from watchbill.sync.http import Api, Params
    from watchbill.sync.provider import Errand

API = "https://api.atlassian.com"
TOKEN = "JSM_TOKEN"  # noqa: S105  # the name of a variable
PAGE = 100

_TEXTS = ("cloud_id", "team", "email", "token_env", "api_url", "site_url")
_MAPS = ("teams", "ids")
_KNOWN = {*_TEXTS, *_MAPS, "token_command"}
NEEDED = {
    "cloud_id": "it is in https://<site>.atlassian.net/_edge/tenant_info",
    "team": "the id of the team whose schedules these are; it is in the team's address",
}
"""The settings that a pager has to have, and where they are found."""


class Setup(NamedTuple):
    """The settings: `teams` are those of rosters, `team` of all others and of escalations.

    `ids` are the recorded ids of adopted objects by their keys.
    """

    cloud_id: str
    team: str
    teams: Mapping[str, str]
    ids: Mapping[str, str]
    email: str
    api_url: str
    site_url: str

    def team_of(self, roster: str) -> str:
        """Return the id of the team that a roster's schedules belong to."""
        return self.teams.get(roster, self.team)


class Link(NamedTuple):
    """The two services: the operations of a site, and the Jira that knows its users."""

    ops: "Api"
    jira: "Api"


def setup(pager: Pager) -> Setup:
    """Return the settings; raise WatchbillError for those that make no sense, or hold a secret."""
    refuse_secrets(pager.settings)
    given = pager.settings
    strange = sorted(str(name) for name in given.keys() - _KNOWN)
    if strange:
        known = ", ".join(sorted(_KNOWN))
        raise WatchbillError(f"jsm has no setting {strange[0]!r}", f"there are: {known}")
    for name, where in NEEDED.items():
        if not given.get(name):
            raise WatchbillError(f"jsm needs the setting {name}", where)
    texts = {name: _text(given, name) for name in _TEXTS}
    api_url = texts["api_url"] or API
    return Setup(
        texts["cloud_id"],
        texts["team"],
        texts_of(given, "teams"),
        texts_of(given, "ids"),
        texts["email"],
        api_url,
        texts["site_url"] or f"{api_url}/ex/jira/{texts['cloud_id']}",
    )


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise WatchbillError(f"the setting {name} is no text", f'write it as {name}: "…"')
    return value


def texts_of(given: Mapping[str, Any], name: str) -> Mapping[str, str]:
    """Return a setting that maps names to ids; raise WatchbillError for another shape."""
    value = given.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(id_, str) for id_ in value.values()):
        raise WatchbillError(f"the setting {name} is no mapping to ids", f"{name}: {{payments: …}}")
    return value


def link(errand: "Errand", sleep: Callable[[float], None] = time.sleep) -> Link:
    """Return how the services are spoken with; raise WatchbillError without a token.

    With an `email` the token is an API token of that account, else one for `Bearer`. `sleep` takes
    the seconds between two attempts.
    """
    from watchbill.sync.http import Api

    settings = setup(errand.pager)
    found = token(errand.pager.settings, TOKEN, cwd=errand.root)
    pair = b64encode(f"{settings.email}:{found.value}".encode()).decode()
    said = f"Basic {pair}" if settings.email else f"Bearer {found.value}"

    def api(base: str) -> Api:
        return Api(
            base,
            {"Authorization": said},
            secrets=[found.value],
            token_from=found.source,
            sleep=sleep,
            record=errand.record,
        )

    ops = f"{settings.api_url}/jsm/ops/api/{settings.cloud_id}/v1"
    return Link(api(ops), api(settings.site_url))


def pages(
    api: "Api",
    path: str,
    params: "Params | None" = None,
    *,
    key: str = "values",
    links: str = "links",
) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list whose pages name the next one in `links`.

    Of that link only the query is followed. Raise ApiError for an answer of another shape, or
    pages in a circle.
    """
    from watchbill.sync.http import ApiError

    seen: set[str] = set()
    asked = dict(params or {})
    while True:
        answer = api.get(path, asked)
        items = answer.get(key) if isinstance(answer, dict) else None
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise ApiError(f"GET {path}: the answer has no list of objects in {key!r}")
        yield from items
        following = (answer.get(links) or {}).get("next")
        if not following:
            return
        query = urlsplit(str(following)).query
        if not query or query in seen:
            raise ApiError(f"GET {path}: its next page leads nowhere new")
        seen.add(query)
        asked |= parse_qs(query, keep_blank_values=True)
