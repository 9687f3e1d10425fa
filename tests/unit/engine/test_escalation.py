from datetime import UTC, datetime

import pytest

from watchbill.engine.escalation import Paging, pages
from watchbill.model import Catalog
from watchbill.source.load import load
from watchbill.source.tree import Files

PERSON = "name: {0}\nemail: {0}@tailwindtraders.example\ntimezone: UTC\n"
FILES = {
    "watchbill.yaml": """
name: Test
timezone: UTC
working_hours: {days: [mon, tue, wed, thu, fri], from: "09:00", until: "17:30"}
""",
    "rosters/teams/payments.yaml": """
name: Payments
timezone: Europe/London
members: [ada, ken, lin]
holidays: [gb]
rotations:
  - id: primary
    role: primary
    handoff: {every: 1 day, at: "12:00"}
    turns: [{since: 2026-01-01, order: [ada, [ken, lin]]}]
  - id: days
    role: secondary
    hours: [{from: "09:00", until: "17:00"}]
    handoff: {every: 1 day, at: "09:00"}
    turns: [{since: 2026-01-01, order: [lin]}]
""",
    "rosters/calendars/gb.yaml": "name: Britain\ndays: [{date: 2026-11-23, name: Off}]\n",
    "rosters/services/checkout.yaml": "name: Checkout\nroster: payments\nescalation: payments\n",
    "policies/escalation/payments.yaml": """
name: Payments
steps:
  - {notify: [{roster: payments, role: primary}, {person: ada}], wait: 10 minutes}
  - {notify: [{roster: payments, role: secondary}], wait: 1 hour}
  - {notify: [{person: eve}, {roster: lost, role: primary}, {roster: payments}], wait: 5 minutes}
repeat: 1
""",
    "policies/severities.yaml": """
sev1: {name: One, description: Bad, page: always, incident_roles: [primary, scribe]}
sev3: {name: Three, description: Fair, page: working_hours}
sev4: {name: Four, description: Fine, page: never}
""",
    **{f"rosters/people/{name}.yaml": PERSON.format(name) for name in ("ada", "ken", "lin")},
}
CATALOG: Catalog = load(Files({path: text.encode() for path, text in FILES.items()})).catalog


def page(severity: str, when: str) -> Paging:
    at = datetime.fromisoformat(when).replace(tzinfo=UTC)
    return pages(CATALOG, "checkout", severity, at)


def said(paging: Paging) -> list[str]:
    return [
        f"{step.round}.{step.number} {step.at:%H:%M} {' '.join(step.people) or '-'}"
        for step in paging.steps
    ]


def test_each_step_asks_who_is_on_call_at_its_own_instant():
    # At noon the pair hands over to Ada.
    assert said(page("sev1", "2026-11-21T11:00")) == [
        "1.1 11:00 ken lin ada",
        "1.2 11:10 lin",
        "1.3 12:10 -",
        "2.1 12:15 ada",
        "2.2 12:25 lin",
        "2.3 13:25 -",
    ]


def test_everybody_is_paged_once_in_a_step():
    assert page("sev1", "2026-11-21T12:00").steps[0].people == ("ada",)


def test_reasons():
    steps = page("sev1", "2026-11-21T18:00").steps
    assert [one.because for step in steps[:3] for one in step.reached] == [
        "on call as primary of payments",
        "named in the escalation policy",
        "nobody is on call as secondary of payments",
        "there is no person named eve",
        "there is no roster named lost",
        "no role is named in roster payments",
    ]


def test_the_shifts_say_until_when():
    shift = page("sev1", "2026-11-21T18:00").steps[0].reached[0].shifts[0]
    assert f"{shift.end:%d %H:%M}" == "22 12:00"


def test_incident_roles_are_called_at_the_first_page():
    incident = page("sev1", "2026-11-21T18:00").incident
    assert [(one.target.role, one.people) for one in incident] == [
        ("primary", ("ada",)),
        ("scribe", ()),
    ]


def test_the_end_is_when_the_last_step_has_waited():
    assert page("sev1", "2026-11-21T11:00").ends == datetime(2026, 11, 21, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "starts"),
    [
        pytest.param("2026-11-20T10:00", "2026-11-20T10:00", id="in working hours"),
        pytest.param("2026-11-20T17:30", "2026-11-24T09:00", id="past a weekend and a holiday"),
        pytest.param("2026-06-12T18:00", "2026-06-15T08:00", id="in the zone of the roster"),
    ],
)
def test_waiting_for_working_hours(when, starts):
    paging = page("sev3", when)
    assert paging.starts is not None
    assert f"{paging.starts:%Y-%m-%dT%H:%M}" == starts
    assert paging.steps[0].at == paging.starts


def test_never():
    paging = page("sev4", "2026-11-20T10:00")
    assert (paging.starts, paging.steps, paging.ends) == (None, (), None)


@pytest.mark.parametrize(("service", "severity"), [("lost", "sev1"), ("checkout", "sev9")])
def test_unknown_names(service, severity):
    with pytest.raises(KeyError):
        pages(CATALOG, service, severity, datetime(2026, 11, 21, tzinfo=UTC))
