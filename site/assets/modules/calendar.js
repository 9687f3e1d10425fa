// The calendar of the company by week: the build wrote the coming weeks, this shows any week that
// the data know, on the reader's clock, and only a roster or a person if asked.
import { CALENDAR_DAY, calendarCells, calendarDays, roleStretches } from "./calendar-days.js";
import { href, siteData } from "./data.js";
import { all, element, link } from "./dom.js";
import { clockText, nowSecond, ownZone, wallOf } from "./clock.js";
import { knowledge } from "./oncall.js";
import { toolButton } from "./timeline.js";

/**
 * @typedef {import("./calendar-days.js").DayCell} DayCell
 * @typedef {import("./calendar-days.js").CalendarDay} CalendarDay
 * @typedef {{data: SiteData, week: number, zone: string, roster: string, person: number}} CalendarView
 */

/**
 * @param {CalendarView} view
 * @param {DayCell} cell
 * @returns {HTMLElement}
 */
function calendarCell(view, cell) {
  const { people } = view.data;
  const parts = cell.parts.map((part) => {
    const names = part.people.flatMap((index, place) => {
      const name = people[index].page ? link(people[index].name, href(people[index].page)) : people[index].name;
      return place ? [", ", name] : [name];
    });
    const hours = part.hours ? [element("span", "wb-cal-hours", part.hours), " "] : [];
    const gap = part.people.length ? "" : " wb-gap";
    const other = view.person >= 0 && !part.people.includes(view.person) ? " wb-cal-other" : "";
    return element("span", `wb-cal-part${gap}${other}`, ...hours, ...(names.length ? names : ["gap"]));
  });
  const span = cell.span > 1 ? cell.span : undefined;
  const nobody = !parts.length && !cell.unknown;
  if (nobody) parts.push(element("span", "wb-cal-part wb-nobody", "nobody"));
  const made = element("td", { colspan: span, "data-wb-days": cell.days }, cell.unknown, ...parts);
  made.classList.toggle("wb-cal-unknown", cell.unknown !== "");
  made.classList.toggle("wb-cal-now", cell.today);
  return made;
}

/**
 * Return the lines of a roster that a view shows.
 * @param {CalendarView} view
 * @param {Team} team
 * @param {CalendarDay[]} days
 * @param {number} now
 * @returns {HTMLElement[]}
 */
function teamLines(view, team, days, now) {
  const roles = team.roles
    .map((role) => ({ role, stretches: roleStretches(view.data, role, days) }))
    .filter(({ stretches }) => view.person < 0 || stretches.some((one) => one.people.includes(view.person)));
  return roles.map(({ role, stretches }, place) => {
    const made = element("tr", place ? "" : "wb-cal-first");
    if (!place) {
      const set = { class: "wb-cal-roster", scope: "rowgroup", rowspan: roles.length };
      made.append(element("th", set, link(team.name, href(team.page))));
    }
    const name = role.page ? link(role.name, href(role.page)) : role.name;
    made.append(element("th", { class: "wb-cal-role", scope: "row" }, name));
    made.append(...calendarCells(stretches, days, view.zone, view.data, now).map((cell) => calendarCell(view, cell)));
    return made;
  });
}

/**
 * Return the name of a week: 23 Nov – 29 Nov 2026.
 * @param {CalendarDay[]} days
 * @returns {string}
 */
function weekName(days) {
  const named = (/** @type {string} */ date, /** @type {Intl.DateTimeFormatOptions} */ more) =>
    new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC", ...more }).format(new Date(date));
  return `${named(days[0].date, {})} – ${named(days[6].date, { year: "numeric" })}`;
}

/**
 * Return a week as a table, or a sentence where nobody is on call in it.
 * @param {CalendarView} view
 * @returns {HTMLElement}
 */
function calendarWeek(view) {
  const now = nowSecond();
  const days = calendarDays(view.data.made, view.week, view.zone);
  const teams = view.data.rosters.filter((team) => view.roster === "*" || team.id === view.roster)
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  const lines = teams.flatMap((team) => teamLines(view, team, days, now));
  if (!lines.length) return element("p", "wb-cal-none", noneText(view));
  const heads = days.slice(0, 7).map((day, index) => {
    const made = element("th", { scope: "col" }, day.name);
    made.classList.toggle("wb-cal-now", day.start <= now && now < days[index + 1].start);
    return made;
  });
  const head = element("tr", "", element("th", { scope: "col" }, "Roster"), element("th", { scope: "col" }, "Role"), ...heads);
  const table = element("table", "wb-cal", element("thead", "", head), element("tbody", "", ...lines));
  return element("div", { class: "wb-cal-box", role: "region", tabindex: "0", "aria-label": weekName(days) }, table);
}

/**
 * Say that nobody is on call in a week, and when somebody asked for is next.
 * @param {CalendarView} view
 * @returns {string}
 */
function noneText({ data, person, roster, zone }) {
  if (person < 0) return "Nobody is on call in this week.";
  const now = nowSecond() - data.made;
  const next = data.rosters.filter((team) => roster === "*" || team.id === roster)
    .flatMap((team) => team.roles.flatMap((role) => role.shifts
      .filter(([start, , people]) => start > now && people.includes(person))
      .map(([start]) => ({ start, said: `${team.name}, ${role.name}` }))))
    .sort((a, b) => a.start - b.start)[0];
  const when = next ? ` Next: ${clockText(data.made + next.start, zone)}, ${next.said}.` : "";
  return `${data.people[person].name} is not on call in this week.${when}`;
}

/**
 * Return a choice with a name.
 * @param {string} name
 * @param {[value: string, text: string][]} options
 * @param {(value: string) => void} chosen
 * @returns {HTMLElement}
 */
function calendarChoice(name, options, chosen) {
  const made = element("select", "wb-select", ...options.map(([value, text]) => element("option", { value }, text)));
  made.addEventListener("change", () => chosen(made.value));
  return element("label", "wb-choice", element("span", "", name), made);
}

/**
 * Move by weeks on arrow keys and when a finger wipes to the side.
 * @param {HTMLElement} place
 * @param {(by: number) => void} move
 */
function onWeekMoves(place, move) {
  place.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const busy = event.target instanceof HTMLSelectElement || event.altKey || event.ctrlKey || event.metaKey;
    if (!by || busy) return;
    event.preventDefault();
    move(by);
  });
  let [x, y] = [0, 0];
  place.addEventListener("touchstart", (event) => {
    [x, y] = [event.touches[0].clientX, event.touches[0].clientY];
  }, { passive: true });
  place.addEventListener("touchend", (event) => {
    const [dx, dy] = [event.changedTouches[0].clientX - x, event.changedTouches[0].clientY - y];
    const box = place.querySelector(".wb-cal-box");
    const scrolls = box && box.scrollWidth > box.clientWidth + 1;
    if (!scrolls && Math.abs(dx) > 60 && Math.abs(dx) > 2 * Math.abs(dy)) move(dx < 0 ? 1 : -1);
  }, { passive: true });
}

/**
 * Return the choices of a calendar: rosters, people, and whose clock.
 * @param {CalendarView} view
 * @param {() => void} show
 * @returns {HTMLElement[]}
 */
function calendarChoices(view, show) {
  const { data } = view;
  const rosters = data.rosters.map(({ id, name }) => /** @type {[string, string]} */ ([id, name]));
  const people = data.people.map(({ name }, index) => /** @type {[string, string]} */ ([String(index), name]));
  const byText = (/** @type {[string, string]} */ a, /** @type {[string, string]} */ b) => (a[1] < b[1] ? -1 : 1);
  const made = [
    calendarChoice("Roster", [["*", "All"], ...rosters.sort(byText)], (value) => { view.roster = value; show(); }),
    calendarChoice("Person", [["-1", "Everybody"], ...people.sort(byText)], (value) => { view.person = Number(value); show(); }),
  ];
  const zones = [...new Set([ownZone(), data.zone])];
  if (zones.length > 1) {
    const named = zones.map((zone) => /** @type {[string, string]} */ ([zone, zone === data.zone ? zone : `mine: ${zone}`]));
    made.push(calendarChoice("Clock", named, (value) => { view.zone = value; show(); }));
  }
  return made;
}

/**
 * Show the week of today, and any other that the reader turns to.
 * @param {HTMLElement} place
 * @param {SiteData} data
 * @returns {() => void} marks another day, once it has begun; who looks at today's week goes with it
 */
function showCalendar(place, data) {
  const last = Math.ceil((data.until - data.made) / (7 * CALENDAR_DAY));
  /** @type {CalendarView} */
  const view = { data, week: 0, zone: ownZone(), roster: "*", person: -1 };
  const thisWeek = () => {
    const found = Array.from({ length: last + 1 }, (_, week) => week)
      .find((week) => nowSecond() < calendarDays(data.made, week, view.zone)[7].start);
    return found ?? last;
  };
  const dayShown = () => wallOf(nowSecond(), view.zone).date;
  let shown = "";
  let current = 0;
  const title = element("h2", { "aria-live": "polite" });
  const box = element("div", "wb-cal-week");
  const move = (/** @type {number} */ by) => {
    view.week = Math.min(Math.max(view.week + by, 0), last);
    show();
  };
  const back = toolButton("‹", "The week before", () => move(-1));
  const on = toolButton("›", "The week after", () => move(1));
  const show = () => {
    back.disabled = view.week === 0;
    on.disabled = view.week === last;
    title.textContent = weekName(calendarDays(data.made, view.week, view.zone));
    shown = dayShown();
    const focused = box.contains(document.activeElement);
    box.replaceChildren(calendarWeek(view));
    // Else the keys that go through the weeks would work once.
    if (focused) (all(".wb-cal-box", box)[0] ?? home).focus({ preventScroll: true });
  };
  const home = toolButton("Today", "", () => { view.week = thisWeek(); show(); });
  const paper = toolButton("Print", "", () => window.print());
  const tools = element("div", "wb-tl-tools", back, home, on, paper);
  const choices = element("div", "wb-cal-choices", ...calendarChoices(view, show));
  onWeekMoves(place, move);
  current = thisWeek();
  view.week = current;
  show();
  place.replaceChildren(tools, choices, title, box);
  return () => {
    if (shown === dayShown()) return;
    if (view.week === current) view.week = thisWeek();
    current = thisWeek();
    show();
  };
}

/** Keep the calendar of the company right, where the page is it and the data are not over. */
export function startCalendar() {
  const data = siteData();
  const place = all(".wb-calendar")[0];
  const about = all("[data-wb-about]")[0];
  if (!data || !place || !about) return;
  const [made, end] = [clockText(data.made), clockText(data.until)];
  /** @type {(() => void) | undefined} */
  let refresh;
  const tick = () => {
    const known = knowledge(data, nowSecond());
    if (known === "early") return;
    about.classList.toggle("wb-stale", known === "over");
    about.textContent = known === "over" ? `This page was made ${made} and knows nothing after ${end}. Build it again.`
      : `Who is on call. Made ${made}, knows shifts until ${end}.`;
    if (known === "known") refresh ??= showCalendar(place, data);
    refresh?.();
  };
  tick();
  setInterval(tick, 60_000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
}
