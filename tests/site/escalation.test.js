// Whoever an escalation pages is whom the engine pages, at any instant that the data know.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { wallOf } from "../../site/assets/modules/clock.js";
import { ladderNames } from "../../site/assets/modules/escalation.js";
import { escalationStages, nextSunday, secondOf, tonight } from "../../site/assets/modules/paging.js";

const given = JSON.parse(readFileSync(`${process.env.WATCHBILL_GIVEN}/escalations.json`, "utf8"));
const { data, rows, seconds, lines } = given;
const ladders = new Map(data.escalations.map((ladder) => [ladder.id, ladder]));
const said = (at) => new Date(at * 1000).toISOString();

const told = (stages) => stages.map(({ round, number, at, goals }) => [round, number, at,
  [...new Set(goals.flatMap(({ people }) => people.map((index) => data.people[index].id)))].sort()]);

test("every step reaches whom the engine pages", () => {
  assert.equal(rows.length, 400);
  for (const [policy, at, steps] of rows) {
    assert.deepEqual(told(escalationStages(data, ladders.get(policy), at)), steps, `${policy} ${said(at)}`);
  }
});

test("rounds differ where a shift ends between them, and steps reach nobody in a gap", () => {
  const who = (steps, round) => JSON.stringify(steps.filter((one) => one[0] === round).map((one) => one[3]));
  assert.ok(rows.some(([, , steps]) => steps.length > 3 && who(steps, 1) !== who(steps, 2)));
  assert.ok(rows.some(([policy, , steps]) => policy === "mail" && steps[0][3].length === 0));
});

test("what the data do not know names nobody, and says why", () => {
  const ladder = ladders.get("shop");
  const [first, second] = escalationStages(data, ladder, data.until - 60);
  assert.deepEqual(first.goals.map(({ known }) => known), ["known", "known"]);
  assert.ok(first.goals[0].people.length);
  const [york, cy] = second.goals;
  assert.deepEqual([york.known, york.people, york.until], ["over", [], undefined]);
  assert.deepEqual([cy.known, cy.people.length], ["known", 1]);
  const [early] = escalationStages(data, ladder, data.made - 3600);
  assert.deepEqual(early.goals.map(({ known, people }) => [known, people]), [["early", []], ["early", []]]);
});

test("a local time is the first second at which a clock shows it or later", () => {
  for (const [zone, local, at] of seconds) assert.equal(secondOf(local, zone), at, `${zone} ${said(local)}`);
});

test("tonight is the next 03:00, Sunday the next one's noon", () => {
  for (const zone of ["Europe/London", "America/New_York", "Asia/Kolkata"]) {
    for (let now = data.made; now < data.made + 20 * 86400; now += 3571) {
      const [night, sunday] = [tonight(now, zone), nextSunday(now, zone)];
      assert.ok(night > now && night <= now + 25 * 3600, said(now));
      assert.equal(wallOf(night, zone).time, 3 * 3600);
      const there = wallOf(sunday, zone);
      assert.deepEqual([there.day, there.time], [6, 12 * 3600]);
      assert.ok(there.date > wallOf(now, zone).date && sunday < now + 8 * 86400);
    }
  }
});

test("names fit into a line as in the drawing of the build", () => {
  for (const [names, line] of lines) assert.equal(ladderNames(names), line);
});
