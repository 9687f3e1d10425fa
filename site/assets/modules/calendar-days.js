// What the company's calendar says: days of a week in a zone, and cells over them. The build does the
// same in emit/pages/days.py; a test holds the two together.
import { dayName, hourText, wallOf } from "./clock.js";

export const CALENDAR_DAY = 86400;
const FARTHEST = 15 * 3600; // seconds between a zone's clock and UTC, at most

/**
 * @typedef {{start: number, date: string, name: string}} CalendarDay
 * @typedef {{start: number, end: number, people: number[]}} Stretch
 * @typedef {{hours: string, people: number[]}} DayPart
 * @typedef {{days: string, span: number, today: boolean, parts: DayPart[],
 *   unknown: string}} DayCell
 */

/**
 * Return the first instant of a local day; `local` counts its seconds without a zone.
 * @param {number} local
 * @param {string} zone
 * @returns {number}
 */
function midnightOf(local, zone) {
  let [early, late] = [local - FARTHEST, local + FARTHEST];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (wallOf(middle, zone).local < local) early = middle;
    else late = middle;
  }
  return late;
}

/**
 * Return the days of a week and the first one behind it; week 0 is the one of the data's begin.
 * @param {number} made
 * @param {number} week
 * @param {string} zone
 * @returns {CalendarDay[]}
 */
export function calendarDays(made, week, zone) {
  const { local, time, day } = wallOf(made, zone);
  const monday = local - time + (7 * week - day) * CALENDAR_DAY;
  return Array.from({ length: 8 }, (_, index) => {
    const date = new Date((monday + index * CALENDAR_DAY) * 1000);
    return {
      start: midnightOf(monday + index * CALENDAR_DAY, zone),
      date: date.toISOString().slice(0, 10),
      name: `${dayName(index)} ${date.getUTCDate()}`,
    };
  });
}

/**
 * Return what a row says over days, those in a row that say the same as one cell.
 * @param {Stretch[]} stretches
 * @param {CalendarDay[]} days with the first one behind them
 * @param {string} zone
 * @param {{made: number, until: number}} known
 * @param {number} now
 * @returns {DayCell[]}
 */
export function calendarCells(stretches, days, zone, known, now) {
  /** @type {(DayCell & {said: string, first: string})[]} */
  const cells = [];
  for (let index = 0; index + 1 < days.length; index += 1) {
    const [{ start, name }, { start: end }] = [days[index], days[index + 1]];
    const later = known.until <= start ? "not planned yet" : "";
    const whole = end <= known.made ? "past" : later;
    const parts = whole ? [] : dayParts(stretches, start, end, zone);
    // Of a day that is known in part, nothing does not mean nobody.
    const part = known.until < end ? "not planned yet" : start < known.made ? "past" : "";
    const unknown = parts.length ? "" : whole || part;
    const said = JSON.stringify([parts, unknown]);
    const today = start <= now && now < end;
    const last = cells[cells.length - 1];
    if (last && last.said === said) {
      Object.assign(last, { span: last.span + 1, days: `${last.first} – ${name}`, today: last.today || today });
    } else {
      cells.push({ days: name, first: name, span: 1, today, parts, unknown, said });
    }
  }
  return cells;
}

/**
 * @param {Stretch[]} stretches
 * @param {number} start
 * @param {number} end
 * @param {string} zone
 * @returns {DayPart[]}
 */
function dayParts(stretches, start, end, zone) {
  const mine = stretches.filter((one) => one.start < end && start < one.end);
  return mine.map((one) => {
    const first = one.start > start ? hourText(one.start, zone) : "";
    const followed = mine.some((other) => other.start === one.end);
    const last = one.end < end ? hourText(one.end, zone) : "";
    const until = last && !first ? `until ${last}` : first;
    return { hours: first && last && !followed ? `${first}–${last}` : until, people: one.people };
  });
}

/**
 * Return the shifts and gaps of a role that meet some days, as instants, by their start.
 * @param {SiteData} data
 * @param {TeamRole} role
 * @param {CalendarDay[]} days
 * @returns {Stretch[]}
 */
export function roleStretches(data, role, days) {
  const [from, until] = [days[0].start - data.made, days[days.length - 1].start - data.made];
  /** @type {[number, number, number[]][]} */
  const found = [
    ...role.shifts.map(([start, end, people]) => /** @type {[number, number, number[]]} */ ([start, end, people])),
    ...role.gaps.map(([start, end]) => /** @type {[number, number, number[]]} */ ([start, end, []])),
  ];
  return found.filter(([start, end]) => start < until && from < end)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .map(([start, end, people]) => ({ start: data.made + start, end: data.made + end, people }));
}
