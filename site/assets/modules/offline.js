// The site without a network: the service worker is started, and every page says how old it is.
import { siteData, siteRoot, siteVersion } from "./data.js";
import { element, link } from "./dom.js";
import { clockText, nowSecond, spanText } from "./clock.js";
import { CLOCK_MAY_LAG } from "./oncall.js";

const STALE = 26 * 3600; // seconds: a site is built every night, and a build takes its time

/**
 * What is known of this page's keeping: why it came from this device ("" where it did not), and what
 * to say of it.
 * @typedef {{kept: ""|"network"|"login"|"error", note: string}} Keeping
 */

const REASONS = {
  "": "",
  network: "No network: this page is from this device. ",
  login: "The host asks for a login first: this page is from this device. ",
  error: "The host answers with an error: this page is from this device. ",
};

/**
 * Return what the line of age says, and whether it is a warning.
 * @param {SiteData} data
 * @param {Keeping} keeping
 * @param {number} now
 * @returns {{text: string, bad: boolean}}
 */
export function ageLine(data, keeping, now) {
  const [age, on] = [now - data.made, clockText(data.made)];
  const made = `Made ${spanText(Math.max(0, age))} ago (${on})`;
  const early = age < -CLOCK_MAY_LAG;
  const old = age > STALE;
  let said = `${made}.`;
  if (early) said = `Is your clock wrong? It says ${clockText(now)}; this was made ${on}.`;
  else if (old) said = `${made}: stale, a newer one should be there by now.`;
  return { text: `${REASONS[keeping.kept]}${said} ${keeping.note}`.trim(), bad: early || old || keeping.kept !== "" };
}

/**
 * Write the age at the end of the page; also at its beginning where it is a warning.
 * @param {SiteData} data
 * @param {Keeping} keeping
 */
function sayAgeOf(data, keeping) {
  const { text, bad } = ageLine(data, keeping, nowSecond());
  for (const line of document.querySelectorAll(".wb-age")) {
    line.textContent = text;
    // The worker shows what the host asks for to those who say that they want to see it.
    if (keeping.kept === "login") line.append(" ", link("Log in", "?login"));
  }
  const banner = document.querySelector(".wb-age-banner");
  if (banner instanceof HTMLElement) banner.hidden = !bad;
}

/** Put the two lines of age in their places. */
function placeAge() {
  const article = document.querySelector("article");
  const heading = article?.querySelector("h1");
  const banner = element("p", { class: "wb-age wb-age-banner", role: "status", hidden: true });
  if (heading) heading.after(banner);
  article?.append(element("p", "wb-age wb-age-line"));
}

/**
 * Start the service worker; return what to say where it cannot be.
 * @param {(keeping: Keeping) => void} tell
 * @returns {Promise<string>}
 */
async function startKeeping(tell) {
  const root = siteRoot();
  if (!root.startsWith("http")) return "";
  const workers = navigator.serviceWorker;
  if (!workers) return "Not kept for offline use: this needs https.";
  if (!siteVersion()) {
    // A preview: what an earlier site left at this address would only be in its way.
    await workers.getRegistration(root).then((old) => old?.unregister());
    return "";
  }
  workers.addEventListener("message", ({ data }) => {
    tell({ kept: data.kept, note: `Kept for offline use: ${data.files} files.` });
  });
  const here = () => workers.controller?.postMessage("here");
  workers.addEventListener("controllerchange", here);
  here();
  const own = await workers.register(`${root}sw.js`, { scope: root, updateViaCache: "none" });
  if (!own) return "Not kept for offline use: this browser blocks it."; // told to, it answers with nothing
  const first = own.active ? undefined : refused(own.installing);
  await own.update().catch(() => undefined); // without a network this can only fail
  return await first ?? "";
}

/**
 * Wait for a worker to be there; return what to say where it is not.
 * @param {ServiceWorker | null} worker
 * @returns {Promise<string>}
 */
async function refused(worker) {
  if (!worker) return "";
  const state = await new Promise((done) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated" || worker.state === "redundant") done(worker.state);
    });
  });
  if (state === "activated") return "";
  return "Not kept for offline use: not every file came as it was built.";
}

/** Say how old the site is, and keep it for the time without a network. */
export function startOffline() {
  const data = siteData();
  if (!data) return;
  /** @type {Keeping} */
  let keeping = { kept: "", note: "" };
  /** @param {Keeping} [known] */
  const refresh = (known) => {
    keeping = known ?? keeping;
    sayAgeOf(data, keeping);
  };
  placeAge();
  refresh();
  setInterval(refresh, 60_000, undefined);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  startKeeping(refresh).catch((error) => `Not kept for offline use: ${error.message}`)
    .then((note) => { if (note) refresh({ ...keeping, note }); });
}
