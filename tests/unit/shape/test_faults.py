"""Faults: one a mistake, at the right place, with words that help to mend it."""

import copy

import pytest

from tests.unit.shape.valid import VALID
from watchbill.model.kinds import BY_NAME
from watchbill.shape.build import Invalid, build
from watchbill.shape.faults import faults, suggest

DROP = object()
# kind, where, what is written there, then code, pointer, what the message says, the hint
MISTAKES = [
    # what other checkers are wrong or silent about
    (
        "roster",
        ["timezone"],
        ("timezome", "UTC"),
        "WB010",
        ["timezome"],
        "unknown key `timezome`",
        "did you mean `timezone`?",
    ),
    ("escalation", ["repeat"], "first", "WB012", None, "must be a whole number, not text", ""),
    (
        "person",
        ["timezone"],
        "Europe/Pariss",
        "WB105",
        None,
        "`Europe/Pariss` must be an IANA time zone",
        "did you mean `Europe/Paris`?",
    ),
    ("roster", ["members"], DROP, "WB011", [], "`members` is missing", ""),
    (
        "roster",
        ["rotations", 0, "handoff", "every"],
        "weekley",
        "WB013",
        None,
        "`weekley` must be a length such as",
        "",
    ),
    (
        "roster",
        ["rotations", 0, "handoff", "every"],
        "12h",
        "WB013",
        None,
        "`12h` must be a length such as",
        "write 12 hours",
    ),
    (
        "escalation",
        ["steps", 0, "notify", 0],
        {"rooster": "a", "role": "b"},
        "WB010",
        ["steps", 0, "notify", 0, "rooster"],
        "unknown key `rooster`",
        "did you mean `roster`?",
    ),
    (
        "escalation",
        ["steps", 0, "wait"],
        "5m",
        "WB013",
        None,
        "`5m` must be a length",
        "write 5 minutes",
    ),
    (
        "person",
        ["time_off", 0, "from"],
        "2026-02-30",
        "WB106",
        None,
        "there is no day `2026-02-30`",
        "",
    ),
    (
        "person",
        ["time_off", 0, "from"],
        "2026-3-2",
        "WB106",
        None,
        "`2026-3-2` must be a day such as",
        "write 2026-03-02",
    ),
    (
        "roster",
        ["overrides", 0, "from"],
        "2026-12-01 12:00",
        "WB106",
        None,
        "`2026-12-01 12:00` must be a day and a time",
        "write 2026-12-01T12:00",
    ),
    (
        "roster",
        ["overrides", 0, "from"],
        "2026-12-01",
        "WB106",
        None,
        "`2026-12-01` must be a day and a time",
        "write 2026-12-01T00:00",
    ),
    (
        "roster",
        ["overrides", 0, "from"],
        "2026-12-01T25:00",
        "WB106",
        None,
        "there is no time `2026-12-01T25:00`",
        "",
    ),
    (
        "person",
        ["manager"],
        "Grace Hall",
        "WB013",
        None,
        "`Grace Hall` must be the id of a person",
        "write the name of the person's file, without .yaml",
    ),
    # unions: the branch that was meant
    (
        "roster",
        ["rotations", 0, "hours"],
        [{"from": "9:00", "until": "17:00"}],
        "WB013",
        ["rotations", 0, "hours", 0, "from"],
        "`9:00` must be a time of day",
        "write 09:00",
    ),
    (
        "roster",
        ["rotations", 0, "hours"],
        [{"from": "09:00"}],
        "WB011",
        ["rotations", 0, "hours", 0],
        "`until` is missing",
        "",
    ),
    (
        "roster",
        ["rotations", 0, "hours"],
        "allways",
        "WB013",
        None,
        "must be `always` or a list, not `allways`",
        "did you mean `always`?",
    ),
    (
        "roster",
        ["rotations", 0, "hours"],
        {"from": "09:00"},
        "WB012",
        None,
        "must be `always` or a list, not a mapping",
        "",
    ),
    (
        "roster",
        ["rotations", 0, "handoff", "on"],
        "tue",
        "WB013",
        None,
        "must be `monday`, `tuesday`",
        "did you mean `tuesday`?",
    ),
    ("roster", ["rotations", 0, "handoff", "on"], 32, "WB013", None, "must be at most 31", ""),
    (
        "roster",
        ["rotations", 0, "turns", 0, "order", 0],
        ["ada", "Ken"],
        "WB013",
        ["rotations", 0, "turns", 0, "order", 0, 1],
        "`Ken` must be the id of a person",
        "write ken",
    ),
    (
        "roster",
        ["rotations", 0, "turns", 0, "order", 0],
        7,
        "WB012",
        None,
        "must be text or a list, not a whole number",
        "",
    ),
    # types
    ("person", ["name"], 7, "WB012", None, "must be text, not a whole number", "quote it"),
    ("person", ["name"], "", "WB013", None, "must be text that is not empty", ""),
    (
        "person",
        ["on_call", "available"],
        "yes",
        "WB012",
        None,
        "must be true or false, not text",
        "write true without quotes",
    ),
    (
        "escalation",
        ["repeat"],
        "2",
        "WB012",
        None,
        "must be a whole number, not text",
        "write it without quotes",
    ),
    ("service", ["tier"], 1.0, "WB012", None, "must be a whole number, not a number", ""),
    ("escalation", ["repeat"], 10, "WB013", None, "must be at most 9", ""),
    (
        "escalation",
        ["steps", 0, "wait"],
        5,
        "WB012",
        None,
        'must be a length such as "5 minutes"',
        "",
    ),
    ("escalation", ["steps", 0, "notify"], [], "WB013", None, "must not be empty", ""),
    (
        "escalation",
        ["steps", 0, "notify"],
        {"person": "a"},
        "WB012",
        None,
        "must be a list, not a mapping",
        "begin each item of the list with -",
    ),
    (
        "service",
        ["depends_on"],
        "ledger",
        "WB012",
        None,
        "must be a list, not text",
        "write a list: [ledger]",
    ),
    (
        "person",
        [],
        "name:Ada",
        "WB012",
        None,
        "must be a mapping, not text",
        "write a blank after the `:`",
    ),
    ("severities", ["sev1"], ("SEV 1", DROP), "WB013", ["SEV 1"], "`SEV 1` must be an id", ""),
    (
        "severities",
        ["sev1", "page"],
        "allways",
        "WB013",
        None,
        "must be `always`, `never`",
        "did you mean `always`?",
    ),
    ("waivers", [0, "rule"], "204", "WB013", None, "`204` must be the code of a rule", ""),
    (
        "settings",
        ["rules"],
        {"WB1": "off"},
        "WB013",
        ["rules", "WB1"],
        "`WB1` must be the code of a rule",
        "",
    ),
    (
        "settings",
        ["rules"],
        {"WB101": "of"},
        "WB013",
        ["rules", "WB101"],
        "must be `error`, `warning`",
        "did you mean `off`?",
    ),
    ("runbook", ["last_reviewed"], True, "WB012", None, "must be a day such as 2026-03-02", ""),
    # a key that is there twice in spirit is not offered
    ("person", ["mail"], "x", "WB010", None, "unknown key `mail`", "known here: name, email"),
]


@pytest.mark.parametrize(("kind", "where", "value", "code", "at", "says", "hint"), MISTAKES)
def test_one_fault_a_mistake(kind, where, value, code, at, says, hint):  # noqa: PLR0917  # a parameter a column
    data = put(VALID[kind], where, value)
    (fault,) = faults(BY_NAME[kind].type, data)
    assert (fault.code, list(fault.pointer)) == (code, where if at is None else at)
    assert fault.message.startswith(says)
    assert fault.hint.startswith(hint)
    assert bool(fault.hint) == bool(hint)
    with pytest.raises(Invalid):
        build(BY_NAME[kind].type, data)


def put(data, where, value):
    """Return the data with one value exchanged; a pair is a new key and its value."""
    data = copy.deepcopy(data)
    if not where:
        return value
    inner = data
    for part in where[:-1]:
        inner = inner[part]
    if isinstance(value, tuple):
        old = inner.pop(where[-1])
        inner[value[0]] = old if value[1] is DROP else value[1]
    elif value is DROP:
        del inner[where[-1]]
    else:
        inner[where[-1]] = value
    return data


@pytest.mark.parametrize("kind", VALID)
def test_what_is_right_has_no_faults(kind):
    assert faults(BY_NAME[kind].type, VALID[kind]) == ()


def test_every_mistake_is_told_at_once():
    data = {"name": 1, "email": 2, "timezone": "x", "on_cal": {}, "manager": "A"}
    assert len(faults(BY_NAME["person"].type, data)) == 5


def test_an_empty_value_is_left_to_the_reader():
    data = {**VALID["person"], "name": None, "manager": None}
    assert faults(BY_NAME["person"].type, data) == ()
    roster = put(VALID["roster"], ["rotations", 0, "turns", 0, "order"], [None, ["ada", None]])
    assert faults(BY_NAME["roster"].type, put(roster, ["rotations", 0, "hours"], [None])) == ()


def test_long_values_are_cut():
    (fault,) = faults(BY_NAME["person"].type, {**VALID["person"], "timezone": "x" * 10_000})
    assert len(fault.message) < 200
    (fault,) = faults(BY_NAME["person"].type, {**VALID["person"], "k" * 10_000: 1})
    assert len(fault.message) < 200


HINTS = [
    # kind, where, what is written there, the hint
    ("person", ["timezone"], "London", "write Europe/London"),
    ("person", ["timezone"], "new york", "write America/New_York"),
    ("person", ["timezone"], "europe/london", "did you mean `Europe/London`?"),
    ("person", ["timezone"], "utc", "write UTC"),
    ("person", ["timezone"], "EST", "write the name of a place, such as America/New_York"),
    ("person", ["timezone"], "UTC+1", "write the name of a place, such as America/New_York"),
    ("roster", ["members", 0], "Ada", "write ada"),
    ("roster", ["members", 0], "@ada", "write ada"),
    ("roster", ["members", 0], "jürgen", "write jurgen"),
    ("roster", ["members", 0], "Ada Obi", "write the name of the person's file, without .yaml"),
    ("roster", ["members", 0], "ada@x.org", "write the name of the person's file, without .yaml"),
    ("roster", ["rotations", 0, "handoff", "at"], "\u201c12:00\u201d", "write 12:00"),
    ("roster", ["rotations", 0, "handoff", "every"], "week", "write 1 week"),
    (
        "roster",
        ["rotations", 0, "hours"],
        [{"from": "friday 17:00", "until": "mon 09:00"}],
        "write fri 17:00",
    ),
    ("escalation", ["steps", 0, "notify", 0], "grace", "its fields: person, roster, role"),
]


@pytest.mark.parametrize(("kind", "where", "value", "hint"), HINTS)
def test_hints_say_what_to_write(kind, where, value, hint):
    (fault,) = faults(BY_NAME[kind].type, put(VALID[kind], where, value))
    assert fault.hint == hint


SUGGESTIONS = [
    ("overides", ["overrides", "order"], "overrides"),
    ("Ada", ["ada", "bob"], "ada"),
    ("mon", ["monday", "tuesday"], "monday"),
    ("wednesday", ["wed", "thu"], "wed"),
    ("zz", ["ada"], None),
    ("", ["ada"], None),
    ("ada", [], None),
    ("adb", [f"person{n}" for n in range(2000)] + ["ada"], "ada"),
]


@pytest.mark.parametrize(("word", "known", "near"), SUGGESTIONS)
def test_suggestions(word, known, near):
    assert suggest(word, known) == (f"did you mean `{near}`?" if near else "")
