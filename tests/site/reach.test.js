// Awake or asleep is what Python says, around changes of the clock, holidays and absences.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { reach } from "../../site/assets/modules/reach.js";

const { data, rows } = JSON.parse(readFileSync(`${process.env.WATCHBILL_GIVEN}/reach.json`, "utf8"));
const people = new Map(data.people.map((person) => [person.id, person]));

test("everybody is reached as by the engine", () => {
  assert.ok(rows.length > 5000);
  for (const [at, who, state, back] of rows) {
    const found = reach(people.get(who), at);
    const said = `${who} at ${new Date(at * 1000).toISOString()}`;
    assert.deepEqual([found.state, found.back ?? null], [state, back], said);
  }
});

test("all states occur", () => {
  const states = new Set(rows.map(([, , state]) => state));
  assert.deepEqual([...states].sort(), ["asleep", "awake", "away", "working"]);
});

test("a zone that the browser lacks is unknown, and so is somebody without one", () => {
  const [person] = data.people;
  assert.equal(reach({ ...person, zone: "Mars/Olympus" }, 0).state, "unknown");
  assert.equal(reach({ ...person, zone: undefined }, 0).state, "unknown");
});
