"""What cannot be read is unknown, which is not nobody; and what a drawing and paper must show."""

from html import unescape

from tests.unit.emit.made_site import AT, SMALL, catalog, made, templates
from watchbill.emit.breakglass import breakglass
from watchbill.emit.breakglass_body import bodies
from watchbill.emit.escalation_svg import Rung, ladder

TABS = '=== "EU"\n\n    one\n\n=== "US"\n\n    two\n'


def test_a_roster_that_cannot_be_read_is_not_nobody():
    half = catalog({**SMALL, "rosters/teams/pay.yaml": "name: [\n"})
    written = made(half)
    for path in ("services/shop.md", "escalation/pay.md", "runbooks/pay/Down.md"):
        assert "Unknown" in written[path]
        assert "Nobody" not in written[path].replace("Nobody has said when", "")
    assert "lacks what is in them: rosters/teams/pay.yaml" in unescape(written["index.md"])
    assert "could not be read" not in made(catalog(SMALL))["index.md"]
    paper = breakglass(half, templates(), AT).text
    assert "(unknown)" in paper
    assert "rosters/teams/pay.yaml" in unescape(paper)


def test_a_long_time_has_two_lines_in_the_drawing():
    drawn = ladder([Rung("at once", (), "1 minute"), Rung("+1 h 30 min", (), "1 minute")], "x", "y")
    assert ">+1 h<" in drawn.replace("&#43;", "+")
    assert ">30 min<" in drawn


def test_tabs_keep_their_names_on_paper():
    text = str(bodies({"a": TABS})["a"])
    assert text.index("EU") < text.index("one") < text.index("US") < text.index("two")
    assert "<input" not in text


def test_a_file_of_which_much_cannot_be_read_is_named_once():
    roles = "primary: {nme: Primary}\nsecondary: {nme: Secondary}\n"
    half = catalog({**SMALL, "policies/roles.yaml": roles, "rosters/teams/pay.yaml": "name: [\n"})
    assert half.unread() == ("policies/roles.yaml", "rosters/teams/pay.yaml")
    assert half.unread({"roster"}) == ("rosters/teams/pay.yaml",)
