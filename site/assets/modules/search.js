// Answers to plain questions: a port of engine/search.py, which says how they are ranked, held to
// it by shared tests. What does not depend on the question is made once (`prepare`), so that an
// answer takes less time than a key stroke.
import { allowedTypos, bitsBeyond, humps, lengthOf, letterBits, stem, tokensOf, typos, wordsOf } from "./words.js";

export const STOP_WORDS = new Set((
  "a about all an and any anybody anyone are be by can could current currently do does find for " +
  "from get gets give has have help how hows i if in is it me my need now of on or our please pls " +
  "plz right s should show somebody someone tell that the there this to today tonight us was we " +
  "what whats when where wheres which who whom whos whose will with would you your"
).split(" "));
/** @type {Record<string, string>} */
const SAID = {
  roster: "oncall call duty lead own owner responsible roster rota shift team",
  person: "contact email mail number person phone reach",
  topic: "ask expert expertise guru know knowledge sme specialist",
  service: "broken down service",
  escalation: "escalate escalation page paged",
  runbook: "playbook procedure runbook",
};
/** @type {[word: string, kind: string][]} */
export const INTENTS = Object.entries(SAID).flatMap(([kind, said]) =>
  said.split(" ").map((word) => /** @type {[string, string]} */ ([word, kind])));

const SAME = 100;
const STEM = 90;
const BEGIN = 60;
const TYPOS = [0, 50, 35];
const BEGIN_LENGTH = 2;
const STEM_LENGTH = 4;
const INTENT_LENGTH = 5;
const MOST_WORDS = 32;
const ASKED_FOR = 5;
const WORST = 10;
const HALF = /[\ud800-\udfff]/;

/** @typedef {Map<number, number>} Meets words by their place, and how well they are met */

/**
 * Prepare an index for any number of questions.
 * @param {SiteAsk} ask
 * @returns {Prepared}
 */
export function prepare(ask) {
  /** @type {Map<string, number[]>} */
  const byWord = new Map();
  ask.entries.forEach(([, , , , said], place) => {
    const parts = said.split(" ");
    for (let i = 0; i + 1 < parts.length; i += 2) {
      const known = byWord.get(parts[i]);
      if (known) known.push(place, Number(parts[i + 1]));
      else byWord.set(parts[i], [place, Number(parts[i + 1])]);
    }
  });
  const words = [...byWord.keys()].sort();
  /** @type {Map<string, number[]>} */
  const roots = new Map();
  words.forEach((word, place) => {
    const root = stem(word);
    roots.set(root, [...(roots.get(root) ?? []), place]);
  });
  return {
    ask, words, roots,
    lengths: words.map(lengthOf),
    bits: words.map(letterBits),
    found: words.map((word) => byWord.get(word) ?? []),
    places: new Map(words.map((word, place) => [word, place])),
  };
}

/**
 * Return the best answers to a question, at most so many, and how many there are.
 * @param {Prepared} index
 * @param {string} question
 * @param {number} [most]
 * @returns {Found}
 */
export function search(index, question, most = Infinity) {
  const { meets, intents, kinds } = understood(index, question);
  const { kinds: names, entries } = index.ask;
  const wanted = names.map((name) => kinds.has(name));
  const scores = scored(index, [...meets.values()], [...intents.values()], wanted);
  const best = scores.reduce((one, other) => Math.max(one, other), 0);
  /** @type {number[]} */
  const places = [];
  entries.forEach(([kind], place) => {
    if (best ? scores[place] * WORST >= best : !meets.size && wanted[kind]) places.push(place);
  });
  places.sort((one, other) => scores[other] - scores[one] || byKindAndId(entries[one], entries[other]));
  const answers = places.slice(0, most).map((place) => ({
    entry: entries[place],
    kind: names[entries[place][0]],
    score: scores[place],
    missing: [...meets].filter(([, met]) => !meetsEntry(index, met, place)).map(([word]) => word),
  }));
  const asked = names.filter((name) => kinds.has(name));
  return { words: [...meets.keys()], kinds: asked, answers, count: places.length };
}

/**
 * Take a question apart: what its words meet, those of intent, and the kinds that these ask for.
 * @param {Prepared} index
 * @param {string} question
 * @returns {{meets: Map<string, Meets>, intents: Map<string, Meets>, kinds: Set<string>}}
 */
function understood(index, question) {
  const said = joined(wordsOf(question));
  const plain = said.filter((word) => !STOP_WORDS.has(word));
  /** @type {Map<string, Meets>} */
  const meets = new Map();
  /** @type {Map<string, Meets>} */
  const intents = new Map();
  /** @type {Set<string>} */
  const kinds = new Set();
  for (const word of plain.length ? plain : said) {
    const known = intentOf(word);
    const found = known ? new Map() : exactly(index, word) ?? nearly(index, word);
    const intent = known ?? (found.size ? undefined : misspeltIntent(word));
    if (intent) {
      kinds.add(intent);
      intents.set(word, new Map((index.roots.get(stem(word)) ?? []).map((place) => [place, STEM])));
    } else {
      for (const part of found.size ? [word] : partsOf(question, word)) {
        meets.set(part, found.size ? found : exactly(index, part) ?? nearly(index, part));
      }
    }
  }
  return { meets, intents, kinds };
}

/**
 * Return the parts of a word that a question writes in CamelCase; else the word alone.
 * @param {string} question
 * @param {string} word
 * @returns {string[]}
 */
function partsOf(question, word) {
  const written = tokensOf(question).find((token) => wordsOf(token).join(" ") === word) ?? word;
  const parts = wordsOf(humps(written)).filter((part) => !STOP_WORDS.has(part));
  return parts.length ? parts : [word];
}

/**
 * Return at most 32 different words, on call as one.
 * @param {string[]} said
 * @returns {string[]}
 */
function joined(said) {
  const text = ` ${said.slice(0, 2 * MOST_WORDS).join(" ")} `.replaceAll(" on call ", " oncall ");
  return [...new Set(text.split(" ").filter(Boolean))].slice(0, MOST_WORDS);
}

/**
 * @param {string} word
 * @returns {string | undefined}
 */
function intentOf(word) {
  const same = INTENTS.find(([known]) => known === word);
  return (same ?? INTENTS.find(([known]) => stem(known) === stem(word)))?.[1];
}

/**
 * @param {string} word
 * @returns {string | undefined}
 */
function misspeltIntent(word) {
  const limit = lengthOf(word) >= INTENT_LENGTH ? allowedTypos(word) : 0;
  return limit ? INTENTS.find(([known]) => typos(word, known, limit) <= limit)?.[1] : undefined;
}

/**
 * Return what a word meets without typos; undefined where there is nothing.
 * @param {Prepared} index
 * @param {string} word
 * @returns {Meets | undefined}
 */
function exactly(index, word) {
  /** @type {Meets} */
  const found = new Map();
  const root = stem(word);
  if (lengthOf(word) >= BEGIN_LENGTH) addBegins(index, word, found);
  if (lengthOf(root) >= STEM_LENGTH) addBegins(index, root, found);
  for (const place of index.roots.get(root) ?? []) found.set(place, STEM);
  const same = index.places.get(word);
  if (same !== undefined) found.set(same, SAME);
  return found.size ? found : undefined;
}

/**
 * Add all words that begin with a text.
 * @param {Prepared} index
 * @param {string} begin
 * @param {Meets} found
 */
function addBegins({ words }, begin, found) {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle] < begin) low = middle + 1;
    else high = middle;
  }
  for (; low < words.length && words[low].startsWith(begin); low += 1) found.set(low, BEGIN);
}

/**
 * Return the words that a word may be, misspelt. Most are passed over by length and letters.
 * @param {Prepared} index
 * @param {string} word
 * @returns {Meets}
 */
export function nearly({ words, lengths, bits }, word) {
  /** @type {Meets} */
  const found = new Map();
  const limit = allowedTypos(word);
  const [length, own] = [lengthOf(word), letterBits(word)];
  for (let place = 0; limit && place < words.length; place += 1) {
    if (Math.abs(lengths[place] - length) > limit) continue;
    if (bitsBeyond(own, bits[place]) > limit || bitsBeyond(bits[place], own) > limit) continue;
    const count = typos(word, words[place], limit);
    if (count <= limit) found.set(place, TYPOS[count]);
  }
  return found;
}

/**
 * Return the score of every entry.
 * @param {Prepared} index
 * @param {Meets[]} meets
 * @param {Meets[]} intents
 * @param {boolean[]} wanted whether each kind is asked for
 * @returns {Float64Array}
 */
function scored(index, meets, intents, wanted) {
  const { entries } = index.ask;
  const totals = new Float64Array(entries.length);
  const counts = new Uint8Array(entries.length);
  for (const met of meets) addBest(index, met, totals, counts);
  for (const met of intents) addBest(index, met, totals, undefined);
  entries.forEach(([kind], place) => {
    totals[place] *= Math.max(counts[place], 1) * (wanted[kind] ? ASKED_FOR : 1);
  });
  return totals;
}

/**
 * Add the best weight times meeting of a word to every entry that it meets, and count those.
 * @param {Prepared} index
 * @param {Meets} met
 * @param {Float64Array} totals
 * @param {Uint8Array | undefined} counts
 */
function addBest({ ask, found }, met, totals, counts) {
  const best = new Uint32Array(ask.entries.length);
  for (const [word, how] of met) {
    const list = found[word];
    for (let i = 0; i < list.length; i += 2) {
      best[list[i]] = Math.max(best[list[i]], list[i + 1] * how);
    }
  }
  for (let place = 0; met.size && place < best.length; place += 1) {
    totals[place] += best[place];
    if (counts && best[place]) counts[place] += 1;
  }
}

/**
 * Say whether a word of the question meets an entry.
 * @param {Prepared} index
 * @param {Meets} met
 * @param {number} entry
 * @returns {boolean}
 */
function meetsEntry({ found }, met, entry) {
  for (const word of met.keys()) {
    const list = found[word];
    for (let i = 0; i < list.length; i += 2) if (list[i] === entry) return true;
  }
  return false;
}

/**
 * @param {AskEntry} one
 * @param {AskEntry} other
 * @returns {number}
 */
function byKindAndId(one, other) {
  if (one[0] !== other[0]) return one[0] - other[0];
  if (HALF.test(one[1]) || HALF.test(other[1])) return byCodePoint(one[1], other[1]);
  return one[1] < other[1] ? -1 : Number(one[1] > other[1]);
}

/**
 * Compare as Python does, by code points: UTF-16 sorts what needs two units too early.
 * @param {string} left
 * @param {string} right
 * @returns {number}
 */
function byCodePoint(left, right) {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    if (a[i] !== b[i]) return Number(a[i].codePointAt(0)) - Number(b[i].codePointAt(0));
  }
  return a.length - b.length;
}
