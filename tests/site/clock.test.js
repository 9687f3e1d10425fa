// Times as people read them, and what the data know.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clockText, spanText, timeText, wallOf } from "../../site/assets/modules/clock.js";
import { dutiesOf, knowledge, peopleOf, standing } from "../../site/assets/modules/oncall.js";

const NOON = Date.UTC(2026, 10, 21, 12) / 1000;

test("lengths of time in words", () => {
  const said = [[1, "1 min"], [240, "4 min"], [3600, "1 h"], [18600, "5 h 10 min"], [86400, "1 d"],
    [2 * 86400 + 23 * 3600, "2 d 23 h"]];
  for (const [seconds, text] of said) assert.equal(spanText(seconds), text);
});

test("instants on the clock of a zone", () => {
  assert.equal(clockText(NOON, "Asia/Kolkata"), "Sat 21 Nov 17:30");
  assert.equal(timeText(NOON, "America/New_York"), "Sat 07:00");
  assert.deepEqual(wallOf(NOON, "Pacific/Auckland"),
    { date: "2026-11-22", day: 6, time: 3600, local: NOON + 13 * 3600 });
  assert.throws(() => wallOf(NOON, "Mars/Olympus"), RangeError);
});

const ROLE = {
  id: "primary", name: "Primary", gaps: [[300, 400]],
  shifts: [[-50, 100, [0], ""], [100, 300, [1], ""], [100, 300, [0], ""], [400, 500, [1], ""]],
};
const DATA = {
  version: 3, made: 1000, until: 1500, people: [],
  rosters: [{ id: "a", name: "A", page: "", zone: "UTC", members: [], roles: [ROLE] }],
};

test("a role stands as its shifts say, to the second", () => {
  const at = (second) => {
    const { running, then, gap, until } = standing(DATA, ROLE, second);
    return [peopleOf(running), peopleOf(then), gap !== undefined, until];
  };
  assert.deepEqual(at(1000), [[0], [1, 0], false, 1100]);
  assert.deepEqual(at(1099), [[0], [1, 0], false, 1100]);
  assert.deepEqual(at(1100), [[1, 0], [1], false, 1300]);
  assert.deepEqual(at(1300), [[], [1], true, 1400]);
  assert.deepEqual(at(1499), [[1], [], false, 1500]);
});

test("nobody is named beyond what the data know", () => {
  assert.deepEqual([0, 700, 1499, 1500].map((at) => knowledge(DATA, at)),
    ["early", "known", "known", "over"]);
  assert.deepEqual(dutiesOf(DATA, 1, 1500), []);
  assert.equal(dutiesOf(DATA, 1, 1150)[0].until, 1300);
});
