"""Layers of a graph: by distance, without harm from circles, in an order of few crossings."""

import random
from itertools import pairwise

import pytest

from watchbill.engine.graph import layers, linked, untangled


@pytest.mark.parametrize(
    ("near", "depth", "found"),
    [
        ({}, 2, ()),
        ({"a": ["b"]}, 0, ()),
        ({"a": ["c", "b"], "b": ["d"]}, 2, (("b", "c"), ("d",))),
        ({"a": ["b"], "b": ["c"], "c": ["d"]}, 2, (("b",), ("c",))),
        ({"a": ["b"], "b": ["a"]}, 5, (("b",),)),
        ({"a": ["a"]}, 5, ()),
        ({"a": ["b", "c"], "b": ["c"], "c": ["b", "a"]}, 5, (("b", "c"),)),
        ({"a": ["b", "b"], "b": ["x"]}, 2, (("b",), ("x",))),
    ],
)
def test_everything_stands_where_it_is_first_met(near, depth, found):
    assert layers(near, "a", depth) == found


def crossings(given, near):
    count = 0
    for left, right in pairwise(given):
        ends = [(left.index(a), right.index(b)) for a, b in linked(left, right, near)]
        count += sum(1 for a, b in ends for c, d in ends if a < c and d < b)
    return count


def test_lines_that_need_not_cross_do_not():
    near = {"s": ["a", "b", "c"], "a": ["z"], "b": ["y"], "c": ["x"]}
    found = untangled(layers(near, "s", 2), near)
    assert crossings(layers(near, "s", 2), near) == 3
    assert crossings(found, near) == 0


@pytest.mark.parametrize("seed", range(20))
def test_an_order_is_no_worse_than_that_of_names_and_keeps_everybody(seed):
    rng = random.Random(seed)
    nodes = [f"n{number}" for number in range(rng.randint(1, 40))]
    near = {node: rng.sample(nodes, min(len(nodes), rng.randint(0, 4))) for node in nodes}
    given = layers(near, "n0", 3)
    found = untangled(given, near)
    assert [sorted(layer) for layer in found] == [list(layer) for layer in given]
    assert crossings(found, near) <= crossings(given, near)
    assert found == untangled(given, dict(sorted(near.items(), reverse=True)))
