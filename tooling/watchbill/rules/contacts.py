"""WB1: how people are reached."""

import re
from collections.abc import Iterator

from watchbill.findings import Problem
from watchbill.model import Ref
from watchbill.rules.rule import ALWAYS, Survey, rule

_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[^\s@<>\"'(),:;\\]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+")


def phone(survey: Survey) -> Iterator[Problem]:
    """A phone number that is not in E.164 form (ITU-T E.164: + and at most 15 digits).

    A number without its country code cannot be dialled from abroad, and pagers refuse it. Write
    +15550100: no blanks, no zero in brackets.
    """
    for id_, person in survey.catalog.people.items():
        number = person.contacts.phone
        if number is not None and not _PHONE.fullmatch(number):
            bare = re.sub(r"\(0\)|[^0-9+]", "", number)
            hint = f"write {bare}" if _PHONE.fullmatch(bare) else "begin with + and the country"
            message = f"`{number[:40]}` is not a phone number in E.164 form"
            yield Problem("WB108", Ref("person", id_), ("contacts", "phone"), message, hint)


def email(survey: Survey) -> Iterator[Problem]:
    """An e-mail address that no mail server would take.

    Pagers find a person by the work address, so it must be exact. Write it as the pager knows it,
    without a name or brackets around it: ada@tailwindtraders.example.
    """
    for id_, person in survey.catalog.people.items():
        if not _EMAIL.fullmatch(person.email):
            message = f"`{person.email[:60]}` is not an e-mail address"
            yield Problem("WB109", Ref("person", id_), ("email",), message)


RULES = (
    rule("WB108", "phone", ALWAYS, phone),
    rule("WB109", "email", ALWAYS, email),
)
