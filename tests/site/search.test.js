// The ranking is that of `watchbill who`: the same vectors, and hundreds of made-up questions.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { INTENTS, STOP_WORDS } from "../../site/assets/modules/question.js";
import { prepareIndex, search, wholeEntry } from "../../site/assets/modules/search.js";
import {
  allowedTypos, bitsBeyond, humps, letterBits, stem, typos, wordsOf,
} from "../../site/assets/modules/words.js";

const given = (name) => JSON.parse(readFileSync(`${process.env.WATCHBILL_GIVEN}/${name}`, "utf8"));
const { ask, vectors } = given("search.json");
const sites = [given("search.json"), given("odd.json")];
const said = given("words.json");
const index = prepareIndex(ask);
const names = ({ answers }) => answers.map(({ kind, entry }) => `${kind}/${entry[1]}`);

test("every vector is answered as by watchbill who", () => {
  assert.ok(vectors.length > 40);
  for (const { question, first } of vectors) {
    assert.deepEqual(names(search(index, question)).slice(0, first.length), first, question);
  }
});

test("made-up questions get the same answers, scores and order", () => {
  for (const site of sites) {
    assert.ok(site.asked.length > 300);
    const prepared = prepareIndex(site.ask);
    for (const { question, words, kinds, answers } of site.asked) {
      const found = search(prepared, question);
      assert.deepEqual(found.words, words, question);
      assert.deepEqual(found.kinds, kinds, question);
      assert.deepEqual(
        found.answers.map(({ kind, entry, score, missing }) => [kind, entry[1], score, missing]),
        answers, question);
    }
  }
});

test("entries have their titles and pages, though the index leaves out what the id says", () => {
  for (const { ask: { kinds, ...rest }, entries } of sites) {
    const whole = entries.map((_, place) => wholeEntry({ kinds, ...rest }, place));
    assert.deepEqual(whole.map(([kind, ...said]) => [kinds[kind], ...said]), entries);
    assert.ok(rest.entries.some(([, , title, page]) => title && page === ""));
  }
});

test("an index of nothing answers nothing", () => {
  const empty = prepareIndex({ ...ask, entries: [], books: [], words: "", found: "" });
  for (const { question } of vectors) assert.deepEqual(search(empty, question).answers, [], question);
});

test("words are folded as Python folds them", () => {
  assert.ok(said.folds.length > 3000);
  for (const [char, words] of [...said.folds, ...said.words]) assert.deepEqual(wordsOf(char), words, char);
});

test("stems, forgiven typos and humps are the same", () => {
  for (const [word, root, limit, parts] of said.stems) {
    assert.deepEqual([stem(word), allowedTypos(word), humps(word)], [root, limit, parts], word);
  }
});

test("typos are counted the same, and bits of letters never hide one", () => {
  for (const [left, right, limit, count] of said.typos) {
    assert.equal(typos(left, right, limit), count, `${left} ${right}`);
    if (count <= limit) assert.ok(bitsBeyond(letterBits(left), letterBits(right)) <= limit);
  }
});

test("stop words and words of intent are the same, in the same order", () => {
  assert.deepEqual([...STOP_WORDS].sort(), said.stop);
  assert.deepEqual(INTENTS, said.intents);
});
