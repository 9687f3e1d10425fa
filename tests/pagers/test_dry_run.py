"""`watchbill pager apply --dry-run`, with every real pager: nothing is sent."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests.pagers import jsm_bench, oncall_bench
from tests.pagers.company import AT, FILES, PEOPLE, edited
from tests.pagers.fakes.pagerduty import PagerDuty
from watchbill.cli import run

CHANGED = {
    **edited("rosters/teams/pay.yaml", "order: [ada, bob, cy]", "order: [bob, cy, ada]"),
    **edited("policies/escalation/pay.yaml", "wait: 1 hour", "wait: 2 hours"),
    "rosters/services/net.yaml": None,
}


@pytest.fixture
def stack():
    with ExitStack() as stack:
        yield stack


def pagerduty(stack, monkeypatch, **settings):
    fake = stack.enter_context(PagerDuty(AT).running())
    for person in PEOPLE:
        fake.user(person.title())
    monkeypatch.setenv("PAGERDUTY_TOKEN", fake.token)
    return (
        fake,
        fake.token,
        {"provider": "pagerduty", "settings": {"api_url": fake.url, **settings}},
    )


def v2(stack, monkeypatch):
    return pagerduty(stack, monkeypatch, schedule_api="v2")


def v3(stack, monkeypatch):
    return pagerduty(stack, monkeypatch, schedule_api="v3")


def jsm(stack, monkeypatch):
    here = jsm_bench.site(stack)
    monkeypatch.setenv("JSM_TOKEN", "jsm-token")
    return here.fake, "jsm-token", {"provider": "jsm", "settings": here.settings}


def grafana(stack, monkeypatch):
    fake = oncall_bench.fake(stack)
    monkeypatch.setenv("GRAFANA_ONCALL_TOKEN", fake.token)
    settings = dict(oncall_bench.pager(fake).settings)
    return fake, fake.token, {"provider": "grafana", "settings": settings}


def write(root, files):
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            place.unlink()
        else:
            place.write_text(text, encoding="utf-8")


def written(fake):
    """Return the writes that a fake has seen; a preview changes nothing."""
    seen = [each for each in fake.seen if each.method != "GET"]
    return [each for each in seen if not each.path.endswith("/preview")]


MAKERS: tuple[Callable, ...] = (v2, v3, jsm, grafana)


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_nothing_is_sent_and_everything_is_told(maker, stack, monkeypatch, tmp_path, capsys):
    fake, token, pager = maker(stack, monkeypatch)
    root, record = tmp_path / "oncall", tmp_path / "requests.jsonl"
    write(root, FILES)
    settings = f"{FILES['watchbill.yaml']}pagers: {json.dumps({'live': pager})}\n"
    write(root, {"watchbill.yaml": settings})
    for minutes, files in ((0, {}), (30, CHANGED)):
        write(root, files)
        fake.now = AT + timedelta(minutes=minutes)
        when = ("--at", fake.now.isoformat())
        apply = ("-C", str(root), "pager", "apply", "--prune", "--force", *when)
        before = len(written(fake))
        assert run([*apply, "--dry-run", "--record", str(record)]) == 0
        assert len(written(fake)) == before
        lines = [json.loads(line) for line in record.read_text().splitlines()]
        assert token not in record.read_text()
        assert run([*apply, "--yes"]) == 0
        sent = written(fake)[before:]
        assert [line["method"] for line in lines] == [each.method for each in sent]
        assert lines != []
    assert "Traceback" not in capsys.readouterr().err
