// The calendar's days and cells, at changes of the clock.
import { test } from "node:test";
import assert from "node:assert/strict";
import { calendarCells, calendarDays } from "../../site/assets/modules/calendar-days.js";

const MADE = Date.UTC(2027, 2, 12, 12) / 1000;
const KNOWN = { made: MADE, until: MADE + 13 * 7 * 86400 };

for (const [zone, week, hours] of [
  ["Europe/London", 2, 167], ["America/New_York", 0, 167], ["America/New_York", 1, 168],
  ["Asia/Kolkata", 2, 168], ["Australia/Sydney", 3, 169], ["Africa/Cairo", 7, 167],
]) {
  test(`week ${week} in ${zone} has ${hours} hours`, () => {
    const days = calendarDays(MADE, week, zone);
    assert.equal(days.length, 8);
    assert.equal((days[7].start - days[0].start) / 3600, hours);
    assert.match(days[0].name, /^Mon /);
  });
}

test("days that say the same are one cell; what is not known is not called empty", () => {
  const days = calendarDays(MADE, 0, "Europe/London");
  const stretches = [{ start: MADE, end: days[5].start + 3600, people: [1] }];
  const cells = calendarCells(stretches, days, "Europe/London", KNOWN, MADE);
  assert.deepEqual(cells.map(({ days: text, span, unknown, today, parts }) => [text, span, unknown, today, parts]), [
    ["Mon 8 – Thu 11", 4, "past", false, []],
    ["Fri 12", 1, "", true, [{ hours: "12:00", people: [1] }]],
    ["Sat 13", 1, "", false, [{ hours: "until 01:00", people: [1] }]],
    ["Sun 14", 1, "", false, []],
  ]);
});

test("a part of a day says when it begins, the first one when it ends", () => {
  const days = calendarDays(MADE, 1, "Europe/London");
  const noon = days[2].start + 12 * 3600;
  const stretches = [
    { start: days[0].start, end: noon, people: [0] },
    { start: noon, end: noon + 3600, people: [1] },
  ];
  const cells = calendarCells(stretches, days, "Europe/London", KNOWN, MADE);
  assert.deepEqual(cells.map(({ parts }) => parts), [
    [{ hours: "", people: [0] }],
    [{ hours: "until 12:00", people: [0] }, { hours: "12:00–13:00", people: [1] }],
    [],
  ]);
});
