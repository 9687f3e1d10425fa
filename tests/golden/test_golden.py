"""Whole outputs over a repository: the living example, and one in which much is broken.

`pytest tests/golden --bless` takes what comes out now; the difference is for review.
"""

import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from watchbill.cli import cli

HERE = Path(__file__).parent
TOP = HERE.parents[1]
AT = ("--at", "2026-11-24T15:00Z")
ZONE = ("--tz", "Europe/London")
WINTER = ("--from", "2026-10-19T00:00Z", "--until", "2027-04-05T00:00Z", "--tz", "UTC")
ROSTERS = sorted(path.stem for path in (TOP / "rosters/teams").glob("*.yaml"))

EXAMPLE = {
    **{f"shifts-{id_}.csv": ("shifts", id_, *WINTER, "--format", "csv") for id_ in ROSTERS},
    "payments.ics": ("shifts", "payments", *WINTER, "--format", "ics"),
    "oncall.txt": ("oncall", *AT, *ZONE),
    "oncall.json": ("oncall", *AT, "--json"),
    "who-database.txt": ("who", "who is our database expert?", *AT, *ZONE),
    "who-alert.json": ("who", "checkout errors", *AT, "--json"),
    "page-checkout.txt": ("page", "checkout", "--severity", "sev1", *AT, *ZONE),
    "page-warehouse.json": ("page", "warehouse", "--severity", "sev3", *AT, "--json"),
    "explain-shift.txt": ("explain-shift", "payments", "secondary", "--at", "2026-12-25T03:00Z"),
    "pager-plan.txt": ("pager", "plan", *AT),
    "pager-plan.json": ("pager", "plan", *AT, "--format", "json"),
    "check.txt": ("check", "--preset", "strict", *AT),
    "rules.txt": ("explain",),
}
EXPORTED = {
    "alertmanager.yml": ("alertmanager", *AT),
    "runbook-urls.json": ("runbook-urls",),
    "CODEOWNERS": ("codeowners",),
}
BROKEN = {
    "check.txt": ("check", *AT),
    "check.json": ("check", *AT, "--format", "json"),
    "check-github.txt": ("check", *AT, "--format", "github"),
    "check.sarif": ("check", *AT, "--format", "sarif"),
}


@pytest.fixture
def company(tmp_path: Path) -> Path:
    for name in ("rosters", "policies", "runbooks"):
        shutil.copytree(TOP / name, tmp_path / name)
    shutil.copy(TOP / "watchbill.yaml", tmp_path)
    return tmp_path


def output(root: Path, *args: str) -> str:
    result = CliRunner().invoke(cli, ["-C", str(root), *args], standalone_mode=False)
    assert result.exception is None, result.exception
    return re.sub(r" \(\d+\.\d\d s\)", "", result.output)


def compare(file: Path, text: str, config: pytest.Config) -> None:
    if config.getoption("--bless"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.wheel
@pytest.mark.parametrize("name", EXAMPLE)
def test_example(name: str, company: Path, pytestconfig: pytest.Config):
    compare(HERE / "example" / name, output(company, *EXAMPLE[name]), pytestconfig)


@pytest.mark.wheel
@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(HERE / "broken" / "repository")
    text = output(Path(), *BROKEN[name])
    compare(HERE / "broken" / name, text, pytestconfig)


@pytest.mark.wheel
@pytest.mark.parametrize("name", EXPORTED)
def test_exported_text(name: str, company: Path, pytestconfig: pytest.Config):
    output(company, "export", *EXPORTED[name])
    text = (company / "build" / name).read_text(encoding="utf-8")
    compare(HERE / "example" / name, text, pytestconfig)


@pytest.mark.wheel
def test_exported_files(company: Path, pytestconfig: pytest.Config):
    """Calendars, the JSON API and what Terraform reads, by their digests."""
    output(company, "export", "all", *AT)
    for provider in ("pagerduty", "grafana"):
        output(company, "export", "terraform", "--provider", provider, *AT)
    made = sorted(path for path in (company / "build").rglob("*") if path.is_file())
    digests = [
        f"{sha256(path.read_bytes()).hexdigest()[:16]}  {path.relative_to(company).as_posix()}\n"
        for path in made
    ]
    assert len(digests) > 60
    compare(HERE / "example" / "exported.txt", "".join(digests), pytestconfig)
