// Words as a search compares them: a port of engine/words.py, held to it by shared tests. Lengths
// and letters are code points, as there: `points` says how.

const WORD = /[\p{L}\p{N}]+/gu;
const LETTERS = /^\p{L}+$/u;
const DIGITS = /^\p{Nd}+$/u;
const HALVES = /[\ud800-\udfff]/;
const ENDINGS = ["ing", "ies", "ed", "es", "er", "s", "e", "y"];
const SHORTEST_STEM = 3;
const LONGEST_WORD = 64;

// What Unicode's folding of case does beyond lower case.
const FOLDED = /[ßς\u13f8-\u13fd\u1c80-\u1c88\uab70-\uabbf]/gu;
/** @type {Record<string, string>} */
const FOLDS = {
  "ß": "ss", "ς": "σ", "\u1c80": "в", "\u1c81": "д", "\u1c82": "о", "\u1c83": "с",
  "\u1c84": "т", "\u1c85": "т", "\u1c86": "ъ", "\u1c87": "ѣ", "\u1c88": "ꙋ",
};

/**
 * Return the words of a text in order: runs of letters and digits, folded.
 * @param {string} text
 * @returns {string[]}
 */
export function wordsOf(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const found = plain.replace(FOLDED, foldLetter).match(WORD) ?? [];
  return found.map((word) => {
    const letters = points(word);
    return letters.length > LONGEST_WORD ? [...letters].slice(0, LONGEST_WORD).join("") : word;
  });
}

/**
 * Return the runs of letters and digits of a text; upper case is kept.
 * @param {string} text
 * @returns {string[]}
 */
export function tokensOf(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").match(WORD) ?? [];
}

/**
 * @param {string} letter
 * @returns {string}
 */
function foldLetter(letter) {
  if (FOLDS[letter]) return FOLDS[letter];
  const code = letter.charCodeAt(0); // Cherokee folds to its capitals
  return String.fromCharCode(code < 0x1400 ? code - 8 : code - 0xab70 + 0x13a0);
}

/**
 * Return a text with a space between the parts of its CamelCase words: High 5xx Rate.
 * (Written without looking behind, which older phones cannot read at all.)
 * @param {string} text
 * @returns {string}
 */
export function humps(text) {
  return text.replace(/([a-z0-9])(?=[A-Z])/g, "$1 ").replace(/([A-Z])(?=[A-Z][a-z])/g, "$1 ")
    .replace(/([a-z])(?=[0-9])/g, "$1 ");
}

/**
 * Return what has the length and the letters of a word in code points.
 * @param {string} word
 * @returns {string | string[]}
 */
export function points(word) {
  return HALVES.test(word) ? Array.from(word) : word;
}

/**
 * Return how many code points a word has.
 * @param {string} word
 * @returns {number}
 */
export function lengthOf(word) {
  return points(word).length;
}

/**
 * Return a word without its ending, so that alerts, alerting and alert are the same.
 * @param {string} word
 * @returns {string}
 */
export function stem(word) {
  if (!LETTERS.test(word)) return word;
  const ending = ENDINGS.find((one) =>
    word.endsWith(one) && lengthOf(word) - one.length >= SHORTEST_STEM);
  const root = ending ? word.slice(0, -ending.length) : word;
  const letters = points(root);
  const last = letters[letters.length - 1];
  const twice = letters.length > SHORTEST_STEM && last === letters[letters.length - 2];
  return twice && !"aeiou".includes(last) ? root.slice(0, -last.length) : root;
}

/**
 * Return how many typos are forgiven: one from 4 letters, two from 8, none in digits.
 * @param {string} word
 * @returns {number}
 */
export function allowedTypos(word) {
  if (DIGITS.test(word)) return 0;
  const length = lengthOf(word);
  if (length >= 8) return 2;
  return length >= 4 ? 1 : 0;
}

/**
 * Return a word's letters as bits; two words differ by at least as many letters as bits.
 * @param {string} word
 * @returns {number}
 */
export function letterBits(word) {
  let bits = 0;
  for (const letter of points(word)) bits |= 1 << (/** @type {number} */ (letter.codePointAt(0)) & 31);
  return bits;
}

/**
 * Return how many bits of one are not in another.
 * @param {number} bits
 * @param {number} others
 * @returns {number}
 */
export function bitsBeyond(bits, others) {
  let count = 0;
  for (let rest = bits & ~others; rest; rest &= rest - 1) count += 1;
  return count;
}

/**
 * Return the letters inserted, dropped, changed or swapped with their neighbour (optimal string
 * alignment); beyond the limit it is only said to be more than the limit.
 * @param {string} left
 * @param {string} right
 * @param {number} limit
 * @returns {number}
 */
export function typos(left, right, limit) {
  const [a, b] = [points(left), points(right)];
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  /** @type {number[]} */
  let last = [];
  /** @type {number[]} */
  let before = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    [last, before, row] = [before, row, [i]];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, last[j - 2] + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
  }
  return Math.min(row[b.length], limit + 1);
}
