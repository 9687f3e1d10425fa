"""`watchbill site` as it is typed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.unit.emit.made_site import SMALL
from watchbill.cli import run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in SMALL.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def site(root: Path, *arguments: str) -> int:
    return run(["-C", str(root), "site", *arguments])


def test_a_site_is_built_beside_its_pages(root, capsys):
    assert site(root, "build", "--at", "2026-11-21T13:00Z") == 0
    assert (root / "build/site/people/ada/index.html").is_file()
    assert (root / "build/docs/people/ada.md").is_file()
    said = capsys.readouterr()
    assert said.out.startswith(f"{root / 'build/site'}: ")
    assert said.err == ""


def test_the_same_instant_gives_the_same_site(root):
    def files():
        site(root, "build", "--at", "2026-11-21T13:00Z")
        built = (root / "build" / "site").rglob("*")
        return {file: file.read_bytes() for file in built if file.is_file()}

    assert files() == files()


def test_a_broken_link_is_a_warning_and_an_error_if_asked(root, capsys):
    (root / "runbooks/pay/Slow.md").write_text("# Slow\n\n[x](gone.md) [y](http://[bad)\n")
    assert site(root, "build") == 0
    assert "gone.md" in capsys.readouterr().err
    assert site(root, "build", "--strict") == 1


@pytest.mark.parametrize("verb", ["build", "pack"])
def test_a_site_that_lacks_a_file_is_made_and_is_not_fine(root, capsys, verb):
    team = root / "rosters/teams/pay.yaml"
    good = team.read_text(encoding="utf-8")
    team.write_text(good.replace("name: Pay", "name: [Pay"), encoding="utf-8")
    assert site(root, verb, "--at", "2026-11-21T13:00Z") == 1
    said = capsys.readouterr()
    assert said.err.count("not read: rosters/teams/pay.yaml") >= 1
    assert "the site lacks what could not be read" in said.err
    made = {"build": root / "build/site/index.html", "pack": root / "build/on-call.zip"}[verb]
    assert made.is_file()
    assert str(made if verb == "pack" else made.parent) in said.out
    team.write_text(good, encoding="utf-8")
    assert site(root, verb, "--at", "2026-11-21T13:00Z") == 0


def test_templates_of_the_repository_come_first(root, capsys):
    own = root / "site/templates"
    own.mkdir(parents=True)
    (own / "person.md.j2").write_text("{{ front(heading) }}\n# Mine: {{ heading }}\n")
    assert site(root, "build") == 0
    assert "# Mine: Ada Obi" in (root / "build/docs/people/ada.md").read_text()
    (own / "person.md.j2").write_text("{{ front(heading) }}\n{% nonsense %}\n")
    assert site(root, "build") == 2
    assert "person.md.j2:2" in capsys.readouterr().err


def test_folders_of_the_repository_are_never_the_output(root, capsys):
    (root / "site/templates").mkdir(parents=True)
    assert site(root, "build", "--out", str(root)) == 2
    assert "choose another --out" in capsys.readouterr().err
    assert (root / "site/templates").is_dir()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _shows(url: str, text: str) -> bool:
    """Say whether a page shows a text within half a minute."""
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=5) as page:  # noqa: S310  # our own
                if text in page.read().decode():
                    return True
        except OSError:
            pass
        time.sleep(0.2)
    return False


@pytest.fixture
def interruptible():
    """Let what is started take Ctrl-C: whoever runs tests in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_serve_follows_edits_and_ends_cleanly(root, end):
    port = _free_port()
    command = [sys.executable, "-m", "watchbill", "-C", str(root), "site", "serve"]
    served = subprocess.Popen(
        [*command, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
    )
    url = f"http://127.0.0.1:{port}/people/ada/"
    try:
        assert _shows(url, "Ada Obi")
        person = root / "rosters/people/ada.yaml"
        person.write_text(person.read_text().replace("Ada Obi", "Ada Lovelace"))
        assert _shows(url, "Ada Lovelace")
        person.write_text("name: [broken\n")
        time.sleep(1)
        assert served.poll() is None
        served.send_signal(end)
        assert served.wait(timeout=60) == 0
    finally:
        served.kill()
        served.wait()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
