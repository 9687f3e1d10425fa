// What the line of age says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ageLine } from "../../site/assets/modules/offline.js";

const MADE = Date.UTC(2026, 10, 21, 12) / 1000;
const data = /** @type {SiteData} */ ({ made: MADE });
const fresh = /** @type {const} */ ({ kept: "", note: "" });

test("a page says when it was made", () => {
  const said = ageLine(data, fresh, MADE + 3 * 3600);
  assert.match(said.text, /^Made 3 h ago \(Sat 21 Nov \d\d:00\)\.$/);
  assert.equal(said.bad, false);
});

test("a page that should have been made anew says so", () => {
  assert.equal(ageLine(data, fresh, MADE + 26 * 3600).bad, false);
  const said = ageLine(data, fresh, MADE + 26 * 3600 + 1);
  assert.match(said.text, /stale/);
  assert.equal(said.bad, true);
});

test("a page from the device says so, and what is kept there", () => {
  for (const [kept, why] of /** @type {const} */ ([
    ["network", "No network"],
    ["login", "The host asks for a login first"],
    ["error", "The host answers with an error"],
  ])) {
    const said = ageLine(data, { kept, note: "Kept: 3 files." }, MADE + 60);
    assert.ok(said.text.startsWith(`${why}: this page is from this device. Made 1 min ago (`), said.text);
    assert.match(said.text, / Kept: 3 files\.$/);
    assert.equal(said.bad, true);
  }
});

test("a clock that is a little behind does not make a page younger than nothing", () => {
  const said = ageLine(data, fresh, MADE - 300);
  assert.match(said.text, /^Made 1 min ago/);
  assert.equal(said.bad, false);
});

test("a clock that is before the page was made is said to be wrong", () => {
  const said = ageLine(data, fresh, MADE - 301);
  assert.match(said.text, /^Is your clock wrong\? It says Sat 21 Nov \d\d:\d\d; this was made Sat 21 Nov/);
  assert.equal(said.bad, true);
});
