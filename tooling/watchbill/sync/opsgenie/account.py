"""A whole account of Opsgenie, for an import: it is the way out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from watchbill.engine.horizon import horizon
from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.pager.account import Account, Member, Service
from watchbill.sync.jsm.account import escalation, lost_of, schedule
from watchbill.sync.jsm.setup import pages
from watchbill.sync.jsm.timeline import rendered
from watchbill.sync.tokens import refuse_secrets, token

if TYPE_CHECKING:
    from watchbill.sync.http import Api
    from watchbill.sync.provider import Errand

Json = Mapping[str, Any]

API = "https://api.opsgenie.com"
TOKEN = "OPSGENIE_TOKEN"  # noqa: S105  # the name of a variable

_KNOWN = {"api_url", "token_env", "token_command"}
_PAGE = 100


def accept(pager: Pager) -> None:
    """Raise WatchbillError for settings that make no sense, or hold a secret."""
    refuse_secrets(pager.settings)
    strange = sorted(str(name) for name in pager.settings.keys() - _KNOWN)
    if strange:
        known = ", ".join(sorted(_KNOWN))
        raise WatchbillError(f"opsgenie has no setting {strange[0]!r}", f"there are: {known}")
    if not isinstance(pager.settings.get("api_url", API), str):
        raise WatchbillError("the setting api_url is no text", f"api_url: {API}")


def account(errand: "Errand") -> Account:
    """Read everybody, the schedules, the escalations and the services.

    There is a request for each schedule's timeline and for the routing rules of each team that has
    services: Opsgenie has neither in bulk.
    """
    api = _api(errand)
    window = horizon(errand.at, errand.pager.weeks)
    schedules = [
        schedule(
            record,
            rendered(
                api,
                f"/v2/schedules/{record['id']}/timeline",
                window,
                lambda one: str(one.get("id")),
            ),
        )
        for record in _listed(api, "/v2/schedules", {"expand": "rotation"})
    ]
    escalations = [escalation(record) for record in _listed(api, "/v2/escalations")]
    found = list(_listed(api, "/v1/services", {"limit": _PAGE}))
    rules = _rules(api, found)
    services, lost = _services(found, _routes(rules))
    return Account(
        "opsgenie",
        window,
        tuple(_member(user) for user in _listed(api, "/v2/users", {"limit": _PAGE})),
        tuple(one.value for one in schedules),
        tuple(one.value for one in escalations),
        services,
        (*lost_of(schedules), *lost_of(escalations), *_elsewhere(rules, found), *lost),
    )


def _api(errand: "Errand") -> "Api":
    from watchbill.sync.http import Api

    accept(errand.pager)
    found = token(errand.pager.settings, TOKEN, cwd=errand.root)
    return Api(
        errand.pager.settings.get("api_url", API),
        {"Authorization": f"GenieKey {found.value}"},
        secrets=[found.value],
        token_from=found.source,
        record=errand.record,
    )


def _listed(api: "Api", path: str, params: Mapping[str, str | int] = {}) -> Iterable[Json]:
    return pages(api, path, params, key="data", links="paging")


def _member(user: Json) -> Member:
    """Return a user; the name by which one logs in is the e-mail address."""
    name = str(user.get("fullName") or user["username"])
    return Member(str(user["id"]), name, str(user["username"]), str(user.get("timeZone") or "UTC"))


def _rules(api: "Api", services: Iterable[Json]) -> Mapping[str, list[Json]]:
    """Return the routing rules of each team with services, by team."""
    teams = sorted({str(one["teamId"]) for one in services if one.get("teamId")})
    return {team: list(_listed(api, f"/v2/teams/{team}/routing-rules")) for team in teams}


def _elsewhere(rules: Mapping[str, list[Json]], services: Iterable[Json]) -> Iterator[str]:
    """Yield a line for what is routed otherwise than the default rule of a service's team says."""
    for service in services:
        for rule in rules.get(str(service.get("teamId")), ()):
            if not rule.get("isDefault"):
                said = f"service {service['name']!r}: alerts by the routing rule {rule['name']!r}"
                yield f"{said} go to {_whom(rule.get('notify') or {})}"


def _whom(recipient: Json) -> str:
    kind = recipient.get("type", "none")
    return "nobody" if kind == "none" else f"{kind} {recipient.get('name') or ''}".strip()


def _routes(rules: Mapping[str, list[Json]]) -> Mapping[str, Json]:
    """Return whom the default routing rule of each team notifies, by team."""
    return {
        team: rule.get("notify") or {}
        for team, listed in rules.items()
        for rule in listed
        if rule.get("isDefault")
    }


def _services(
    records: Iterable[Json], routes: Mapping[str, Json]
) -> tuple[tuple[Service, ...], list[str]]:
    found: list[Service] = []
    lost: list[str] = []
    for record in records:
        to = routes.get(str(record.get("teamId")), {})
        if to.get("type") == "escalation":
            text = record.get("description") or None
            found.append(Service(str(record["id"]), record["name"], text, str(to["id"])))
        else:
            lost.append(
                f"service {record['name']!r}: its team's default routing rule names no escalation"
            )
    return tuple(found), lost
