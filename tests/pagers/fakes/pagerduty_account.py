"""What a fake PagerDuty account keeps, and how it refuses, refers and pages."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from tests.pagers.fakes.pagerduty_wall import parsed
from tests.pagers.fakes.server import Fake, Refused, Request, Response

TOKEN = "u+fake-token"  # noqa: S105  # it opens nothing but the fake
ZONES = available_timezones()
ACCOUNT_ZONE = ZoneInfo("America/Los_Angeles")
NOUNS = (
    "users", "teams", "tags", "schedules", "schedules_v3", "escalation_policies", "services",
)  # fmt: skip
SITE = "https://small.pagerduty.example"
Things = dict[str, dict[str, Any]]
Routes = Mapping[tuple[str, str], Callable[..., Response]]


class Account(Fake):
    """The state: a dict by id for each noun. Times in it are UTC datetimes, people are ids."""

    def __init__(
        self, now: datetime, *, token: str = TOKEN, lag: int = 0, rate: int | None = None
    ) -> None:
        super().__init__(now)
        self.token, self.lag, self.rate = token, lag, rate
        self.users: Things = {}
        self.teams: Things = {}
        self.tags: Things = {}
        self.schedules: Things = {}
        self.schedules_v3: Things = {}
        self.escalation_policies: Things = {}
        self.services: Things = {}
        self.incidents: Things = {}
        """Those that are open, each with the rules by which its service paged when it began."""
        self.abilities = ["teams", "urgencies", "manage_schedules"]
        self.ended_events_deletable = False
        """Whether an ended event of a shift-based schedule can be deleted: sources disagree."""
        self._ids = 0
        self._before: deque[dict[str, Things]] = deque()

    def new_id(self) -> str:
        """Return the next id: `P` and six capitals, in no order that can be relied on."""
        self._ids += 1
        number, letters = (self._ids * 147_483_647 + 1009) % 26**6, ""
        for _ in range(6):
            number, letter = divmod(number, 26)
            letters += chr(ord("A") + letter)
        return f"P{letters}"

    def kept(self, noun: str) -> Things:
        """Return what is there of a noun."""
        things: Things = getattr(self, noun)
        return things

    def listed(self, noun: str) -> Things:
        """Return what lists show of a noun: `lag` requests ago."""
        return self._before[0][noun] if self._before else self.kept(noun)

    def remember(self) -> None:
        """Keep what is there before a request, for the lists of later ones."""
        if self.lag:
            self._before.append({noun: deepcopy(self.kept(noun)) for noun in NOUNS})
            while len(self._before) > self.lag + 1:
                self._before.popleft()


def refused(*errors: str, status: int = 400, code: int = 2001, message: str = "") -> Refused:
    """Return what to raise: PagerDuty's error object, with the reasons."""
    text = message or "Invalid Input Provided"
    return Refused(
        Response(status, {"error": {"message": text, "code": code, "errors": list(errors)}})
    )


def missing() -> Refused:
    """Return what to raise where a thing is not there."""
    return refused(status=404, code=2100, message="Not Found")


def found(things: Mapping[str, dict[str, Any]], name: str) -> dict[str, Any]:
    """Return a thing by id; 404 where there is none."""
    if name not in things:
        raise missing()
    return things[name]


def reference(fake: Account, kind: str, noun: str, name: str) -> dict[str, Any]:
    """Return a thing's reference, such as `user_reference`."""
    thing = fake.kept(noun).get(name, {})
    path = noun.replace("schedules_v3", "v3/schedules")
    return {
        "id": name,
        "type": f"{kind}_reference",
        "summary": thing.get("name") or thing.get("label") or "",
        "self": f"{SITE}/api/{path}/{name}",
        "html_url": f"{SITE}/{noun}/{name}",
    }


def user_reference(fake: Account, name: str) -> dict[str, Any]:
    """Return a person's reference."""
    return reference(fake, "user", "users", name)


def head(fake: Account, kind: str, noun: str, name: str) -> dict[str, Any]:
    """Return the fields with which every whole object begins."""
    return reference(fake, kind, noun, name) | {"type": kind}


def ids(fake: Account, noun: str, references: Iterable[Mapping[str, Any]] | None) -> list[str]:
    """Return the ids of a list of references; 400 where one leads nowhere."""
    names = [str(item.get("id")) for item in references or ()]
    for name in names:
        if name not in fake.kept(noun):
            raise refused(f"{noun}: there is none with id {name}")
    return names


def unique(things: Mapping[str, Mapping[str, Any]], name: object, own: str = "") -> str:
    """Return a name that nobody else has; 400 where it is blank or taken."""
    if not isinstance(name, str) or not name.strip():
        raise refused("Name can't be blank")
    if any(thing["name"] == name for key, thing in things.items() if key != own):
        raise refused("Name has already been taken")
    return name


def zone(name: object, refuses: Sequence[str] = ()) -> str:
    """Return the name of a time zone; 400 where there is none of that name."""
    if name in refuses or name not in ZONES:
        raise refused(f"Time zone is invalid: {name}")
    return str(name)


def moment(text: object, field: str) -> datetime:
    """Read an instant; 400 where it is none, or has no offset."""
    at = parsed(text)
    if at is None:
        raise refused(f"{field} is not a time with an offset: {text}")
    return at


def asked(request: Request, name: str) -> str | None:
    """Return a query parameter's last value."""
    found = request.query.get(name)
    return found[-1] if found else None


def truly(request: Request, name: str) -> bool:
    """Say whether a query parameter is there and true."""
    return asked(request, name) == "true"


def named(request: Request, things: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the things of the teams asked for with `query` in name or e-mail, sorted by name."""
    text, teams = (asked(request, "query") or "").lower(), set(request.query.get("team_ids[]", []))
    labels = {
        key: f"{thing.get('name') or thing.get('label')}\n{thing.get('email', '')}".lower()
        for key, thing in things.items()
        if not teams or not teams.isdisjoint(thing.get("teams", teams))
    }
    return [things[key] for label, key in sorted((labels[key], key) for key in labels)
            if text in label]  # fmt: skip


def page(
    request: Request, name: str, items: Iterable[Any], most: int = 100, usual: int = 25
) -> Response:
    """Answer one page of a list: `limit`, `offset`, `more`; `total` where it is asked for."""
    every = list(items)
    limit = min(int(asked(request, "limit") or usual), most)
    offset = int(asked(request, "offset") or 0)
    body = {
        name: every[offset : offset + limit],
        "limit": limit,
        "offset": offset,
        "more": offset + limit < len(every),
        "total": len(every) if truly(request, "total") else None,
    }
    return Response(200, body)
