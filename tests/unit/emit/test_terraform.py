"""Terraform's documents: names, expressions, nothing secret, and the command."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pagers.company import AT, FILES, catalog, edited
from tests.unit.emit.made_site import example
from tests.unit.emit.made_terraform import document, literal
from watchbill.cli import run
from watchbill.emit.terraform import terraform
from watchbill.emit.terraform.document import Expression, names, value, written
from watchbill.errors import WatchbillError

HOSTILE = '${file("/etc/passwd")} %{ if true }$${x} $ {y} %%{z} 50% "a\\n"'


@given(st.text(st.sampled_from('${}%~ "\\ax\n\u2028')))
def test_text_is_never_evaluated(text: str):
    assert literal(json.loads(written({"a": {"b": [text]}}))["a"]["b"][0]) == text


def test_an_expression_is_written_as_it_is():
    root = {"a": {"b": value("data.x", "y"), "c": Expression("%{ if a }b%{ endif }")}}
    assert json.loads(written(root))["a"] == {"b": "${data.x.y.id}", "c": "%{ if a }b%{ endif }"}


@pytest.mark.parametrize("provider", ["pagerduty", "grafana"])
def test_hostile_names_are_text(provider):
    changes = {
        **edited("rosters/teams/pay.yaml", "name: Pay", f"name: {json.dumps(HOSTILE)}"),
        **edited("policies/escalation/pay.yaml", "name: Pay", f"name: {json.dumps(HOSTILE)}"),
        "rosters/services/till.yaml": FILES["rosters/services/till.yaml"]
        + f"description: {json.dumps(HOSTILE)}\n",
    }
    found = document(catalog(changes), provider)
    wanted = HOSTILE if provider == "grafana" else HOSTILE.replace("\n", " ")
    schedule = {"pagerduty": "pagerduty_schedule", "grafana": "grafana_oncall_schedule"}[provider]
    assert literal(found["resource"][schedule]["pay_primary"]["name"]) == f"{wanted}: Primary"
    texts = json.dumps(found["resource"])
    assert "${file" not in texts.replace("$${file", "")
    if provider == "pagerduty":
        till = found["resource"]["pagerduty_service"]["till"]
        assert literal(till["description"]) == HOSTILE


def test_names_of_resources():
    keys = ["schedule/pay--primary", "escalation/pay", "schedule/a-b--c", "schedule/a--b-c",
            "person/9to5", "schedule/ops--on_call--2"]  # fmt: skip
    found = names(keys)
    assert found["schedule/pay--primary"] == "pay_primary"
    assert found["escalation/pay"] == "pay"
    assert found["person/9to5"] == "_9to5"
    assert found["schedule/ops--on_call--2"] == "ops_on_call_2"
    twins = {found["schedule/a-b--c"], found["schedule/a--b-c"]}
    assert len(twins) == 2
    assert all(name.startswith("a_b_c_") for name in twins)
    assert names(reversed(keys)) == found


@pytest.mark.parametrize("provider", ["pagerduty", "grafana"])
def test_sorted_the_same_all_week_and_nothing_is_set_up(provider):
    known = example()
    (artifact,) = terraform(known, AT, provider)
    found = json.loads(artifact.text)
    assert artifact.text == json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert set(found) <= {"//", "terraform", "data", "locals", "resource"}
    assert list(found["terraform"]) == ["required_providers"]
    assert "watchbill pager apply" in found["//"]
    assert terraform(known, AT.replace(hour=23), provider) == (artifact,)


def test_who_is_unknown_and_steps_that_page_nobody():
    gone = {"rosters/people/ada.yaml": None}
    with pytest.raises(WatchbillError, match="'ada'"):
        document(catalog(gone), "grafana")
    step = FILES["policies/escalation/ops.yaml"].replace(
        "{roster: ops, role: primary}, {person: dee}", "{roster: ops, role: other}"
    )
    with pytest.raises(WatchbillError, match="step 1 of escalation/ops pages nobody"):
        document(catalog({"policies/escalation/ops.yaml": step}), "pagerduty")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    export = ["-C", str(tmp_path), "export", "terraform", "--at", "2026-11-21T10:00Z"]
    grafana = [*export, "--provider", "grafana"]
    assert run([*export, "--check"]) == 1
    assert run(export) == 0
    assert run(grafana) == 0
    assert "wrote build/terraform/grafana.tf.json" in capsys.readouterr().out
    assert run([*export, "--check"]) == 0
    assert run([*grafana, "--check"]) == 0
    assert run([*export, "--check", "--schedule-api", "v3"]) == 1
    assert run([*export, "--schedule-api", "v4"]) == 2
    assert run(["export", "terraform", "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "take effect immediately and know no guards" in said
    assert "`watchbill pager apply` is the safe way" in said
