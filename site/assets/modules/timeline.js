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
 * Return the position of the week that holds an instant, else that of the nearest one.
 * @param {Element[]} weeks
 * @param {number} at
 * @returns {number}
 */
function weekAt(weeks, at) {
  const after = weeks.findIndex((week) => at < weekSpan(week)[1]);
  return after < 0 ? weeks.length - 1 : after;
}

/**
 * Draw the line of now, or take it away where no drawn week holds it.
 * @param {Element[]} weeks
 */
function drawNow(weeks) {
  for (const old of weeks.flatMap((week) => [...week.querySelectorAll(".wb-tl-now")])) old.remove();
  const now = nowSecond();
  const week = weeks[weekAt(weeks, now)];
  const [from, until] = weekSpan(week);
  if (now < from || now >= until) return;
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  const place = `${((now - from) / (until - from)) * 100}%`;
  const set = { class: "wb-tl-now", x1: place, x2: place, y1: "20", y2: "100%" };
  for (const [name, value] of Object.entries(set)) line.setAttribute(name, value);
  week.append(line);
}

/**
 * Return the days of some weeks: 23 November 2026 – 20 December 2026.
 * @param {Element} first
 * @param {Element} last
 * @returns {string}
 */
function daysText(first, last) {
  const named = first.querySelector(".wb-tl-title")?.textContent ?? "";
  const ends = last.getAttribute("data-wb-last") ?? "";
  return `${named} – ${ends}`;
}

/**
 * Give a timeline its buttons and keys.
 * @param {HTMLElement} place
 */
function enhance(place) {
  const box = place.querySelector(".wb-tl-weeks");
  const weeks = [...place.querySelectorAll(".wb-tl-week")];
  if (!(box instanceof HTMLElement) || !weeks.length) return;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const size = () => weeks[0].getBoundingClientRect().width;
  const shown = () => Math.max(1, Math.round(box.clientWidth / size()));
  const first = () => Math.round(box.scrollLeft / size());
  const last = () => Math.min(first() + shown(), weeks.length) - 1;
  const go = (/** @type {number} */ week, still = calm.matches) => {
    const left = Math.max(0, Math.min(week, weeks.length - shown())) * size();
    box.scrollTo({ left, behavior: still ? "instant" : "smooth" });
  };
  const today = () => weekAt(weeks, nowSecond());
  const button = (/** @type {string} */ text, /** @type {string} */ name, /** @type {() => void} */ act) => {
    const made = element("button", { type: "button", class: "wb-button", "aria-label": name }, text);
    made.addEventListener("click", act);
    return made;
  };
  const back = button("‹", "Earlier: a week back", () => go(first() - 1));
  const home = button("Today", "Today", () => go(today()));
  const on = button("›", "Later: a week on", () => go(first() + 1));
  const said = element("span", { class: "wb-tl-span", role: "status" });
  const tell = () => {
    back.disabled = first() <= 0;
    on.disabled = last() >= weeks.length - 1;
    const text = daysText(weeks[first()], weeks[last()]);
    if (said.textContent !== text) said.textContent = text;
  };
  /** @type {Record<string, () => number>} */
  const keys = {
    ArrowLeft: () => first() - 1, ArrowRight: () => first() + 1,
    PageUp: () => first() - shown(), PageDown: () => first() + shown(),
    Home: today, End: () => weeks.length,
  };
  box.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(keys[event.key]());
  });
  box.addEventListener("scroll", tell, { passive: true });
  window.addEventListener("resize", tell);
  place.prepend(element("div", "wb-tl-tools", back, home, on, said));
  go(today(), true);
  tell();
}

/** Start all timelines of the page. */
export function startTimelines() {
  const places = all(".wb-timeline");
  for (const place of places) enhance(place);
  const tick = () => {
    for (const place of places) {
      const weeks = [...place.querySelectorAll(".wb-tl-week")];
      if (weeks.length) drawNow(weeks);
    }
  };
  if (!places.length) return;
  tick();
  setInterval(tick, 60000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
}
