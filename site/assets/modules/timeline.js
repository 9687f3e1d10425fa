// A roster's timeline: its weeks lie side by side in a box that scrolls by itself, by finger, wheel
// and keys. Here it gets buttons, whole weeks for the arrow keys, and the line of "now".
import { all, element } from "./dom.js";
import { nowSecond } from "./clock.js";

/**
 * Return the seconds between which a drawn week lies.
 * @param {Element} week
 * @returns {[number, number]}
 */
function weekSpan(week) {
  const at = (/** @type {string} */ name) => Date.parse(week.getAttribute(name) ?? "") / 1000;
  return [at("data-wb-from"), at("data-wb-until")];
}

/**
 * Return the drawn weeks of a timeline.
 * @param {HTMLElement} place
 * @returns {Element[]}
 */
function drawnWeeks(place) {
  return [...place.querySelectorAll(".wb-tl-week")];
}

/**
 * Return the week that holds an instant, else the nearest one, and how much of it has passed.
 * @param {Element[]} weeks
 * @param {number} at
 * @returns {[number, number]}
 */
function placeOf(weeks, at) {
  const after = weeks.findIndex((week) => at < weekSpan(week)[1]);
  const week = after < 0 ? weeks.length - 1 : after;
  const [from, until] = weekSpan(weeks[week]);
  return [week, (at - from) / (until - from)];
}

/**
 * Draw the line of now, or take it away where no drawn week holds it.
 * @param {Element[]} weeks
 */
function drawNow(weeks) {
  for (const old of weeks.flatMap((week) => [...week.querySelectorAll(".wb-tl-now")])) old.remove();
  const [week, share] = placeOf(weeks, nowSecond());
  if (share < 0 || share >= 1) return;
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  const x = `${share * 100}%`;
  const set = { class: "wb-tl-now", x1: x, x2: x, y1: "40", y2: "100%" };
  for (const [name, value] of Object.entries(set)) line.setAttribute(name, value);
  weeks[week].append(line);
}

/**
 * Return the days of some weeks: 16 Nov – 13 Dec 2026.
 * @param {Element} first
 * @param {Element} last
 * @returns {string}
 */
function daysText(first, last) {
  return `${first.getAttribute("data-wb-first")} – ${last.getAttribute("data-wb-last")}`;
}

/**
 * Return a button; one whose text says everything needs no name.
 * @param {string} text
 * @param {string} name what it is called where it is not seen
 * @param {() => void} act
 * @returns {HTMLButtonElement}
 */
export function toolButton(text, name, act) {
  const made = element("button", { type: "button", class: "wb-tool", "aria-label": name }, text);
  made.addEventListener("click", act);
  return made;
}

/**
 * Give a timeline its buttons and keys. Its place is counted in weeks, so that it stays when a
 * phone is turned; where a week is wider than the box, half a week is a step.
 * @param {HTMLElement} place
 */
function enhanceTimeline(place) {
  const box = place.querySelector(".wb-tl-weeks");
  const weeks = drawnWeeks(place);
  if (!(box instanceof HTMLElement) || !weeks.length) return;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const size = () => weeks[0].getBoundingClientRect().width;
  const shown = () => box.clientWidth / size();
  const step = () => Math.min(1, shown());
  let at = 0;
  const go = (/** @type {number} */ week, still = calm.matches) => {
    const left = Math.max(0, Math.min(week, weeks.length - shown())) * size();
    box.scrollTo({ left, behavior: still ? "instant" : "smooth" });
  };
  const by = (/** @type {number} */ weeksOn) => go(Math.round(at / step() + weeksOn / step()) * step());
  const today = () => {
    const [week, share] = placeOf(weeks, nowSecond());
    return week + (shown() < 1 ? Math.max(0, Math.floor(share * 7 - 1) / 7) : 0);
  };
  const back = toolButton("‹", "Earlier", () => by(-step()));
  const home = toolButton("Today", "", () => go(today()));
  const on = toolButton("›", "Later", () => by(step()));
  const said = element("span", { class: "wb-tl-span", role: "status" });
  const tell = () => {
    if (!size()) return; // not on the screen
    at = box.scrollLeft / size();
    const last = Math.min(Math.ceil(at + shown() - 0.05), weeks.length) - 1;
    back.disabled = at < 0.05;
    on.disabled = at + shown() > weeks.length - 0.05;
    const text = daysText(weeks[Math.floor(at + 0.05)], weeks[last]);
    if (said.textContent !== text) said.textContent = text;
  };
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => by(-step()), ArrowRight: () => by(step()),
    PageUp: () => by(-Math.max(1, Math.floor(shown()))), PageDown: () => by(Math.max(1, Math.floor(shown()))),
    Home: () => go(today()), End: () => go(weeks.length),
  };
  box.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  box.addEventListener("scroll", tell, { passive: true });
  window.addEventListener("resize", () => { if (size()) go(at, true); });
  place.prepend(element("div", "wb-tl-tools", back, home, on, said));
  go(today(), true);
  tell();
}

/** Start all timelines of the page. */
export function startTimelines() {
  const places = all(".wb-timeline");
  for (const place of places) enhanceTimeline(place);
  const tick = () => {
    for (const place of places) {
      const weeks = drawnWeeks(place);
      if (weeks.length) drawNow(weeks);
    }
  };
  if (!places.length) return;
  tick();
  setInterval(tick, 60000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
}
