"""The folder pager: its files, what is not ours among them, and writers that were killed."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.pagers.company import AT, wanted
from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.pager.objects import Change
from watchbill.sync.apply import apply
from watchbill.sync.folder import Folder, connect
from watchbill.sync.memory import MemoryJournal
from watchbill.sync.plan import make_plan
from watchbill.sync.provider import Errand


@pytest.fixture
def here(tmp_path):
    target = Folder(tmp_path, "build/pager")
    put(target, wanted())
    return tmp_path / "build" / "pager"


def plan(target, desired, **options):
    return make_plan("p", desired, target.actual(), AT, **options)


def put(target, desired, **options):
    return apply(plan(target, desired, **options), target, MemoryJournal())


def target_of(here):
    return Folder(here.parent.parent, "build/pager")


def test_the_files(here):
    names = sorted(path.relative_to(here).as_posix() for path in here.rglob("*.json"))
    assert names == [
        "escalation/ops.json", "escalation/pay.json",
        "schedules/ops--primary.json", "schedules/ops--secondary.json",
        "schedules/pay--primary.json", "schedules/pay--secondary.json",
        "services/net.json", "services/till.json", "users.json",
    ]  # fmt: skip
    pay = json.loads((here / "schedules/pay--primary.json").read_text())
    assert pay["managed_by"] == "watchbill"
    assert pay["until"] == "2027-01-11T00:00:00Z"
    assert pay["shifts"][0] == {
        "start": "2026-11-10T12:00:00Z", "end": "2026-11-17T12:00:00Z", "people": ["cy"],
    }  # fmt: skip
    assert pay["shifts"][-1]["end"] == "2027-01-12T12:00:00Z"  # whole, not cut at the horizon


BROKEN = {
    "no JSON": "{",
    "empty": "",
    "deep": "[" * 200_000,
    "no zone": '"until": "2026-11-24T12:00:00"',
    "no instant": '"until": "soon"',
    "no shifts": '"shifts": 3, "x": []',
    "no place": '"timezone": "Nowhere/Else"',
    "out of the calendar": '"until": "0001-01-01T00:00:00+14:00"',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_replaced_with_force(here, text):
    place = here / "schedules/pay--primary.json"
    if ":" in text:
        name = text.partition(":")[0]
        lines = json.loads(place.read_text())
        lines.update(json.loads("{" + text + "}"))
        assert name
        text = json.dumps(lines)
    place.write_text(text)
    target = target_of(here)
    found = plan(target, wanted())
    assert [refusal.guard for refusal in found.refusals] == ["broken"]
    assert found.standing(force=True) == ()
    assert put(target, wanted()).mismatches == ()
    assert plan(target, wanted()).changes == ()


def test_fields_that_others_add_are_no_difference(here):
    place = here / "services/net.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), "colour": "red"}))
    assert plan(target_of(here), wanted()).changes == ()


def test_drift_is_put_right_and_shows_the_people(here):
    place = here / "schedules/pay--secondary.json"
    place.write_text(place.read_text().replace('"ada"', '"dee"'))
    (here / "services/net.json").unlink()
    found = plan(target_of(here), wanted())
    assert [change.key for change in found.changes] == ["service/net", "schedule/pay--secondary"]
    assert {move.difference[2:] for move in found.moves} == {(("dee",), ("ada",))}
    put(target_of(here), wanted())
    assert plan(target_of(here), wanted()).changes == ()


def test_what_is_not_ours_stays_as_it_is(here, tmp_path):
    (here / "notes.txt").write_text("mine")
    (here / "services/mine.json").write_text('{"x": 1}')
    (here / "services/list.json").write_text("[]")
    (here / "services/copy.json").write_bytes((here / "services/net.json").read_bytes())
    (here / "services/folder.json").mkdir()
    (here / "services/.hidden.json").write_text("{")
    (tmp_path / "outside.json").write_bytes((here / "services/net.json").read_bytes())
    (here / "services/link.json").symlink_to(tmp_path / "outside.json")
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    target = target_of(here)
    assert set(target.actual().foreign) == {
        f"service/{name}" for name in ("mine", "list", "copy", "folder", "link")
    }
    assert put(target, wanted(), prune=True).done == ()
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before


def test_a_link_in_the_way_is_not_followed(here, tmp_path):
    (tmp_path / "theirs.json").write_text("{}")
    place = here / "services/net.json"
    place.unlink()
    place.symlink_to(tmp_path / "theirs.json")
    with pytest.raises(WatchbillError, match="link"):
        target_of(here).apply(Change("service/net", None, wanted().objects["service/net"]))
    assert (tmp_path / "theirs.json").read_text() == "{}"


def test_a_folder_that_leads_out_is_refused(tmp_path):
    (tmp_path / "root/build").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "root/build/pager").symlink_to(tmp_path / "out")
    with pytest.raises(WatchbillError, match="link"):
        connect(Errand(tmp_path / "root", Pager(provider="folder"), {}, AT))


@pytest.mark.parametrize(
    "settings",
    [
        {"path": "../x"}, {"path": "/etc"}, {"path": ""}, {"path": 3}, {"path": "rosters/teams"},
        {"path": ".git/x"}, {"path": "build/../.."}, {"path": "runbooks"}, {"pfad": "x"},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_meant(tmp_path, settings):
    with pytest.raises(WatchbillError):
        connect(Errand(tmp_path, Pager(provider="folder", settings=settings), {}, AT))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_cannot_be_written(here):
    (here / "services").chmod(0o500)
    (here / "services/net.json").unlink(missing_ok=True)
    with pytest.raises(WatchbillError, match="cannot be"):
        put(target_of(here), wanted())


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.pagers.company import AT, wanted
from watchbill.sync import files
from watchbill.sync.apply import apply
from watchbill.sync.folder import Folder
from watchbill.sync.journal import FileJournal
from watchbill.sync.plan import make_plan

root, moment, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
whole = getattr(os if moment == "fsync" else Path, moment)

def killed(*args):
    global count
    count -= 1
    if count < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*args)

setattr(os if moment == "fsync" else Path, moment, killed)
target, journal = Folder(root, "build/pager"), FileJournal(root, "p")
with journal.locked():
    plan = make_plan("p", wanted(), target.actual(), AT)
    apply(plan, target, journal)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("moment", ["fsync", "replace"])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 12])
def test_killed_for_real(tmp_path, moment, count):
    command = [sys.executable, "-c", KILLED, str(tmp_path), moment, str(count)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run(command, env=env, check=False).returncode == -signal.SIGKILL
    target = Folder(tmp_path, "build/pager")
    assert target.actual().broken == {}
    assert put(target, wanted()).mismatches == ()
    assert plan(target, wanted()).changes == ()
    assert list((tmp_path / "build/pager").rglob("*.watchbill-tmp")) == []
