"""The drawing of what a service needs: every neighbour is on its side, with its whole name."""

import re
from xml.etree import ElementTree

import pytest

from tests.browser.hostile import EVIL
from tests.unit.emit.made_site import SMALL, catalog, made
from watchbill.emit.graph_svg import HEIGHT, WIDTH

MIDDLE = re.compile(r'<g class="wb-graph-middle">.*?<rect x="(\d+)"')


def services(needs):
    """Return the files of services that need each other."""
    return {
        f"rosters/services/{id_}.yaml": f"name: Service {id_}\nroster: pay\nescalation: pay\n"
        f"depends_on: [{', '.join(others)}]\n"
        for id_, others in needs.items()
    }


def page_of(needs, service="m"):
    return made(catalog({**SMALL, **services(needs)}))[f"services/{service}.md"]


def boxes(page):
    """Return the names of the drawing's boxes, left and right of the middle."""
    svg = page[page.index('<svg class="wb-graph"') :].split("</svg>")[0] + "</svg>"
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own drawing
    found = [
        (int(box.get("x", "")), one.findtext("title") or "")
        for one in root
        if (box := one.find("rect")) is not None
    ]
    (middle,) = [int(x) for x in MIDDLE.findall(svg)]
    left = sorted(name for x, name in found if x < middle)
    return left, sorted(name for x, name in found if x > middle)


@pytest.mark.parametrize("count", [1, 2, 7, 40])
def test_every_neighbour_has_a_box_on_its_side(count):
    left, right = [f"l{n}" for n in range(count)], [f"r{n}" for n in range(count)]
    needs = {"m": left} | {one: [] for one in left} | {one: ["m"] for one in right}
    found = boxes(page_of(needs))
    assert found == tuple(sorted(f"Service {one}" for one in side) for side in (left, right))


def test_what_is_needed_in_turn_stands_farther_out_and_in_the_list():
    page = page_of({"m": ["a"], "a": ["b"], "b": ["c"], "c": [], "u": ["m"], "v": ["u"]})
    assert boxes(page) == (["Service a", "Service b"], ["Service u", "Service v"])
    assert re.search(r"which need .*Service b</a>, .*Service c</a>", page)
    assert re.search(r"by way of them .*Service v</a>", page)


def test_a_circle_is_drawn_on_both_sides():
    page = page_of({"m": ["a"], "a": ["m"], "b": ["b"]})
    assert boxes(page) == (["Service a"], ["Service a"])
    assert boxes(page_of({"m": ["m", "a"], "a": []})) == (["Service a"], [])


def test_a_service_that_is_not_there_is_named_and_leads_nowhere():
    page = page_of({"m": ["gone"]})
    assert boxes(page) == (["gone"], [])
    assert '<g class="wb-graph-node"><title>gone</title>' in page


def test_boxes_do_not_touch_and_a_thumb_meets_them():
    page = page_of({"m": [f"l{n}" for n in range(9)], **{f"l{n}": ["x", "y"] for n in range(9)},
                    "x": [], "y": []})  # fmt: skip
    found = [(int(x), int(y)) for x, y in re.findall(r'<rect x="(\d+)" y="(\d+)" width="98"', page)]
    assert len(found) == len(set(found)) == 12
    assert HEIGHT >= 44
    for x, y in found:
        near = [one for one in found if one != (x, y) and abs(one[0] - x) < WIDTH]
        assert all(abs(other - y) > HEIGHT for _, other in near)


def test_nothing_is_drawn_where_nothing_is_needed():
    page = page_of({"m": []})
    assert "wb-graph" not in page
    assert "It needs no other service, and none needs it." in page


def test_a_name_stays_a_text():
    files = services({"m": ["a"], "a": []})
    files["rosters/services/a.yaml"] = files["rosters/services/a.yaml"].replace(
        "name: Service a", "name: " + repr(EVIL).replace("\\'", "''")
    )
    page = made(catalog({**SMALL, **files}))["services/m.md"]
    assert "<img" not in page
    left, _ = boxes(page)
    assert left[0].startswith("</title></div><script>")


def test_the_same_files_give_the_same_drawing():
    needs = {"m": ["a", "b"], "a": ["c"], "b": ["c", "d"], "c": [], "d": []}
    assert page_of(needs) == page_of(dict(reversed(needs.items())))
