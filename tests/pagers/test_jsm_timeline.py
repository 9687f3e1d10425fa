"""What rendered timelines of Jira Service Management and Opsgenie are read as."""

from datetime import UTC, datetime

import pytest

from watchbill.pager.objects import Stint
from watchbill.sync.http import ApiError
from watchbill.sync.jsm.timeline import rendered

WINDOW = datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)


def day(number: int) -> datetime:
    return datetime(2026, 11, number, tzinfo=UTC)


def period(first, last, kind, **whose):
    start, end = (f"2026-11-{number:02}T00:00:00Z" for number in (first, last))
    return {"startDate": start, "endDate": end, "type": kind, **whose}


def user(name):
    return {"type": "user", "id": name}


class Service:
    """A service that draws these rotations, as far as it likes at a time."""

    def __init__(self, *rotations, ends=("2026-11-30T00:00:00Z",)):
        self.rotations, self.ends, self.asked = rotations, list(ends), []

    def get(self, path, params):
        self.asked.append(params)
        final = {"finalTimeline": {"rotations": list(self.rotations)}}
        return {"endDate": self.ends.pop(0), **final}


def _read(*rotations, **options):
    return rendered(Service(*rotations, **options), "/timeline", WINDOW, lambda one: one["id"])  # type: ignore[arg-type]  # a stub


def test_whoever_is_on_call_in_any_rotation_is_on_call():
    found = _read(
        {"periods": [period(10, 18, "historical", responder=user("ada"))]},
        {"periods": [period(17, 20, "base", recipient=user("bob"))]},
        {"periods": [period(20, 21, "base", responder={"type": "noone"})]},
    )
    assert found.stints == (
        Stint(day(16), day(17), ("ada",)),
        Stint(day(17), day(18), ("ada", "bob")),
        Stint(day(18), day(20), ("bob",)),
    )
    assert found.theirs == ()


def test_members_of_a_team_are_taken_where_they_are_said():
    team = {"type": "team", "id": "t"}
    found = _read(
        {"periods": [period(16, 17, "base", responder=team, flattenedResponders=[user("ada")])]},
        {"periods": [period(17, 18, "base", recipient=team, flattenedRecipients=[user("bob")])]},
        {"periods": [period(18, 19, "base", responder=team)]},
    )
    assert [stint.people for stint in found.stints] == [("ada",), ("bob",), ("t",)]


def test_rotations_that_were_deleted_are_history():
    assert _read({"deleted": True, "periods": [period(16, 20, "base", responder=user("a"))]}) == (
        (),
        (),
    )


def test_overrides_and_forwardings_are_what_people_arranged():
    found = _read(
        {
            "periods": [
                period(16, 17, "base", responder=user("ada")),
                period(17, 18, "override", responder=user("bob")),
                period(18, 19, "forwarding", responder=user("cy"), **{"from": user("ada")}),
                period(20, 21, "override", responder={"type": "noone"}),
            ]
        },
        {"periods": [period(17, 18, "base", responder=user("dee"))]},
    )
    assert found.theirs == (
        Stint(day(17), day(18), ("bob", "dee")),
        Stint(day(18), day(19), ("cy",)),
        Stint(day(20), day(21), ()),
    )


def test_it_is_asked_again_from_where_it_ended():
    service = Service(ends=["2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z"])
    rendered(service, "/timeline", WINDOW, str)  # type: ignore[arg-type]  # a stub
    assert service.asked == [
        {"date": "2026-11-16T00:00:00Z", "interval": 2, "intervalUnit": "weeks"},
        {"date": "2026-11-20T00:00:00Z", "interval": 1, "intervalUnit": "weeks"},
    ]


def test_a_timeline_without_end_ends():
    with pytest.raises(ApiError, match="does not go beyond 2026-11-16"):
        _read(ends=["2026-11-16T00:00:00Z"])


def test_an_answer_that_is_no_timeline_is_said():
    service = Service()
    service.get = lambda *_: "<html>"  # type: ignore[method-assign]  # a stub
    with pytest.raises(ApiError, match="GET /timeline: the answer is no timeline"):
        rendered(service, "/timeline", WINDOW, str)  # type: ignore[arg-type]  # a stub
