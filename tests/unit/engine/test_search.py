import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchbill.engine.index import KINDS, Entry, index
from watchbill.engine.search import INTENTS, NAMES_TOO, STOP_WORDS, search
from watchbill.engine.words import allowed_typos, humps, stem, typos, words
from watchbill.source.load import load
from watchbill.source.tree import Folder

ROOT = Path(__file__).parents[3]
VECTORS = json.loads(Path(__file__).with_name("search_vectors.json").read_text("utf-8"))


@cache
def company() -> tuple[Entry, ...]:
    return index(load(Folder(ROOT)).catalog)


def first(question: str, count: int) -> list[str]:
    answers = search(company(), question).answers
    return [f"{answer.entry.kind}/{answer.entry.id}" for answer in answers[:count]]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["question"])
def test_the_company_answers_plain_questions(vector):
    wanted = vector["first"]
    assert first(vector["question"], max(len(wanted), 1)) == wanted


def entry(id_: str, kind: str = "topic", **weights: int) -> Entry:
    return Entry(kind, id_, id_, weights)  # type: ignore[arg-type]  # the tests know the kinds


@pytest.mark.parametrize(
    ("question", "order"),
    [
        pytest.param("lock", ["same", "stem", "begin"], id="the closer, the better"),
        pytest.param("lokc", ["same"], id="typos only where nothing else meets"),
        pytest.param("cat", [], id="three letters forgive no typo"),
        pytest.param("cart dog", ["both", "one"], id="more words, before better ones"),
        pytest.param("tie", ["a", "b", "c"], id="ties are ordered by kind, then id"),
    ],
)
def test_ranking(question, order):
    entries = [
        entry("begin", lockfile=8),
        entry("stem", locks=8),
        entry("same", lock=8),
        entry("one", cart=12),
        entry("both", cart=4, dog=4),
        entry("c", kind="runbook", tie=8),
        entry("b", tie=8),
        entry("a", tie=8),
    ]
    assert [answer.entry.id for answer in search(entries, question).answers] == order


def test_words_that_are_not_found_are_named():
    answer = search([entry("a", cart=8)], "who fixes the cart?").answers[0]
    assert answer.missing == ("fixes",)


def test_a_question_of_intent_words_alone_is_answered_by_everything_of_that_kind():
    found = search([entry("b", cart=8), entry("a", dog=8), entry("c", "service")], "the experts")
    assert [(a.entry.id, a.score) for a in found.answers] == [("a", 0), ("b", 0)]


def test_what_is_of_another_kind_answers_an_intent_word_only_by_its_name():
    entries = [
        entry("b", "roster", oncall=2),
        entry("a", "roster", pay=12),
        entry("said", "service", oncall=6),
        entry("named", "service", oncall=10),
    ]
    found = search(entries, "who is on call")
    assert [(a.entry.id, a.score) for a in found.answers] == [("b", 900), ("named", 900), ("a", 0)]


def test_what_meets_nothing_is_not_answered_by_words_of_intent():
    entries = [entry("a", "service", down=6), entry("b", "service", pay=12)]
    assert search(entries, "the zork is down").answers == ()
    assert [a.entry.id for a in search(entries, "pay zork is down").answers] == ["b", "a"]


@pytest.mark.parametrize("word", sorted(NAMES_TOO))
def test_a_stop_word_is_a_word_where_something_is_named_so(word):
    entries = [entry("named", "roster", **{word: 12}), entry("other", "roster", pay=12)]
    assert [a.entry.id for a in search(entries, f"who is on call for {word}").answers] == ["named"]
    said = [entry("a", "roster", **{word: 6}), entry("b", "roster", pay=12)]
    assert [a.entry.id for a in search(said, f"who {word} be on call").answers] == ["a", "b"]


def test_an_intent_word_may_also_be_a_name():
    entries = [entry("mail", email=8, server=8), entry("other", server=8)]
    assert search(entries, "email server").answers[0].entry.id == "mail"


def test_answers_far_behind_the_best_are_left_out():
    entries = [entry("best", cart=12, dog=12), entry("far", cart=2)]
    assert [a.entry.id for a in search(entries, "cart dog").answers] == ["best"]


def test_stop_words_alone_are_taken_as_they_are():
    assert search([entry("will", "person", will=12)], "Who is Will?").answers[0].score == 1200


def test_stop_words_ask_for_nothing():
    assert not STOP_WORDS & INTENTS.keys()


@given(st.text(max_size=200))
def test_any_question_has_an_answer_or_none(question):
    found = search(company(), question)
    scores = [answer.score for answer in found.answers]
    assert scores == sorted(scores, reverse=True)


@given(st.permutations(company()), st.sampled_from([v["question"] for v in VECTORS]))
def test_the_order_of_entries_does_not_matter(entries, question):
    assert search(entries, question) == search(company(), question)


def test_a_long_question_is_answered_quickly():
    assert not search(company(), " ".join(f"zork{n}" * 20 for n in range(5000))).answers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who's ON-call?", ("who", "s", "on", "call")),
        ("Célia Ærø ﬁx", ("celia", "ærø", "fix")),
        ("Straße ΣΊΣΥΦΟΣ", ("strasse", "σισυφοσ")),
        ("load_balancer 5xx", ("load", "balancer", "5xx")),
        ("x" * 100, ("x" * 64,)),
        ("\x1b[31m\ud800", ("31m",)),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KubePodCrashLooping", "Kube Pod Crash Looping"),
        ("TLSCertExpiry", "TLS Cert Expiry"),
        ("EdgeHigh5xx", "Edge High 5xx"),
        ("plain text", "plain text"),
    ],
)
def test_humps(text, expected):
    assert humps(text) == expected


@pytest.mark.parametrize(
    "family",
    [
        "database databases",
        "query queries",
        "expire expired expiring expires expiry",
        "log logs logging logged logger",
        "payment payments",
        "crash crashed crashing crashes",
        "latency latencies",
    ],
)
def test_stem(family):
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("word", ["dns", "ios", "k8s", "5xx", "tls"])
def test_short_words_and_digits_have_no_endings(word):
    assert stem(word) == word


@pytest.mark.parametrize(
    ("left", "right", "count"),
    [
        ("payments", "payments", 0),
        ("paymnets", "payments", 1),
        ("paymets", "payments", 1),
        ("paymentss", "payments", 1),
        ("pyamnets", "payments", 2),
        ("payments", "platform", 3),
        ("", "abc", 3),
    ],
)
def test_typos(left, right, count):
    assert typos(left, right, 2) == typos(right, left, 2) == count


@given(*[st.text("abc", max_size=7)] * 2, st.integers(0, 4))
def test_typos_agree_with_the_textbook(left, right, limit):
    assert typos(left, right, limit) == min(textbook(left, right), limit + 1)


def textbook(left: str, right: str) -> int:
    if not left or not right:
        return len(left) + len(right)
    best = [
        textbook(left[:-1], right) + 1,
        textbook(left, right[:-1]) + 1,
        textbook(left[:-1], right[:-1]) + (left[-1] != right[-1]),
    ]
    if left[-2:] == right[-2:][::-1] and len(left) > 1 and len(right) > 1:
        best.append(textbook(left[:-2], right[:-2]) + 1)
    return min(best)


def test_longer_words_forgive_more():
    found = [allowed_typos(word) for word in ("pod", "node", "network", "kubernetes", "20261121")]
    assert found == [0, 1, 1, 2, 0]


def test_entries_come_by_kind_and_id():
    keys = [(KINDS.index(entry.kind), entry.id) for entry in company()]
    assert keys == sorted(keys)
