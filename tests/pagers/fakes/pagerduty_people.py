"""People and teams of a fake PagerDuty account, and what the account is able to do."""

from collections.abc import Sequence
from typing import Any

from tests.pagers.fakes.pagerduty_account import (
    Account,
    Routes,
    found,
    head,
    named,
    page,
    reference,
    refused,
    unique,
    user_reference,
)
from tests.pagers.fakes.server import Request, Response

Thing = dict[str, Any]
KINDS = {"users": "user", "teams": "team", "escalation_policies": "escalation_policy"}


def person(fake: Account, user: Thing, included: Sequence[str]) -> Thing:
    """Return a person as answered; teams and ways of contact whole where they are included."""
    teams = [key for key, team in fake.teams.items() if user["id"] in team["members"]]
    contacts = user["contact_methods"]
    bare = [{"id": one["id"], "type": f"{one['type']}_reference"} for one in contacts]
    return head(fake, "user", "users", user["id"]) | {
        **{key: user[key] for key in ("name", "email", "time_zone", "role")},
        "description": None,
        "invitation_sent": False,
        "teams": [
            _team(fake, fake.teams[key]) if "teams" in included else kin(fake, "teams", key)
            for key in teams
        ],
        "contact_methods": contacts if "contact_methods" in included else bare,
        "notification_rules": [],
    }


def users(fake: Account, request: Request) -> Response:
    """Answer the people, found by name or e-mail."""
    wanted = request.query.get("include[]", [])
    chosen = request.query.get("team_ids[]", [])
    inside = {user for team in chosen for user in found(fake.teams, team)["members"]}
    people = [
        person(fake, user, wanted)
        for user in named(request, fake.listed("users"))
        if not chosen or user["id"] in inside
    ]
    return page(request, "users", people)


def user(fake: Account, request: Request, name: str) -> Response:
    """Answer one person."""
    wanted = request.query.get("include[]", [])
    return Response(200, {"user": person(fake, found(fake.users, name), wanted)})


def me(fake: Account, request: Request) -> Response:
    """Refuse: an account's key is nobody's."""
    raise refused("Requesting user could not be determined", code=2010)


def contact_methods(fake: Account, request: Request, name: str) -> Response:
    """Answer the ways to reach a person."""
    return Response(200, {"contact_methods": found(fake.users, name)["contact_methods"]})


def teams(fake: Account, request: Request) -> Response:
    """Answer the teams."""
    items = [_team(fake, team) for team in named(request, fake.listed("teams"))]
    return page(request, "teams", items)


def create_team(fake: Account, request: Request) -> Response:
    """Add a team of nobody."""
    sent = request.body["team"]
    name = unique(fake.teams, sent.get("name"))
    team: Thing = {"id": fake.new_id(), "name": name, "description": "", "members": {}}
    fake.teams[team["id"]] = team | {"description": sent.get("description", "")}
    return Response(201, {"team": _team(fake, fake.teams[team["id"]])})


def team(fake: Account, request: Request, name: str) -> Response:
    """Answer one team."""
    return Response(200, {"team": _team(fake, found(fake.teams, name))})


def update_team(fake: Account, request: Request, name: str) -> Response:
    """Change a team's name or description."""
    one, sent = found(fake.teams, name), request.body["team"]
    if "name" in sent:
        one["name"] = unique(fake.teams, sent["name"], name)
    one["description"] = sent.get("description", one["description"])
    return Response(200, {"team": _team(fake, one)})


def delete_team(fake: Account, request: Request, name: str) -> Response:
    """Remove a team, unless something other than people belongs to it."""
    found(fake.teams, name)
    nouns = ("escalation_policies", "services", "schedules", "schedules_v3")
    if any(name in thing.get("teams", ()) for noun in nouns for thing in fake.kept(noun).values()):
        raise refused("Team has associated objects", code=6006)
    del fake.teams[name]
    return Response(204)


def members(fake: Account, request: Request, name: str) -> Response:
    """Answer a team's people and their roles in it."""
    found(fake.teams, name)
    seen = fake.listed("teams").get(name, {"members": {}})["members"]
    items = [{"user": user_reference(fake, key), "role": role} for key, role in seen.items()]
    return page(request, "members", items)


def join(fake: Account, request: Request, name: str, user: str) -> Response:
    """Put a person into a team, or change the role in it."""
    found(fake.users, user)
    found(fake.teams, name)["members"][user] = (request.body or {}).get("role", "manager")
    return Response(204)


def leave(fake: Account, request: Request, name: str, user: str) -> Response:
    """Take a person out of a team."""
    found(found(fake.teams, name)["members"], user)
    del fake.teams[name]["members"][user]
    return Response(204)


def add_policy(fake: Account, request: Request, name: str, policy: str) -> Response:
    """Give an escalation policy to a team: it has one team at most."""
    found(fake.teams, name)
    found(fake.escalation_policies, policy)["teams"] = [name]
    return Response(204)


def remove_policy(fake: Account, request: Request, name: str, policy: str) -> Response:
    """Take an escalation policy from a team."""
    found(fake.teams, name)
    found(fake.escalation_policies, policy)["teams"] = []
    return Response(204)


def abilities(fake: Account, request: Request) -> Response:
    """Answer what the account is able to do."""
    return Response(200, {"abilities": fake.abilities})


def kin(fake: Account, noun: str, name: str) -> Thing:
    """Return the reference of what can have tags."""
    return reference(fake, KINDS[noun], noun, name)


def _team(fake: Account, team: Thing) -> Thing:
    plain = {"name": team["name"], "description": team["description"], "default_role": "manager"}
    return head(fake, "team", "teams", team["id"]) | plain


ROUTES: Routes = {
    ("GET", "/users"): users,
    ("GET", "/users/me"): me,
    ("GET", "/users/{id}"): user,
    ("GET", "/users/{id}/contact_methods"): contact_methods,
    ("GET", "/teams"): teams,
    ("POST", "/teams"): create_team,
    ("GET", "/teams/{id}"): team,
    ("PUT", "/teams/{id}"): update_team,
    ("DELETE", "/teams/{id}"): delete_team,
    ("GET", "/teams/{id}/members"): members,
    ("PUT", "/teams/{id}/users/{user_id}"): join,
    ("DELETE", "/teams/{id}/users/{user_id}"): leave,
    ("PUT", "/teams/{id}/escalation_policies/{escalation_policy_id}"): add_policy,
    ("DELETE", "/teams/{id}/escalation_policies/{escalation_policy_id}"): remove_policy,
    ("GET", "/abilities"): abilities,
}
