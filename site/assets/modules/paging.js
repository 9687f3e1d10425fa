// Whom an escalation pages, step by step, at any instant that the data know: a port of
// engine/escalation.py, held to it by shared tests; and the times at which readers ask that.
import { byId, teamRole } from "./data.js";
import { wallOf } from "./clock.js";
import { knowledge, peopleOf, standing } from "./oncall.js";

const PAGING_DAY = 86400;
const NIGHT_HOUR = 3 * 3600; // of "tonight"
const NOON = 12 * 3600;

/**
 * Who a target is: `post` for a role; `until` is when the first of its shifts ends. What is not
 * known has nobody; `unread` is what has no file that can be read.
 * @typedef {{post?: Post, people: number[], until?: number,
 *   known: "early" | "known" | "over" | "unread"}} Goal
 * @typedef {{round: number, number: number, at: number, after: number, wait: number,
 *   goals: Goal[]}} Stage
 */

/**
 * Return all steps of all rounds, if the first page goes out at an instant and nobody
 * acknowledges; each asks who is on call at its own instant. `after` and `wait` are seconds.
 * @param {SiteData} data
 * @param {Ladder} ladder
 * @param {number} at
 * @returns {Stage[]}
 */
export function escalationStages(data, ladder, at) {
  /** @type {Stage[]} */
  const stages = [];
  let after = 0;
  for (let round = 1; round <= ladder.repeat + 1; round += 1) {
    ladder.steps.forEach((step, index) => {
      const when = at + after;
      const goals = [
        ...step.posts.map((post) => postGoal(data, post, when)),
        ...step.people.map((person) => personGoal(data, person)),
      ];
      stages.push({ round, number: index + 1, at: when, after, wait: step.wait * 60, goals });
      after += step.wait * 60;
    });
  }
  return stages;
}

/**
 * @param {SiteData} data
 * @param {Post} post
 * @param {number} at
 * @returns {Goal}
 */
function postGoal(data, post, at) {
  const [role, known] = [teamRole(data, post[0], post[1]), knowledge(data, at)];
  if (!byId(data.rosters, post[0])) return { post, people: [], known: "unread" };
  if (!role || known !== "known") return { post, people: [], known };
  const { running } = standing(data, role, at);
  const ends = running.map(([, end]) => data.made + end);
  return { post, people: peopleOf(running), until: ends.length ? Math.min(...ends) : undefined, known };
}

/**
 * @param {SiteData} data
 * @param {number} person
 * @returns {Goal}
 */
function personGoal(data, person) {
  const read = data.people[person].zone;
  return { people: read ? [person] : [], known: read ? "known" : "unread" };
}

/**
 * Return the first second at which a zone's clock shows a local second or later, as the engine
 * does; `local` counts seconds as if the zone were UTC.
 * @param {number} local
 * @param {string} zone
 * @returns {number}
 */
export function secondOf(local, zone) {
  const ahead = [-PAGING_DAY, PAGING_DAY].map((by) =>
    wallOf(local + by, zone).local - (local + by));
  const exact = ahead.map((by) => local - by).filter((at) => wallOf(at, zone).local === local);
  if (exact.length) return Math.min(...exact);
  let [early, late] = [local - Math.max(...ahead), local - Math.min(...ahead)];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (wallOf(middle, zone).local < local) early = middle;
    else late = middle;
  }
  return late;
}

/**
 * Return the next 03:00 on the clock of a zone.
 * @param {number} now
 * @param {string} zone
 * @returns {number}
 */
export function tonight(now, zone) {
  const { local, time } = wallOf(now, zone);
  return secondOf(local - time + NIGHT_HOUR + (time < NIGHT_HOUR ? 0 : PAGING_DAY), zone);
}

/**
 * Return noon of the first Sunday after today.
 * @param {number} now
 * @param {string} zone
 * @returns {number}
 */
export function nextSunday(now, zone) {
  const { local, time, day } = wallOf(now, zone);
  return secondOf(local - time + NOON + ((6 - day) % 7 || 7) * PAGING_DAY, zone);
}
