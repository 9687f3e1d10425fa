"""People, and what decides when and how they can be reached."""

from typing import Annotated

from msgspec import Meta

from watchbill.model.base import Shape, Window
from watchbill.model.scalars import Day, PersonId, RoleId, Text, Zone


class Contacts(Shape, frozen=True):
    """Ways to reach a person, besides e-mail."""

    phone: Annotated[str | None, Meta(description="In E.164 form.", examples=["+15550100"])] = None
    slack: Annotated[str | None, Meta(description="Slack member id.", examples=["U012AB3CD"])] = (
        None
    )
    teams: Annotated[str | None, Meta(description="Microsoft Teams address.")] = None
    github: Annotated[str | None, Meta(description="GitHub user name.")] = None


class Training(Shape, frozen=True):
    """A role that a person was trained for."""

    role: RoleId
    on: Annotated[Day, Meta(description="The day the training was completed.")]


class TimeOff(Shape, frozen=True, rename={"from_": "from"}):
    """Days on which a person cannot be on call, in the person's own zone."""

    from_: Annotated[Day, Meta(description="The first day off.")]
    until: Annotated[Day, Meta(description="The first day back.")]
    reason: Annotated[
        Text | None, Meta(description="Shown with the finding; leave private reasons out.")
    ] = None


class OnCallConsent(Shape, frozen=True):
    """Whether a person may be on call at all; nobody is on call against their will."""

    available: Annotated[bool, Meta(description="Whether others may put this person on call.")]
    reason: Annotated[
        Text | None, Meta(description="Shown with the finding; leave private reasons out.")
    ] = None


class Person(Shape, frozen=True):
    """Somebody who can be reached."""

    name: Annotated[Text, Meta(description="The name that others use.", examples=["Ada Obi"])]
    email: Annotated[str, Meta(description="The work address; pagers find the person by it.")]
    timezone: Annotated[Zone, Meta(description="Where the person lives.")]
    working_hours: Annotated[
        Window | None, Meta(description="When the person works, in their own zone.")
    ] = None
    contacts: Contacts = Contacts()
    manager: PersonId | None = None
    trained_for: Annotated[
        tuple[Training, ...], Meta(description="Roles that need training, with the day of it.")
    ] = ()
    time_off: Annotated[
        tuple[TimeOff, ...], Meta(description="When the person cannot be on call.")
    ] = ()
    on_call: OnCallConsent = OnCallConsent(available=True)
    pager_ids: Annotated[
        dict[str, str],
        Meta(description="User ids in pagers, only where the e-mail does not match."),
    ] = {}
