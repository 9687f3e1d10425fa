"""Answers to plain questions such as "who is our database expert?", the best one first.

The ranking, in whole numbers so that every implementation gives the same answers:

1. The question is cut into words (`words.words`), "on call" being one: oncall. At most 32 count.
2. Stop words are passed over, but for it, us and will where somebody or something is named so; a
   question of stop words alone is taken as it is. An intent word, or
   one with the stem of one (the first listed), says which kind is asked for.
3. A word of the question meets a word of an entry as well as the best of: 100 the same, 90 the
   same stem, 60 its begin (of 2 letters or more; or its stem's, of 4). A word that meets none in
   the whole index may have typos: 50 with one, 35 with two. One of 5 letters or more that still
   meets none may be an intent word with typos (the first listed). Intent words meet words of
   their stem at 90, and no others. A CamelCase word that still meets none counts as its parts,
   stop words left out: KubePodCrashLooping is four words. One without parts counts as the
   longest word of the index in it, of 6 letters or more (the first of those): typed as
   kubepodcrashlooping, it is podcrashlooping.
4. An entry's score is the sum, over the words of the question, of the best weight times meeting;
   times how many of the words met, intent words left out (at least 1); times 5 if its kind is
   asked for.
5. Entries are sorted by score, kind (the order of `index.KINDS`) and id. Those below a tenth of
   the best are left out. A question of intent words alone is answered by everything of the kinds
   asked for, and by what else has such a word in its name (a score of 900). One whose other words
   all meet nothing is not answered.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from watchbill.engine.index import KINDS, NAME, Entry, Kind
from watchbill.engine.words import allowed_typos, humps, stem, tokens, typos, words

STOP_WORDS = frozenset(
    """
    a about all an and any anybody anyone are be by can could current currently do does find for
    from get gets give has have help how hows i if in is it me my need now of on or our please pls
    plz right s should show somebody someone tell that the there this to today tonight us was we
    what whats when where wheres which who whom whos whose will with would you your
    """.split()  # noqa: SIM905  # a list of so many quoted words hides the words
)
NAMES_TOO = frozenset({"it", "us", "will"})
"""Stop words that are ordinary words where somebody or something is named so."""
_SAID: Mapping[Kind, str] = {
    "roster": "oncall call duty lead own owner responsible roster rota shift team",
    "person": "contact email mail number person phone reach",
    "topic": "ask expert expertise guru know knowledge sme specialist",
    "service": "broken down service",
    "escalation": "escalate escalation page paged",
    "runbook": "playbook procedure runbook",
}
INTENTS: Mapping[str, Kind] = {word: kind for kind, said in _SAID.items() for word in said.split()}
_SAME, _STEM, _BEGIN, _TYPOS = 100, 90, 60, {1: 50, 2: 35}
_BEGIN_LENGTH, _STEM_LENGTH, _INTENT_LENGTH, _INNER_LENGTH = 2, 4, 5, 6
_MOST_WORDS = 32
_ASKED_FOR = 5
_WORST = 10
_NAMED = 900
"""The score of an intent word that is one of a name: Email may be a service."""


class Answer(NamedTuple):
    """An entry with its score, and the words of the question that it does not meet."""

    entry: Entry
    score: int
    missing: tuple[str, ...]


class Found(NamedTuple):
    """What a question was taken to mean, and the answers, the best one first."""

    words: tuple[str, ...]
    kinds: tuple[Kind, ...]
    answers: tuple[Answer, ...]


class _Asked(NamedTuple):
    """A question: how well each of its words meets words of the index, and those of intent."""

    meets: Mapping[str, Mapping[str, int]]
    intents: Mapping[str, Mapping[str, int]]
    kinds: frozenset[Kind]


def search(entries: Sequence[Entry], question: str) -> Found:
    """Return the answers to a question; the module says how they are ranked."""
    vocabulary = sorted({word for entry in entries for word in entry.words})
    names = {word for word in NAMES_TOO if any(e.words.get(word, 0) >= NAME for e in entries)}
    asked = _asked(question, vocabulary, STOP_WORDS - names)
    scored = [_answer(entry, asked) for entry in entries]
    best = max((answer.score for answer in scored), default=0)
    if not asked.meets:
        answers = [a for a in scored if a.entry.kind in asked.kinds or a.score >= _NAMED]
    elif any(asked.meets.values()):
        answers = [a for a in scored if a.score and a.score * _WORST >= best]
    else:
        answers = []  # what the question is about is not here; its other words say nothing
    answers.sort(key=lambda a: (-a.score, KINDS.index(a.entry.kind), a.entry.id))
    kinds = tuple(kind for kind in KINDS if kind in asked.kinds)
    return Found(tuple(asked.meets), kinds, tuple(answers))


def _asked(question: str, vocabulary: Sequence[str], stop: Container[str]) -> _Asked:
    said = _joined(words(question))
    stems = {word: stem(word) for word in vocabulary}
    plain = [word for word in said if word not in stop]
    meets: dict[str, Mapping[str, int]] = {}
    intents: dict[str, Mapping[str, int]] = {}
    kinds: set[Kind] = set()
    for word in plain or said:
        intent = _intent(word)
        found = {} if intent else _meets(word, stems) or _nearly(word, vocabulary)
        intent = intent or (None if found else _misspelt_intent(word))
        if intent:
            kinds.add(intent)
            intents[word] = {w: _STEM for w, root in stems.items() if root == stem(word)}
            continue
        for part in (word,) if found else _parts(question, word, stems):
            meets[part] = found or _meets(part, stems) or _nearly(part, vocabulary)
    return _Asked(meets, intents, frozenset(kinds))


def _parts(question: str, word: str, known: Container[str]) -> tuple[str, ...]:
    """Return the parts of a word that a question writes in CamelCase; else what is known in it."""
    written = next((token for token in tokens(question) if words(token) == (word,)), word)
    parts = tuple(part for part in words(humps(written)) if part not in STOP_WORDS)
    return parts if parts and parts != (word,) else (_inner(word, known),)


def _inner(word: str, known: Container[str]) -> str:
    """Return the longest known word in a word, the first of those; else the word itself."""
    lengths = range(len(word) - 1, _INNER_LENGTH - 1, -1)
    inner = (word[at : at + size] for size in lengths for at in range(len(word) - size + 1))
    return next((part for part in inner if part in known), word)


def _joined(said: Sequence[str]) -> list[str]:
    """Return at most 32 different words, on call as one."""
    text = " ".join(said[: 2 * _MOST_WORDS])
    return list(dict.fromkeys(f" {text} ".replace(" on call ", " oncall ").split()))[:_MOST_WORDS]


def _intent(word: str) -> Kind | None:
    """Return the kind that a word asks for, if it or its stem is an intent word's."""
    return INTENTS.get(word) or next((INTENTS[i] for i in INTENTS if stem(i) == stem(word)), None)


def _misspelt_intent(word: str) -> Kind | None:
    limit = allowed_typos(word) if len(word) >= _INTENT_LENGTH else 0
    near = (kind for known, kind in INTENTS.items() if limit and typos(word, known, limit) <= limit)
    return next(near, None)


def _meets(word: str, stems: Mapping[str, str]) -> dict[str, int]:
    """Return the words of the index that a word meets without typos, and how well."""
    root = stem(word)
    begins = [b for b, least in ((word, _BEGIN_LENGTH), (root, _STEM_LENGTH)) if len(b) >= least]
    found: dict[str, int] = {}
    for known, known_root in stems.items():
        if known == word:
            found[known] = _SAME
        elif known_root == root:
            found[known] = _STEM
        elif begins and known.startswith(tuple(begins)):
            found[known] = _BEGIN
    return found


def _nearly(word: str, vocabulary: Iterable[str]) -> dict[str, int]:
    """Return the words of the index that a word may be, misspelt."""
    limit = allowed_typos(word)
    near = {known: typos(word, known, limit) for known in vocabulary} if limit else {}
    return {known: _TYPOS[count] for known, count in near.items() if count <= limit}


def _answer(entry: Entry, asked: _Asked) -> Answer:
    scores = {word: _best(entry, met) for word, met in asked.meets.items()}
    total = sum(scores.values()) + sum(_best(entry, met) for met in asked.intents.values())
    missing = tuple(word for word, score in scores.items() if not score)
    score = total * max(len(scores) - len(missing), 1)
    return Answer(entry, score * (_ASKED_FOR if entry.kind in asked.kinds else 1), missing)


def _best(entry: Entry, met: Mapping[str, int]) -> int:
    """Return the best weight times meeting of a word in an entry."""
    if len(met) < len(entry.words):
        return max((entry.words.get(word, 0) * how for word, how in met.items()), default=0)
    return max((weight * met.get(word, 0) for word, weight in entry.words.items()), default=0)
