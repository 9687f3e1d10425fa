"""Addresses of runbooks: those of the site, for each alert."""

import json
from pathlib import Path

import pytest

from tests.pagers.company import FILES, catalog
from tests.unit.emit.made_site import example, made
from watchbill.cli import run
from watchbill.emit.runbook_urls import runbook_urls
from watchbill.errors import WatchbillError

SITE = {"watchbill.yaml": FILES["watchbill.yaml"] + "site: {url: 'https://on.example/x/'}\n"}


def book(alerts: str) -> str:
    return f"---\ntitle: T\nowner: pay\nservices: [till]\nalerts: {alerts}\n---\nbody\n"


def rows(changes) -> list[dict]:
    (artifact,) = runbook_urls(catalog({**SITE, **changes}))
    assert artifact.path == "runbook-urls.json"
    found: list[dict] = json.loads(artifact.text)
    return found


def test_a_row_for_every_alert():
    found = rows({
        "runbooks/pay/Down.md": book("[TillSlow, TillDown, TillDown]"),
        "runbooks/a b?/é.md": "---\nalerts: [Ä]\n---\nx\n",
        "runbooks/none.md": "no front matter\n",
        "runbooks/net/index.md": book("[NetDown]"),
    })  # fmt: skip
    at_pay = {"runbook_url": "https://on.example/x/runbooks/pay/Down/"}
    owned = {"services": ["till"], "owner": "pay"}
    assert found == [
        {"alert": "NetDown", "runbook_url": "https://on.example/x/runbooks/net/", **owned},
        {"alert": "TillDown", **at_pay, **owned},
        {"alert": "TillSlow", **at_pay, **owned},
        {
            "alert": "Ä",
            "runbook_url": "https://on.example/x/runbooks/a%20b%3F/%C3%A9/",
            "services": [],
            "owner": None,
        },
    ]


def test_an_alert_of_two_runbooks_is_there_twice():
    found = rows({"runbooks/b.md": book("[X]"), "runbooks/a.md": book("[X]")})
    assert [row["runbook_url"][-4:] for row in found] == ["s/a/", "s/b/"]


def test_every_address_is_a_page_of_the_site():
    known = example()
    (artifact,) = runbook_urls(known)
    there = made(known)
    urls = [row["runbook_url"] for row in json.loads(artifact.text)]
    base = str(known.settings.site.url)
    assert len(urls) >= 20
    for url in urls:
        assert url.startswith(base)
        assert f"{url.removeprefix(base).rstrip('/')}.md" in there


@pytest.mark.parametrize(
    ("site", "message"),
    [("", "does not say where the site is"), ("site: {url: 'javascript:x'}\n", "no web address")],
)
def test_without_an_address_of_the_site(site: str, message: str):
    with pytest.raises(WatchbillError, match=message) as caught:
        runbook_urls(catalog({"watchbill.yaml": FILES["watchbill.yaml"] + site}))
    assert "site: {url:" in caught.value.hint


def test_the_command(tmp_path: Path, capsys):
    for path, text in {**FILES, **SITE, "runbooks/Down.md": book("[X]")}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    export = ["-C", str(tmp_path), "export", "runbook-urls"]
    assert run([*export, "--check"]) == 1
    assert run(export) == 0
    assert "wrote build/runbook-urls.json" in capsys.readouterr().out
    assert run([*export, "--check"]) == 0
    (tmp_path / "watchbill.yaml").write_text(FILES["watchbill.yaml"], encoding="utf-8")
    assert run(export) == 2
    assert "site: {url:" in capsys.readouterr().err
