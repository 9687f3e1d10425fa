// On call now, on pages: what the build wrote is written anew for the reader's now. Without this
// script, or when the data do not fit, a page keeps what the build wrote, which says as of when.
import { byId, href, siteData, teamRole } from "./data.js";
import { all, element, link, refill } from "./dom.js";
import { clockText, nowSecond, ownZone, spanText } from "./clock.js";
import { knowledge, peopleOf, standing } from "./oncall.js";

const LOOK_AGAIN = 60; // seconds

/**
 * What the build wrote into a place: right as of when it was made.
 * @type {WeakMap<HTMLElement, Node[]>}
 */
const written = new WeakMap();

/**
 * Return a name, as a link to its page where there is one.
 * @param {SiteData} data
 * @param {number} index
 * @returns {Node}
 */
export function personName(data, index) {
  const who = data.people[index];
  return who.page ? link(who.name, href(who.page)) : document.createTextNode(who.name);
}

/**
 * @param {SiteData} data
 * @param {number} index
 * @returns {HTMLElement}
 */
export function personLine(data, index) {
  const made = element("span", "wb-person", personName(data, index));
  const ways = data.people[index].ways;
  const call = ways.find((way) => way.kind === "phone" && way.href);
  const mail = ways.find((way) => way.kind === "email" && way.href);
  if (call?.href) made.append(link("Call", call.href, "wb-call"));
  if (mail?.href) made.append(link("Mail", mail.href, "wb-mail"));
  return made;
}

/**
 * Return who is on call until when on the reader's clock, and on the roster's where it shows
 * another time; then who is next.
 * @param {SiteData} data
 * @param {TeamRole} role
 * @param {number} now
 * @param {string} [zone] the roster's
 * @returns {HTMLElement[]}
 */
export function dutyLines(data, role, now, zone) {
  const state = standing(data, role, now);
  const lines = state.running.map(([, end, people]) => {
    const until = data.made + end;
    const said = `until ${clockText(until)} (in ${spanText(until - now)})`;
    const names = people.map((index) => personLine(data, index));
    return element("div", "wb-duty", ...names, element("small", "", said), ...thereText(until, zone));
  });
  if (!lines.length) {
    const name = state.gap ? "wb-gap" : "wb-nobody";
    const said = state.gap ? "Nobody: a gap" : "Nobody at this hour";
    lines.push(element("div", "wb-duty", element("span", name, said)));
  }
  return state.then.length ? [...lines, nextLine(data, state.then)] : lines;
}

/**
 * Return an instant on the roster's clock, if that is not what the reader's shows.
 * @param {number} second
 * @param {string} [zone]
 * @returns {HTMLElement[]}
 */
function thereText(second, zone) {
  if (!zone) return [];
  try {
    const there = clockText(second, zone);
    return there === clockText(second) ? [] : [element("small", "wb-there", `${there} in ${zone}`)];
  } catch {
    return []; // a zone that this browser does not know
  }
}

/**
 * Everybody who is on call next: shifts may begin together.
 * @param {SiteData} data
 * @param {Watch[]} watches
 * @returns {HTMLElement}
 */
function nextLine(data, watches) {
  const names = peopleOf(watches).flatMap((index, place) =>
    place ? [", ", personName(data, index)] : [personName(data, index)]);
  const from = clockText(data.made + watches[0][0]);
  return element("small", "wb-then", "then ", ...names, ", ", element("span", "wb-when", `from ${from}`));
}

/**
 * Write a place anew, and return until when it holds.
 * @param {SiteData} data
 * @param {HTMLElement} place
 * @param {number} now
 * @returns {number}
 */
function showPost(data, place, now) {
  const role = teamRole(data, place.dataset.wbRoster, place.dataset.wbRole);
  if (!role) return data.until;
  const zone = byId(data.rosters, place.dataset.wbRoster)?.zone;
  refill(place, ...dutyLines(data, role, now, zone));
  return standing(data, role, now).until;
}

/**
 * @param {string} text
 * @param {boolean} bad
 */
function sayAge(text, bad) {
  for (const place of all("[data-wb-asof]")) {
    place.textContent = text;
    place.classList.toggle("wb-stale", bad);
  }
}

/**
 * Write all places, and return the second at which to do so again: in a minute at the latest, since
 * a clock may be set right.
 * @param {SiteData} data
 * @param {number} now
 * @returns {number}
 */
function showPosts(data, now) {
  const [made, end] = [clockText(data.made), clockText(data.until)];
  const places = all(".wb-now[data-wb-roster]");
  for (const place of places) {
    if (!written.has(place)) written.set(place, [...place.childNodes]);
  }
  const known = knowledge(data, now);
  if (known === "early") {
    for (const place of places) refill(place, ...(written.get(place) ?? []));
    sayAge(`Your clock says ${clockText(now)}, which is before this page was made: what follows is as of ${made}.`, true);
    return now + LOOK_AGAIN;
  }
  if (known === "over") {
    const said = `Unknown: the rosters on this page ended ${end}`;
    for (const place of places) refill(place, element("div", "wb-duty wb-stale", said));
    sayAge(`This page was made ${made} and knows nothing after ${end}. Build it again.`, true);
    return now + LOOK_AGAIN;
  }
  const soon = Math.min(...places.map((place) => showPost(data, place, now)), now + LOOK_AGAIN);
  sayAge(`${clockText(now)} on your clock (${ownZone()}). Made ${made}, knows shifts until ${end}.`, false);
  return soon;
}

/** Keep every page's "on call now" right, from now on. */
export function startOnCall() {
  const data = siteData();
  if (!data) return;
  let timer = 0;
  const refresh = () => {
    clearTimeout(timer);
    const soon = showPosts(data, nowSecond());
    timer = window.setTimeout(refresh, Math.max(soon * 1000 - Date.now(), 1000));
  };
  refresh();
  // Phones stop timers while the screen is off.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  window.addEventListener("pageshow", refresh);
}
