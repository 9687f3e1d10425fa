"""Commits as trees: the files of a revision, held in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from watchbill.errors import WatchbillError
from watchbill.model.kinds import SETTINGS_PATH, TOP_FOLDERS
from watchbill.source.tree import Files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from git import Blob, Repo
    from git.objects import Tree as GitTree

    from watchbill.source.tree import Tree

_KIND, _FILE = 0o170000, 0o100000
"""The bits of a mode that say what an entry is, and those of an ordinary file."""


def commit_tree(root: Path, revision: str) -> Tree:
    """Return the files of a revision below a root, which may be a subfolder of the git repository.

    Links and submodules are left out; WatchbillError where there is no such revision.
    """
    repo = _repo(root)
    try:
        top = _below(_tree(repo, revision), _prefix(repo, root))
        return Files(dict(_files(top)) if top is not None else {})
    finally:
        repo.close()


def _repo(root: Path) -> Repo:
    try:
        import git
    except ImportError as error:  # GitPython asks for git itself when it is imported
        raise WatchbillError("git is not installed", "install it: https://git-scm.com") from error
    try:
        return git.Repo(root, search_parent_directories=True)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
        raise WatchbillError(f"{root} is in no git repository", "make one: git init") from error


def _prefix(repo: Repo, root: Path) -> tuple[str, ...]:
    """Return the folders from the top of the git repository down to the root."""
    if repo.working_tree_dir is None:
        raise WatchbillError(f"{root} is a git repository without files", "name a checkout")
    return root.resolve().relative_to(Path(repo.working_tree_dir).resolve()).parts


def _tree(repo: Repo, revision: str) -> GitTree:
    import git

    shown = f"git knows no commit `{revision}`"
    if not revision or revision.startswith("-") or not revision.isprintable():
        raise WatchbillError(shown, "name a branch, a tag or a commit")
    try:
        name = repo.git.rev_parse("--verify", "--quiet", f"{revision}^{{commit}}")
        return repo.commit(name).tree
    except (git.GitCommandError, ValueError) as error:
        said = getattr(error, "stderr", "").strip().removeprefix("stderr: ").strip("'")
        hint = said or "make a commit, or fetch the branch; in CI, fetch with depth 0"
        raise WatchbillError(shown, hint) from error


def _below(tree: GitTree, folders: tuple[str, ...]) -> GitTree | None:
    for name in folders:
        inner = next((entry for entry in tree.trees if entry.name == name), None)
        if inner is None:
            return None
        tree = inner
    return tree


def _files(top: GitTree) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of the files that could belong to a repository, as in a folder."""
    for blob in top.blobs:
        if blob.name == SETTINGS_PATH and _is_file(blob):
            yield SETTINGS_PATH, _data(blob)
    pending = [(tree.name, tree) for tree in top.trees if tree.name in TOP_FOLDERS]
    while pending:
        folder, tree = pending.pop()
        for blob in tree.blobs:
            if _is_file(blob) and not blob.name.startswith("."):
                yield f"{folder}/{blob.name}", _data(blob)
        pending += [(f"{folder}/{t.name}", t) for t in tree.trees if not t.name.startswith(".")]


def _is_file(blob: Blob) -> bool:
    return blob.mode & _KIND == _FILE


def _data(blob: Blob) -> bytes:
    data: bytes = blob.data_stream.read()
    return data
