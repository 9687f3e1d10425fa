// The ask box, on every page: a question is answered while it is typed. `/` comes here, Escape
// leaves, arrows move between answers, Enter opens one. The question is in the address, so that an
// answer can be sent to somebody, and is there again after a reload.
import { loadScript, siteData, siteRoot, siteVersion } from "./data.js";
import { element } from "./dom.js";
import { HASH, buildBox, closeBox, onAskKey, onSlash, openBox, openFirst, placeBox, sayInBox, toAddress } from "./ask-box.js";
import { MOST_CARDS, MOST_OTHERS, showAnswers, showTexts } from "./ask-answers.js";
import { KIND_NAMES } from "./cards.js";
import { prepareIndex, search } from "./search.js";

const INDEX = "assets/watchbill/ask.js";
const PAUSE = 300; // milliseconds without a key before the address changes and answers are said
const TICK = 30000;

/** Put the box on the page, and let it answer. */
export function startAsk() {
  const data = siteData();
  if (!data) return;
  const box = buildBox(data);
  placeBox(box);
  box.input.addEventListener("pointerenter", () => loadIndex(box));
  box.input.addEventListener("focus", () => {
    openBox(box);
    loadIndex(box);
    if (box.input.value.trim()) answerNow(box);
  });
  box.input.addEventListener("input", () => { openBox(box); answerNow(box); });
  box.box.addEventListener("keydown", (event) => onAskKey(box, event));
  box.box.addEventListener("submit", (event) => { event.preventDefault(); openFirst(box); });
  document.addEventListener("keydown", (event) => onSlash(box, event));
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !box.box.contains(target)) closeBox(box, false);
  });
  window.addEventListener("hashchange", () => fromAddress(box));
  setInterval(() => { if (!box.region.hidden && !document.hidden) answerNow(box); }, TICK);
  fromAddress(box);
  // Where there is a service worker, it fetches the index with all the rest.
  if (!("serviceWorker" in navigator)) whenIdle(fetchEarly);
}

/**
 * Ask for the small index when it is needed; without it the box says so.
 * @param {Box} box
 */
function loadIndex(box) {
  if (box.index) return;
  loadScript(INDEX).then(() => {
    const ask = globalThis.watchbillAsk;
    if (!ask || ask.version !== 3 || box.index) return;
    box.index = prepareIndex(ask);
    if (box.input.value.trim()) answerNow(box);
  }).catch(() => {
    if (box.input.value.trim()) sayInBox(box, "The index cannot be loaded: is there a network?");
  });
}

/** Have the small index in the cache before it is asked for; it is read when it is. */
function fetchEarly() {
  const address = siteRoot() + INDEX + siteVersion();
  document.head.append(element("link", { rel: "prefetch", as: "script", href: address }));
}

/**
 * @param {() => void} work
 */
function whenIdle(work) {
  if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 5000 });
  else setTimeout(work, 2000);
}

/**
 * Show what answers the question now.
 * @param {Box} box
 */
function answerNow(box) {
  const question = box.input.value.trim();
  box.region.hidden = !question;
  clearTimeout(box.pause);
  if (!question) return finishAnswer(box, "", "");
  if (!box.index) {
    loadIndex(box);
    return sayInBox(box, "One moment …");
  }
  const found = search(box.index, question, MOST_CARDS + MOST_OTHERS);
  showAnswers(box, box.index, found);
  if (question !== box.asked) box.texts.replaceChildren();
  box.asked = question;
  const { count } = found;
  const first = found.answers[0];
  const said = first
    ? `${count === 1 ? "1 answer" : `${count} answers`}, first: ${first.entry[2]} (${KIND_NAMES[first.kind]})`
    : "No card answers this.";
  finishAnswer(box, question, said);
}

/**
 * Do what can wait until nobody types: say how many answers there are, note the question in the
 * address, and look into the full text.
 * @param {Box} box
 * @param {string} question
 * @param {string} said
 */
function finishAnswer(box, question, said) {
  box.pause = window.setTimeout(() => {
    sayInBox(box, said);
    toAddress(question);
    if (question && box.index) showTexts(box, box.index, question);
  }, PAUSE);
}

/**
 * Take the question from the address, if there is one.
 * @param {Box} box
 */
function fromAddress(box) {
  if (!location.hash.startsWith(HASH)) return;
  let question = location.hash.slice(HASH.length);
  try {
    question = decodeURIComponent(question);
  } catch { /* somebody wrote it by hand: as it is */ }
  if (question === box.input.value.trim() && !box.region.hidden) return;
  box.input.value = question;
  openBox(box);
  answerNow(box);
}
