// Messages of the incident guide: what is known is filled in, the rest is left in [brackets].
import { byId, siteData } from "./data.js";
import { all, element } from "./dom.js";
import { copyButton } from "./copy.js";
import { clockText, hourText, nowSecond, ownZone } from "./clock.js";
import { knowledge, peopleOf, standing } from "./oncall.js";

const REMEMBERED = "watchbill:incident";
const BLANK = /\[([^[\]\n]{1,80})\]/g;
const LEADER = "incident commander";

/**
 * What the reader says of the incident; `started` is a second.
 * @typedef {{service: string, severity: string, started: number, notice: string}} Incident
 */

/**
 * Return a message with its blanks filled, as far as their values are known.
 * @param {string} text
 * @param {Record<string, string>} values
 * @returns {string}
 */
export function filled(text, values) {
  return text.replace(BLANK, (whole, name) => {
    const key = name.trim().toLowerCase();
    return Object.hasOwn(values, key) && values[key] ? values[key] : whole;
  });
}

/**
 * Return an instant for readers in other places: on this clock, and in UTC.
 * @param {number} second
 * @returns {string}
 */
function toldTime(second) {
  const zone = ownZone();
  const there = `${hourText(second, "UTC")} UTC`;
  if (zone === "UTC") return `${clockText(second)} UTC`;
  return `${clockText(second)} ${zone} (${there})`;
}

/**
 * Return what is known of an incident now, by the names of the blanks. A role's name and its id
 * are names, too; those who lead are called by the first role of the severity, unless some role is
 * called incident commander.
 * @param {SiteData} data
 * @param {Incident} incident
 * @param {number} now
 * @returns {Record<string, string>}
 */
export function knownOf(data, incident, now) {
  const service = byId(data.services, incident.service);
  const level = byId(data.severities, incident.severity);
  const team = byId(data.rosters, service?.roster);
  const every = level?.update_minutes;
  /** @type {Record<string, string>} */
  const values = {
    company: data.name,
    service: service?.name ?? "",
    severity: level ? `${level.id} (${level.name})` : "",
    started: toldTime(incident.started),
    now: toldTime(now),
    "next update": every ? toldTime(now + every * 60) : "",
    "what people notice": incident.notice,
    team: team?.name ?? "",
    channel: team?.channel ?? "",
    "on call": firstPaged(data, service, now),
  };
  for (const role of data.roles) {
    const names = holders(data, role.id, service?.roster, now);
    values[role.id.replaceAll("_", " ")] = names;
    values[role.name.toLowerCase()] = names;
  }
  if (level?.roles.length) values[LEADER] ??= holders(data, level.roles[0], service?.roster, now);
  return values;
}

/**
 * Return the names of those who hold a role: those of a roster if it has the role, else of all.
 * @param {SiteData} data
 * @param {string} role
 * @param {string | undefined} roster
 * @param {number} now
 * @returns {string}
 */
function holders(data, role, roster, now) {
  if (knowledge(data, now) !== "known") return "";
  const found = data.rosters.flatMap((team) => team.roles
    .filter((one) => one.id === role)
    .map((one) => ({ own: team.id === roster, people: peopleOf(standing(data, one, now).running) })));
  const own = found.filter((one) => one.own && one.people.length);
  return nameList(data, (own.length ? own : found).flatMap((one) => one.people));
}

/**
 * Return the names of those whom a service pages first.
 * @param {SiteData} data
 * @param {System | undefined} service
 * @param {number} now
 * @returns {string}
 */
function firstPaged(data, service, now) {
  const first = byId(data.escalations, service?.escalation)?.steps[0];
  if (!first || knowledge(data, now) !== "known") return "";
  const called = first.posts.flatMap(([roster, id]) => {
    const role = byId(byId(data.rosters, roster)?.roles, id);
    return role ? peopleOf(standing(data, role, now).running) : [];
  });
  return nameList(data, [...first.people, ...called]);
}

/**
 * @param {SiteData} data
 * @param {number[]} people
 * @returns {string}
 */
function nameList(data, people) {
  return [...new Set(people)].map((index) => data.people[index].name).join(", ");
}

/**
 * Return what this window remembers: a reload must not move the beginning of an incident.
 * @param {number} now
 * @returns {Incident}
 */
function begun(now) {
  const fresh = { service: "", severity: "", started: now - (now % 60), notice: "" };
  try {
    return { ...fresh, ...JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "{}") };
  } catch {
    return fresh; // nothing can be remembered, or it cannot be read
  }
}

/** @param {Incident} incident */
function keepIncident(incident) {
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify(incident));
  } catch { /* then it holds until a reload */ }
}

/**
 * Return a choice of things with names.
 * @param {string} empty
 * @param {{id: string, name: string}[]} things
 * @param {string} chosen
 * @returns {HTMLSelectElement}
 */
function selectOf(empty, things, chosen) {
  const options = things.map(({ id, name }) =>
    element("option", { value: id, selected: id === chosen }, name));
  return element("select", "wb-field", element("option", { value: "" }, empty), ...options);
}

/**
 * Return a second as a date and time field shows it, on the reader's clock.
 * @param {number} second
 * @returns {string}
 */
function fieldTime(second) {
  const date = new Date(second * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/**
 * Put the questions into their place; `change` is told every answer.
 * @param {SiteData} data
 * @param {HTMLElement} place
 * @param {Incident} incident
 * @param {() => void} change
 */
function askFor(data, place, incident, change) {
  const levels = data.severities.map(({ id, name }) => ({ id, name: `${id}: ${name}` }));
  const services = [...data.services].sort((a, b) => a.name.localeCompare(b.name));
  const service = selectOf("Which service?", services, incident.service);
  const severity = selectOf("How bad?", levels, incident.severity);
  const started = element("input", { type: "datetime-local", class: "wb-field", value: fieldTime(incident.started) });
  const notice = element("input", {
    type: "text", class: "wb-field", value: incident.notice, placeholder: "customers in Europe cannot pay by card",
  });
  const refresh = () => {
    incident.service = service.value;
    incident.severity = severity.value;
    incident.notice = notice.value.trim().replace(/\.$/, "");
    const second = Math.floor(new Date(started.value).getTime() / 1000);
    if (Number.isFinite(second)) incident.started = second;
    keepIncident(incident);
    change();
  };
  /** @type {[string, HTMLElement][]} */
  const fields = [["Service", service], ["Severity", severity], ["Since (your clock)", started], ["What people notice", notice]];
  for (const [, field] of fields) field.addEventListener("input", refresh);
  place.replaceChildren(...fields.map(([name, field]) =>
    element("label", "wb-question", element("span", "", name), field)));
}

/**
 * Let a message be copied, and filled in anew after the reader has changed it.
 * @param {HTMLTextAreaElement} field
 * @param {() => Record<string, string>} values
 * @returns {() => void} what fills it in, unless the reader is at it
 */
function prepare(field, values) {
  const text = field.value;
  const name = field.parentElement?.querySelector("h3")?.textContent ?? "message";
  const again = element("button", { type: "button", class: "wb-button", hidden: true }, "Fill in anew");
  let edited = false;
  const fill = () => {
    if (edited) return;
    const now = filled(text, values());
    if (field.value !== now) field.value = now;
    field.rows = Math.min(24, now.split("\n").length + 1);
  };
  const change = () => {
    edited = field.value !== filled(text, values());
    again.hidden = !edited;
  };
  field.addEventListener("input", change);
  again.addEventListener("click", () => {
    edited = false;
    again.hidden = true;
    fill();
    field.focus();
  });
  const copy = copyButton(name, () => field.value, () => field.select());
  field.after(element("p", "wb-message-ways", copy, again));
  return () => { if (document.activeElement !== field) fill(); };
}

/** Fill in the messages of the guide, and keep their times right. */
export function startIncident() {
  const data = siteData();
  const place = document.querySelector("[data-wb-chooser]");
  if (!data || !(place instanceof HTMLElement)) return;
  const incident = begun(nowSecond());
  const values = () => knownOf(data, incident, nowSecond());
  const fields = all("textarea[data-wb-message]").filter((one) => one instanceof HTMLTextAreaElement);
  const fills = fields.map((field) => prepare(field, values));
  const refresh = () => { for (const fill of fills) fill(); };
  askFor(data, place, incident, refresh);
  refresh();
  setInterval(refresh, 20_000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
}
