"""Edits of a roster's file: its blocks of turns, its members, its overrides."""

from collections.abc import Iterable
from typing import Any

from watchbill.engine.membership import Block, Participant, without
from watchbill.model.rosters import Override, Roster
from watchbill.places import Pointer
from watchbill.shape.build import build
from watchbill.source import yaml
from watchbill.source.edit import add_field, insert, remove, replace
from watchbill.source.words import Plain


def read(text: str) -> Roster:
    """Return the roster of a text that an edit has made, or that was read before."""
    roster: Roster = build(Roster, yaml.read(text).data)
    return roster


def with_block(text: str, rotation: int, block: Block, person: str) -> str:
    """Return the text with a block in which a person joins or leaves, at the end of its turns.

    A block that begins then anyway is given the new order in its place.
    """
    at: Pointer = ("rotations", rotation, "turns")
    if block.existing is None:
        order = [_written(participant) for participant in block.order]
        number = len(read(text).rotations[rotation].turns)
        return insert(text, at, number, {"since": Plain(block.since), "order": order})
    at = (*at, block.existing, "order")
    old = read(text).rotations[rotation].turns[block.existing].order
    if len(block.order) > len(old):
        return insert(text, at, block.order.index(person), person)
    for place in range(len(old) - 1, -1, -1):
        rest = without(old[place], person)
        if rest is None:
            text = remove(text, (*at, place))
        elif rest != old[place]:
            text = replace(text, (*at, place), _written(rest))
    return text


def with_member(text: str, person: str) -> str:
    """Return the text with a person among the members, at their end."""
    members = read(text).members
    return text if person in members else insert(text, ("members",), len(members), person)


def without_member(text: str, person: str) -> str:
    """Return the text without a person among the members."""
    members = read(text).members
    return remove(text, ("members", members.index(person))) if person in members else text


def with_overrides(text: str, overrides: Iterable[Override]) -> str:
    """Return the text with overrides at the end of its own, so that they win."""
    for override in overrides:
        fields = _fields(override)
        if "overrides" in yaml.read(text).data:
            text = insert(text, ("overrides",), len(read(text).overrides), fields)
        else:
            text = add_field(text, "overrides", [fields])
    return text


def _fields(override: Override) -> dict[str, Any]:
    fields = {
        "rotation": override.rotation,
        "from": Plain(override.from_.isoformat(timespec="minutes")),
        "until": Plain(override.until.isoformat(timespec="minutes")),
        "person": override.person,
        "replaces": override.replaces,
        "reason": override.reason,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _written(participant: Participant) -> Any:
    return participant if isinstance(participant, str) else list(participant)
