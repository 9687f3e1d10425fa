"""The people of an account of Grafana OnCall, and who of the repository they are."""

from collections.abc import Iterable, Mapping

from watchbill.model.people import Person
from watchbill.sync.directory import Directory, User
from watchbill.sync.directory import directory as directory_of
from watchbill.sync.oncall.rows import Row


def directory(users: Iterable[Row], people: Mapping[str, Person]) -> Directory:
    """Return who is who: by the id or username that a person names, or else by the e-mail.

    OnCall has a user only after their first sign-in to Grafana.
    """
    known = (User(str(u["id"]), u.get("email"), (str(u.get("username")),)) for u in users)
    return directory_of("grafana", "Grafana OnCall", known, people)
