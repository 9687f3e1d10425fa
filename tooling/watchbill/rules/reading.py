"""WB0: what the reader and the types report. The texts are their documentation."""

from watchbill.rules.rule import ALWAYS, Rule

RULES = (
    Rule(
        "WB001",
        "not-text",
        ALWAYS,
        """The file is not clean UTF-8 text.

        Another encoding, a NUL byte or an invisible control character reads differently in every
        tool, and can hide what a reviewer should see. Save the file as UTF-8; delete the character.
        """,
    ),
    Rule(
        "WB002",
        "too-much",
        ALWAYS,
        """The file is too large, nested too deeply, or its aliases multiply too far.

        Limits: 1 MiB, 64 levels, 100,000 values with every alias counted out. Rosters are far
        below them; what is above is an accident or an attack. Split the file.
        """,
    ),
    Rule(
        "WB003",
        "not-yaml",
        ALWAYS,
        """The file stops being YAML here.

        Common causes: a tab in the indentation, a quote that is not closed, a value that begins
        with @, % or `, or a value with ": " in it. Quote such values.
        """,
    ),
    Rule(
        "WB004",
        "duplicate-key",
        ALWAYS,
        """A key stands twice in one mapping.

        Most readers keep the last one silently, so half of what was written would be lost.
        Delete one of the two.
        """,
    ),
    Rule(
        "WB005",
        "empty-value",
        ALWAYS,
        """A field or a file has no value.

        `channel: #payments` is the usual trap: YAML takes all after # for a comment. Quote it:
        `channel: "#payments"`. A field without a value is left out.
        """,
    ),
    Rule(
        "WB006",
        "several-documents",
        ALWAYS,
        """The file holds more than one YAML document.

        One file holds one resource, named by the file. Move what follows `---` to its own file.
        """,
    ),
    Rule(
        "WB007",
        "unsupported-yaml",
        ALWAYS,
        """A part of YAML that is not read here: tags, merge keys, loops, mappings as keys.

        They mean different things in different tools. Write the value out. A value that begins
        with { or ! is quoted: `text: "{{ name }}"`.
        """,
    ),
    Rule(
        "WB008",
        "misplaced-file",
        ALWAYS,
        """The file is in no place where it would be read, or cannot be read.

        People are in rosters/people, teams in rosters/teams, experts in rosters/experts, services
        in rosters/services, calendars in rosters/calendars; policies in policies/escalation and
        policies/expectations. The ending is .yaml, the name in lower case. Links are not followed.
        """,
    ),
    Rule(
        "WB010",
        "unknown-key",
        ALWAYS,
        """A key that this kind of file does not have.

        A misspelt key would be silently without effect: `overides:` would page the wrong person.
        The message offers the nearest known key.
        """,
    ),
    Rule(
        "WB011",
        "missing-key",
        ALWAYS,
        """A field is missing that every file of this kind must have.

        Without it something cannot be worked out: a roster without a time zone has no noon. Add
        the field; an editor that knows the schema (see `watchbill schemas`) offers it.
        """,
    ),
    Rule(
        "WB012",
        "wrong-type",
        ALWAYS,
        """A value of the wrong type.

        Numbers and true or false are not text: `name: 007` is a number. Quote what is meant as
        text. `yes` and `no` are text here, as in YAML 1.2; write true or false.
        """,
    ),
    Rule(
        "WB013",
        "wrong-value",
        ALWAYS,
        """A value that is not among those possible here.

        It could only be guessed what is meant, and a wrong guess pages the wrong person. The
        message says what can stand here, and often what was probably meant.
        """,
    ),
    Rule(
        "WB105",
        "time-zone",
        ALWAYS,
        """A time zone that is not in the IANA database.

        Write the name of a place, such as Europe/London: abbreviations (CET, PST) and fixed
        offsets do not know when the clocks change.
        """,
    ),
    Rule(
        "WB106",
        "date",
        ALWAYS,
        """A date or time that is written in another form or does not exist.

        Days are written 2026-03-02, wall-clock times 2026-03-02T12:00 without a zone: the file
        says in which zone they are meant.
        """,
    ),
)

UNREAD = frozenset(rule.code for rule in RULES) - {"WB008"}
"""The rules behind which a file is not read, or not whole: they cannot be switched off."""
