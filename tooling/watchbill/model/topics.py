"""Topics: fields of expertise and the people to ask."""

from typing import Annotated

from msgspec import Meta

from watchbill.model.base import Shape
from watchbill.model.scalars import Day, PersonId, RoleId, RosterId, ServiceId, Text


class Expert(Shape, frozen=True):
    """Somebody who agreed to be asked about a topic."""

    person: PersonId
    confirmed: Annotated[Day, Meta(description="When the person agreed to be listed.")]
    covers: Annotated[tuple[Text, ...], Meta(description="Parts of the topic.")] = ()


class Fallback(Shape, frozen=True):
    """Who to ask when no expert can be reached."""

    roster: RosterId
    role: RoleId


class Topic(Shape, frozen=True):
    """A field of expertise with its experts."""

    name: Annotated[Text, Meta(description="What people call it.", examples=["Databases"])]
    experts: Annotated[tuple[Expert, ...], Meta(description="Whom to ask, the first one first.")]
    also_known_as: Annotated[
        tuple[Text, ...],
        Meta(description="Other words that people use.", examples=[["database", "db", "sql"]]),
    ] = ()
    fallback: Fallback | None = None
    services: Annotated[
        tuple[ServiceId, ...], Meta(description="Where this knowledge is needed most.")
    ] = ()
