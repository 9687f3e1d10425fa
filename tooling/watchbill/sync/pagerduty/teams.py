"""Teams and tags: who may see and edit what is made, and a label to find it by. None is deleted."""

from collections.abc import Mapping

from watchbill.sync.http import Api, offset_pages


def by_name(api: Api) -> Mapping[str, str]:
    """Return the ids of all teams by their names."""
    return {team["name"]: str(team["id"]) for team in offset_pages(api, "/teams", "teams")}


def tagged(api: Api, label: str) -> frozenset[str]:
    """Return the ids of the escalation policies that have a tag."""
    tags = offset_pages(api, "/tags", "tags", {"query": label})
    id_ = next((tag["id"] for tag in tags if tag["label"] == label), None)
    if id_ is None:
        return frozenset()
    found = offset_pages(api, f"/tags/{id_}/escalation_policies", "escalation_policies")
    return frozenset(str(policy["id"]) for policy in found)


def tag(api: Api, policy: str, label: str) -> None:
    """Put a tag on an escalation policy; there it is once, however often it is put."""
    body = {"add": [{"type": "tag", "label": label}]}
    api.post(f"/escalation_policies/{policy}/change_tags", body, again=True)
