// What cards say of people: their clock, whether they can be asked, how, and who is on call.
import { element, link } from "./dom.js";
import { clockText, timeText } from "./clock.js";
import { dutiesOf, knowledge } from "./oncall.js";
import { dutyLines } from "./oncall-page.js";
import { reach } from "./reach.js";

/** @type {Record<string, string>} */
const STATES = { working: "At work", awake: "Awake", asleep: "Asleep", away: "Away", unknown: "" };
/** @type {Record<string, string>} */
const TAPS = { phone: "Call", email: "Mail" };

/**
 * Say on whose clock it is what time, whether they can be asked, and what they are on call as.
 * @param {SiteData} data
 * @param {number} index
 * @param {number} now
 * @returns {HTMLElement}
 */
export function stateLine(data, index, now) {
  const person = data.people[index];
  const { state, back } = reach(person, now);
  const line = element("p", "wb-state");
  if (STATES[state]) {
    const until = back ? `, back on ${back}` : "";
    line.append(element("span", `wb-state-${state}`, STATES[state] + until));
  }
  if (state !== "unknown" && person.zone) line.append(` · ${timeText(now, person.zone)} there`);
  const duties = dutiesOf(data, index, now);
  for (const { team, role, until } of duties) {
    const said = `On call: ${team.name}, ${role.name}, until ${clockText(until)}`;
    line.append(" · ", element("b", "wb-on-call", said));
  }
  if (knowledge(data, now) !== "known") line.append(" · on call or not: unknown");
  else if (!duties.length) line.append(" · not on call");
  if (!person.available) line.append(" · takes no shifts at present");
  return line;
}

/**
 * Return what to tap to call or to write to somebody.
 * @param {Human} person
 * @returns {HTMLElement}
 */
export function waysLine(person) {
  const line = element("p", "wb-ways");
  for (const way of person.ways) {
    const said = TAPS[way.kind] ? `${TAPS[way.kind]} ${way.text}` : `${way.label} ${way.text}`;
    line.append(way.href ? link(said, way.href, `wb-way wb-way-${way.kind}`)
      : element("span", "wb-way-text", said));
  }
  return line;
}

/**
 * Return who is on call in a role; beyond what the data know, that they do not.
 * @param {SiteData} data
 * @param {TeamRole} role
 * @param {number} now
 * @returns {HTMLElement[]}
 */
export function postLines(data, role, now) {
  const known = knowledge(data, now);
  if (known === "known") return dutyLines(data, role, now);
  const said = known === "over" ? `Unknown: these rosters ended ${clockText(data.until)}`
    : `Unknown: your clock is before ${clockText(data.made)}, when this was made`;
  return [element("div", "wb-duty wb-stale", said)];
}
