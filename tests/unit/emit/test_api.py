"""The JSON API: complete, the same all week, and without what is private."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.pagers.company import AT, FILES, catalog, edited
from watchbill.emit.api import api
from watchbill.engine.horizon import monday
from watchbill.engine.rotation import on_call

PRIVATE = {
    "rosters/people/ada.yaml": FILES["rosters/people/ada.yaml"]
    + 'contacts: {phone: "+15550100", slack: U1}\n'
    "time_off: [{from: 2026-12-01, until: 2026-12-09, reason: surgery}]\n"
    "on_call: {available: true, reason: secretly}\npager_ids: {pagerduty: PSECRET}\n"
}
MORE = {
    "rosters/experts/db.yaml": "name: Databases\nalso_known_as: [sql]\n"
    "experts: [{person: ada, confirmed: 2026-08-01}]\nfallback: {roster: pay, role: primary}\n",
    "runbooks/pay/Down.md": "---\nowner: pay\nservices: [till]\nlast_reviewed: 2026-09-01\n---\n"
    "# Down\n\nbody\n",
}


def made(changes=None, at=AT):
    found = api(catalog(changes or {}), at)
    return {a.path.removeprefix("api/v1/"): json.loads(a.text) for a in found}


def test_every_file_is_in_the_index():
    found = made(MORE)
    assert found["index.json"]["files"] == sorted(found.keys() - {"index.json"})
    assert found["index.json"]["from"] == "2026-11-16T00:00:00Z"
    assert found["index.json"]["until"] == "2027-02-15T00:00:00Z"
    assert {"people.json", "on-call.json", "shifts/pay.json", "runbooks.json"} <= found.keys()


def test_lists():
    found = made(MORE)
    assert found["people.json"][0] == {
        "id": "ada",
        "name": "Ada",
        "timezone": "Europe/London",
        "working_hours": {
            "from": "09:00", "until": "17:00", "days": ["mon", "tue", "wed", "thu", "fri"],
        },
        "trained_for": [],
        "contacts": {"email": "ada@small.example"},
    }  # fmt: skip
    assert found["services.json"][1]["escalation"] == "pay"
    assert found["escalation.json"][1]["steps"] == [
        {
            "after_minutes": 0,
            "notify": [
                {"roster": "pay", "role": "primary"}, {"roster": "ops", "role": "primary"},
            ],
            "wait_minutes": 5,
        },
        {
            "after_minutes": 5,
            "notify": [{"roster": "pay", "role": "secondary"}],
            "wait_minutes": 60,
        },
    ]  # fmt: skip
    assert found["topics.json"][0]["experts"] == [
        {"person": "ada", "covers": [], "confirmed": "2026-08-01"}
    ]
    assert found["runbooks.json"] == [
        {
            "id": "pay/Down", "title": "Down", "path": "runbooks/pay/Down.md", "owner": "pay",
            "services": ["till"], "alerts": [], "severity": None, "topics": [],
            "last_reviewed": "2026-09-01",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("hours", [0, 30, 24 * 40, 24 * 85])
def test_on_call_answers_for_any_instant(hours):
    at, company = monday(AT) + timedelta(hours=hours), catalog()
    for row in made()["on-call.json"]:
        roster = company.rosters[row["roster"]]
        engine = [s.people for s in on_call(row["roster"], roster, at, row["role"])]
        read = [
            tuple(s["people"])
            for s in row["shifts"]
            if datetime.fromisoformat(s["start"]) <= at < datetime.fromisoformat(s["end"])
        ]
        assert read == engine


def test_all_week_the_same():
    company = catalog()
    assert api(company, monday(AT)) == api(company, datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
    assert api(company, monday(AT)) != api(company, datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("level", "ways"),
    [("full", ["phone", "email", "slack"]), ("work", ["email", "slack"]), ("none", [])],
)
def test_private_things_stay_private(level, ways):
    site = {"watchbill.yaml": FILES["watchbill.yaml"] + f"site: {{contacts: {level}}}\n"}
    found = made(PRIVATE | site)
    assert list(found["people.json"][0]["contacts"]) == ways
    whole = json.dumps(found)
    assert not any(secret in whole for secret in ("surgery", "secretly", "PSECRET"))


def test_hostile_names_are_text():
    name = '"\\u2028</script>\\u0007"'
    found = made(edited("rosters/people/ada.yaml", "name: Ada", f"name: {name}"))
    assert found["people.json"][0]["name"] == "\u2028</script>\x07"
