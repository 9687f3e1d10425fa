"""Rotations and rhythms in words: how often, when, and in which order."""

from watchbill.emit.links import Here, Link
from watchbill.model.base import Window
from watchbill.model.rosters import Hours, Rotation
from watchbill.model.scalars import DAY_NAMES

_DAYS = dict(zip(DAY_NAMES, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
_WEEK, _WEEKEND = DAY_NAMES[:5], DAY_NAMES[5:]


def rhythm_in_words(rotation: Rotation, zone: str) -> str:
    """Return when a rotation passes on: every week on Tuesday at 12:00, Europe/London."""
    if rotation.follows:
        turns = rotation.follows.turns
        return f"{turns} turn{'s' * (turns != 1)} after {rotation.follows.rotation}"
    if not rotation.handoff:
        return ""
    count, _, unit = rotation.handoff.every.partition(" ")
    every = unit.removesuffix("s") if count == "1" else f"{count} {unit}"
    on = rotation.handoff.on
    day = f" on {on.title()}" if isinstance(on, str) else f" on day {on}" if on else ""
    return f"every {every}{day} at {rotation.handoff.at}, {zone}"


def hours_in_words(hours: Hours) -> str:
    """Return the part of the week that is covered: always, or Mon to Fri 09:00 to 17:00."""
    if isinstance(hours, str):
        return "always"
    return "; ".join(window_in_words(window) for window in hours)


def window_in_words(window: Window) -> str:
    """Return a stretch of the week in words."""
    times = f"{window.from_} to {window.until}"
    days = tuple(window.days)
    if days == _WEEK:
        return f"Mon to Fri {times}"
    if days == _WEEKEND:
        return f"Sat and Sun {times}"
    if not days or days == DAY_NAMES:
        return times if " " in window.from_ else f"every day {times}"
    return f"{', '.join(_DAYS[day] for day in days)} {times}"


def often(length: str | None) -> str:
    """Return how often something is said: every hour, every 30 minutes."""
    return f"every {length.removeprefix('1 ')}" if length else "no fixed rhythm"


def order_in_words(here: Here, rotation: Rotation) -> list[tuple[Link, ...]]:
    """Return the participants of the newest block, in order; a pair is one of them."""
    if not rotation.turns:
        return []
    return [
        tuple(here.link("person", person) for person in ([one] if isinstance(one, str) else one))
        for one in rotation.turns[-1].order
    ]
