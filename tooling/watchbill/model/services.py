"""Services: what breaks, and who is paged when it does."""

from typing import Annotated

from msgspec import Meta

from watchbill.model.base import Shape
from watchbill.model.scalars import EscalationId, RosterId, ServiceId, SeverityId, Text


class Alert(Shape, frozen=True):
    """Which alerts are this service's, and how bad they are."""

    match: Annotated[
        dict[str, str],
        Meta(description="Label values that must all match.", examples=[{"service": "checkout"}]),
    ]
    severity: SeverityId


class Service(Shape, frozen=True):
    """What breaks: owned by a roster, paged through an escalation policy."""

    name: Annotated[Text, Meta(description="What people call it.", examples=["Checkout"])]
    roster: RosterId
    escalation: EscalationId
    description: Annotated[
        Text | None, Meta(description="What it does for whom, in a sentence.")
    ] = None
    tier: Annotated[
        Annotated[int, Meta(ge=0, le=9)] | None, Meta(description="1 is the most important.")
    ] = None
    alerts: Annotated[
        tuple[Alert, ...], Meta(description="Tried in this order; the first that matches counts.")
    ] = ()
    depends_on: Annotated[
        tuple[ServiceId, ...], Meta(description="The services without which it does not work.")
    ] = ()
