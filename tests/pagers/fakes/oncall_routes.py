"""The default routes of a fake Grafana OnCall: each is kept with its integration.

Read in clients and in the source: they are listed among the routes, after the others, can be led to
a chain, and cannot be deleted or given a condition.
"""

from tests.pagers.fakes.oncall_checks import refuse, refuse_field
from tests.pagers.fakes.oncall_state import Record, State
from tests.pagers.fakes.server import Request, Response

_LAST = 1_000_000


def defaults(fake: State) -> dict[str, Record]:
    """Return the default route of each integration, by its id."""
    rest = {"routing_regex": None, "position": _LAST, "is_the_last_route": True}
    return {
        one["default_route"]["id"]: {**one["default_route"], "integration_id": id_, **rest}
        for id_, one in fake.integrations.items()
    }


def changed(fake: State, request: Request, route: Record) -> Response:
    """Lead a default route to another chain; refuse everything else."""
    if request.method == "DELETE":
        refuse("Unable to delete default route")
    body = request.body or {}
    if body.get("routing_regex") is not None:
        refuse_field("routing_regex", "The default route has no condition.")
    default = fake.integrations[route["integration_id"]]["default_route"]
    chain = body.get("escalation_chain_id", default["escalation_chain_id"])
    if chain and chain not in fake.chains:
        refuse_field("escalation_chain_id", "Invalid value")
    default["escalation_chain_id"] = chain
    return Response(200, defaults(fake)[route["id"]])
