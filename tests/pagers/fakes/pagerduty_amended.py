"""Where PagerDuty's published contract contradicts itself, and what is taken instead."""

from typing import Any, NamedTuple

SCHEMAS = "/components/schemas"


class Amended(NamedTuple):
    """A place where the document contradicts itself or the service, and what stands there here."""

    pointer: str
    value: Any
    because: str


_OVERRIDES = "/paths/~1schedules~1{id}~1overrides"
AMENDED = (
    Amended(
        f"{SCHEMAS}/ScheduleLayer/properties/end/nullable",
        True,
        "its description says that null is a layer without an end",
    ),
    Amended(
        f"{SCHEMAS}/ScheduleLayer/properties/rendered_coverage_percentage/nullable",
        True,
        "its description says that it is null without a window",
    ),
    Amended(
        f"{SCHEMAS}/SubSchedule/properties/rendered_coverage_percentage/nullable",
        True,
        "its description says that it is null without a window",
    ),
    Amended(
        f"{SCHEMAS}/Oncall/properties/start/nullable",
        True,
        "its description says that null is a person who is always on call",
    ),
    Amended(
        f"{SCHEMAS}/Oncall/properties/end/nullable",
        True,
        "its description says that null is a person who is always on call",
    ),
    Amended(
        f"{SCHEMAS}/Oncall/properties/schedule/nullable",
        True,
        "the list's parameter schedule_ids[] says that it is null for a person as a target",
    ),
    Amended(
        f"{SCHEMAS}/User/allOf/1/properties/contact_methods/items",
        {},
        "include[] puts whole objects where the schema knows references only",
    ),
    Amended(
        f"{SCHEMAS}/User/allOf/1/properties/teams/items",
        {},
        "include[] puts whole objects where the schema knows references only",
    ),
    Amended(
        f"{_OVERRIDES}/get/responses/200",
        {"$ref": f"#{_OVERRIDES}/get/responses/201"},
        "a list is documented with 201, as if it created something",
    ),
    Amended(
        f"{_OVERRIDES}/post/responses/201/content/application~1json/schema/items",
        {
            "type": "object",
            "properties": {
                "status": {"type": "number"},
                "errors": {"type": "array", "items": {"type": "string"}},
                "override": {"$ref": f"#{SCHEMAS}/Override"},
            },
            "required": ["override"],
        },
        "`required` stands among the properties",
    ),
)  # fmt: skip
