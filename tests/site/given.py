"""What the tests of the site's scripts are given: what Python says of the same things."""

import json
import os
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.browser.hostile import FILES
from watchbill.emit.data import site_data, text
from watchbill.emit.data.ask import site_ask
from watchbill.emit.data.names import name, page
from watchbill.emit.data.text import full_text
from watchbill.emit.outlook import Outlook
from watchbill.engine.index import Entry, index
from watchbill.engine.reach import reach
from watchbill.engine.search import INTENTS, STOP_WORDS, search
from watchbill.engine.words import allowed_typos, humps, stem, typos, words
from watchbill.model import Catalog
from watchbill.source.load import load
from watchbill.source.tree import Files, Folder

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
AT = datetime(2026, 11, 21, 13, tzinfo=UTC)
VECTORS = ROOT / "tests" / "unit" / "engine" / "search_vectors.json"
ODD_NAMES = ("\U00020000\U00020000", "\ufa0e\ufa0e", "\U00010428x", "Rates: 100 %", "a/index")
ODD: list[str] = json.loads((HERE / "odd_words.json").read_text(encoding="utf-8"))


def node() -> str:
    """Return Node.js; a missing one is a failure, since a skipped test proves nothing."""
    found = os.environ.get("WATCHBILL_NODE") or shutil.which("node")
    if not found:
        pytest.fail("no node: run tests/site/install.sh, or set WATCHBILL_NODE")
    return found


def example() -> Catalog:
    return load(Folder(ROOT)).catalog


def questions(entries: tuple[Entry, ...]) -> Iterator[str]:
    """Yield questions as people type them: whole, cut, misspelt, and in every script."""
    rng = random.Random(4)
    said = sorted({word for entry in entries for word in entry.words})
    filler = sorted(STOP_WORDS | set(INTENTS))
    for _ in range(250):
        chosen = [
            *rng.choices(said, k=rng.randint(1, 3)),
            *rng.choices(filler, k=rng.randint(0, 3)),
        ]
        rng.shuffle(chosen)
        yield " ".join(_mistyped(rng, word) for word in chosen)
        yield "".join(_mistyped(rng, word).capitalize() for word in chosen)
    yield from (vector["question"] for vector in json.loads(VECTORS.read_text(encoding="utf-8")))
    yield from ODD
    yield from (f"{odd} {rng.choice(said)}" for odd in ODD)
    yield from (
        "",
        "   ",
        "?",
        "on call",
        "who is on call for checkout",
        "the",
        "expert",
        "x " * 99,
    )


def _mistyped(rng: random.Random, word: str) -> str:
    """Return a word, often as it is, else cut off, with typos, or in another form."""
    place = rng.randrange(len(word))
    forms = [
        word, word, word,
        word[: place + 1],
        word[:place] + word[place + 1 :],
        word[:place] + rng.choice("aeiouxqsß") + word[place:],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
        word[:place] + rng.choice("aeioué") + word[place + 1 :],
        word + "s", word + "ing", word.upper(), word.capitalize() + "!",
        word[0] + "\u0301" + word[1:],
    ]  # fmt: skip
    return rng.choice(forms)


def searches(catalog: Catalog) -> dict[str, Any]:
    """Return an index as the site has it, and what Python answers from it."""
    entries = index(catalog)
    asked = [
        {
            "question": question,
            "words": found.words,
            "kinds": found.kinds,
            "answers": [[a.entry.kind, a.entry.id, a.score, a.missing] for a in found.answers],
        }
        for question in questions(entries)
        for found in (search(entries, question),)
    ]
    return {
        "ask": json.loads(text(site_ask(catalog, full_text(catalog)))),
        "entries": [[e.kind, e.id, name(catalog, *e[:2]), page(*e[:2])] for e in entries],
        "asked": asked,
        "vectors": json.loads(VECTORS.read_text(encoding="utf-8")),
    }


def odd() -> Catalog:
    """Return what is hostile, and names that a browser sorts otherwise than Python does."""
    names = {f"runbooks/{name}.md": f"# {name} and more\n" for name in ODD_NAMES}
    return load(Files({path: said.encode() for path, said in (FILES | names).items()})).catalog


def word_rows() -> dict[str, Any]:
    """Return what Python makes of words, for every letter there is and for pairs of words."""
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    folds = [[char, list(words(char))] for char in every if words(char) not in ((char,), ())]
    rng = random.Random(5)
    said = sorted({w for entry in index(example()) for w in entry.words}) + ODD
    pairs = [
        [left, right, limit, typos(left, right, limit)]
        for left in rng.sample(said, 60)
        for right in (_mistyped(rng, left), rng.choice(said))
        for limit in (0, 1, 2)
    ]
    return {
        "folds": folds,
        "stems": [[word, stem(word), allowed_typos(word), humps(word)] for word in said],
        "words": [[odd, words(odd)] for odd in ODD],
        "typos": pairs,
        "stop": sorted(STOP_WORDS),
        "intents": list(INTENTS.items()),
    }


CHANGES = (
    "2026-10-03T15:30",
    "2026-10-25T01:00",
    "2026-11-01T06:00",
    "2026-11-01T09:00",
    "2027-03-14T07:00",
    "2027-03-14T10:00",
    "2027-03-28T01:00",
    "2027-04-03T15:00",
)
AWAY = [
    {"from": "2026-10-24", "until": "2026-10-27"},
    {"from": "2026-10-27", "until": "2026-10-29"},
    {"from": "2027-03-01", "until": "2027-03-16"},
]
REACHED = {
    "watchbill.yaml": "name: Reach\ntimezone: Europe/London\n",
    "rosters/calendars/c.yaml": "name: C\ndays:\n"
    "  - {date: 2026-10-26, name: Day after}\n  - {date: 2027-03-15, name: Ides}\n",
    "rosters/teams/t.yaml": "name: T\ntimezone: Europe/London\nmembers: [ada]\nholidays: [c]\n"
    "rotations: []\n",
} | {
    f"rosters/people/{id_}.yaml": f"name: {id_}\nemail: {id_}@a.example\ntimezone: {zone}\n{rest}"
    for id_, zone, rest in (
        ("ada", "Europe/London", ""),
        ("night", "Europe/London", 'working_hours: {from: "22:00", until: "06:00"}\n'),
        ("gap", "Europe/London", 'working_hours: {from: "01:30", until: "02:30"}\n'),
        ("weekend", "America/New_York", 'working_hours: {from: "fri 17:00", until: "mon 01:30"}\n'),
        ("sunday", "Asia/Kolkata", 'working_hours: {days: [sun], from: "20:00", until: "04:00"}\n'),
        ("half", "Australia/Lord_Howe", 'working_hours: {from: "01:45", until: "09:00"}\n'),
        ("west", "America/Los_Angeles", ""),
        (
            "away",
            "America/New_York",
            "time_off: " + str(AWAY).replace("'", "") + "\n",
        ),
    )
}


def reaches() -> dict[str, Any]:
    """Return people, and how Python says that they can be reached around changes of the clock."""
    catalog = load(Files({path: said.encode() for path, said in REACHED.items()})).catalog
    start = datetime(2026, 9, 30, tzinfo=UTC)
    data = site_data(Outlook(catalog, start, weeks=30))
    instants = [
        datetime.fromisoformat(f"{change}+00:00") + timedelta(minutes=5 * step, seconds=step % 2)
        for change in CHANGES
        for step in range(-36, 37)
    ] + [start + timedelta(hours=7 * step, minutes=13) for step in range(600)]
    rows = [
        [int(at.timestamp()), who, found.state, found.back.isoformat() if found.back else None]
        for at in instants
        for who in catalog.people
        for found in (reach(catalog, who, at),)
    ]
    return {"data": json.loads(text(data)), "rows": rows}


_FILLER = "Grass grows in the rain and is eaten by whoever passes by in the morning. " * 4
ANIMALS = {
    "zebra": ("Zebra", "An animal."),
    "stripes": ("Stripes", f"## The zebra\n\n{_FILLER}"),
    "herds": ("Herds", "A zebra, zebras and another zebra."),
    "plains": ("Plains", f"{_FILLER} Lions look at a zebra."),
    "savanna": ("Savanna", f"## Who runs?\n\n{_FILLER} An antelope does. {_FILLER}"),
}


def texts() -> dict[str, Any]:
    """Return the full text of a few pages, as the site has it."""
    files = {"watchbill.yaml": b"name: Animals\ntimezone: UTC\n"} | {
        f"runbooks/{id_}.md": f"---\ntitle: {title}\n---\n{body}\n".encode()
        for id_, (title, body) in ANIMALS.items()
    }
    catalog = load(Files(files)).catalog
    whole = full_text(catalog)
    ask = json.loads(text(site_ask(catalog, whole)))
    return {"ask": ask, "pieces": dict(whole.artifacts)}
