"""Who is who: people of the repository, and their Atlassian accounts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from watchbill.errors import WatchbillError
from watchbill.model.people import Person

if TYPE_CHECKING:
    from watchbill.sync.http import Api

Json = Mapping[str, Any]

NAME = "jsm"
_PAGE = 200


class Directory(NamedTuple):
    """Accounts by people and people by accounts; `unknown` have none, with the reason."""

    accounts: Mapping[str, str]
    people: Mapping[str, str]
    unknown: Mapping[str, str]

    def account(self, person: str) -> str:
        """Return the account id of a person; raise WatchbillError for one who has none."""
        if person in self.accounts:
            return self.accounts[person]
        if person.startswith(f"{NAME}:"):
            return person.removeprefix(f"{NAME}:")
        why = self.unknown.get(person, "no such person in the repository")
        raise WatchbillError(f"{person} cannot be paged: {why}")

    def person(self, account: object) -> str:
        """Return the person of an account id: of the repository, or jsm:<id> for another one."""
        return self.people.get(str(account), f"{NAME}:{account}")


def accounts(jira: "Api") -> Iterator[Json]:
    """Yield every user of a Jira: pages may be short before the last one, which is empty."""
    start = 0
    while page := jira.get("/rest/api/3/users/search", {"startAt": start, "maxResults": _PAGE}):
        yield from (user for user in page if isinstance(user, dict))
        start += _PAGE


def directory(found: Iterable[Json], people: Mapping[str, Person]) -> Directory:
    """Return who is who, by the recorded account ids, else by e-mail in any case of letters."""
    users = {str(user["accountId"]): user for user in found if _pageable(user)}
    by_email: dict[str, list[str]] = {}
    for account, user in users.items():
        by_email.setdefault(str(user.get("emailAddress") or "").lower(), []).append(account)
    known: dict[str, str] = {}
    unknown: dict[str, str] = {}
    for id_, person in people.items():
        recorded = person.pager_ids.get(NAME)
        mine = by_email.get(person.email.lower(), []) if recorded is None else [recorded]
        if len(mine) == 1 and mine[0] in users:
            known[id_] = mine[0]
        else:
            unknown[id_] = _why(person, recorded, len(mine))
    return Directory(known, {account: id_ for id_, account in known.items()}, unknown)


def _pageable(user: Json) -> bool:
    """Say whether a user is a person whose account is in use; others are apps and customers."""
    return bool(user.get("active", True)) and user.get("accountType", "atlassian") == "atlassian"


def _why(person: Person, recorded: str | None, found: int) -> str:
    if recorded is not None:
        return f"no active account {recorded} in Jira, though pager_ids says so"
    if found:
        return f"{found} accounts with the e-mail {person.email} in Jira: say which in pager_ids"
    return (
        f"no account with the e-mail {person.email} in Jira; people may hide theirs: "
        f"write the account id as `pager_ids: {{{NAME}: …}}`"
    )
