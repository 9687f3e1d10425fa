"""The people of an account of PagerDuty, and who of the repository they are."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from watchbill.errors import WatchbillError
from watchbill.model.people import Person
from watchbill.pager.objects import Object, id_of, kind_of
from watchbill.sync.http import Api, offset_pages

PREFIX = "pagerduty:"
"""What the id of a user begins with who is nobody in the repository."""


class Directory(NamedTuple):
    """Who is who: `users` are PagerDuty's by our ids, `people` ours by PagerDuty's.

    `unknown` are people of the repository whom PagerDuty does not know, with the reason.
    """

    users: Mapping[str, str]
    people: Mapping[str, str]
    unknown: Mapping[str, str]

    def person(self, user: str) -> str:
        """Return the person who is a user of PagerDuty."""
        return self.people.get(user, f"{PREFIX}{user}")

    def user(self, person: str) -> str:
        """Return a person's id in PagerDuty; raise WatchbillError where there is none."""
        if person in self.users:
            return self.users[person]
        if person.startswith(PREFIX):
            return person.removeprefix(PREFIX)
        why = self.unknown.get(person, "nobody of this name is in the repository")
        raise WatchbillError(f"{person} cannot be paged: {why}", _HINT)


_HINT = "correct the e-mail, or name the user's id: `pager_ids: {pagerduty: PABC123}`"


def read(api: Api, people: Mapping[str, Person]) -> Directory:
    """Read the account's users, page by page."""
    return directory(offset_pages(api, "/users", "users"), people)


def directory(users: Iterable[Mapping[str, Any]], people: Mapping[str, Person]) -> Directory:
    """Return who is who: by the id that a person names, or else by the e-mail."""
    by_email: dict[str, list[str]] = {}
    known: set[str] = set()
    for user in users:
        known.add(str(user["id"]))
        by_email.setdefault(_email(user.get("email")), []).append(str(user["id"]))
    found: dict[str, str] = {}
    unknown: dict[str, str] = {}
    for id_, person in people.items():
        said = person.pager_ids.get("pagerduty")
        hits = [said] if said else by_email.get(_email(person.email), [])
        if len(hits) == 1 and hits[0] in known:
            found[id_] = hits[0]
        else:
            unknown[id_] = _why(said, person.email, hits)
    return Directory(found, {user: id_ for id_, user in reversed(found.items())}, unknown)


def needed(item: Object, directory: Directory) -> None:
    """Raise WatchbillError where somebody whom an object pages is nobody in PagerDuty."""
    for stint in item.watch.stints if item.watch else ():
        for person in stint.people:
            directory.user(person)
    for step in item.steps:
        for key in step:
            if kind_of(key) == "person":
                directory.user(id_of(key))


def _email(text: object) -> str:
    return str(text or "").strip().lower()


def _why(said: str | None, email: str, hits: list[str]) -> str:
    if said:
        return f"no user with the id {said} in PagerDuty"
    if hits:
        return f"several users with the e-mail {email} in PagerDuty: {', '.join(sorted(hits))}"
    return f"no user with the e-mail {email} in PagerDuty"
