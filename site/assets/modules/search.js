// Answers to plain questions: a port of engine/search.py, which says how they are ranked, held to
// it by shared tests. What does not depend on the question is made once (`prepareIndex`), so that an
// answer takes less time than a key stroke.
import { understood } from "./question.js";

const ASKED_FOR = 5;
const WORST = 10;
const NAMED = 900;
const NINE = "9".charCodeAt(0);
const BEFORE_A = "a".charCodeAt(0) - 1;
const HALF = /[\ud800-\udfff]/;

/**
 * Prepare an index for any number of questions.
 * @param {SiteAsk} ask
 * @returns {Prepared}
 */
export function prepareIndex(ask) {
  const split = (/** @type {string} */ text) => (text ? text.split(" ") : []);
  return { ask, words: split(ask.words), found: split(ask.found), lists: [] };
}

/**
 * Return an entry with what its id says of it.
 * @param {SiteAsk} ask
 * @param {number} place
 * @returns {AskEntry}
 */
export function wholeEntry({ entries, folders }, place) {
  const [kind, id, title, page] = entries[place];
  return [kind, id, title || id.slice(id.lastIndexOf("/") + 1), page || `${folders[kind]}/${id}/`];
}

/**
 * Return the entries of a word by its place, and its weight in each, in turn.
 * @param {Prepared} index
 * @param {number} word
 * @returns {number[]}
 */
function listOf({ found, lists }, word) {
  if (lists[word]) return lists[word];
  const said = found[word];
  const list = [];
  let [place, distance] = [0, 0];
  for (let i = 0; i < said.length; i += 1) {
    const code = said.charCodeAt(i);
    if (code <= NINE) {
      distance = distance * 10 + code - NINE + 9;
    } else {
      place += distance;
      list.push(place, code - BEFORE_A);
      distance = 0;
    }
  }
  lists[word] = list;
  return list;
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
  const met = [...meets.values()].some((one) => one.size);
  entries.forEach(([kind], place) => {
    const score = scores[place];
    const answers = meets.size
      ? met && score > 0 && score * WORST >= best
      : wanted[kind] || score >= NAMED;
    if (answers) places.push(place);
  });
  places.sort((one, other) => scores[other] - scores[one] || byKindAndId(entries[one], entries[other]));
  const found = places.slice(0, most).map((place) => ({
    entry: wholeEntry(index.ask, place),
    kind: names[entries[place][0]],
    score: scores[place],
    missing: [...meets].filter(([, met]) => !meetsEntry(index, met, place)).map(([word]) => word),
  }));
  const asked = names.filter((name) => kinds.has(name));
  return { words: [...meets.keys()], kinds: asked, answers: found, count: places.length };
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
function addBest(index, met, totals, counts) {
  const best = new Uint32Array(totals.length);
  for (const [word, how] of met) {
    const list = listOf(index, word);
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
function meetsEntry(index, met, entry) {
  for (const word of met.keys()) {
    const list = listOf(index, word);
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
