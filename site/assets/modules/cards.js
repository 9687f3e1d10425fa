// The answers of the ask box: a card for each kind, right at the reader's now.
import { byId, href, teamRole } from "./data.js";
import { element, link } from "./dom.js";
import { spanText } from "./clock.js";
import { postLines, stateLine, waysLine } from "./lines.js";
import { knowledge, peopleOf, standing } from "./oncall.js";
import { personName } from "./oncall-page.js";
import { reachOrder } from "./reach.js";
import { wholeEntry } from "./search.js";

const MOST_LINKS = 5;
/** @type {Record<string, string>} */
export const KIND_NAMES = {
  roster: "Roster", person: "Person", topic: "Experts", service: "Service",
  escalation: "Escalation", runbook: "Runbook",
};

/**
 * Return a card for an answer.
 * @param {SiteData} data
 * @param {SiteAsk} ask
 * @param {string} kind
 * @param {AskEntry} entry
 * @param {number} now
 * @returns {HTMLElement}
 */
export function answerCard(data, ask, kind, [, id, title, page], now) {
  const body = BODIES[kind]?.(data, id, now, ask, page) ?? [];
  return element("article", `wb-answer wb-answer-${kind}`,
    element("h2", "wb-answer-title", link(title, href(page), "wb-answer-link"),
      element("span", "wb-answer-kind", KIND_NAMES[kind] ?? kind)),
    ...body);
}

/** @type {Record<string, (data: SiteData, id: string, now: number, ask: SiteAsk, page: string) => Node[]>} */
const BODIES = {
  roster: rosterBody,
  person: personBody,
  topic: topicBody,
  service: serviceBody,
  escalation: escalationBody,
  runbook: runbookBody,
};

/**
 * @param {SiteData} data
 * @param {string} id
 * @param {number} now
 * @returns {Node[]}
 */
function personBody(data, id, now) {
  const index = data.people.findIndex((one) => one.id === id);
  return index < 0 ? [] : [stateLine(data, index, now), waysLine(data.people[index])];
}

/**
 * @param {SiteData} data
 * @param {string} id
 * @param {number} now
 * @returns {Node[]}
 */
function topicBody(data, id, now) {
  const topic = byId(data.topics, id);
  if (!topic) return [];
  const order = new Map(topic.experts.map(({ person }) => [person, reachOrder(data, person, now)]));
  const place = (/** @type {Known} */ { person }) => order.get(person) ?? 3;
  const experts = [...topic.experts].sort((one, other) => place(one) - place(other));
  const list = element("ol", "wb-people", ...experts.map(({ person, covers }) =>
    element("li", "", element("b", "", personName(data, person)),
      covers.length ? ` ${covers.join(", ")}` : "",
      stateLine(data, person, now), waysLine(data.people[person]))));
  const nobody = experts.every((one) => place(one) >= 2);
  const fallback = topic.fallback ? fallbackPart(data, topic.fallback, now, nobody) : [];
  return nobody ? [...fallback, list] : [list, ...fallback];
}

/**
 * @param {SiteData} data
 * @param {Post} post
 * @param {number} now
 * @param {boolean} nobody whether no expert can be reached
 * @returns {Node[]}
 */
function fallbackPart(data, [roster, role], now, nobody) {
  const [team, held] = [byId(data.rosters, roster), teamRole(data, roster, role)];
  if (!team || !held) return [];
  const said = nobody ? "No expert is awake. Ask " : "When no expert can be reached: ";
  return [element("div", nobody ? "wb-fallback wb-fallback-now" : "wb-fallback",
    element("p", "", said, link(team.name, href(team.page)), `, ${held.name}:`),
    ...postLines(data, held, now))];
}

/**
 * @param {SiteData} data
 * @param {string | undefined} id
 * @param {number} now
 * @returns {Node[]}
 */
function rosterBody(data, id, now) {
  const team = byId(data.rosters, id);
  if (!team) return [];
  const rows = team.roles.flatMap((role) => [
    element("dt", "", role.name),
    element("dd", "wb-now", ...postLines(data, role, now)),
  ]);
  const note = team.channel ? [element("p", "wb-note", team.channel)] : [];
  return [...note, element("dl", "wb-roles", ...rows)];
}

/**
 * @param {SiteData} data
 * @param {string | undefined} id
 * @param {number} now
 * @returns {Node[]}
 */
function escalationBody(data, id, now) {
  const ladder = byId(data.escalations, id);
  if (!ladder) return [];
  let passed = 0;
  const steps = ladder.steps.map((step) => {
    const when = passed ? `after ${spanText(passed * 60)}` : "at once";
    passed += step.wait;
    const posts = step.posts.map((post) => postPart(data, post, now));
    const people = step.people.map((index) => element("span", "wb-step-one", personName(data, index)));
    const targets = [...posts, ...people].flatMap((one) => [" ", one]);
    return element("li", "", element("b", "wb-after", when), ...targets);
  });
  const times = ladder.repeat === 1 ? "once more" : `${ladder.repeat} times more`;
  const end = ladder.repeat ? `then from the top, ${times}` : "then nobody else is paged";
  return [element("ol", "wb-path", ...steps), element("p", "wb-note", end)];
}

/**
 * Return a role of a roster with the names of whoever holds it now.
 * @param {SiteData} data
 * @param {Post} post
 * @param {number} now
 * @returns {HTMLElement}
 */
function postPart(data, [roster, role], now) {
  const [team, held] = [byId(data.rosters, roster), teamRole(data, roster, role)];
  const part = element("span", "wb-step-one", `${team?.name ?? roster}, ${held?.name ?? role}: `);
  if (!held || knowledge(data, now) !== "known") {
    part.append("unknown");
    return part;
  }
  const people = peopleOf(standing(data, held, now).running);
  people.forEach((index, place) => part.append(place ? ", " : "", personName(data, index)));
  if (!people.length) part.append(element("span", "wb-gap", "nobody"));
  return part;
}

/**
 * @param {SiteData} data
 * @param {string} id
 * @param {number} now
 * @param {SiteAsk} ask
 * @returns {Node[]}
 */
function serviceBody(data, id, now, ask) {
  const service = byId(data.services, id);
  if (!service) return [];
  const ladder = byId(data.escalations, service.escalation);
  const numbers = Object.hasOwn(ask.services, id) ? ask.services[id] : [];
  return [
    ...rosterBody(data, service.roster, now),
    ...(ladder ? [element("h3", "", "Escalation: ", link(ladder.name, href(ladder.page)))] : []),
    ...escalationBody(data, service.escalation, now),
    ...booksPart(ask, numbers),
  ];
}

/**
 * @param {SiteAsk} ask
 * @param {number[]} numbers of runbooks
 * @returns {Node[]}
 */
function booksPart(ask, numbers) {
  if (!numbers.length) return [];
  const more = numbers.length > MOST_LINKS ? `and ${numbers.length - MOST_LINKS} more` : "";
  const items = numbers.slice(0, MOST_LINKS).map((number) => {
    const [, , title, page] = wholeEntry(ask, firstBook(ask) + number);
    return element("li", "", link(title, href(page)));
  });
  return [element("h3", "", `Runbooks${more ? `: the first ${MOST_LINKS}` : ""}`),
    element("ul", "wb-books", ...items), ...(more ? [element("p", "wb-note", more)] : [])];
}

/**
 * Return the place of the first runbook: they are the last entries, in the order of their numbers.
 * @param {SiteAsk} ask
 * @returns {number}
 */
function firstBook({ entries, books }) {
  return entries.length - books.length;
}

/**
 * @param {SiteData} data
 * @param {string} id
 * @param {number} now
 * @param {SiteAsk} ask
 * @param {string} page
 * @returns {Node[]}
 */
function runbookBody(data, id, now, ask, page) {
  const number = ask.entries.slice(firstBook(ask)).findIndex(([, one]) => one === id);
  if (number < 0) return [];
  const [owner, severity] = ask.fronts[ask.books[number]];
  const level = byId(data.severities, severity);
  const steps = element("ol",
    { class: "wb-first-steps", "data-wb-text": number, "data-wb-page": page, hidden: true });
  const note = level ? [element("p", "wb-note", `Severity: ${level.name}`)] : [];
  const team = byId(data.rosters, owner);
  const role = team?.roles[0];
  const held = team && role ? [element("p", "wb-note", link(team.name, href(team.page)), `, ${role.name}:`),
    element("div", "wb-now", ...postLines(data, role, now))] : [];
  return [steps, ...note, ...held];
}
