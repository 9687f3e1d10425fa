"""Who is who: people of the repository, and their Atlassian accounts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from watchbill.model.people import Person
from watchbill.sync.directory import Directory, User
from watchbill.sync.directory import directory as directory_of

if TYPE_CHECKING:
    from watchbill.sync.http import Api

Json = Mapping[str, Any]

NAME = "jsm"
_PAGE = 200


def accounts(jira: "Api") -> Iterator[Json]:
    """Yield every user of a Jira: pages may be short before the last one, which is empty."""
    start = 0
    while page := jira.get("/rest/api/3/users/search", {"startAt": start, "maxResults": _PAGE}):
        yield from (user for user in page if isinstance(user, dict))
        start += _PAGE


def directory(found: Iterable[Json], people: Mapping[str, Person]) -> Directory:
    """Return who is who, by the recorded account ids, else by e-mail in any case of letters."""
    users = (User(str(u["accountId"]), u.get("emailAddress")) for u in found if _pageable(u))
    hidden = f"; it may be hidden: write the account id as `pager_ids: {{{NAME}: …}}`"
    return directory_of(NAME, "Jira", users, people, hidden)


def _pageable(user: Json) -> bool:
    """Say whether a user is a person whose account is in use; others are apps and customers."""
    return bool(user.get("active", True)) and user.get("accountType", "atlassian") == "atlassian"
