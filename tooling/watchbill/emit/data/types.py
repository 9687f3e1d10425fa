"""The contract between the engine and the site's scripts: what `watchbillData` and its kin hold.

Their JSON Schemas are printed from these types. What is not known is left out; lists are always
there. Instants are whole seconds: since 1970 UTC in `made` and `until`, since `made` in lists.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

VERSION: Literal[3] = 3
Index = Annotated[int, Meta(ge=0, description="The position of a person in `people`.")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$", description="A local date.")]
Page = Annotated[
    str, Meta(description="An address below the site's root, percent-encoded: people/ada/.")
]
Post = Annotated[tuple[str, str], Meta(description="A roster and a role, by their ids.")]


class Row(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A value of the contract."""


class Way(Row, frozen=True):
    """A way to reach somebody; without `href` it is a text to look for elsewhere."""

    kind: Literal["phone", "email", "slack", "teams", "github"]
    label: str
    text: str
    href: str | None = None


class Human(Row, frozen=True):
    """A person; one whose file cannot be read has no page and no zone."""

    id: str
    name: str
    hours: Annotated[
        tuple[tuple[int, int], ...],
        Meta(
            description="Working hours: minutes of a local week that begins on Monday; the last "
            "may end in the next week."
        ),
    ]
    off: Annotated[tuple[Day, ...], Meta(description="Holidays.")]
    away: Annotated[
        tuple[tuple[Day, Day], ...], Meta(description="Absences: first day off, first day back.")
    ]
    available: bool
    ways: tuple[Way, ...]
    page: Page | None = None
    zone: str | None = None


class Watch(Row, frozen=True, array_like=True):
    """A shift: start, end, people, and a note where it is no ordinary turn."""

    start: int
    end: int
    people: tuple[Index, ...]
    note: str


class TeamRole(Row, frozen=True):
    """A role of a roster with its shifts, the first one whole, and its broken promises."""

    id: str
    name: str
    shifts: Annotated[tuple[Watch, ...], Meta(description="[start, end, people, note]")]
    gaps: Annotated[tuple[tuple[int, int], ...], Meta(description="[start, end]")]
    page: Page | None = None


class Team(Row, frozen=True):
    """A roster."""

    id: str
    name: str
    page: Page
    zone: str
    members: tuple[Index, ...]
    roles: tuple[TeamRole, ...]
    channel: str | None = None
    description: str | None = None
    lead: Index | None = None


class Known(Row, frozen=True):
    """An expert of a topic, and the day on which they agreed to be asked."""

    person: Index
    covers: tuple[str, ...]
    confirmed: Day


class Field(Row, frozen=True):
    """A topic; its experts are in the order of its file."""

    id: str
    name: str
    page: Page
    also: tuple[str, ...]
    experts: tuple[Known, ...]
    services: tuple[str, ...]
    fallback: Post | None = None


class System(Row, frozen=True):
    """A service: its roster, escalation policy, and what it needs, by their ids."""

    id: str
    name: str
    page: Page
    roster: str
    escalation: str
    needs: tuple[str, ...]
    topics: tuple[str, ...]
    tier: int | None = None


class Rung(Row, frozen=True):
    """A step of an escalation: who is paged, and how many minutes it waits then."""

    wait: int
    people: tuple[Index, ...]
    posts: tuple[Post, ...]


class Ladder(Row, frozen=True):
    """An escalation policy; `repeat` says how many times more its steps are gone through."""

    id: str
    name: str
    page: Page
    repeat: int
    steps: tuple[Rung, ...]
    services: tuple[str, ...]


class Level(Row, frozen=True):
    """A severity."""

    id: str
    name: str
    page: Page
    pages: Literal["always", "working_hours", "never"]
    roles: tuple[str, ...]
    update_minutes: int | None = None


class Duty(Row, frozen=True):
    """A role: what one is on call as, and what is expected of it."""

    id: str
    name: str
    page: Page
    summary: str
    duties: tuple[str, ...]


class SiteData(Row, frozen=True):
    """What `window.watchbillData` holds."""

    version: Literal[3]
    made: int
    until: int
    name: str
    zone: str
    people: tuple[Human, ...]
    rosters: tuple[Team, ...]
    topics: tuple[Field, ...]
    services: tuple[System, ...]
    escalations: tuple[Ladder, ...]
    severities: tuple[Level, ...]
    roles: tuple[Duty, ...]


class AskEntry(Row, frozen=True, array_like=True):
    """A resource to be found: its kind, id, title and page.

    An empty title is the id behind its last slash; an empty page is the id in its kind's folder.
    """

    kind: int
    id: str
    title: str
    page: Page


class SiteAsk(Row, frozen=True):
    """What `window.watchbillAsk` holds: the small index, and what the full text is cut into.

    It is read before the first answer, so nothing is said twice, and most is left as text until
    a question asks for it.
    """

    version: Literal[3]
    kinds: tuple[str, ...]
    folders: Annotated[tuple[str, ...], Meta(description="Where the pages of each kind are.")]
    entries: Annotated[
        tuple[AskEntry, ...],
        Meta(description="[kind, id, title, page], by kind and id; the last ones are runbooks."),
    ]
    words: Annotated[
        str, Meta(description="Every word of an entry, as UTF-16 sorts them, between spaces.")
    ]
    found: Annotated[
        str,
        Meta(
            description="Beside every word its entries: how many places behind the one before "
            "(the first: behind 0), and the weight of the word as a letter, a being 1: 12f3c."
        ),
    ]
    fronts: Annotated[
        tuple[tuple[str, str], ...],
        Meta(description="What runbooks have: [owner, severity], empty where one has none."),
    ]
    books: Annotated[
        tuple[int, ...],
        Meta(
            description="For every runbook, as the full text numbers them, its place in `fronts`."
        ),
    ]
    services: Annotated[
        dict[str, tuple[int, ...]],
        Meta(description="The runbooks of a service, as the full text numbers them."),
    ]
    stems: Annotated[
        tuple[str, ...], Meta(description="The first stem of every piece of the full-text index.")
    ]
    texts: Annotated[
        tuple[int, ...], Meta(description="The number of the first page of every piece of texts.")
    ]
    pages: Annotated[int, Meta(description="How many pages the full text has.")]
