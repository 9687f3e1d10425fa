"""Runbooks: what to do, for whom, and when somebody last made sure."""

from typing import Annotated, Any

from msgspec import Meta

from watchbill.model.base import Shape
from watchbill.model.scalars import Day, Days, RosterId, ServiceId, SeverityId, Text, TopicId


class FrontMatter(Shape, frozen=True, forbid_unknown_fields=False):
    """The head of a runbook. All optional here: rules say what is missing."""

    title: Annotated[
        Text | None, Meta(description="The page's title; its first heading unless said.")
    ] = None
    owner: RosterId | None = None
    services: Annotated[
        tuple[ServiceId, ...], Meta(description="The services that it helps to repair.")
    ] = ()
    alerts: Annotated[
        tuple[Text, ...], Meta(description="Names of the alerts that lead here.")
    ] = ()
    severity: SeverityId | None = None
    topics: Annotated[
        tuple[TopicId, ...], Meta(description="Whose experts to ask when it does not help.")
    ] = ()
    last_reviewed: Annotated[
        Day | None, Meta(description="When somebody last made sure that it works.")
    ] = None
    review_every: Annotated[
        Days | None, Meta(description="How long a review holds; 365 days unless said.")
    ] = None
    extra: Annotated[dict[str, Any], Meta(description="Anything else, kept for other tools.")] = {}


class Runbook(Shape, frozen=True):
    """Front matter and Markdown; `foreign` are keys that belong to another tool."""

    front: FrontMatter
    body: str
    foreign: tuple[str, ...] = ()

    @property
    def title(self) -> str | None:
        """The title of the front matter, or the first heading of the body."""
        if self.front.title:
            return self.front.title
        code = False
        for line in self.body.splitlines():
            if line.lstrip().startswith(("```", "~~~")):
                code = not code
            elif line.startswith("# ") and not code:
                return line.strip("# \t")
        return None
