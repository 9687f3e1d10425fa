"""The people of an account of Grafana OnCall, and who of the repository they are."""

from collections.abc import Iterable, Mapping

from watchbill.model.people import Person
from watchbill.sync.directory import Directory, User
from watchbill.sync.directory import directory as directory_of
from watchbill.sync.oncall.rows import Row


def directory(
    users: Iterable[Row], people: Mapping[str, Person], *, by_feed: bool = False
) -> Directory:
    """Return who is who: by the id or username that a person names, or else by the e-mail.

    OnCall has a user only after their first sign-in to Grafana.
    """
    users = list(users)
    known = (User(str(u["id"]), u.get("email"), (str(u.get("username")),)) for u in users)
    found = directory_of("grafana", "Grafana OnCall", known, people)
    return _by_feed(found, users, people) if by_feed else found


def _by_feed(found: Directory, users: Iterable[Row], people: Mapping[str, Person]) -> Directory:
    """Return who is who for feeds, which name people by e-mail, whatever `pager_ids` say."""
    said = {str(u["id"]): {str(u.get(n)).lower() for n in ("email", "username")} for u in users}
    lost = {
        person: f"a feed names them {people[person].email}, which their user in Grafana has not"
        for person, user in found.users.items()
        if people[person].email.strip().lower() not in said[user]
    }
    kept = {person: user for person, user in found.users.items() if person not in lost}
    return found._replace(users=kept, unknown={**found.unknown, **lost})
