// What the words of a question mean: what they meet in an index, and which kind they ask for. A
// port of engine/search.py (rules 1 to 3 there), held to it by shared tests.
import { allowedTypos, bitsBeyond, humps, lengthOf, letterBits, points, stem, tokensOf, typos, wordsOf } from "./words.js";

export const STOP_WORDS = new Set((
  "a about all an and any anybody anyone are be by can could current currently do does find for " +
  "from get gets give has have help how hows i if in is it me my need now of on or our please pls " +
  "plz right s should show somebody someone tell that the there this to today tonight us was we " +
  "what whats when where wheres which who whom whos whose will with would you your"
).split(" "));
/** Stop words that are ordinary words where somebody or something is named so. */
const NAMES_TOO = new Set(["it", "us", "will"]);
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
const INNER_LENGTH = 6;
const MOST_WORDS = 32;

/**
 * Take a question apart: what its words meet, those of intent, and the kinds that these ask for.
 * @param {Prepared} index
 * @param {string} question
 * @returns {{meets: Map<string, Meets>, intents: Map<string, Meets>, kinds: Set<string>}}
 */
export function understood(index, question) {
  const said = joined(wordsOf(question));
  const names = [...NAMES_TOO].filter((word) => isName(index, word));
  const plain = said.filter((word) => !STOP_WORDS.has(word) || names.includes(word));
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
      intents.set(word, new Map(rooted(index, stem(word)).map((place) => [place, STEM])));
    } else {
      for (const part of found.size ? [word] : partsOf(index, question, word)) {
        meets.set(part, found.size ? found : exactly(index, part) ?? nearly(index, part));
      }
    }
  }
  return { meets, intents, kinds };
}

/**
 * Say whether somebody or something has a word in its name: a weight of 10 or more, j and on.
 * @param {Prepared} index
 * @param {string} word
 * @returns {boolean}
 */
function isName({ words, found }, word) {
  const place = firstFrom(words, word);
  return words[place] === word && /[j-z]/.test(found[place]);
}

/**
 * Return the parts of a word that a question writes in CamelCase; else what is known in it.
 * @param {Prepared} index
 * @param {string} question
 * @param {string} word
 * @returns {string[]}
 */
function partsOf(index, question, word) {
  const written = tokensOf(question).find((token) => wordsOf(token).join(" ") === word) ?? word;
  const parts = wordsOf(humps(written)).filter((part) => !STOP_WORDS.has(part));
  return parts.length > 1 || (parts.length && parts[0] !== word) ? parts : [innerWord(index, word)];
}

/**
 * Return the longest word of the index in a word, the first of those; else the word itself.
 * @param {Prepared} index
 * @param {string} word
 * @returns {string}
 */
function innerWord({ words }, word) {
  const letters = points(word);
  for (let size = letters.length - 1; size >= INNER_LENGTH; size -= 1) {
    for (let at = 0; at + size <= letters.length; at += 1) {
      const part = letters.slice(at, at + size);
      const inner = typeof part === "string" ? part : part.join("");
      if (words[firstFrom(words, inner)] === inner) return inner;
    }
  }
  return word;
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
  for (const place of rooted(index, root)) found.set(place, STEM);
  const same = firstFrom(index.words, word);
  if (index.words[same] === word) found.set(same, SAME);
  return found.size ? found : undefined;
}

/**
 * Add all words that begin with a text.
 * @param {Prepared} index
 * @param {string} begin
 * @param {Meets} found
 */
function addBegins(index, begin, found) {
  for (const place of begins(index, begin)) found.set(place, BEGIN);
}

/**
 * Return the places of the words that have a stem; every word begins with its stem.
 * @param {Prepared} index
 * @param {string} root
 * @returns {number[]}
 */
function rooted(index, root) {
  return begins(index, root).filter((place) => stem(index.words[place]) === root);
}

/**
 * Return the places of the words that begin with a text.
 * @param {Prepared} index
 * @param {string} begin
 * @returns {number[]}
 */
function begins({ words }, begin) {
  const places = [];
  for (let at = firstFrom(words, begin); at < words.length && words[at].startsWith(begin); at += 1) {
    places.push(at);
  }
  return places;
}

/**
 * Return the place of a word; where there is none, of the next one.
 * @param {string[]} words
 * @param {string} word
 * @returns {number}
 */
function firstFrom(words, word) {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle] < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Return the words that a word may be, misspelt. Most are passed over by length and letters, which
 * are found out the first time that somebody misspells something.
 * @param {Prepared} index
 * @param {string} word
 * @returns {Meets}
 */
export function nearly(index, word) {
  const { words } = index;
  index.letters ??= { lengths: words.map(lengthOf), bits: words.map(letterBits) };
  const { lengths, bits } = index.letters;
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
