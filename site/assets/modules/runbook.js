// A runbook's steps can be ticked off, which this device remembers; and who is paged next.
import { byId, siteData, siteRoot, teamRole } from "./data.js";
import { all, element } from "./dom.js";
import { clockText, hourText, nowSecond, ownZone } from "./clock.js";
import { knowledge, peopleOf, standing } from "./oncall.js";

const STEP_SECTIONS = /^\W*(diagnos|mitigat|investigat|remed|resol|recover|repair|steps?\b|procedure|what to do|fix)/i;
const NUMBERED = /^\s*(step\s*)?\d+\s*[.):]/i;
const OLD_TICKS = 12 * 3600; // seconds; ticks of an earlier incident must not pass for this one's

/**
 * A step: where its box goes, what names it, and its key on this device.
 * @typedef {{place: HTMLElement, box: HTMLInputElement, time: HTMLElement, key: string}} Step
 * @typedef {Record<string, number>} Ticks the second at which each step was ticked
 */

/**
 * Return a short number for a text (FNV-1a of 32 bits over UTF-16 code units).
 * @param {string} text
 * @returns {string}
 */
export function hashOf(text) {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193) >>> 0;
  }
  return hash.toString(36);
}

/**
 * Return the text of a step: its own line, without lists and code below it.
 * @param {HTMLElement} place
 * @returns {string}
 */
function textOf(place) {
  const copy = /** @type {HTMLElement} */ (place.cloneNode(true));
  for (const other of all("ul, ol, pre, table, .headerlink", copy)) other.remove();
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

/**
 * Return the places of ordered steps: items of numbered lists, and paragraphs and headings that
 * begin with a number, in sections that say what to do; in the whole page where none does.
 * @param {HTMLElement} article
 * @returns {HTMLElement[]}
 */
function orderedPlaces(article) {
  const parts = [...article.children].filter((part) => part instanceof HTMLElement);
  const heads = parts.filter((part) => part.tagName === "H2");
  const named = heads.some((head) => STEP_SECTIONS.test(textOf(head)));
  let within = !named;
  return parts.flatMap((part) => {
    if (named && part.tagName === "H2") within = STEP_SECTIONS.test(textOf(part));
    if (!within || part.tagName === "H2") return [];
    if (part.tagName === "OL") return [...part.children].filter((one) => one instanceof HTMLElement);
    const begins = /^H[3-6]$/.test(part.tagName) || (part.tagName === "P" && isNumberBold(part));
    return begins && NUMBERED.test(textOf(part)) ? [part] : [];
  });
}

/**
 * @param {HTMLElement} paragraph
 * @returns {boolean}
 */
function isNumberBold(paragraph) {
  const first = paragraph.firstChild;
  return first instanceof HTMLElement && first.tagName === "STRONG" && NUMBERED.test(first.textContent ?? "");
}

/**
 * Put a box into every step; those of task lists have one, which nobody could tick.
 * @param {HTMLElement} article
 * @returns {Step[]}
 */
function stepsOf(article) {
  const tasks = all(".task-list-item", article);
  const places = tasks.length || !article.querySelector(".wb-runbook") ? tasks : orderedPlaces(article);
  /** @type {Map<string, number>} */
  const seen = new Map();
  return places.map((place) => {
    const text = textOf(place);
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    const box = element("input", { type: "checkbox", "aria-label": `Done: ${text.slice(0, 120)}` });
    for (const old of all(":scope > .task-list-control, :scope > p > .task-list-control, :scope > input", place)) {
      old.remove();
    }
    const time = element("small", "wb-tick-time");
    place.classList.add("wb-step");
    place.prepend(element("label", "wb-tick", box));
    (place.querySelector(":scope > p") ?? place.querySelector("strong") ?? place.querySelector("label"))?.after(time);
    return { place, box, time, key: hashOf(text) + (count > 1 ? `.${count}` : "") };
  });
}

/**
 * Return what this device remembers of a page; undefined where it may not.
 * @param {string} name
 * @returns {Ticks | undefined}
 */
function remembered(name) {
  try {
    const read = JSON.parse(localStorage.getItem(name) ?? "{}");
    return read && typeof read === "object" ? read : {};
  } catch (error) {
    return error instanceof SyntaxError ? {} : undefined;
  }
}

/**
 * Remember; return whether that was possible.
 * @param {string} name
 * @param {Ticks} ticks
 * @returns {boolean}
 */
function remember(name, ticks) {
  try {
    if (Object.keys(ticks).length) localStorage.setItem(name, JSON.stringify(ticks));
    else localStorage.removeItem(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Return when a step was ticked: the time of day is enough for what was a short while ago.
 * @param {number} at
 * @returns {string}
 */
function doneText(at) {
  return nowSecond() - at > OLD_TICKS ? clockText(at) : hourText(at, ownZone());
}

/**
 * Return what the line of progress says.
 * @param {Step[]} steps
 * @param {Ticks} ticks
 * @param {boolean} kept
 * @param {number} now
 * @returns {{text: string, old: boolean}}
 */
function progressLine(steps, ticks, kept, now) {
  const times = steps.flatMap((step) => (ticks[step.key] ? [ticks[step.key]] : []));
  const where = kept ? "on this device only" : "until this page is closed: this browser keeps nothing";
  const last = Math.max(0, ...times);
  const old = times.length > 0 && now - last > OLD_TICKS;
  const age = old ? ` Last ticked ${clockText(last)}: from an earlier incident?` : "";
  return { text: `${times.length} of ${steps.length} ${steps.length === 1 ? "step" : "steps"} done, ${where}.${age}`, old };
}

/** Let the steps of a page be ticked off. */
function startSteps() {
  const article = document.querySelector("article");
  const steps = article instanceof HTMLElement ? stepsOf(article) : [];
  if (!steps.length) return;
  const name = `watchbill:done:${window.location.href.slice(siteRoot().length).split(/[?#]/)[0]}`;
  const said = element("span", { role: "status" });
  const clear = element("button", { type: "button", class: "wb-button wb-clear" }, "Clear");
  const line = element("p", "wb-progress", said, clear);
  const found = remembered(name);
  let kept = found !== undefined;
  /** @type {Ticks} */
  let ticks = found ?? {};
  const show = () => {
    for (const { place, box, time, key } of steps) {
      const at = ticks[key];
      box.checked = Boolean(at);
      place.classList.toggle("wb-done", box.checked);
      time.textContent = at ? ` done ${doneText(at)}` : "";
    }
    const { text, old } = progressLine(steps, ticks, kept, nowSecond());
    if (said.textContent !== text) said.textContent = text;
    line.classList.toggle("wb-progress-old", old);
    clear.hidden = !steps.some((step) => step.box.checked);
  };
  const change = () => {
    kept = remember(name, ticks) && kept;
    show();
  };
  for (const { box, key } of steps) {
    box.addEventListener("change", () => {
      if (box.checked) ticks[key] = nowSecond();
      else delete ticks[key];
      change();
    });
  }
  clear.addEventListener("click", () => {
    ticks = {};
    change();
    steps[0].box.focus();
  });
  window.addEventListener("storage", ({ key }) => {
    if (key !== name && key !== null) return;
    ticks = remembered(name) ?? ticks;
    show();
  });
  const head = article?.querySelector(".wb-runbook") ?? article?.querySelector("h1");
  if (head) head.after(line);
  else steps[0].place.before(line);
  show();
}

/** Say who is paged next where that is only a line: those of the second step; no name where none is known. */
function showNext() {
  const data = siteData();
  const now = nowSecond();
  if (!data) return;
  const known = knowledge(data, now) === "known";
  for (const place of all("[data-wb-next]")) {
    if (!known) {
      place.textContent = "";
      continue;
    }
    const rung = byId(data.escalations, place.dataset.wbNext)?.steps[1];
    const posts = rung?.posts ?? [];
    const called = posts.flatMap(([roster, id]) => {
      const role = teamRole(data, roster, id);
      return role ? peopleOf(standing(data, role, now).running) : [];
    });
    const names = [...new Set([...(rung?.people ?? []), ...called])].map((one) => data.people[one].name);
    place.textContent = names.join(", ");
  }
}

/** Start what a runbook's page can do. */
export function startRunbook() {
  startSteps();
  showNext();
  setInterval(showNext, 60_000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) showNext(); });
}
