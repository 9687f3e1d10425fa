// The full text, from an inverted index in pieces: only what a question needs is loaded, by script
// elements, since a page that was opened from a file may load nothing else. The pieces are
// described in tooling/watchbill/emit/data/text.py.
import { loadScript } from "./data.js";
import { STOP_WORDS, nearly } from "./question.js";
import { allowedTypos, humps, lengthOf, stem, typos, wordsOf } from "./words.js";

const MOST_ASKED = 8;
const MOST_BEGINS = 40; // stems that a half-typed word may mean
const MOST_MEANT = 3; // stems that a misspelt word may mean
const SHORTEST_BEGIN = 3; // letters of a word that is taken for a half-typed one
const BEGIN_SHARE = 0.5; // what a begin counts beside a whole word
const ENOUGH = 10; // pages with all words; below that, pages with some are answers, too
const EXCERPT = 160; // characters
const IN_HEADING = 4;
const TOKEN = /[\p{L}\p{N}]+/gu;

/** @type {Map<number, Record<string, string>>} */
const stemPieces = new Map();
/** @type {Map<number, PageText[]>} */
const pagePieces = new Map();

/**
 * @typedef {Map<number, number>} Weights of pages, by their number
 * @typedef {{pages: number[], roots: Set<string>}} TextFound
 */

/**
 * Return the numbers of pages that a question finds, the best one first, and the stems that it was
 * taken for. Rejects where a piece cannot be loaded.
 * @param {Prepared} index
 * @param {string} question
 * @returns {Promise<TextFound>}
 */
export async function searchText(index, question) {
  const said = [...new Set(wordsOf(question))];
  const plain = said.filter((word) => !STOP_WORDS.has(word));
  const asked = (plain.length ? plain : said).slice(0, MOST_ASKED);
  const typing = /[\p{L}\p{N}]$/u.test(question) ? asked.at(-1) : undefined;
  /** @type {Set<string>} */
  const roots = new Set();
  const whole = await Promise.all(
    asked.map((word) => pagesOf(index, word, word === typing, roots)));
  // A name that nobody wrote so may still be known by its parts: KubePodCrashLooping.
  const parts = whole.some((weights) => !weights.size)
    ? wordsOf(humps(question)).filter((word) => !asked.includes(word)) : [];
  const rest = await Promise.all(
    parts.slice(0, MOST_ASKED).map((word) => weightsOf(index.ask, stem(word), roots, 1)));
  const found = [...whole, ...rest].filter((weights) => weights.size);
  return { pages: rankedPages(found, index.ask.pages), roots };
}

/**
 * Return pages with their weights: of the word, of what it may begin, or of what it may mean.
 * @param {Prepared} index
 * @param {string} word
 * @param {boolean} typing
 * @param {Set<string>} roots what was looked for is added
 * @returns {Promise<Weights>}
 */
async function pagesOf(index, word, typing, roots) {
  const own = await weightsOf(index.ask, stem(word), roots, 1);
  if (typing && lengthOf(word) >= SHORTEST_BEGIN) {
    for (const root of await beginning(index.ask, stem(word))) {
      for (const [page, weight] of await weightsOf(index.ask, root, roots, BEGIN_SHARE)) {
        own.set(page, Math.max(weight, own.get(page) ?? 0));
      }
    }
  }
  if (own.size) return own;
  for (const root of await misspelt(index, word)) {
    for (const [page, weight] of await weightsOf(index.ask, root, roots, BEGIN_SHARE)) {
      own.set(page, Math.max(weight, own.get(page) ?? 0));
    }
  }
  return own;
}

/**
 * Return the stems that a misspelt word may have: of the small index, else of those beside it.
 * @param {Prepared} index
 * @param {string} word
 * @returns {Promise<string[]>}
 */
async function misspelt(index, word) {
  const meant = [...nearly(index, word)].sort(([, one], [, other]) => other - one)
    .map(([place]) => stem(index.words[place]));
  if (meant.length) return meant.slice(0, MOST_MEANT);
  const [root, limit] = [stem(word), allowedTypos(word)];
  const piece = await stemPiece(index.ask, pieceOf(index.ask.stems, root));
  const near = limit ? Object.keys(piece).filter((one) => typos(root, one, limit) <= limit) : [];
  return near.slice(0, MOST_MEANT);
}

/**
 * Return the pages of a stem with their weights times a share and how rare the stem is.
 * @param {SiteAsk} ask
 * @param {string} root
 * @param {Set<string>} roots
 * @param {number} share
 * @returns {Promise<Weights>}
 */
async function weightsOf(ask, root, roots, share) {
  const piece = await stemPiece(ask, pieceOf(ask.stems, root));
  const said = Object.hasOwn(piece, root) ? piece[root] : "";
  /** @type {Weights} */
  const weights = new Map();
  if (!said) return weights;
  roots.add(root);
  const parts = said.split(" ");
  const rare = Math.log2(1 + ask.pages / parts.length);
  let page = 0;
  for (const part of parts) {
    page += parseInt(part.slice(0, -1), 36);
    weights.set(page, Math.round(parseInt(part.slice(-1), 36) * rare * share * 16));
  }
  return weights;
}

/**
 * Return longer stems that begin with one.
 * @param {SiteAsk} ask
 * @param {string} begin
 * @returns {Promise<string[]>}
 */
async function beginning(ask, begin) {
  const place = pieceOf(ask.stems, begin);
  const next = ask.stems[place + 1]?.startsWith(begin) ? [place, place + 1] : [place];
  const pieces = await Promise.all(next.map((one) => stemPiece(ask, one)));
  return pieces.flatMap((piece) => Object.keys(piece))
    .filter((root) => root.startsWith(begin) && root !== begin).slice(0, MOST_BEGINS);
}

/**
 * Return the position of the last start that is not behind a value; -1 where all are.
 * @template T
 * @param {T[]} starts in order
 * @param {T} value
 * @returns {number}
 */
function pieceOf(starts, value) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * @param {SiteAsk} ask
 * @param {number} place
 * @returns {Promise<Record<string, string>>}
 */
async function stemPiece(ask, place) {
  if (place < 0 || place >= ask.stems.length) return {};
  globalThis.watchbillText = (number, stems) => { stemPieces.set(number, stems); };
  await loadScript(`assets/watchbill/text/${place}.js`);
  return stemPieces.get(place) ?? {};
}

/**
 * Return pages, those with all words first, then by the sum of their weights.
 * @param {Weights[]} found what each word finds
 * @param {number} size how many pages there are
 * @returns {number[]}
 */
function rankedPages(found, size) {
  /** @type {Map<number, [words: number, score: number]>} */
  const sums = new Map();
  for (const weights of found) {
    for (const [page, weight] of weights) {
      const [words, score] = sums.get(page) ?? [0, 0];
      sums.set(page, [words + 1, score + weight]);
    }
  }
  const ranked = [...sums].filter(([page]) => page < size)
    .sort(([one, [words, score]], [other, [moreWords, more]]) =>
      moreWords - words || more - score || one - other);
  const whole = ranked.filter(([, [words]]) => words === found.length);
  return (whole.length >= ENOUGH ? whole : ranked).map(([page]) => page);
}

/**
 * Return a page's text by its number. Rejects where it cannot be loaded.
 * @param {SiteAsk} ask
 * @param {number} page
 * @returns {Promise<PageText | undefined>}
 */
export async function pageText(ask, page) {
  const place = pieceOf(ask.texts, page);
  if (place < 0) return undefined;
  globalThis.watchbillPages = (number, pages) => { pagePieces.set(number, pages); };
  await loadScript(`assets/watchbill/text/p${place}.js`);
  return pagePieces.get(place)?.[page - ask.texts[place]];
}

/**
 * Return the best section of a page with a short excerpt: texts, and whether each was asked for.
 * @param {PageText} text
 * @param {Set<string>} roots
 * @returns {Excerpt}
 */
export function excerptOf([title, page, , sections], roots) {
  const hits = (/** @type {string} */ said) => hitsIn(said, roots).map(([at]) => at);
  let best = { heading: "", anchor: "", text: sections[0]?.[2] ?? "", score: 0 };
  for (const [heading, anchor, text] of sections) {
    const different = new Set(hitsIn(`${heading} ${text}`, roots).map(([, root]) => root)).size;
    const score = different * 100 + hits(heading).length * IN_HEADING + Math.min(hits(text).length, 9);
    if (score > best.score) best = { heading, anchor, text, score };
  }
  const address = best.anchor ? `${page}#${encodeURIComponent(best.anchor)}` : page;
  return { title, heading: best.heading, page: address, excerpt: marked(best.text, roots) };
}

/**
 * Return where a text has stems that were asked for, and which.
 * @param {string} text
 * @param {Set<string>} roots
 * @returns {[at: number, root: string, length: number][]}
 */
function hitsIn(text, roots) {
  /** @type {[number, string, number][]} */
  const found = [];
  for (const match of text.matchAll(TOKEN)) {
    const root = wordsOf(humps(match[0])).concat(wordsOf(match[0]))
      .map(stem).find((one) => roots.has(one));
    if (root !== undefined) found.push([match.index, root, match[0].length]);
  }
  return found;
}

/**
 * Return the part of a text with the most different hits, cut at words.
 * @param {string} text
 * @param {Set<string>} roots
 * @returns {[string, boolean][]}
 */
function marked(text, roots) {
  const hits = hitsIn(text, roots);
  const worth = (/** @type {number} */ start) => new Set(hits
    .filter(([at]) => at >= start && at < start + EXCERPT).map(([, root]) => root)).size;
  const best = hits.reduce((so, [at]) => (worth(at) > worth(so) ? at : so), hits[0]?.[0] ?? 0);
  const lead = Math.max(0, best - 40);
  const start = lead ? text.indexOf(" ", lead) + 1 : 0;
  const end = start + EXCERPT < text.length ? text.lastIndexOf(" ", start + EXCERPT) : text.length;
  /** @type {[string, boolean][]} */
  const parts = start ? [["… ", false]] : [];
  let place = start;
  for (const [at, , length] of hits) {
    if (at < place || at + length > end) continue;
    parts.push([text.slice(place, at), false], [text.slice(at, at + length), true]);
    place = at + length;
  }
  parts.push([text.slice(place, Math.max(place, end)) + (end < text.length ? " …" : ""), false]);
  return parts.filter(([said]) => said);
}
