"""The people of an account of Grafana OnCall, and who of the repository they are."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from watchbill.errors import WatchbillError
from watchbill.model.people import Person
from watchbill.pager.objects import Object, id_of, kind_of
from watchbill.sync.oncall.rows import Row

PREFIX = "grafana:"
"""What the id of a user begins with who is nobody in the repository."""


class Directory(NamedTuple):
    """Who is who: `users` are Grafana's ids by ours, `people` ours by Grafana's.

    `unknown` are people of the repository whom Grafana does not know, with the reason.
    """

    users: Mapping[str, str]
    people: Mapping[str, str]
    unknown: Mapping[str, str]

    def person(self, user: str) -> str:
        """Return the person who is a user of Grafana."""
        return self.people.get(user, f"{PREFIX}{user}")

    def user(self, person: str) -> str:
        """Return a person's id in Grafana; raise WatchbillError where there is none."""
        if person in self.users:
            return self.users[person]
        if person.startswith(PREFIX):
            return person.removeprefix(PREFIX)
        why = self.unknown.get(person, "nobody of this name is in the repository")
        raise WatchbillError(f"{person} cannot be paged: {why}", _HINT)

    def needed(self, item: Object) -> None:
        """Raise WatchbillError where somebody whom an object pages is nobody in Grafana."""
        people = (
            {person for stint in item.watch.stints for person in stint.people}
            if item.watch
            else set()
        )
        targets = {id_of(key) for step in item.steps for key in step if kind_of(key) == "person"}
        for person in sorted(people | targets):
            self.user(person)


_HINT = "correct the e-mail, or name the user: `pager_ids: {grafana: UABC123}`"


def directory(users: Iterable[Row], people: Mapping[str, Person]) -> Directory:
    """Return who is who: by the id or username that a person names, or else by the e-mail.

    OnCall has a user only after their first sign-in to Grafana.
    """
    names: dict[str, list[str]] = {}
    emails: dict[str, list[str]] = {}
    for user in users:
        id_ = str(user["id"])
        for name in {id_, str(user.get("username"))}:
            names.setdefault(name, []).append(id_)
        emails.setdefault(_email(user.get("email")), []).append(id_)
    found: dict[str, str] = {}
    unknown: dict[str, str] = {}
    for id_, person in people.items():
        said = person.pager_ids.get("grafana")
        hits = names.get(said, []) if said else emails.get(_email(person.email), [])
        if len(hits) == 1:
            found[id_] = hits[0]
        else:
            unknown[id_] = _why(said, person.email, hits)
    return Directory(found, {user: id_ for id_, user in reversed(found.items())}, unknown)


def _email(text: object) -> str:
    return str(text or "").strip().lower()


def _why(said: str | None, email: str, hits: list[str]) -> str:
    what = f"the id or username {said}" if said else f"the e-mail {email}"
    if hits:
        return f"several users with {what} in Grafana OnCall: {', '.join(sorted(hits))}"
    return f"no user with {what} in Grafana OnCall"
