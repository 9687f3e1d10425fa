// The full text finds, ranks and quotes, from the pieces that Python wrote.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { prepareIndex } from "../../site/assets/modules/search.js";
import { excerptOf, pageText, searchText } from "../../site/assets/modules/text.js";

const given = (name) => JSON.parse(readFileSync(`${process.env.WATCHBILL_GIVEN}/${name}`, "utf8"));
const { ask, pieces } = given("text.json");
const index = prepareIndex(ask);
let loaded = [];

// As much of a page as loading a script takes.
globalThis.window = globalThis;
globalThis.document = {
  baseURI: "https://oncall.example/a/b/",
  querySelector: () => null,
  createElement: () => ({
    addEventListener(name, then) { this[name] = then; },
  }),
  head: {
    append(script) {
      const path = script.src.slice(script.src.indexOf("assets/"));
      loaded.push(path);
      if (!(path in pieces)) return script.error();
      (0, eval)(pieces[path]); // the file, as a browser would run it
      return script.load();
    },
  },
};

async function titles(question) {
  const { pages, roots } = await searchText(index, question);
  const texts = await Promise.all(pages.map((page) => pageText(ask, page)));
  return { titles: texts.map(([title]) => title), texts, roots };
}

test("titles come before headings, and these before text", async () => {
  assert.deepEqual((await titles("zebra")).titles, ["Zebra", "Stripes", "Herds", "Plains"]);
});

test("pages with all words come before those with some", async () => {
  const found = await titles("lions zebra");
  assert.equal(found.titles[0], "Plains");
  assert.ok(found.titles.includes("Zebra"));
});

test("half a word, another ending, a typo and CamelCase find the page", async () => {
  for (const question of ["antel", "antelopes", "antelpoe", "RunningAntelope", "ANTELOPE"]) {
    assert.equal((await titles(question)).titles[0], "Savanna", question);
  }
  assert.deepEqual((await titles("xylophone")).titles, []);
});

test("an excerpt shows the section and marks what was asked for", async () => {
  const { texts, roots } = await titles("antelopes");
  const { heading, page, excerpt } = excerptOf(texts[0], roots);
  assert.equal(heading, "Who runs?");
  assert.equal(page, "runbooks/savanna/#who-runs");
  const said = excerpt.map(([text]) => text).join("");
  assert.ok(said.length < 200, said);
  assert.ok(said.startsWith("… ") && said.endsWith(" …"), said);
  assert.deepEqual(excerpt.filter(([, asked]) => asked), [["antelope", true]]);
});

test("each piece is loaded once, and only when it is needed", async () => {
  loaded = [];
  await titles("zebra");
  assert.deepEqual(loaded, []);
  assert.ok(Object.keys(pieces).length >= 2);
});

test("a piece that cannot be loaded is an error that may pass", async () => {
  const lost = { ...ask, texts: [0, 1, 2, 3, 4, 5] };
  await assert.rejects(pageText(lost, 5), /p5\.js cannot be loaded/);
});
