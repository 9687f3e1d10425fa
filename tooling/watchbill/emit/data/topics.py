"""Topics in the site's data."""

from collections.abc import Mapping

from watchbill.emit.data.names import name, page
from watchbill.emit.data.types import Field, Known
from watchbill.emit.escape import clean
from watchbill.model import Catalog


def fields(catalog: Catalog, who: Mapping[str, int]) -> tuple[Field, ...]:
    """Return all topics by their id, with their experts in the order of the file."""
    return tuple(_field(catalog, topic_id, who) for topic_id in sorted(catalog.topics))


def _field(catalog: Catalog, topic_id: str, who: Mapping[str, int]) -> Field:
    topic = catalog.topics[topic_id]
    return Field(
        topic_id,
        name(catalog, "topic", topic_id),
        page("topic", topic_id),
        also=tuple(clean(word) for word in topic.also_known_as),
        experts=tuple(
            Known(
                who[expert.person],
                tuple(clean(part) for part in expert.covers),
                expert.confirmed.isoformat(),
            )
            for expert in topic.experts
        ),
        services=topic.services,
        fallback=(topic.fallback.roster, topic.fallback.role) if topic.fallback else None,
    )
