"""The people of an account of PagerDuty, and who of the repository they are."""

from collections.abc import Mapping

from watchbill.model.people import Person
from watchbill.sync.directory import Directory, User, directory
from watchbill.sync.http import Api, offset_pages

NAME = "pagerduty"
PREFIX = f"{NAME}:"
"""What the id of a user begins with who is nobody in the repository."""


def read(api: Api, people: Mapping[str, Person]) -> Directory:
    """Read the account's users, page by page."""
    found = offset_pages(api, "/users", "users")
    users = (User(str(user["id"]), user.get("email")) for user in found)
    return directory(NAME, "PagerDuty", users, people)
