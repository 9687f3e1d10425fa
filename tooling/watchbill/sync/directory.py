"""Who is who: people of the repository, and the users of a pager's account."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from watchbill.errors import WatchbillError
from watchbill.model.people import Person
from watchbill.pager.layers import Layer
from watchbill.pager.objects import Object


class User(NamedTuple):
    """A user of an account; `names` are the other names that `pager_ids` may give."""

    id: str
    email: object
    names: tuple[str, ...] = ()


class Directory(NamedTuple):
    """Users by people and people by users, by their ids.

    `pager` is what `pager_ids` calls the kind of account. `unknown` are people of the repository
    whom the account does not know, with the reason.
    """

    pager: str
    users: Mapping[str, str]
    people: Mapping[str, str]
    unknown: Mapping[str, str]

    def person(self, user: object) -> str:
        """Return the person who is a user; one who is nobody in the repository: pagerduty:P1."""
        return self.people.get(str(user), f"{self.pager}:{user}")

    def user(self, person: str) -> str:
        """Return a person's user id; raise WatchbillError where there is none."""
        if person in self.users:
            return self.users[person]
        if person.startswith(f"{self.pager}:"):
            return person.removeprefix(f"{self.pager}:")
        why = self.unknown.get(person, "nobody of this name is in the repository")
        hint = f"correct the e-mail, or name the user: `pager_ids: {{{self.pager}: …}}`"
        raise WatchbillError(f"{person} cannot be paged: {why}", hint)

    def needed(self, item: Object) -> None:
        """Raise WatchbillError where somebody whom an object pages is no user."""
        for person in sorted(item.paged):
            self.user(person)

    def knows(self, layer: Layer) -> bool:
        """Say whether everybody who has turns is a user, so that the turns can be said as such.

        Whoever had some before may be gone, and whose first one lies behind the horizon may be new:
        of what lies within it, `unknown` tells before anything is written.
        """
        return all(person in self.users for who in layer.order for person in who)


def directory(
    pager: str, where: str, users: Iterable[User], people: Mapping[str, Person], hidden: str = ""
) -> Directory:
    """Return who is who: by what a person's `pager_ids` say, or else by the e-mail address.

    `where` is the account in words; `hidden` is added where an address is not found.
    """
    names: dict[str, list[str]] = {}
    emails: dict[str, list[str]] = {}
    for user in users:
        for name in {user.id, *user.names}:
            names.setdefault(name, []).append(user.id)
        emails.setdefault(_email(user.email), []).append(user.id)
    found: dict[str, str] = {}
    unknown: dict[str, str] = {}
    for id_, person in people.items():
        said = person.pager_ids.get(pager)
        hits = emails.get(_email(person.email), []) if said is None else names.get(said, [])
        if len(hits) == 1:
            found[id_] = hits[0]
        else:
            what = f"the e-mail {person.email}" if said is None else f"the id {said}"
            lost = hidden if said is None and not hits else ""
            unknown[id_] = _why(f"{what} in {where}", hits) + lost
    for id_, other in _doubles(found).items():
        unknown[id_] = f"{found.pop(id_)} in {where} is {other}, too"
    return Directory(pager, found, {user: id_ for id_, user in found.items()}, unknown)


def _doubles(users: Mapping[str, str]) -> Mapping[str, str]:
    """Return everybody who has the same user as somebody else, and who that is."""
    owners: dict[str, list[str]] = {}
    for id_, user in users.items():
        owners.setdefault(user, []).append(id_)
    shared = [several for several in owners.values() if several[1:]]
    return {id_: ids[id_ == ids[0]] for ids in shared for id_ in ids}


def _email(text: object) -> str:
    return str(text or "").strip().lower()


def _why(what: str, hits: list[str]) -> str:
    if hits:
        return f"several users with {what}: {', '.join(sorted(hits))}"
    return f"no user with {what}"
