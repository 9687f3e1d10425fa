"""Runbooks written elsewhere: what becomes of them."""

from pathlib import Path

import pytest

from tests import real_input
from watchbill.model import Catalog, Ref, Resource
from watchbill.model.policies import Severity
from watchbill.source import markdown, yaml
from watchbill.source.adopt import Adopted, Skipped, adopt, no_runbook
from watchbill.source.outside import runbooks_below

CATALOG = Catalog(
    [
        Resource(Ref("roster", "sre"), "rosters/teams/sre.yaml", None),
        Resource(Ref("service", "web"), "rosters/services/web.yaml", None),
        Resource(
            Ref("severity", "sev1"),
            "policies/severities.yaml",
            Severity(name="Critical", description="Bad.", page="always"),
        ),
    ]
)
"""Runbooks that others wrote, beside the checkout; or say where with WATCHBILL_REAL_INPUT."""


def adopted(text: str | bytes, path: str = "kubernetes/KubePodNotReady.md") -> str:
    data = text if isinstance(text, bytes) else text.encode()
    done = adopt(path, data, "sre", CATALOG)
    assert isinstance(done, Adopted), done
    return done.text


def front(text: str, path: str = "kubernetes/KubePodNotReady.md"):
    read = yaml.read(markdown.split(adopted(text, path)).front or "")
    assert read.troubles == ()
    return read.data


def test_hugo():
    assert adopted("---\ntitle: Kube Pod Not Ready\nweight: 20\n---\n\n# KubePodNotReady\n") == (
        "---\ntitle: KubePodNotReady\nowner: sre\nalerts: [KubePodNotReady]\n"
        "extra:\n  weight: 20\n---\n\n# KubePodNotReady\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        "# A\r\n\r\ntext\r\n",
        "# A\n\ntrailing  \n\ttab",
        "\n\n\n# A\n\n\n",
        "{{< hint info >}}\n---\nnot front matter\n",
        "# Ä 😀\n",
    ],
)
@pytest.mark.parametrize(
    "head", ["", "---\ntitle: A\n---\n", "---\r\nweight: 1\r\n---\r\n", "+++\nb = 1\n+++\n"]
)
def test_bodies_stay_byte_for_byte(head: str, body: str):
    assert markdown.split(adopted(head + body)).body == body


def test_line_ends_are_those_of_the_file():
    assert "\n" not in adopted("# KubePodNotReady\r\ntext\r\n").replace("\r\n", "")


@pytest.mark.parametrize(
    ("path", "text", "title", "alerts"),
    [
        ("etcdNoLeader.md", "# etcdNoLeader\n", "etcdNoLeader", ["etcdNoLeader"]),
        (
            "a/CPUThrottlingHigh.md",
            "# CPU Throttling High\n",
            "CPUThrottlingHigh",
            ["CPUThrottlingHigh"],
        ),
        ("Watchdog.md", "# Watchdog\n", "Watchdog", ["Watchdog"]),
        (
            "RemoteWriteBehind.md",
            "# RemoteStorageFailures\n",
            "RemoteStorageFailures",
            ["RemoteWriteBehind"],
        ),
        (
            "pods-restart.md",
            "# KubePodCrashLooping\n",
            "KubePodCrashLooping",
            ["KubePodCrashLooping"],
        ),
        (
            "DiskFull.md",
            "---\ntitle: What to do when a disk is full\n---\n",
            "What to do when a disk is full",
            ["DiskFull"],
        ),
        ("how-to-restart.md", "# How to restart\n", "How to restart", None),
        ("how-to-restart.md", "text\n", "how-to-restart", None),
        ("Overview.md", "# About the cluster\n", "About the cluster", None),
        ("README-first.md", "# OOM\n", "OOM", None),
    ],
)
def test_titles_and_alerts(path: str, text: str, title: str, alerts: list[str] | None):
    found = front(text, path)
    assert (found["title"], found.get("alerts")) == (title, alerts)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("date: 2020-01-01", {"extra": {"date": "2020-01-01"}}),
        ("draft: yes", {"extra": {"draft": "yes"}}),
        ("tags: [a, 'b: c']", {"extra": {"tags": ["a", "b: c"]}}),
        ("params:\n  a: {b: [1, {c: d}]}", {"extra": {"params": {"a": {"b": [1, {"c": "d"}]}}}}),
        ("description:", {}),
        ("owner: team-x", {"extra": {"owner": "team-x"}}),
        ("owner: sre", {}),
        ("extra: {a: b}", {"extra": {"a": "b"}}),
        ("extra: [a]", {"extra": {"extra": ["a"]}}),
        ("severity: sev1", {"severity": "sev1"}),
        ("severity: critical", {"extra": {"severity": "critical"}}),
        ("services: [web]", {"services": ["web"]}),
        ("services: [web, other]", {"extra": {"services": ["web", "other"]}}),
        ("last_reviewed: 2026-01-02", {"last_reviewed": "2026-01-02"}),
        ("last_reviewed: last week", {"extra": {"last_reviewed": "last week"}}),
        ("alerts: [Other]", {"alerts": ["Other"]}),
        ("title: [a]", {"extra": {"title": ["a"]}}),
    ],
)
def test_front_matter(line: str, expected: dict):
    found = front(f"---\n{line}\n---\n# KubePodNotReady\n")
    ours = {"title": "KubePodNotReady", "owner": "sre", "alerts": ["KubePodNotReady"]}
    assert found == ours | expected


def test_a_day_of_review_is_never_made_up():
    assert "last_reviewed" not in adopted("---\ndate: 2026-01-01\n---\n# A\n")


def test_toml():
    found = front('+++\ntitle = "T"\ndate = 2020-01-01T10:00:00Z\nweight = 1\n+++\n# A\n')
    assert found["extra"] == {"date": "2020-01-01 10:00:00+00:00", "weight": 1}


@pytest.mark.parametrize(
    ("path", "data", "reason", "broken"),
    [
        ("_index.md", b"# A\n", "not a runbook by its name", False),
        ("a/README.md", b"# A\n", "not a runbook by its name", False),
        ("LICENSE", b"Apache\n", "not a runbook by its name", False),
        ("Alert", b"# Alert\n", "does not end in .md", False),
        ("a.png", b"\x89PNG", "does not end in .md", False),
        ("a.md", b"\x89PNG\x00\x01", "not text", False),
        ("a.md", b" \n\n", "empty", False),
        ("a:b.md", b"# A\n", "its path has characters that not every system can store", False),
        ("a\x1b[0m.md", b"# A\n", "its path has characters that not every system can store", False),
        ("a.md", b"# caf\xe9\n", "line 1: byte 0xe9 is not UTF-8", True),
        ("a.md", b"---\na: [b\n---\n# A\n", "line ", True),
        ("a.md", b"---\na: 1\na: 2\n---\n# A\n", "line 3: ", True),
        ("a.md", b"---\na: !!python/object:os.system x\n---\n", "line 2: ", True),
        ("a.md", b"---\n- a\n---\n# A\n", "line 1: its front matter is not a mapping", True),
        ("a.md", b"---\ntitle: A\n\n# A\n", "line 1: ", True),
        ("a.md", b"+++\na = 1\n# A\n", "line 1: ", True),
        ("a.md", b"+++\na = \n+++\n# A\n", "its front matter is not TOML", True),
        ("a.md", b"# A\n" + b"x" * (1 << 20), "line 1: larger than", True),
        ("a.md", b"---\na: &a [x, *a]\n---\n", "line 2: ", True),
    ],
)
def test_what_is_not_taken(path: str, data: bytes, reason: str, broken: bool):
    done = adopt(path, data, "sre", CATALOG)
    assert isinstance(done, Skipped)
    assert done.reason.startswith(reason)
    assert done.broken == broken


def test_reads_no_links_and_nothing_hidden(tmp_path: Path):
    (tmp_path / "out.md").write_text("secret")
    top = tmp_path / "top"
    (top / ".git").mkdir(parents=True)
    (top / ".git" / "a.md").write_text("# A\n")
    (top / "sub").mkdir()
    (top / "sub" / "b.md").write_text("# B\n")
    (top / ".hidden.md").write_text("# C\n")
    (top / "link.md").symlink_to(tmp_path / "out.md")
    (top / "linked").symlink_to(tmp_path)
    found = {item.path: item.data for item in runbooks_below(top)}
    assert found == {
        ".git": Skipped("hidden"),
        ".hidden.md": Skipped("hidden"),
        "link.md": Skipped("a link; links are not followed"),
        "linked": Skipped("a link; links are not followed"),
        "sub/b.md": b"# B\n",
    }


def test_the_public_runbooks_come_in():
    top = real_input.runbooks()
    done = {
        path: data if isinstance(data, Skipped) else adopt(path, data, "sre", CATALOG)
        for path, data in runbooks_below(top)
    }
    taken = {path: item for path, item in done.items() if isinstance(item, Adopted)}
    left = [path for path, item in done.items() if isinstance(item, Skipped)]
    assert len(taken) == 108
    assert {Path(path).name for path in left} == {
        "_index.md",
        "LICENSE",
        "PrometheusOperatorSyncFailed",
    }
    assert all(item.alerts == (Path(path).stem,) for path, item in taken.items())
    for path, item in taken.items():
        body = markdown.split(item.text).body
        assert (top / path).read_bytes().endswith(body.encode())


def test_a_name_decides_first():
    assert no_runbook("docs/CONTRIBUTING.md") == "not a runbook by its name"
    assert no_runbook("docs/DiskFull.md") == ""
