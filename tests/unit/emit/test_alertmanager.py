"""Alertmanager's configuration: amtool accepts it and leads alerts where the services say."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pagers.company import AT, catalog
from tests.unit.emit.made_alerting import accepted, company, quoted, read, routed, service
from tests.unit.emit.made_site import example
from watchbill.emit.alertmanager import DEFAULT, NOBODY, alertmanager
from watchbill.errors import WatchbillError
from watchbill.model import Catalog

NASTY = (
    'a "quoted" one', "back\\slash", "ends in \\", "new\nline", "tab\tand\rreturn", "{a=b}", "a,b",
    "it's: #not", "né 日本 🦉", "\u2028\x85\x7f", "\x01\ufeff", ".*|x", " spaces ", "", "\\n",
    "@file", "null", "1e3",
)  # fmt: skip


def promised(known: Catalog, service_id: str, severity: str) -> str:
    page = known.severities[severity].page
    return NOBODY if page == "never" else f"watchbill/{known.services[service_id].escalation}"


def prove(folder: Path, known: Catalog) -> int:
    config = accepted(folder, known)
    alerts = [(id_, alert) for id_, one in known.services.items() for alert in one.alerts]
    for id_, alert in alerts:
        found = routed(config, alert.match)
        assert found == promised(known, id_, alert.severity), (id_, alert)
    return len(alerts)


def test_the_example_is_accepted_and_every_alert_arrives(tmp_path: Path):
    assert prove(tmp_path, example()) >= 20


def test_what_is_no_services_ends_at_the_default(tmp_path: Path):
    config = accepted(tmp_path, example())
    assert routed(config, {"service": "unheard-of"}) == DEFAULT
    assert routed(config, {"severity": "critical"}) == DEFAULT


def test_nasty_values_arrive_where_they_belong(tmp_path: Path):
    ours = [({"kind": "nasty", "value": value}, "sev1") for value in NASTY if value]
    known = company(
        till=service(*ours), net=service(({"kind": "nasty", "value": ""}, "sev1"), policy="ops")
    )
    assert prove(tmp_path, known) == len(NASTY)
    config = accepted(tmp_path, known)
    assert routed(config, {"kind": "nasty", "value": "axx"}) == DEFAULT
    assert routed(config, {"kind": "nasty"}) == "watchbill/ops", "absent is empty"


@settings(deadline=None)
@given(st.text(), st.text("'\"\\\n #:{}[],é\x85", min_size=1))
def test_any_value_and_name_reads_back(value: str, name: str):
    (route,) = read(company(till=service(({"x": value}, "sev1"), name=name)))["route"]["routes"]
    assert route["matchers"] == [f"x={quoted(value)}"]


def test_the_more_specific_match_comes_first_whoever_it_belongs_to(tmp_path: Path):
    known = company(
        a=service(({"team": "x"}, "sev1"), ({}, "sev4")),
        b=service(({"team": "x", "service": "b"}, "sev1"), ({"zone": "n"}, "sev1"), policy="ops"),
        c=service(({"team": "x", "service": "b", "host": "h"}, "sev4")),
    )
    assert prove(tmp_path, known) == 5
    matchers = [len(route["matchers"]) for route in read(known)["route"]["routes"]]
    assert matchers == [3, 2, 1, 1, 0]


def test_equally_specific_ones_keep_their_order():
    alerts = [({"z": "1"}, "sev1"), ({"a": "1"}, "sev1")]
    known = company(b=service(*alerts), a=service(({"q": "1"}, "sev1"), policy="ops"))
    routes = read(known)["route"]["routes"]
    assert [route["matchers"] for route in routes] == [['q="1"'], ['z="1"'], ['a="1"']]


def test_within_a_service_the_first_entry_counts(tmp_path: Path):
    known = company(
        a=service(({"quiet": "yes"}, "sev4"), ({"service": "a", "severity": "c"}, "sev1")),
        b=service(({"quiet": "yes", "service": "b"}, "sev1"), policy="ops"),
    )
    config = accepted(tmp_path, known)
    assert prove(tmp_path, known) == 3
    assert routed(config, {"service": "a", "severity": "c", "quiet": "yes"}) == NOBODY
    assert routed(config, {"service": "a", "severity": "c"}) == "watchbill/pay"


def test_a_route_below_another_has_its_own_hours():
    known = company(a=service(({"x": "1"}, "sev1"), ({"y": "1", "z": "1"}, "sev3")))
    outer = read(known)["route"]["routes"][0]
    assert outer["active_time_intervals"] == ["watchbill/pay/working-hours"]
    assert outer["routes"] == [{"receiver": "watchbill/pay", "matchers": ['x="1"']}]


def test_receivers_are_names_alone_and_none_is_missing(tmp_path: Path):
    known = company(till=service(({"a": "1"}, "sev1"), policy="gone"))
    names = [DEFAULT, NOBODY, "watchbill/gone", "watchbill/ops", "watchbill/pay"]
    assert read(known)["receivers"] == [{"name": name} for name in names]
    accepted(tmp_path, known)


def test_nothing_to_route(tmp_path: Path):
    known = catalog()
    assert read(known)["route"] == {"receiver": DEFAULT}
    accepted(tmp_path, known)


def test_a_severity_that_is_nowhere_pages():
    (route,) = read(company(till=service(({"a": "1"}, "sev9"))))["route"]["routes"]
    assert route == {"receiver": "watchbill/pay", "matchers": ['a="1"']}


def test_label_names_of_other_characters_are_quoted():
    (route,) = read(company(till=service(({"k8s.io/app": "x"}, "sev1"))))["route"]["routes"]
    assert route["matchers"] == ['"k8s.io/app"="x"']


def test_a_label_without_a_name_is_for_the_user_to_mend():
    with pytest.raises(WatchbillError, match="service till matches a label without a name"):
        alertmanager(company(till=service(({"": "x"}, "sev1"))), AT)


UNREAD = (
    "rosters/teams/ops.yaml", "rosters/calendars/ours.yaml", "rosters/services/net.yaml",
    "policies/escalation/ops.yaml", "policies/severities.yaml",
)  # fmt: skip


@pytest.mark.parametrize("path", UNREAD)
def test_no_routes_while_a_file_that_matters_cannot_be_read(path: str):
    with pytest.raises(WatchbillError, match=f"are no routes while files cannot be read: {path}"):
        alertmanager(catalog({path: "name: ["}), AT)
    assert alertmanager(catalog({"rosters/people/dee.yaml": "name: ["}), AT)
