"""`watchbill roster add`, `remove` and `swap`."""

from datetime import date
from pathlib import Path

import pytest

from watchbill.cli import run
from watchbill.source.founding import found
from watchbill.source.starter import starter

PERSON = """\
name: Kim Lee
email: kim@company.example
timezone: Europe/London
"""
ROSTER = "rosters/teams/website.yaml"
AT = ["--at", "2026-11-25T12:00Z"]
MEMBERS = "members: [alex, robin, sam]"
TURNS = "      - {since: 2026-11-23, order: [alex, robin, sam]}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    found(folder, starter(None, date(2026, 11, 30), example=False))
    (folder / "rosters/people/kim.yaml").write_text(PERSON)
    return folder


def roster(root: Path, command: str, *more: str) -> int:
    return run(["-C", str(root), "roster", command, *more, *AT])


def text(root: Path) -> str:
    return (root / ROSTER).read_bytes().decode()


def test_add(root: Path, capsys):
    before = text(root)
    assert roster(root, "add", "kim", "website", "--since", "2026-12-01", "--yes") == 0
    assert text(root) == before.replace(MEMBERS, "members: [alex, robin, sam, kim]").replace(
        TURNS, TURNS + "      - {since: 2026-12-01, order: [robin, sam, alex, kim]}\n"
    )
    out = capsys.readouterr().out
    assert "note: kim's first shift begins on Tue 22 Dec 12:00 GMT" in out
    assert "  Tue 22 Dec 12:00 GMT – Tue 29 Dec 12:00 GMT  primary: Robin Sato → Kim Lee" in out
    assert run(["-C", str(root), "check", *AT]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "order"),
    [
        (["--after", "sam"], "[robin, sam, kim, alex]"),
        (["--last"], "[robin, sam, alex, kim]"),
        (["--rotation", "primary"], "[robin, sam, alex, kim]"),
    ],
)
def test_where_the_newcomer_comes(root: Path, more: list[str], order: str):
    assert roster(root, "add", "kim", "website", "--since", "2026-11-28", "--yes", *more) == 0
    assert f"- {{since: 2026-12-01, order: {order}}}\n" in text(root)


def test_two_on_the_same_day_share_the_block(root: Path):
    assert roster(root, "add", "kim", "website", "--since", "2026-12-01", "--yes") == 0
    assert roster(root, "remove", "sam", "website", "--since", "2026-12-01", "--yes") == 0
    assert "- {since: 2026-12-01, order: [robin, alex, kim]}\n" in text(root)
    assert text(root).count("since: 2026-12-01") == 1
    assert "members: [alex, robin, kim]" in text(root)


def test_remove(root: Path, capsys):
    assert roster(root, "remove", "robin", "website", "--since", "2026-12-01", "--yes") == 0
    assert TURNS + "      - {since: 2026-12-01, order: [sam, alex]}\n" in text(root)
    assert "members: [alex, sam]" in text(root)
    assert "Robin Sato → Sam Costa" in capsys.readouterr().out


def test_whoever_is_named_elsewhere_stays_a_member(root: Path, capsys):
    during = "from: 2026-12-22T12:00, until: 2027-01-05T12:00"
    special = f"    special: [{{name: Xmas, {during}, order: [alex]}}]\n"
    (root / ROSTER).write_text(text(root).replace(TURNS, TURNS + special))
    assert roster(root, "remove", "alex", "website", "--since", "2026-12-01", "--yes") == 0
    out = capsys.readouterr().out
    assert "alex stays a member: still in `Xmas` of `primary`" in out
    assert "alex still is the lead" in out
    assert MEMBERS in text(root)


def test_swap(root: Path, capsys):
    stretch = ["--from", "2026-11-24T12:00", "--until", "2026-12-08T12:00"]
    swap = ["swap", "website", "alex", "robin", "--rotation", "primary"]
    assert roster(root, *swap, *stretch, "--yes") == 0
    assert text(root).endswith(
        "\noverrides:\n"
        "  - {rotation: primary, from: 2026-11-24T12:00, until: 2026-12-01T12:00,"
        " person: robin, replaces: alex, reason: swapped with Alex Kim}\n"
        "  - {rotation: primary, from: 2026-12-01T12:00, until: 2026-12-08T12:00,"
        " person: alex, replaces: robin, reason: swapped with Robin Sato}\n"
    )
    assert "on call NOW: website primary: Alex Kim → Robin Sato\n" in capsys.readouterr().out


def test_a_swap_of_one_shift_says_so(root: Path, capsys):
    stretch = ["--from", "2026-11-26T18:00", "--until", "2026-11-26T22:00"]
    more = ["--rotation", "primary", "--reason", "school play: # 2", *stretch, "--yes"]
    assert roster(root, "swap", "website", "alex", "kim", *more) == 0
    assert 'person: kim, replaces: alex, reason: "school play: # 2"}' in text(root)
    assert "note: only alex is on call then" in capsys.readouterr().out


BLOCK_STYLE = """\
name: Website\r
timezone: Europe/London\r
members:\r
  # who they are\r
  - alex   # leads\r
  - robin\r
rotations:\r
  - id: primary\r
    role: primary\r
    handoff: {every: 1 week, on: tuesday, at: "12:00"}\r
    turns:\r
      - since: 2026-11-17   # the first\r
        order:\r
          - alex\r
          - robin   # new\r
      # the end"""


def test_block_style_crlf_and_no_last_line_end(root: Path):
    (root / ROSTER).write_bytes(b"\xef\xbb\xbf" + BLOCK_STYLE.encode())
    assert roster(root, "add", "kim", "website", "--since", "2026-12-01", "--yes") == 0
    expected = BLOCK_STYLE.replace("  - robin\r\nrot", "  - robin\r\n  - kim\r\nrot").replace(
        "          - robin   # new\r\n",
        "          - robin   # new\r\n"
        "      - since: 2026-12-01\r\n"
        "        order:\r\n"
        "          - alex\r\n"
        "          - robin\r\n"
        "          - kim\r\n",
    )
    assert (root / ROSTER).read_bytes() == b"\xef\xbb\xbf" + expected.encode()


ADD = ["add", "kim", "website", "--since", "2026-12-01"]
SWAP = ["swap", "website", "sam", "alex"]
REFUSED = {
    "frozen": (["add", "kim", "website", "--since", "2026-11-24"], "is past", "2026-12-01"),
    "long past": (["add", "kim", "website", "--since", "2026-01-01"], "past", "2026-12-01"),
    "unknown person": (["add", "kin", *ADD[2:]], "no person named 'kin'", "`kim`"),
    "unknown roster": (["add", "kim", "web", *ADD[3:]], "no roster named 'web'", "website"),
    "there already": (["add", "sam", *ADD[2:]], "already", ""),
    "no turns": ([*ADD, "--rotation", "secondary"], "no turns of its own", ""),
    "not there": (["remove", *ADD[1:]], "no member of this roster named 'kim'", ""),
    "not a day": (["add", "kim", "website", "--since", "tomorrow"], "no day", "2026-11-24"),
    "both": ([*ADD, "--last", "--after", "sam"], "exclude each other", ""),
    "in a pipe": (ADD, "nobody can be asked", "--yes"),
    "with oneself": (
        ["swap", "website", "sam", "sam", "--from", "2026-12-01", "--until", "2026-12-08"],
        "same person",
        "",
    ),
    "backwards": ([*SWAP, "--from", "2026-12-08", "--until", "2026-12-01"], "is not after", ""),
    "two rotations": (
        [*SWAP, "--from", "2026-12-08", "--until", "2027-01-05"],
        "more than one rotation",
        "--rotation",
    ),
    "no shift": (
        [*SWAP, "--rotation", "primary", "--from", "2026-12-02", "--until", "2026-12-03"],
        "has a shift to swap",
        "watchbill shifts",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_and_nothing_written(root: Path, name: str, capsys):
    arguments, message, hint = REFUSED[name]
    before = text(root)
    assert roster(root, *arguments) == 2
    err = capsys.readouterr().err
    assert message in err
    assert hint in err
    assert text(root) == before


def test_force_goes_into_the_frozen_horizon(root: Path):
    add = ["add", "kim", "website", "--since", "2026-11-24", "--force", "--yes"]
    assert roster(root, *add) == 0
    assert "order: [alex, robin, sam, kim]" in text(root)


def test_nobody_against_their_will(root: Path, capsys):
    with (root / "rosters/people/kim.yaml").open("a") as file:
        file.write("on_call: {available: false, reason: newborn}\n")
    assert roster(root, "add", "kim", "website", "--since", "2026-12-01", "--yes") == 2
    assert "kim is not available for being on call: newborn" in capsys.readouterr().err


def test_dry_run(root: Path, capsys):
    before = text(root)
    assert roster(root, "add", "kim", "website", "--since", "2026-12-01", "--dry-run") == 0
    assert text(root) == before
    assert "dry run: nothing is written" in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("", 130)])
def test_asks_on_a_terminal(root: Path, monkeypatch, answer: str, code: int):
    import io
    import sys

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    before = text(root)
    assert roster(root, "add", "kim", "website", "--since", "2026-12-01") == code
    assert (text(root) != before) == (code == 0)


def test_what_an_alias_shares_is_left_alone(root: Path, capsys):
    shared = text(root).replace(MEMBERS, "members: &all [alex, robin, sam]")
    (root / ROSTER).write_text(shared.replace("order: [alex, robin, sam]", "order: *all"))
    before = text(root)
    assert roster(root, "add", "kim", "website", "--since", "2026-12-01", "--yes") == 2
    assert "edit the file by hand" in capsys.readouterr().err
    assert text(root) == before


def test_a_link_is_not_followed(root: Path, tmp_path: Path):
    (root / ROSTER).rename(tmp_path / "out.yaml")
    (root / ROSTER).symlink_to(tmp_path / "out.yaml")
    before = (tmp_path / "out.yaml").read_bytes()
    assert roster(root, "add", "kim", "website", "--since", "2026-12-01", "--yes") == 2
    assert (tmp_path / "out.yaml").read_bytes() == before
