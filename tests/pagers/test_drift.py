"""`watchbill pager drift`: what it says, what it writes, and that it is gone afterwards."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.pagers import toy
from tests.pagers.company import FILES, catalog, edited
from watchbill.cli import run
from watchbill.engine.rotation import shifts
from watchbill.pager.objects import Stint
from watchbill.sync import provider

AT = ("--at", "2026-11-21T10:00Z")
PAY, OPS = "rosters/teams/pay.yaml", "rosters/teams/ops.yaml"
KEY = "schedule/pay--primary"
SETTINGS = (
    FILES["watchbill.yaml"] + "pagers: {toy: {provider: toy, weeks: 8, settings: {alone: true}}}\n"
)


@pytest.fixture
def root(tmp_path, monkeypatch):
    toy.reset()
    known = {**provider.BUILT_IN, "toy": "tests.pagers.toy:PROVIDER"}
    monkeypatch.setattr(provider, "BUILT_IN", known)
    write(tmp_path, {**FILES, "watchbill.yaml": SETTINGS})
    assert run(["-C", str(tmp_path), "pager", "apply", "--yes", *AT]) == 0
    return tmp_path


def write(root, files):
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


@pytest.fixture
def call(root, capsys):
    capsys.readouterr()

    def run_it(*args):
        code = run(["-C", str(root), "pager", *args, *(AT if "--at" not in args else ())])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_it


def checks(root):
    """Say whether names and overrides make sense."""
    codes = ("--select", "WB1", "--select", "WB206", "--fail-on", "warning")
    return run(["-C", str(root), "check", *codes, *AT]) == 0


def stint(start, end, *people):
    first, last = (datetime.fromisoformat(f"2026-{time}:00Z") for time in (start, end))
    return Stint(first, last, people)


def test_none(call):
    assert call("drift") == (
        0, "Pager toy says nothing else than the repository: 10 objects.\n", "",
    )  # fmt: skip
    said = json.loads(call("drift", "--format", "json")[1])
    assert (said["drift"], said["overrides"], said["changes"]) == (False, [], [])


def test_an_override_made_in_the_pager(call, root):
    toy.STATE.theirs = {KEY: (stint("11-25T12:00", "11-26T12:00", "dee"),)}
    before = (root / PAY).read_text()
    code, out, _ = call("drift")
    assert (code, out.splitlines()) == (
        1,
        [
            "Pager toy says something else than the repository: 1 override made there.",
            "",
            "Overrides made in the pager (--write puts them into the rosters):",
            (
                "  Pay: Primary: dee instead of bob,"
                " Wed 25 Nov 12:00 Europe/London until Thu 26 Nov 12:00 Europe/London"
            ),
        ],
    )
    assert (root / PAY).read_text() == before
    code, _, err = call("drift", "--write")
    assert (code, err) == (0, f"wrote {PAY}\n")
    line = (
        "  - {rotation: primary, from: 2026-11-25T12:00, until: 2026-11-26T12:00, person: dee,"
        " reason: made in toy}\n"
    )
    assert (root / PAY).read_text() == f"{before}overrides:\n{line}"
    assert call("drift")[0] == 0
    assert call("plan")[0] == 0
    assert checks(root)


def test_an_override_made_by_the_second_is_written_by_the_minute(call, root):
    """Files name minutes: then nothing is left to say of it, whatever else changes."""
    start, end = (datetime.fromisoformat(f"2026-11-25T{at}Z") for at in ("12:00:35", "15:02:20"))
    toy.STATE.theirs = {KEY: (Stint(start, end, ("dee",)),)}
    assert call("drift")[0] == 1
    assert call("drift", "--write")[0] == 0
    said = "from: 2026-11-25T12:00, until: 2026-11-25T15:02, person: dee"
    assert said in (root / PAY).read_text()
    assert call("drift") == (
        0, "Pager toy says nothing else than the repository: 10 objects.\n", "",
    )  # fmt: skip
    assert call("plan")[0] == 0
    write(root, {PAY: (root / PAY).read_text().replace("name: Pay", "name: Payments")})
    _, out, _ = call("plan")
    assert ("~ schedule/pay--primary: name" in out, "→ dee" in out) == (True, False)
    assert call("apply", "--yes")[0] == 0
    assert call("drift")[0] == 0


WRITTEN = {
    "over several shifts": (
        {"schedule/ops--primary": (stint("11-24T10:00", "11-26T07:00", "dee"),)},
        OPS,
        [
            "primary 11-24T10:00 11-25T09:00 dee None",
            "primary 11-25T09:00 11-26T07:00 dee None",
        ],
    ),
    "one of two on call together": (
        {"schedule/ops--primary": (stint("11-26T10:00", "11-26T12:00", "bob"),)},
        OPS,
        ["primary 11-26T10:00 11-26T12:00 bob cy"],
    ),
    "the other one of them": (
        {"schedule/ops--primary--2": (stint("11-26T10:00", "11-26T12:00", "ada"),)},
        OPS,
        ["primary 11-26T10:00 11-26T12:00 ada dee"],
    ),
    "two in one roster": (
        {
            KEY: (stint("11-25T10:00", "11-25T12:00", "cy"),),
            "schedule/pay--secondary": (stint("11-25T10:00", "11-25T12:00", "bob"),),
        },
        PAY,
        ["primary 11-25T10:00 11-25T12:00 cy None", "secondary 11-25T10:00 11-25T12:00 bob None"],
    ),
}


@pytest.mark.parametrize(("theirs", "path", "overrides"), WRITTEN.values(), ids=WRITTEN)
def test_what_is_written(call, root, theirs, path, overrides):
    from watchbill.source.roster import read

    toy.STATE.theirs = theirs
    assert call("drift")[0] == 1
    assert call("drift", "--write")[0] == 0
    found = read((root / path).read_text()).overrides
    said = [
        f"{o.rotation} {o.from_:%m-%dT%H:%M} {o.until:%m-%dT%H:%M} {o.person} {o.replaces}"
        for o in found
    ]
    assert said == overrides
    assert call("drift")[0] == 0
    assert checks(root)


def test_one_of_two_for_the_other_and_somebody_for_that_one(call, root):
    toy.STATE.theirs = {
        "schedule/ops--primary": (stint("11-26T10:00", "11-26T12:00", "dee"),),
        "schedule/ops--primary--2": (stint("11-26T10:00", "11-26T12:00", "bob"),),
    }
    assert call("drift", "--write")[0] == 0
    roster = catalog({OPS: (root / OPS).read_text()}).rosters["ops"]
    start = datetime(2026, 11, 26, 10, tzinfo=UTC)
    found = shifts("ops", roster, start, start + timedelta(hours=2))
    assert [set(s.people) for s in found if s.role == "primary"] == [{"bob", "dee"}]


def test_layout_and_comments_stay(call, root):
    text = FILES[PAY].replace("\n", "\r\n") + (
        "overrides:  # agreed\r\n"
        "  # a swap\r\n"
        "  - rotation: primary\r\n"
        "    from: 2026-12-01T12:00\r\n"
        "    until: 2026-12-02T12:00\r\n"
        "    person: cy\r\n"
        "# the end\r\n"
    )
    (root / PAY).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert call("apply", "--yes")[0] == 0
    toy.STATE.theirs = {KEY: (stint("11-25T12:00", "11-26T12:00", "dee"),)}
    assert call("drift", "--write")[0] == 0
    after = (root / PAY).read_bytes().decode("utf-8-sig")
    head, tail = text.split("# the end")
    assert after.startswith(head)
    assert after.endswith(f"    reason: made in toy\r\n# the end{tail}")


def test_what_cannot_be_written_is_said(call, root):
    before = (root / PAY).read_text()
    toy.STATE.theirs = {
        KEY: (
            stint("11-25T12:00", "11-26T12:00", "toy:U7"),
            stint("11-27T12:00", "11-28T12:00", "dee"),
            stint("11-29T12:00", "11-30T12:00", "ada", "dee"),
        )
    }
    code, _, err = call("drift", "--write")
    assert code == 1
    assert err.splitlines() == [
        (
            "not written: pay from Wed 25 Nov 12:00 GMT: toy:U7 is nobody in the repository;"
            " add them to rosters/people, or name their user in pager_ids"
        ),
        (
            "not written: pay from Sun 29 Nov 12:00 GMT: more people are on call then than the"
            " rotations have places"
        ),
        f"wrote {PAY}",
    ]
    added = (root / PAY).read_text().removeprefix(before)
    assert added.count("rotation:") == 1
    assert "2026-11-27T12:00" in added


def test_who_is_on_call_anyway_needs_no_override(call, root):
    toy.STATE.theirs = {"schedule/ops--primary--2": (stint("11-25T10:00", "11-25T12:00", "ada"),)}
    code, _, err = call("drift", "--write")
    assert (code, "they are on call then anyway" in err) == (1, True)


def test_nobody_to_replace(call, root):
    hours = "    hours: [{days: [mon], from: '09:00', until: '17:00'}]\n"
    write(root, edited(PAY, "    role: primary\n", f"    role: primary\n{hours}"))
    assert call("apply", "--yes", "--force")[0] == 0
    toy.STATE.theirs = {KEY: (stint("11-25T12:00", "11-26T12:00", "dee"),)}
    code, _, err = call("drift", "--write")
    assert (code, "nobody is on call then" in err) == (1, True)


def test_what_was_edited_what_is_missing_and_what_stands_in_the_way(call):
    objects = toy.STATE.objects
    watch = objects[KEY].watch
    laid = toy.over(watch.stints, stint("11-25T12:00", "11-26T12:00", "dee"))
    objects[KEY] = objects[KEY]._replace(watch=watch._replace(stints=laid))
    objects["service/old"] = objects.pop("service/net")._replace(key="service/old")
    toy.STATE.unknown = {"cy": "no user with the e-mail cy@small.example"}
    code, out, _ = call("drift")
    assert (code, out.splitlines()) == (
        1,
        [
            (
                "Pager toy says something else than the repository: 1 object that differs, 1 object"
                " missing there, 1 object of ours that the repository has not, 1 obstacle."
            ),
            "",
            "Edited in the pager, not applied yet, or until the next handoff:",
            "  Pay: Primary",
            (
                "    Wed 25 Nov 12:00 Europe/London until Thu 26 Nov 12:00 Europe/London:"
                " dee in the pager, bob in the repository"
            ),
            "",
            "Objects that apply would change:",
            "  + service/net",
            "  ~ schedule/pay--primary: shifts",
            "",
            "In the way:",
            "  cy: no user with the e-mail cy@small.example",
            "",
            "Ours, and not in the repository:",
            "  service/old",
        ],
    )
    said = json.loads(call("drift", "--format", "json")[1])
    assert (said["drift"], len(said["moves"]), len(said["changes"])) == (True, 1, 2)
    assert said["not_in_the_repository"] == ["service/old"]
    assert said["in_the_way"][0]["guard"] == "unknown"
    text = call("drift", "--format", "markdown")[1]
    assert "**In the way**\n\n- cy: no user with the e-mail cy@small.example\n" in text


def test_a_dry_run_sends_nothing(call, root):
    write(root, edited("rosters/services/net.yaml", "name: Net", "name: Network"))
    before = dict(toy.STATE.objects)
    code, out, err = call("apply", "--dry-run")
    assert (code, err) == (0, "\nDry run: 1 request; nothing was sent.\n")
    assert json.loads(out.splitlines()[-1]) == {
        "method": "POST",
        "path": "/service/net",
        "body": {"thing": {"name": "Network", "description": None, "escalation": "escalation/ops"}},
    }
    assert toy.STATE.writes[0]["thing"]["id"] == "T1"
    assert toy.STATE.objects == before
    assert call("apply", "--dry-run", "--record", str(root / "r.jsonl"))[0] == 0
    assert (root / "r.jsonl").read_text().count("\n") == 1
