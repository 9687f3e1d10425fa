// Whether somebody can be asked now, on their own clock: a port of engine/reach.py, held to it by
// shared tests.
import { wallOf } from "./clock.js";
import { dutiesOf } from "./oncall.js";

const NIGHT_BEGINS = 23; // hours of the wall clock
const NIGHT_ENDS = 7;
const WEEK_MINUTES = 7 * 24 * 60;
const LOOK_BACK = 3 * 3600; // seconds; no clock is set back by more
const DAY_SECONDS = 24 * 3600;

/**
 * @typedef {"working" | "awake" | "asleep" | "away" | "unknown"} State
 * @typedef {{state: State, local?: {date: string, day: number, time: number}, back?: string}} Reach
 */

/**
 * Return how a person can be reached at an instant; `back` is the first day back of somebody who
 * is away. Unknown is somebody whose file cannot be read, or whose zone this browser lacks.
 * @param {Human} person
 * @param {number} at
 * @returns {Reach}
 */
export function reach(person, at) {
  if (!person.zone) return { state: "unknown" };
  let local;
  try {
    local = wallOf(at, person.zone);
  } catch {
    return { state: "unknown" };
  }
  const back = backOf(person, local.date);
  if (back) return { state: "away", local, back };
  if (!person.off.includes(local.date) && atWork(person, at, person.zone)) {
    return { state: "working", local };
  }
  const hour = Math.floor(local.time / 3600);
  return { state: hour >= NIGHT_BEGINS || hour < NIGHT_ENDS ? "asleep" : "awake", local };
}

/**
 * Return the first day back, over absences that meet; undefined for somebody who is not away.
 * @param {Human} person
 * @param {string} today
 * @returns {string | undefined}
 */
function backOf(person, today) {
  let back = today;
  for (const [first, until] of person.away) {
    if (first <= back && back < until) back = until;
  }
  return back > today ? back : undefined;
}

/**
 * @param {Human} person
 * @param {number} at
 * @param {string} zone
 * @returns {boolean}
 */
function atWork(person, at, zone) {
  const shown = latestShown(at, zone);
  const day = Math.floor(shown / DAY_SECONDS) + 3; // 1970 began on a Thursday
  const minute = Math.floor(((day % 7) * DAY_SECONDS + (shown % DAY_SECONDS)) / 60);
  return person.hours.some(([from, until]) =>
    (from <= minute && minute < until) || minute + WEEK_MINUTES < until);
}

/**
 * Return the latest local second that a clock has shown up to an instant. A wall-clock time means
 * the first instant at which the clock shows it or later, so what is shown a second time, after
 * the clock was set back, is past.
 * @param {number} at
 * @param {string} zone
 * @returns {number}
 */
function latestShown(at, zone) {
  const ahead = (/** @type {number} */ second) => wallOf(second, zone).local - second;
  const now = ahead(at);
  let [early, late] = [at - LOOK_BACK, at];
  const before = ahead(early);
  if (before <= now) return at + now;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (ahead(middle) === before) early = middle;
    else late = middle;
  }
  return Math.max(at + now, early + before);
}

/**
 * Return where somebody stands in the order of asking, as `watchbill who` has it: 0 on call or
 * working, 1 awake, 2 asleep, 3 away or unknown.
 * @param {SiteData} data
 * @param {number} person
 * @param {number} at
 * @returns {number}
 */
export function reachOrder(data, person, at) {
  const { state } = reach(data.people[person], at);
  if (state === "away" || state === "unknown") return 3;
  if (state === "working" || dutiesOf(data, person, at).length) return 0;
  return state === "awake" ? 1 : 2;
}
