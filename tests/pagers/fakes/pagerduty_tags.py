"""Tags of a fake PagerDuty account: on people, teams and escalation policies, on nothing else."""

from typing import Any

from tests.pagers.fakes.pagerduty_account import Account, Routes, found, head, named, page, refused
from tests.pagers.fakes.pagerduty_people import KINDS, kin
from tests.pagers.fakes.server import Request, Response

Thing = dict[str, Any]


def tags(fake: Account, request: Request) -> Response:
    """Answer the tags."""
    items = [_tag(fake, tag) for tag in named(request, fake.listed("tags"))]
    return page(request, "tags", items)


def create_tag(fake: Account, request: Request) -> Response:
    """Add a tag."""
    label = request.body["tag"]["label"]
    if any(tag["label"] == label for tag in fake.tags.values()):
        raise refused("Label has already been taken")
    return Response(201, {"tag": _tag(fake, _new_tag(fake, label))})


def tag(fake: Account, request: Request, name: str) -> Response:
    """Answer one tag."""
    return Response(200, {"tag": _tag(fake, found(fake.tags, name))})


def delete_tag(fake: Account, request: Request, name: str) -> Response:
    """Remove a tag from everything."""
    found(fake.tags, name)
    del fake.tags[name]
    return Response(204)


def tagged(fake: Account, request: Request, name: str, noun: str) -> Response:
    """Answer what has a tag."""
    found(fake.tags, name)
    seen = fake.listed("tags").get(name, {"on": []})["on"]
    return page(request, noun, [kin(fake, noun, key) for kind, key in seen if kind == noun])


def tags_of(fake: Account, request: Request, noun: str, name: str) -> Response:
    """Answer the tags of a person, a team or an escalation policy."""
    _tagged_thing(fake, noun, name)
    mine = [tag for tag in fake.listed("tags").values() if [noun, name] in tag["on"]]
    return page(request, "tags", [_tag(fake, tag) for tag in mine])


def change_tags(fake: Account, request: Request, noun: str, name: str) -> Response:
    """Put tags on a thing and take them off: by label, new where there is none, or by id."""
    _tagged_thing(fake, noun, name)
    labels = {tag["label"]: tag for tag in fake.tags.values()}
    for sent in request.body.get("add") or []:
        if sent["type"] == "tag_reference":
            one = found(fake.tags, sent.get("id", ""))
        else:
            one = labels.get(sent.get("label")) or _new_tag(fake, sent.get("label"))
        one["on"] = [*(on for on in one["on"] if on != [noun, name]), [noun, name]]
    for sent in request.body.get("remove") or []:
        one = found(fake.tags, sent["id"])
        one["on"] = [on for on in one["on"] if on != [noun, name]]
    return Response(200, {})


def _tagged_thing(fake: Account, noun: str, name: str) -> None:
    found(fake.kept(noun) if noun in KINDS else {}, name)


def _new_tag(fake: Account, label: str | None) -> Thing:
    if not label:
        raise refused("Label can't be blank")
    tag: Thing = {"id": fake.new_id(), "label": label, "on": []}
    fake.tags[tag["id"]] = tag
    return tag


def _tag(fake: Account, tag: Thing) -> Thing:
    return head(fake, "tag", "tags", tag["id"]) | {"label": tag["label"]}


ROUTES: Routes = {
    ("GET", "/tags"): tags,
    ("POST", "/tags"): create_tag,
    ("GET", "/tags/{id}"): tag,
    ("DELETE", "/tags/{id}"): delete_tag,
    ("GET", "/tags/{id}/{entity_type}"): tagged,
    ("GET", "/{entity_type}/{id}/tags"): tags_of,
    ("POST", "/{entity_type}/{id}/change_tags"): change_tags,
}
