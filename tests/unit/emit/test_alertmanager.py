"""Alertmanager's configuration: amtool accepts it and leads alerts where the services say."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import TOP
from tests.pagers.company import AT, FILES, catalog
from watchbill.emit.alertmanager import DEFAULT, NOBODY, alertmanager
from watchbill.engine.escalation import pages
from watchbill.errors import WatchbillError
from watchbill.model import Catalog, Ref, Resource
from watchbill.model.services import Alert, Service
from watchbill.source.load import load
from watchbill.source.tree import Folder

UNPACKED = TOP / "build/tools/alertmanager/usr/bin/amtool"
SEVERITIES = """\
sev1: {name: One, description: Bad., page: always}
sev3: {name: Three, description: Small., page: working_hours}
sev4: {name: Four, description: Nothing., page: never}
"""
NASTY = (
    'a "quoted" one', "back\\slash", "ends in \\", "new\nline", "tab\tand\rreturn", "{a=b}", "a,b",
    "it's: #not", "né 日本 🦉", "\u2028\x85\x7f", "\x01\ufeff", ".*|x", " spaces ", "", "\\n",
    "@file", "null", "1e3",
)  # fmt: skip


@pytest.fixture(scope="module")
def amtool() -> str:
    """Return amtool; where CI should have installed it, a skipped test would prove nothing."""
    here = str(UNPACKED) if UNPACKED.exists() else None
    found = os.environ.get("WATCHBILL_AMTOOL") or shutil.which("amtool") or here
    if not found:
        why = "no amtool: run tests/install-amtool.sh, or set WATCHBILL_AMTOOL"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    return found


def ran(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def service(
    *alerts: tuple[Mapping[str, str], str], policy="pay", roster="pay", name="X"
) -> Service:
    """Return a service as a value: files could not hold all that is tried here."""
    listed = tuple(Alert(match=dict(match), severity=severity) for match, severity in alerts)
    return Service(name=name, roster=roster, escalation=policy, alerts=listed)


def company(changes: Mapping[str, str] = {}, **services: Service) -> Catalog:
    base = catalog({"policies/severities.yaml": SEVERITIES, **changes}).resources.values()
    made = [Resource(Ref("service", id_), f"{id_}.yaml", one) for id_, one in services.items()]
    return Catalog([*base, *made])


def text_of(known: Catalog, at=AT) -> str:
    (artifact,) = alertmanager(known, at)
    assert artifact.path == "alertmanager.yml"
    return artifact.text


def read(known: Catalog, at=AT) -> Any:
    return yaml.safe_load(text_of(known, at))


def written(folder: Path, known: Catalog) -> str:
    file = folder / "alertmanager.yml"
    file.write_text(text_of(known), encoding="utf-8", newline="\n")
    return str(file)


def routed(amtool: str, config: str, labels: Mapping[str, str]) -> str:
    """Return the receiver of an alert, as Alertmanager's own routing finds it."""
    quoted = [f"{name}={_go(value)}" for name, value in labels.items()]
    return ran(amtool, "config", "routes", "test", f"--config.file={config}", *quoted)


def _go(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def promised(known: Catalog, service_id: str, severity: str) -> str:
    page = known.severities[severity].page
    return NOBODY if page == "never" else f"watchbill/{known.services[service_id].escalation}"


def prove(amtool: str, folder: Path, known: Catalog) -> int:
    config = written(folder, known)
    ran(amtool, "check-config", config)
    alerts = [(id_, alert) for id_, one in known.services.items() for alert in one.alerts]
    for id_, alert in alerts:
        found = routed(amtool, config, alert.match)
        assert found == promised(known, id_, alert.severity), (id_, alert)
    return len(alerts)


def test_the_example_is_accepted_and_every_alert_arrives(amtool: str, tmp_path: Path):
    assert prove(amtool, tmp_path, load(Folder(TOP)).catalog) >= 20


def test_what_is_no_services_ends_at_the_default(amtool: str, tmp_path: Path):
    config = written(tmp_path, load(Folder(TOP)).catalog)
    assert routed(amtool, config, {"service": "unheard-of"}) == DEFAULT
    assert routed(amtool, config, {"severity": "critical"}) == DEFAULT


def test_nasty_values_arrive_where_they_belong(amtool: str, tmp_path: Path):
    ours = [({"kind": "nasty", "value": value}, "sev1") for value in NASTY if value]
    known = company(
        till=service(*ours), net=service(({"kind": "nasty", "value": ""}, "sev1"), policy="ops")
    )
    assert prove(amtool, tmp_path, known) == len(NASTY)
    config = written(tmp_path, known)
    assert routed(amtool, config, {"kind": "nasty", "value": "axx"}) == DEFAULT
    assert routed(amtool, config, {"kind": "nasty"}) == "watchbill/ops", "absent is empty"


@settings(deadline=None)
@given(st.text(), st.text("'\"\\\n #:{}[],é\x85", min_size=1))
def test_any_value_and_name_reads_back(value: str, name: str):
    (route,) = read(company(till=service(({"x": value}, "sev1"), name=name)))["route"]["routes"]
    assert route["matchers"] == [f"x={_go(value)}"]


def test_the_more_specific_match_comes_first_whoever_it_belongs_to(amtool: str, tmp_path: Path):
    known = company(
        a=service(({"team": "x"}, "sev1"), ({}, "sev4")),
        b=service(({"team": "x", "service": "b"}, "sev1"), ({"zone": "n"}, "sev1"), policy="ops"),
        c=service(({"team": "x", "service": "b", "host": "h"}, "sev4")),
    )
    assert prove(amtool, tmp_path, known) == 5
    matchers = [len(route["matchers"]) for route in read(known)["route"]["routes"]]
    assert matchers == [3, 2, 1, 1, 0]


def test_equally_specific_ones_keep_their_order():
    alerts = [({"z": "1"}, "sev1"), ({"a": "1"}, "sev1")]
    known = company(b=service(*alerts), a=service(({"q": "1"}, "sev1"), policy="ops"))
    routes = read(known)["route"]["routes"]
    assert [route["matchers"] for route in routes] == [['q="1"'], ['z="1"'], ['a="1"']]


def test_within_a_service_the_first_entry_counts(amtool: str, tmp_path: Path):
    known = company(
        a=service(({"quiet": "yes"}, "sev4"), ({"service": "a", "severity": "c"}, "sev1")),
        b=service(({"quiet": "yes", "service": "b"}, "sev1"), policy="ops"),
    )
    config = written(tmp_path, known)
    assert prove(amtool, tmp_path, known) == 3
    assert routed(amtool, config, {"service": "a", "severity": "c", "quiet": "yes"}) == NOBODY
    assert routed(amtool, config, {"service": "a", "severity": "c"}) == "watchbill/pay"


def test_a_route_below_another_has_its_own_hours():
    known = company(a=service(({"x": "1"}, "sev1"), ({"y": "1", "z": "1"}, "sev3")))
    outer = read(known)["route"]["routes"][0]
    assert outer["active_time_intervals"] == ["watchbill/pay/working-hours"]
    assert outer["routes"] == [{"receiver": "watchbill/pay", "matchers": ['x="1"']}]


def test_receivers_are_names_alone_and_none_is_missing(amtool: str, tmp_path: Path):
    known = company(till=service(({"a": "1"}, "sev1"), policy="gone"))
    names = [DEFAULT, NOBODY, "watchbill/gone", "watchbill/ops", "watchbill/pay"]
    assert read(known)["receivers"] == [{"name": name} for name in names]
    ran(amtool, "check-config", written(tmp_path, known))


def test_nothing_to_route(amtool: str, tmp_path: Path):
    known = catalog()
    assert read(known)["route"] == {"receiver": DEFAULT}
    ran(amtool, "check-config", written(tmp_path, known))


def test_a_severity_that_cannot_be_read_pages():
    (route,) = read(company(till=service(({"a": "1"}, "sev9"))))["route"]["routes"]
    assert route == {"receiver": "watchbill/pay", "matchers": ['a="1"']}


def test_label_names_of_other_characters_are_quoted():
    (route,) = read(company(till=service(({"k8s.io/app": "x"}, "sev1"))))["route"]["routes"]
    assert route["matchers"] == ['"k8s.io/app"="x"']


def test_a_label_without_a_name_is_for_the_user_to_mend():
    with pytest.raises(WatchbillError, match="service till matches a label without a name"):
        alertmanager(company(till=service(({"": "x"}, "sev1"))), AT)


WINDOWS = (
    '{days: [mon, tue, wed, thu, fri], from: "09:00", until: "17:30"}',
    '{days: [mon, fri, sun], from: "22:00", until: "06:00"}',
    '{from: "18:00", until: "24:00"}',
    '{from: "00:00", until: "00:00"}',
    "{from: fri 17:00, until: mon 09:00}",
    "{from: sun 23:00, until: sun 22:00}",
)
HOLIDAYS = (
    "name: Ours\ndays: [{date: 2026-11-15, name: x}, {date: 2026-11-25, name: x},"
    " {date: 2026-11-29, name: x}, {date: 2027-11-15, name: x}, {date: 2028-01-01, name: x}]\n"
)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland", "America/Los_Angeles"])
def test_hours_are_the_engines(amtool: str, tmp_path: Path, window: str, zone: str):
    """Every half hour of ten days: pages at once if and only if a route notifies."""
    roster = FILES["rosters/teams/pay.yaml"].replace("Europe/London", zone)
    files = {
        "watchbill.yaml": FILES["watchbill.yaml"] + f"working_hours: {window}\n",
        "rosters/calendars/ours.yaml": HOLIDAYS,
        "rosters/teams/pay.yaml": roster + "holidays: [ours]\n",
    }
    known = company(files, till=service(({"a": "1"}, "sev3")))
    ran(amtool, "check-config", written(tmp_path, known))
    config = read(known)
    start = datetime(2026, 11, 22, tzinfo=UTC)
    for half in range(10 * 24 * 2):
        at = start + half * timedelta(minutes=30)
        assert notifies(config, at) == (pages(known, "till", "sev3", at).starts == at), at


def notifies(config: Any, at: datetime) -> bool:
    """Do with a route's intervals what Alertmanager does."""
    (route,) = config["route"]["routes"]
    named = {one["name"]: one["time_intervals"] for one in config["time_intervals"]}
    active = [part for name in route["active_time_intervals"] for part in named[name]]
    mute = [part for name in route["mute_time_intervals"] for part in named[name]]
    return any(holds(part, at) for part in active) and not any(holds(part, at) for part in mute)


def holds(part: dict, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(part["location"]))
    now, day = f"{local:%H:%M}", f"{local:%A}".lower()
    return (
        day in part.get("weekdays", [day])
        and str(local.year) in part.get("years", [str(local.year)])
        and str(local.month) in part.get("months", [str(local.month)])
        and str(local.day) in part.get("days_of_month", [str(local.day)])
        and any(t["start_time"] <= now < t["end_time"] for t in part.get("times", [ALL_DAY]))
    )


ALL_DAY = {"start_time": "00:00", "end_time": "24:00"}


def test_holidays_of_a_year_and_the_same_all_week():
    files = {
        "rosters/calendars/ours.yaml": HOLIDAYS,
        "rosters/teams/pay.yaml": FILES["rosters/teams/pay.yaml"] + "holidays: [ours]\n",
    }
    known = company(files, till=service(({"a": "1"}, "sev3")))
    assert read(known)["time_intervals"][1]["time_intervals"] == [
        {"years": [year], "months": ["11"], "days_of_month": days, "location": "Europe/London"}
        for year, days in (("2026", ["15", "25", "29"]), ("2027", ["15"]))
    ]
    week = [datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 22, 23, 59, tzinfo=UTC)]
    assert len({text_of(known, at) for at in week}) == 1
    assert text_of(known, week[1] + timedelta(minutes=1)) != text_of(known, week[0])


def test_a_roster_without_holidays_mutes_nothing(amtool: str, tmp_path: Path):
    known = company(till=service(({"a": "1"}, "sev3")))
    (route,) = read(known)["route"]["routes"]
    assert "mute_time_intervals" not in route
    assert [one["name"] for one in read(known)["time_intervals"]] == ["watchbill/pay/working-hours"]
    ran(amtool, "check-config", written(tmp_path, known))
