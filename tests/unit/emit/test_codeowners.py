"""CODEOWNERS: who reviews what, and nothing that means more than one file by accident."""

from pathlib import Path

import pytest

from tests.pagers.company import FILES, catalog
from watchbill.cli import run
from watchbill.emit.codeowners import MARK, codeowners


def person(who: str, github: str | None, manager: str = "") -> dict[str, str]:
    path = f"rosters/people/{who}.yaml"
    text = FILES[path] + (f"contacts: {{github: {github}}}\n" if github else "")
    return {path: text + (f"manager: {manager}\n" if manager else "")}


GITHUB = {
    **person("ada", "Ada-O", "bob"),
    **person("bob", "'@bob_corp'"),
    **person("cy", "'not a name # @all'", "cy"),
}
BOTH = " @Ada-O @bob_corp"


def lines(changes=GITHUB) -> list[str]:
    (artifact,) = codeowners(catalog(changes))
    assert artifact.path == "CODEOWNERS"
    assert artifact.text.startswith(MARK)
    assert artifact.text.endswith("\n")
    return artifact.text.partition("\n\n")[2].splitlines()


def runbook(owner: str | None) -> str:
    return f"---\ntitle: Down\n{f'owner: {owner}' if owner else ''}\n---\nbody\n"


def test_everything_that_has_an_owner():
    found = lines({**GITHUB, "runbooks/pay/Down.md": runbook("pay")})
    assert found == [
        f"/policies/escalation/ops.yaml{BOTH}",
        f"/policies/escalation/pay.yaml{BOTH}",
        f"/rosters/people/ada.yaml{BOTH}",
        "/rosters/people/bob.yaml @bob_corp",
        "# rosters/people/cy.yaml: nobody who owns it has a GitHub name",
        "# rosters/people/dee.yaml: nobody who owns it has a GitHub name",
        f"/rosters/services/net.yaml{BOTH}",
        f"/rosters/services/till.yaml{BOTH}",
        f"/rosters/teams/ops.yaml{BOTH}",
        f"/rosters/teams/pay.yaml{BOTH}",
        f"/runbooks/pay/Down.md{BOTH}",
    ]


def of(path: str, found: list[str]) -> str:
    (line,) = [line for line in found if line.startswith((path, f"# {path[1:]}"))]
    return line


@pytest.mark.parametrize(
    ("services", "members"),
    [
        (("pay", "ops"), "@Ada-O @bob_corp"),  # of both rosters that use it
        (("ops",), "@bob_corp"),
        ((), "@Ada-O @bob_corp"),  # nobody uses it: of those that it pages, pay and ops
    ],
)
def test_an_escalation_policy_belongs_to_its_services(services: tuple[str, ...], members: str):
    members_of = {"pay": "[ada]", "ops": "[bob]"}
    teams = {
        f"rosters/teams/{team}.yaml": FILES[f"rosters/teams/{team}.yaml"].replace(
            "[ada, bob, cy, dee]", who
        )
        for team, who in members_of.items()
    }
    using: dict[str, str | None] = {"rosters/services/till.yaml": None}
    for roster in services:
        text = f"name: X\nroster: {roster}\nescalation: pay\n"
        using[f"rosters/services/s-{roster}.yaml"] = text
    found = lines({**GITHUB, **teams, **using})
    assert of("/policies/escalation/pay.yaml", found) == f"/policies/escalation/pay.yaml {members}"


def test_what_nobody_owns_is_a_comment():
    broken = {"rosters/teams/pay.yaml": "name: [", "runbooks/a.md": runbook(None)}
    found = lines({**GITHUB, **broken, "runbooks/b.md": runbook("nobody")})
    for path in ("rosters/teams/pay.yaml", "runbooks/a.md", "runbooks/b.md"):
        assert of(f"/{path}", found) == f"# {path}: nobody who owns it has a GitHub name"


def test_paths_with_a_meaning():
    names = ["a b.md", "all*.md", "[x]#1!.md", "é\\.md", "z\n* @evil.md"]
    found = lines({**GITHUB, **{f"runbooks/{name}": runbook("pay") for name in names}})
    assert found[:4] == [
        f"/runbooks/?x??1?.md{BOTH}",
        f"/runbooks/all?.md{BOTH}",
        f"/runbooks/z??\\ @evil.md{BOTH}",
        f"/runbooks/é?.md{BOTH}",
    ], "patterns for more than one file come first: the last line that matches counts"
    assert found[-1] == f"/runbooks/a\\ b.md{BOTH}"
    assert len(found) == 10 + len(names)


def test_the_same_whatever_the_order():
    backwards = dict(reversed({**FILES, **GITHUB}.items()))
    assert lines(backwards) == lines()


def repository(root: Path) -> str:
    for path, text in {**FILES, **GITHUB}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return str(root)


def test_the_command(tmp_path: Path, capsys):
    export = ["-C", repository(tmp_path), "export", "codeowners"]
    assert run([*export, "--check"]) == 1
    assert run(export) == 0
    assert (tmp_path / "build/CODEOWNERS").read_text(encoding="utf-8").startswith(MARK)
    assert run([*export, "--out", ".github/CODEOWNERS"]) == 0
    assert (tmp_path / ".github/CODEOWNERS").is_file()
    assert run([*export, "--out", ".github", "--check"]) == 0
    (tmp_path / "rosters/services/net.yaml").unlink()
    assert run([*export, "--out", ".github", "--check"]) == 1
    assert "differs: CODEOWNERS" in capsys.readouterr().out
    assert run([*export, "--out", ".github"]) == 0


def test_a_file_written_by_hand_is_kept(tmp_path: Path, capsys):
    file = tmp_path / "CODEOWNERS"
    file.write_text("* @boss\n", encoding="utf-8")
    assert run(["-C", repository(tmp_path), "export", "codeowners", "--out", "."]) == 2
    assert "was not made by watchbill" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "* @boss\n"
