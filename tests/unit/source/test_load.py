"""Loading: files become resources, mistakes become problems, and each mistake one."""

import pytest

from watchbill.model import Ref
from watchbill.model.kinds import FILE_KINDS
from watchbill.source.load import document, load
from watchbill.source.tree import Files

WAIVERS = b"- {rule: WB101, resource: a/b, reason: c, until: 2027-01-01}\n"
SEVERITIES = b"sev1: {name: A, description: B, page: never}\nsev2: {}\n"
ADA = b"name: Ada\nemail: ada@a.example\ntimezone: UTC\n"


def loaded(**files):
    return load(Files({path.replace("__", "/") + ".yaml": data for path, data in files.items()}))


def test_a_person():
    found = load(Files({"rosters/people/ada.yaml": ADA}))
    assert found.problems == ()
    assert found.catalog.people["ada"].name == "Ada"
    assert found.catalog.resources[Ref("person", "ada")].path == "rosters/people/ada.yaml"


BROKEN = {
    "syntax": b"name: [Ada\n",
    "type": b"name: 7\nemail: a\ntimezone: UTC\n",
    "key": b"nam: Ada\nemail: a\ntimezone: UTC\n",
    "bytes": b"name: \xff\n",
    "empty": b"",
    "list": b"- a\n",
    "documents": ADA + b"---\n" + ADA,
    "zone": ADA.replace(b"UTC", b"Mars/Base"),
    "no value": b"name:\nemail: a\ntimezone: UTC\n",
    "tag": b"name: !x Ada\n",
    "too much": b"a" * ((1 << 20) + 1),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_one_finding_and_registers_its_id(data):
    found = load(Files({"rosters/people/ada.yaml": data}))
    assert len(found.problems) == 1
    assert found.catalog.ids("person") == ("ada",)
    assert "ada" not in found.catalog.people
    assert found.problems[0].ref == Ref("person", "ada")


@pytest.mark.parametrize("data", [b"a: 1\na: 2\n", b"name: A\ntitle:\n"])
def test_nothing_is_silent_that_was_left_out(data):
    found = load(
        Files({"policies/severities.yaml": data, "runbooks/a.md": b"---\n" + data + b"---\n"})
    )
    assert {problem.ref.kind for problem in found.problems} == {"severities", "runbook"}


def test_files_of_several_resources():
    found = load(
        Files(
            {
                "policies/severities.yaml": SEVERITIES,
                "policies/waivers.yaml": WAIVERS,
            }
        )
    )
    assert found.catalog.ids("severity") == ("sev1", "sev2")
    assert dict(found.catalog.severities) == {}, "a file is right as a whole, or not read"
    assert found.catalog.waivers["0"].reason == "c"
    assert found.catalog.resources[Ref("severity", "sev1")].at == ("sev1",)
    assert {problem.pointer for problem in found.problems} == {("sev2",)}


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("rosters/people/ada.yml", "rename it to ada.yaml"),
        ("rosters/people/Ada.yaml", "lower-case"),
        ("rosters/people/a b.yaml", "lower-case"),
        ("rosters/ada.yaml", "folders below rosters/"),
        ("runbooks/ada.yaml", "folders below rosters/"),
    ],
)
def test_files_in_no_place(path, hint):
    (problem,) = load(Files({path: ADA})).problems
    assert (problem.code, problem.ref) == ("WB008", Ref("file", path))
    assert hint in problem.hint


def test_every_kind_of_file_has_a_place_of_its_own():
    texts = {"waivers": b"[]\n", "runbook": b"# A\n", "page": b"# A\n"}
    for kind in FILE_KINDS:
        name = kind.file or ("a.md" if kind.markdown else "a.yaml")
        path = f"{kind.folder}/{name}".lstrip("/")
        found = load(Files({path: texts.get(kind.name, b"{}\n")}))
        kinds = {ref.kind for ref in found.catalog.resources}
        assert kinds == {kind.name if kind.file else kind.resource}
        assert "WB008" not in {problem.code for problem in found.problems}


def test_a_document_knows_where_its_values_stand():
    text = "---\r\ntitle: \U0001f600 x\r\nservices: [a, b]\r\n---\r\n# H\r\nTODO\r\n"
    tree = Files({"runbooks/a.md": b"\xef\xbb\xbf" + text.encode()})
    found = document(tree, "runbooks/a.md")
    assert found.mark(("title",)) == (2, 8, 11)
    assert found.mark(("services", 1), key=True) == (3, 15, 16)
    assert found.mark(("services", 9, "x"))[:2] == (3, 11), "the nearest that is there"
    assert found.mark(("owner",))[:2] == (2, 1)
    assert found.mark(("body", 1)) == (6, 1, 5)
    assert found.line(2) == "title: \U0001f600 x"
    assert found.line(99) == ""
    assert document(Files({}), "x.yaml").mark(("a",)) == (1, 1, 1)
