// Escalations on pages: who each step pages, drawn and in words, for now or for any time that a
// reader picks.
import { byId, href, siteData, teamRole } from "./data.js";
import { all, element, link } from "./dom.js";
import { clockText, nowSecond, ownZone, spanText, wallOf } from "./clock.js";
import { personLine } from "./oncall-page.js";
import { escalationStages, nextSunday, secondOf, tonight } from "./paging.js";

const LADDER_LETTERS = 30; // as NAMES of emit/escalation_svg.py
const ESCALATION_TICK = 20000; // milliseconds

/**
 * @typedef {import("./paging.js").Goal} Goal
 * @typedef {import("./paging.js").Stage} Stage
 */

/**
 * Return names that fit into a line of the drawing; emit/escalation_svg.py does the same.
 * @param {string[]} names
 * @returns {string}
 */
export function ladderNames(names) {
  if (!names.length) return "Nobody";
  const more = (/** @type {number} */ count) => (count ? ` + ${count} more` : "");
  for (let count = names.length; count > 0; count -= 1) {
    const said = names.slice(0, count).join(", ") + more(names.length - count);
    if ([...said].length <= LADDER_LETTERS) return said;
  }
  const rest = more(names.length - 1);
  return `${[...names[0]].slice(0, LADDER_LETTERS - 1 - rest.length).join("").trimEnd()}…${rest}`;
}

/**
 * @param {SiteData} data
 * @param {Goal} goal
 * @returns {string}
 */
function unknownText(data, goal) {
  if (goal.known === "unread") return "Unknown: its file could not be read";
  return goal.known === "over" ? `Unknown: the rosters on this page ended ${clockText(data.until)}`
    : `Unknown: this page knows nothing before ${clockText(data.made)}`;
}

/**
 * @param {SiteData} data
 * @param {Goal} goal
 * @returns {HTMLElement}
 */
function goalPart(data, goal) {
  const part = element("div", "wb-goal");
  if (goal.post) {
    const [team, role] = [byId(data.rosters, goal.post[0]), teamRole(data, goal.post[0], goal.post[1])];
    const name = role?.name ?? goal.post[1];
    part.append(element("div", "wb-goal-role", team ? link(team.name, href(team.page)) : goal.post[0],
      ", ", role?.page ? link(name, href(role.page)) : name));
  }
  const duty = element("div", "wb-duty", ...goal.people.map((index) => personLine(data, index)));
  if (goal.known !== "known") {
    duty.classList.add("wb-stale");
    duty.append(unknownText(data, goal));
  } else if (!goal.people.length) {
    duty.append(element("span", "wb-gap", "Nobody"));
  }
  if (goal.until !== undefined) duty.append(element("small", "", `until ${clockText(goal.until)}`));
  part.append(element("div", "wb-now", duty));
  return part;
}

/**
 * @param {SiteData} data
 * @param {Ladder} ladder
 * @param {Stage} stage
 * @param {boolean} clocks whether to say what the clock shows then
 * @returns {HTMLElement}
 */
function stagePart(data, ladder, stage, clocks) {
  const head = element("div", "wb-step-head",
    element("b", "", stage.after ? `+${spanText(stage.after)}` : "at once"));
  if (clocks) head.append(element("small", "", clockText(stage.at)));
  const last = stage.number === ladder.steps.length && stage.round === 1;
  const wait = `waits ${spanText(stage.wait)}${last ? `, ${endingText(ladder)}` : ""}`;
  return element("li", "wb-step", head, ...stage.goals.map((goal) => goalPart(data, goal)),
    element("small", "wb-step-wait", wait));
}

/**
 * @param {Ladder} ladder
 * @returns {string}
 */
function endingText(ladder) {
  const times = ladder.repeat === 1 ? "once more" : `${ladder.repeat} times more`;
  return ladder.repeat ? `then from the top, ${times}` : "then nobody else is paged";
}

/**
 * Return the rounds behind the first: in a line where they page the same people as before, else
 * step by step, folded.
 * @param {SiteData} data
 * @param {Ladder} ladder
 * @param {Stage[]} stages
 * @param {boolean} clocks
 * @returns {HTMLElement[]}
 */
function laterRounds(data, ladder, stages, clocks) {
  const who = (/** @type {number} */ round) => JSON.stringify(stages
    .filter((one) => one.round === round)
    .map(({ goals }) => goals.map(({ people, known }) => [people, known])));
  const rounds = Array.from({ length: ladder.repeat }, (_, index) => index + 2);
  return rounds.flatMap(/** @returns {HTMLElement[]} */ (round) => {
    const mine = stages.filter((one) => one.round === round);
    if (!mine.length) return [];
    const when = `Round ${round}, +${spanText(mine[0].after)}${clocks ? `, ${clockText(mine[0].at)}` : ""}: `;
    const same = who(round) === who(round - 1);
    if (same) return [element("p", "wb-round", when, "the same people")];
    return [element("details", "wb-more",
      element("summary", "wb-round", when, "others, since a shift ends"),
      element("ol", "wb-steps", ...mine.map((one) => stagePart(data, ladder, one, clocks))))];
  });
}

/**
 * Write the names into the drawing, those of the first round.
 * @param {SiteData} data
 * @param {HTMLElement} place
 * @param {Stage[]} stages
 */
function drawNames(data, place, stages) {
  for (const text of place.querySelectorAll("svg [data-wb-step]")) {
    const stage = stages.find((one) => one.round === 1
      && String(one.number) === text.getAttribute("data-wb-step"));
    const goal = stage?.goals.find(({ post }) => post && post[0] === text.getAttribute("data-wb-roster")
      && post[1] === text.getAttribute("data-wb-role"));
    if (!goal) continue;
    const known = goal.known === "known";
    text.textContent = known ? ladderNames(goal.people.map((index) => data.people[index].name)) : "Unknown";
    text.classList.toggle("wb-ladder-nobody", !known || !goal.people.length);
  }
}

/**
 * Write a place anew, unless it says that already: whoever is about to tap should find the link.
 * @param {SiteData} data
 * @param {Ladder} ladder
 * @param {HTMLElement} place
 * @param {number | undefined} picked undefined for now
 */
function showEscalation(data, ladder, place, picked) {
  const now = nowSecond();
  const at = picked ?? now;
  const when = place.querySelector("[data-wb-escalation-when]");
  if (when) {
    when.textContent = picked === undefined
      ? `Who that is if the first page goes out now, ${clockText(now)} on your clock (${ownZone()}).`
      : `Who that is if the first page goes out ${clockText(at)} on your clock (${ownZone()}).`;
  }
  const stages = escalationStages(data, ladder, at);
  const said = JSON.stringify([picked, stages.map(({ goals }) => goals)]);
  const list = place.querySelector("[data-wb-steps]");
  if (!list || place.dataset.wbSaid === said) return;
  place.dataset.wbSaid = said;
  const clocks = picked !== undefined;
  const first = stages.filter(({ round }) => round === 1);
  list.replaceChildren(...first.map((stage) => stagePart(data, ladder, stage, clocks)));
  const rounds = place.querySelector(".wb-rounds") ?? element("div", "wb-rounds");
  rounds.replaceChildren(...laterRounds(data, ladder, stages, clocks));
  list.after(rounds);
  drawNames(data, place, stages);
}

/**
 * Return the field and the buttons with which a reader picks a time, on their own clock.
 * @param {(picked: number | undefined) => void} pick
 * @returns {HTMLElement}
 */
function timePicker(pick) {
  const zone = ownZone();
  const field = element("input", { type: "datetime-local", class: "wb-select wb-when-field", step: "60" });
  const show = (/** @type {number} */ at) => {
    field.value = new Date(wallOf(at, zone).local * 1000).toISOString().slice(0, 16);
  };
  /** @type {[string, (now: number) => number | undefined][]} */
  const choices = [
    ["Now", () => undefined],
    ["Tonight 03:00", (now) => tonight(now, zone)],
    ["Next Sunday", (now) => nextSunday(now, zone)],
  ];
  const buttons = choices.map(([name, of]) => {
    const button = element("button", { type: "button", class: "wb-tool", "aria-pressed": String(name === "Now") }, name);
    button.addEventListener("click", () => {
      const at = of(nowSecond());
      show(at ?? nowSecond());
      press(button);
      pick(at);
    });
    return button;
  });
  const press = (/** @type {HTMLElement | undefined} */ one) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button === one));
  };
  field.addEventListener("input", () => {
    const local = Date.parse(`${field.value}Z`) / 1000;
    press(Number.isFinite(local) ? undefined : buttons[0]);
    pick(Number.isFinite(local) ? secondOf(Math.floor(local), zone) : undefined);
  });
  show(nowSecond());
  const label = element("label", "wb-choice", element("span", "", `At another time (${zone})`), field);
  return element("div", "wb-when-tools", label, element("div", "wb-when-buttons", ...buttons));
}

/** Bring a drawing that is wider than its box to its middle: the service itself. */
function centreGraphs() {
  for (const box of all("[data-wb-graph]")) {
    const middle = box.querySelector(".wb-graph-middle")?.getBoundingClientRect();
    if (!middle) continue;
    const { left, width } = box.getBoundingClientRect();
    box.scrollLeft += middle.left + middle.width / 2 - left - width / 2;
  }
}

/** Keep every escalation of a page right, for now or for the time that the reader picks. */
export function startEscalations() {
  centreGraphs();
  const data = siteData();
  if (!data) return;
  for (const place of all("[data-wb-escalation]")) {
    const ladder = byId(data.escalations, place.dataset.wbEscalation);
    if (!ladder) continue;
    /** @type {number | undefined} */
    let picked;
    const show = () => showEscalation(data, ladder, place, picked);
    if (place.hasAttribute("data-wb-picked")) {
      place.querySelector("[data-wb-escalation-when]")?.setAttribute("role", "status");
      place.prepend(timePicker((at) => { picked = at; show(); }));
    }
    show();
    const tick = () => { if (picked === undefined) show(); };
    setInterval(tick, ESCALATION_TICK);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
  }
}
