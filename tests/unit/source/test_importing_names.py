"""Names of an account as ids, texts, zones, numbers and addresses of a repository."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchbill.model.kinds import is_id
from watchbill.source.importing_names import ids, is_email, phone_of, slug_of, text_of, zone_of

SLUGS = {
    "Ada Obi": "ada-obi",
    "  Zoë  O'Brien--Łuk ": "zoe-o-brien-uk",
    "1:30": "1-30",
    "日本": "",
    "ﬁne": "fine",
    "a" * 99: "a" * 60,
    "a" * 59 + " b": "a" * 59,
}


@pytest.mark.parametrize(("name", "slug"), SLUGS.items())
def test_slugs(name, slug):
    assert slug_of(name) == slug


def test_no_id_is_given_twice_whatever_the_order():
    names = [("3", "Ada"), ("1", "ada!"), ("2", "Ada 2"), ("5", "日本"), ("4", "語"), ("6", "Con")]
    given_out = {"1": "ada", "3": "ada-2", "2": "ada-2-2", "4": "person", "5": "person-2"}
    assert ids(names, "person") == given_out | {"6": "con-2"}
    assert ids(names[::-1], "person") == ids(names, "person")


@given(st.lists(st.text(max_size=80), max_size=12))
def test_every_name_has_an_id_of_its_own(names):
    found = ids(((str(n), name) for n, name in enumerate(names)), "person")
    assert len(set(found.values())) == len(names)
    assert all(map(is_id, found.values()))


TEXTS = {
    None: None,
    "": None,
    " \t": None,
    "yes": "yes",
    "a\nb": "a\nb",
    "x\x00\x1b\u202ey\ud800": "xy\ufffd",
    "\x00": None,
}


@pytest.mark.parametrize(("said", "text"), TEXTS.items())
def test_texts(said, text):
    assert text_of(said) == text


PHONES = {
    None: None,
    "": None,
    "+44 (0) 7700-900123": "+447700900123",
    "+1 555 0100 99": "+1555010099",
    "0770 900123": None,
    "+0123456789": None,
    "+1": None,
}


@pytest.mark.parametrize(("number", "phone"), PHONES.items())
def test_phones(number, phone):
    assert phone_of(number) == phone


@pytest.mark.parametrize(
    ("name", "known"),
    [("Europe/London", True), ("UTC", True), ("EST", False), ("", False), ("../etc", False)],
)
def test_zones(name, known):
    assert (zone_of(name) is not None) == known


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("ada@small.example", True),
        ("Ada+x@a.b-c.example", True),
        ("", False),
        ("ada", False),
        ("Ada <ada@small.example>", False),
        ("ada@\u202esmall.example", False),
    ],
)
def test_addresses(address, good):
    assert is_email(address) == good
