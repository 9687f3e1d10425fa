"""What PagerDuty would answer to the writes of a dry run."""

from typing import Any

from watchbill.sync.http.recording import with_id


def echo(method: str, path: str, body: Any, number: int) -> Any:
    """Return the answer to a write, with made-up ids."""
    made_up = f"NEW{number}"
    if method == "POST" and path.startswith("/schedules/") and path.endswith("/overrides"):
        return [{"status": 201, "override": one} for one in body["overrides"]]
    if method == "POST" and path.endswith("/rotations"):
        return {"rotation": {"id": made_up}}
    return with_id(method, path, body, number)
