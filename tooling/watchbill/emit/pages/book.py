"""What all pages share: the catalog, everybody's shifts, and the templates."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from jinja2 import BaseLoader, Environment, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from watchbill.emit.artifact import Artifact
from watchbill.emit.contacts import contacts
from watchbill.emit.escape import finalize, percent, quoted, title, web
from watchbill.emit.links import Here, Link
from watchbill.emit.outlook import Outlook, Standing, roles_of
from watchbill.emit.times import clock, iso
from watchbill.emit.untrusted import FOOT, MARKER
from watchbill.engine.shift import Shift
from watchbill.model import Catalog, Ref


class Duty(NamedTuple):
    """People who are on call together, until when (or from when)."""

    people: tuple["Brief", ...]
    when: str


class Brief(NamedTuple):
    """A person in passing: the page, and links to call and to write."""

    link: Link
    call: str | None
    mail: str | None


class Post(NamedTuple):
    """A role of a roster as a page shows it.

    `broken` says that a promise is not kept, `unread` that there is no file of it to be read:
    who is on call is then unknown, which is not nobody.
    """

    roster: str
    role_id: str
    role: Link
    now: tuple[Duty, ...]
    then: Duty | None
    broken: bool
    unread: bool = False


class Book(NamedTuple):
    """The pages to be, and what they are made of."""

    outlook: Outlook
    templates: Environment

    @property
    def catalog(self) -> Catalog:
        """The catalog that the pages show."""
        return self.outlook.catalog

    def here(self, path: str) -> Here:
        """Return a page as the place from which links are seen."""
        return Here(self.catalog, path)

    def page(self, here: Here, template: str, heading: str, **values: Any) -> Artifact:
        """Return a page; every template gets its heading, the instant, and the values."""
        text = self.templates.get_template(template).render(
            heading=heading, settings=self.catalog.settings, at=self.at, **values
        )
        return Artifact(here.path, text.rstrip("\n") + "\n")

    def part(self, macro: str, *values: Any) -> Markup:
        """Return a part that many pages have the same, by its macro in parts.md.j2."""
        parts = self.templates.get_template("parts.md.j2").module
        return Markup(getattr(parts, macro)(*values, self.at))  # noqa: S704  # templates escape

    @property
    def at(self) -> str:
        """The instant of the pages as they say it."""
        return clock(self.outlook.at, self.catalog.settings.timezone)

    def posts(self, here: Here, roster_id: str, zone: str) -> tuple[Post, ...]:
        """Return how the roles of a roster stand; none for a roster that cannot be read."""
        roster = self.catalog.rosters.get(roster_id)
        roles = roles_of(roster) if roster else ()
        return tuple(self.post(here, self.outlook.standing(roster_id, r), zone) for r in roles)

    def post(self, here: Here, standing: Standing, zone: str) -> Post:
        """Return how a role stands, with times in a zone."""
        return Post(
            standing.roster,
            standing.role,
            here.link("role", standing.role),
            tuple(Duty(self.briefs(here, s.people), clock(s.end, zone)) for s in standing.now),
            self._then(here, standing.then, zone),
            standing.gap is not None,
            standing.roster not in self.catalog.rosters,
        )

    def _then(self, here: Here, shifts: tuple[Shift, ...], zone: str) -> Duty | None:
        """Return everybody who is on call next, each once, from when."""
        if not shifts:
            return None
        people = dict.fromkeys(person for shift in shifts for person in shift.people)
        return Duty(self.briefs(here, people), clock(shifts[0].start, zone))

    def briefs(self, here: Here, people: Iterable[str]) -> tuple[Brief, ...]:
        """Return people in passing."""
        return tuple(self._brief(here, person) for person in people)

    def _brief(self, here: Here, person: str) -> Brief:
        ways = {way.label: way.link.href for way in contacts(self.catalog, person)}
        return Brief(here.link("person", person), ways.get("Phone"), ways.get("E-mail"))

    def source(self, ref: Ref) -> Link:
        """Return the file that a page is written in, with where it is edited."""
        path = self.catalog.resources[ref].path
        template = self.catalog.settings.site.edit_url or ""
        edit = template.replace("{path}", percent(path)) if "{path}" in template else ""
        return Link(path, web(edit))


class _Sandbox(ImmutableSandboxedEnvironment):
    """Asks once for each type and attribute: the answer depends on nothing else, and is dear."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        key = type(obj), attr
        if key not in self._safe:
            self._safe[key] = super().is_safe_attribute(obj, attr, value)
        return self._safe[key]

    def getattr(self, obj: Any, attribute: str) -> Any:
        # The fields of our rows are data, and no name of one begins with an underscore.
        if attribute in getattr(type(obj), "_fields", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def environment(loader: BaseLoader) -> Environment:
    """Return the templates' environment: all that is printed is escaped, nothing is unsafe."""
    made = _Sandbox(
        loader=loader,
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # each build has templates of its own
    )
    made.globals.update(front=front, foot=foot, below=below, iso=iso, clock=clock)
    made.filters.update(quoted=quoted)
    return made


def front(heading: str, **settings: Any) -> Markup:
    """Return a page's head for the site generator: its title, and settings of the theme."""
    lines = [f"title: {quoted(title(heading))}"]
    lines += [f"{key}: {quoted(_titles(value))}" for key, value in sorted(settings.items())]
    return Markup("---\n" + "\n".join(lines) + "\n---\n")  # noqa: S704  # YAML, quoted


def _titles(value: Any) -> Any:
    if isinstance(value, str):
        return title(value)
    if isinstance(value, dict):
        return {key: _titles(item) for key, item in value.items()}
    return [_titles(item) for item in value] if isinstance(value, list | tuple) else value


def foot() -> Markup:
    """Return the line from which on all that comes before `below` stands at the page's end."""
    return Markup(f"\n{FOOT}\n")  # noqa: S704  # the extension moves what follows it


def below(body: str) -> Markup:
    """Return what people wrote, unchanged, behind the line that says so; the end of a page."""
    return Markup(f"\n{MARKER}\n\n{body}")  # noqa: S704  # the extension escapes what follows it
