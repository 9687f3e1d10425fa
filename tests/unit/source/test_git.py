"""Commits as trees."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from git import Actor, Repo

from watchbill.errors import WatchbillError
from watchbill.source.git import commit_tree

WHO = Actor("Test", "test@tailwindtraders.example")


@pytest.fixture
def repo(tmp_path: Path):
    made = Repo.init(tmp_path / "repo")
    yield made
    made.close()


def commit(repo: Repo, files: dict[str, str]) -> str:
    for path, text in files.items():
        target = Path(repo.working_dir, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    repo.git.add("--all")
    return repo.index.commit("Change", author=WHO, committer=WHO).hexsha


def test_only_what_belongs_to_a_repository(repo: Repo):
    commit(
        repo,
        {
            "watchbill.yaml": "name: A\n",
            "rosters/people/ada.yaml": "name: Ada\n",
            "runbooks/a/b/c.md": "# C\n",
            "runbooks/.hidden/d.md": "# D\n",
            "policies/.e.yaml": "",
            "README.md": "# Read\n",
            "sub/rosters/people/eve.yaml": "name: Eve\n",
        },
    )
    tree = commit_tree(Path(repo.working_dir), "HEAD")
    assert tree.paths() == ["rosters/people/ada.yaml", "runbooks/a/b/c.md", "watchbill.yaml"]
    assert tree.read("rosters/people/ada.yaml") == b"name: Ada\n"


def test_a_commit_does_not_change(repo: Repo):
    first = commit(repo, {"rosters/a.yaml": "1"})
    commit(repo, {"rosters/a.yaml": "2"})
    root = Path(repo.working_dir)
    (root / "rosters/a.yaml").write_text("3")
    assert commit_tree(root, "HEAD").read("rosters/a.yaml") == b"2"
    assert commit_tree(root, first[:8]).read("rosters/a.yaml") == b"1"
    assert commit_tree(root, "HEAD~1").read("rosters/a.yaml") == b"1"


def test_the_root_may_be_a_subfolder(repo: Repo):
    commit(repo, {"watchbill.yaml": "outer", "ops/on-call/watchbill.yaml": "inner"})
    root = Path(repo.working_dir, "ops", "on-call")
    assert commit_tree(root, "HEAD").read("watchbill.yaml") == b"inner"
    commit(repo, {"other/watchbill.yaml": "later"})
    later = Path(repo.working_dir, "other")
    assert commit_tree(later, "HEAD~1").paths() == []


def test_links_and_submodules_are_left_out(repo: Repo):
    root = Path(repo.working_dir)
    (root / "rosters").mkdir()
    (root / "rosters" / "link.yaml").symlink_to("/etc/passwd")
    head = commit(repo, {"rosters/a.yaml": "1"})
    repo.git.update_index("--add", "--cacheinfo", f"160000,{head},rosters/module")
    repo.index.write()
    repo.git.execute(["git", *_as_test(), "commit", "-q", "-m", "Add a module"])
    assert commit_tree(root, "HEAD").paths() == ["rosters/a.yaml"]


def _as_test() -> list[str]:
    return ["-c", f"user.name={WHO.name}", "-c", f"user.email={WHO.email}"]


@pytest.mark.parametrize(
    "revision", ["nix", "", "--help", "-n1", "HEAD:rosters", "a\nb", "a\x00b", "HEAD^{"]
)
def test_unknown_revisions(repo: Repo, revision: str):
    commit(repo, {"rosters/a.yaml": "1"})
    with pytest.raises(WatchbillError, match="git knows no commit"):
        commit_tree(Path(repo.working_dir), revision)


def test_no_commit_yet(repo: Repo):
    with pytest.raises(WatchbillError, match="git knows no commit"):
        commit_tree(Path(repo.working_dir), "HEAD")


def test_no_git_repository(tmp_path: Path):
    with pytest.raises(WatchbillError, match="is in no git repository"):
        commit_tree(tmp_path, "HEAD")


def test_no_git_at_all(tmp_path: Path):
    tried = "import watchbill.source.git as g; from pathlib import Path; g.commit_tree(Path(), 'x')"
    environment = {"PATH": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", tried],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "WatchbillError: git is not installed" in done.stderr
