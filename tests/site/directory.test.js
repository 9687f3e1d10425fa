// What is chosen in the directory of experts, and who is among it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { choiceHash, choiceIn, isChosen, listedExperts } from "../../site/assets/modules/directory.js";

const NOTHING = { topic: "", service: "", zone: "", awake: false, text: "" };
const { data } = JSON.parse(readFileSync(`${process.env.WATCHBILL_GIVEN}/directory.json`, "utf8"));
const listed = listedExperts(data);
const chosen = (choice, now = data.made) => [...listed].filter(([, one]) =>
  isChosen(data, one, { ...NOTHING, ...choice }, now)).map(([id]) => id).sort();

test("everybody whom a topic names is listed once", () => {
  const named = data.topics.flatMap(({ experts }) => experts.map(({ person }) => data.people[person].id));
  assert.deepEqual([...listed.keys()].sort(), [...new Set(named)].sort());
  assert.deepEqual(chosen({}), [...listed.keys()].sort());
});

test("facets and words narrow it down, and do so together", () => {
  assert.deepEqual(chosen({ topic: "database" }), ["ada", "jana", "ruth"]);
  assert.deepEqual(chosen({ topic: "database", zone: "Africa/Lagos" }), ["ada"]);
  assert.deepEqual(chosen({ service: "ledger", text: "PROVID" }), ["chiara"]);
  assert.deepEqual(chosen({ text: "failo postgres" }), ["ada", "jana", "ruth"].filter((id) => listed.get(id).words.includes("failover")));
  assert.ok(chosen({ text: "replic" }).includes("ada"));
  assert.deepEqual(chosen({ text: "zzz" }), []);
  assert.deepEqual(chosen({ topic: "gone" }), []);
});

test("awake is right at the instant asked for", () => {
  const night = Date.parse("2026-11-24T02:00:00Z") / 1000;
  assert.deepEqual(chosen({ topic: "database", awake: true }, night), []);
  assert.deepEqual(chosen({ topic: "database", awake: true }, night + 8 * 3600), ["ada", "jana", "ruth"]);
});

test("an address keeps what is chosen, whatever it is", () => {
  assert.equal(choiceHash(NOTHING), "");
  for (const text of ["a b", "&topic=x", "#?=%", "\u00e9\u{1f600}", "<script>"]) {
    const choice = { topic: "a/b", service: "s", zone: "Europe/London", awake: true, text };
    assert.deepEqual(choiceIn(choiceHash(choice)), choice);
  }
  assert.deepEqual(choiceIn("#topics"), NOTHING);
  assert.deepEqual(choiceIn("#%E0%A4%A"), NOTHING);
});
