"""Which runbooks belong together."""

import pytest

from tests.unit.emit.made_site import catalog, example
from watchbill.engine.related import MOST, kin, related


def near(runbooks: dict[str, str], one: str) -> tuple[str, ...]:
    files = {
        f"runbooks/{name}.md": f"---\n{front}---\n## Meaning\n" for name, front in runbooks.items()
    }
    return related(kin(catalog(files).runbooks), one)


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"B": "services: [x]\n", "C": "services: [y]\n"}, ("B",)),
        ({"B": "services: [x]\n", "C": "alerts: [Down]\n"}, ("C", "B")),
        ({"B": "topics: [db]\n", "C": "services: [x]\ntopics: [db]\n"}, ("C", "B")),
        ({"B": "owner: pay\n"}, ()),
        ({"LagOfReplicas": "", "C": ""}, ("LagOfReplicas",)),
        ({"C": "services: [x]\n", "B": "services: [x]\n"}, ("B", "C")),
    ],
)
def test_what_is_shared_counts(others, said):
    one = "owner: pay\nservices: [x]\nalerts: [Down]\ntopics: [db]\n"
    assert near({"ReplicaLag": one, **others}, "ReplicaLag") == said


def test_there_are_never_more_than_a_few_and_never_itself():
    of = kin(example().runbooks)
    for runbook in example().runbooks:
        found = related(of, runbook)
        assert len(found) == len(set(found)) <= MOST
        assert runbook not in found


def test_what_all_share_says_nothing():
    many = {f"R{n}": "services: [x]\n" for n in range(301)}
    assert near({**many, "A": "services: [x]\nalerts: [a]\n", "B": "alerts: [a]\n"}, "A") == ("B",)
