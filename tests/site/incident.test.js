// Messages: what is known is filled in, the rest is left.
import assert from "node:assert/strict";
import test from "node:test";
import { filled, knownOf } from "../../site/assets/modules/incident.js";

const MADE = Date.UTC(2026, 10, 21, 13) / 1000;
const role = (id, people) => ({ id, name: id, shifts: [[0, 3600, people, ""]], gaps: [] });
const data = {
  version: 3, made: MADE, until: MADE + 7200, name: "Firm", zone: "UTC",
  people: ["Ada", "Bo", "Cy"].map((name) => ({ id: name, name })),
  rosters: [
    { id: "pay", name: "Payments", channel: "#pay", roles: [role("primary", [0]), role("lead", [1])] },
    { id: "ops", name: "Ops", roles: [role("lead", [2])] },
  ],
  services: [
    { id: "shop", name: "Shop", roster: "pay", escalation: "pay" },
    { id: "mail", name: "Mail", roster: "none", escalation: "none" },
  ],
  escalations: [{ id: "pay", steps: [{ wait: 5, people: [2], posts: [["pay", "primary"], ["x", "y"]] }] }],
  severities: [
    { id: "sev1", name: "Critical", roles: ["lead"], update_minutes: 30 },
    { id: "sev4", name: "Note", roles: [] },
  ],
  roles: [{ id: "lead", name: "Boss", duties: [] }, { id: "note_taker", name: "Scribe", duties: [] }],
};
const at = (set) => knownOf(data, { service: "", severity: "", started: MADE, notice: "", ...set }, MADE);

for (const [text, said] of [
  ["[a] [A] [ a ]", "1 1 1"],
  ["[b] [c] [", "[b] [c] ["],
  ["[constructor] [__proto__] [toString]", "[constructor] [__proto__] [toString]"],
  ["[a\n]", "[a\n]"],
  ["[[a]]", "[1]"],
]) {
  test(`blanks: ${text}`, () => {
    assert.equal(filled(text, { a: "1", b: "" }), said);
  });
}

test("a value is not read as a pattern, and its own brackets stay", () => {
  assert.equal(filled("[a]", { a: "$& $1 [b]", b: "2" }), "$& $1 [b]");
});

test("the roster of the service holds its own roles, all others those of everybody", () => {
  assert.equal(at({ service: "shop" }).lead, "Bo");
  assert.equal(at({ service: "mail" }).lead, "Bo, Cy");
  assert.equal(at({}).boss, "Bo, Cy");
  assert.equal(at({})["note taker"], "");
});

test("who leads is the first role of the severity, where none is called so", () => {
  assert.equal(at({ severity: "sev1", service: "shop" })["incident commander"], "Bo");
  assert.equal(at({ severity: "sev4" })["incident commander"], undefined);
});

test("those who are paged first are on call", () => {
  assert.equal(at({ service: "shop" })["on call"], "Cy, Ada");
  assert.equal(at({ service: "mail" })["on call"], "");
});

test("beyond the data nobody is named", () => {
  const late = knownOf(data, { service: "shop", severity: "sev1", started: MADE, notice: "" }, MADE + 9000);
  assert.equal(late.lead, "");
  assert.equal(late["on call"], "");
});

test("the next update comes after the rhythm of the severity", () => {
  assert.match(at({ severity: "sev1" })["next update"], /13:30 UTC/);
  assert.equal(at({ severity: "sev4" })["next update"], "");
});
