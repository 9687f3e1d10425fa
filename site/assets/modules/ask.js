// The ask box, on every page: a question is answered while it is typed. `/` comes here, Escape
// leaves, arrows move between answers, Enter opens one. The question is in the address, so that an
// answer can be sent to somebody, and is there again after a reload.
import { href, loadScript, siteData, siteRoot, siteVersion } from "./data.js";
import { all, element, link } from "./dom.js";
import { nowSecond } from "./clock.js";
import { KIND_NAMES, card } from "./cards.js";
import { prepare, search } from "./search.js";
import { excerptOf, pageText, searchText } from "./text.js";

const INDEX = "assets/watchbill/ask.js";
const HASH = "#ask=";
const EXAMPLE = "who is our database expert?";
const MOST_CARDS = 4;
const MOST_OTHERS = 6;
const MOST_TEXTS = 5;
const PAUSE = 300; // milliseconds without a key before the address changes and answers are said
const TICK = 30000;

/**
 * The parts of the box, and what it knows; `index` once the small index has come.
 * @typedef {{box: HTMLElement, input: HTMLInputElement, region: HTMLElement, said: HTMLElement,
 *   answers: HTMLElement, texts: HTMLElement, data: SiteData, index: Prepared | undefined,
 *   asked: string, pause: number}} Box
 */

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
  whenIdle(fetchEarly);
}

/**
 * @param {SiteData} data
 * @returns {Box}
 */
function buildBox(data) {
  const input = element("input", {
    id: "wb-ask-input", class: "wb-ask-input", type: "search", name: "ask", autocomplete: "off",
    autocapitalize: "off", spellcheck: "false", enterkeyhint: "go",
    placeholder: `Ask: ${EXAMPLE}`,
    "aria-controls": "wb-ask-region", "aria-describedby": "wb-ask-help",
  });
  const said = element("p", { class: "wb-ask-said", role: "status" });
  const [answers, texts] = [element("div", "wb-answers"), element("div", "wb-texts")];
  const region = element("div",
    { id: "wb-ask-region", class: "wb-ask-region", role: "region", "aria-label": "Answers", hidden: true },
    said, answers, texts);
  const shut = element("button", { class: "wb-ask-close", type: "button", "aria-label": "Close answers" }, "×");
  const help = "Answers come while you type. Arrow keys move between them, Enter opens one, Escape leaves.";
  const form = element("form", { class: "wb-ask", role: "search", "aria-label": "Ask" },
    element("div", "wb-ask-line",
      element("label", { class: "wb-ask-label", for: "wb-ask-input" }, "Ask"), input,
      element("kbd", { class: "wb-ask-key", "aria-hidden": "true" }, "/"), shut),
    element("span", { id: "wb-ask-help", class: "wb-ask-help" }, help), region);
  /** @type {Box} */
  const box = { box: form, input, region, said, answers, texts, data, index: undefined, asked: "", pause: 0 };
  shut.addEventListener("click", () => closeBox(box, true));
  return box;
}

/**
 * Put the box on top of the front page; on others into the header, or on top of all.
 * @param {Box} box
 */
function placeBox({ box, input }) {
  const home = new URL(siteRoot()).pathname;
  const content = document.querySelector(".md-content__inner") ?? document.querySelector("main");
  if (content && [home, `${home}index.html`].includes(location.pathname)) {
    box.classList.add("wb-ask-large");
    input.placeholder = EXAMPLE;
    content.prepend(box);
    return;
  }
  const title = document.querySelector(".md-header__inner .md-header__title");
  if (title) title.after(box);
  else document.body.prepend(box);
}

/**
 * Ask for the small index when it is needed; without it the box says so.
 * @param {Box} box
 */
function loadIndex(box) {
  if (box.index) return;
  loadScript(INDEX).then(() => {
    const ask = globalThis.watchbillAsk;
    if (!ask || ask.version !== 2 || box.index) return;
    box.index = prepare(ask);
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
 * @param {Box} box
 */
function openBox(box) {
  box.box.classList.add("wb-ask-open");
  box.region.hidden = !box.input.value.trim();
}

/**
 * @param {Box} box
 * @param {boolean} clear whether the question is forgotten, too
 */
function closeBox(box, clear) {
  box.box.classList.remove("wb-ask-open");
  box.region.hidden = true;
  if (clear) {
    box.input.value = "";
    box.input.blur();
  }
  toAddress("");
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
 * @param {Box} box
 * @param {string} text
 */
function sayInBox({ said }, text) {
  if (said.textContent !== text) said.textContent = text;
}

/**
 * @param {Box} box
 * @param {Prepared} index
 * @param {Found} found
 */
function showAnswers(box, index, found) {
  const focused = answerLinks(box).indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const now = nowSecond();
  const cards = found.answers.slice(0, MOST_CARDS)
    .map(({ kind, entry }) => card(box.data, index.ask, kind, entry, now));
  const others = found.answers.slice(MOST_CARDS, MOST_CARDS + MOST_OTHERS)
    .map(({ kind, entry }) => element("li", "",
      link(entry[2], href(entry[3]), "wb-answer-link"), " ", element("small", "", KIND_NAMES[kind])));
  const list = others.length ? [element("ul", "wb-others", ...others)] : [];
  box.answers.replaceChildren(...cards, ...list);
  if (focused >= 0) answerLinks(box)[focused]?.focus();
  for (const place of all("[data-wb-text]", box.answers)) showSteps(index.ask, place);
}

/**
 * Fill in the first steps of a runbook as soon as its text has come.
 * @param {SiteAsk} ask
 * @param {HTMLElement} place
 */
function showSteps(ask, place) {
  pageText(ask, Number(place.dataset.wbText)).then((text) => {
    if (!text) return;
    place.replaceChildren(...text[2].map((step) => element("li", "", step)));
    place.hidden = !text[2].length;
  }).catch(() => { /* without a network and never seen: the card does without */ });
}

/**
 * Show what the full text finds, below the cards, unless the question has changed meanwhile.
 * @param {Box} box
 * @param {Prepared} index
 * @param {string} question
 */
async function showTexts(box, index, question) {
  try {
    const { pages, roots } = await searchText(index, question);
    const texts = await Promise.all(pages.slice(0, MOST_TEXTS).map((page) => pageText(index.ask, page)));
    if (box.asked !== question) return;
    const items = texts.flatMap((text) => (text ? [textItem(excerptOf(text, roots))] : []));
    const head = element("h2", "wb-texts-head", "In the text of pages");
    box.texts.replaceChildren(...(items.length ? [head, element("ul", "wb-texts-list", ...items)] : []));
    if (!items.length && !box.answers.hasChildNodes()) sayInBox(box, "Nothing answers this. Try other words.");
  } catch {
    if (box.asked === question) {
      box.texts.replaceChildren(element("p", "wb-note", "The full text cannot be loaded without a network."));
    }
  }
}

/**
 * @param {Excerpt} found
 * @returns {HTMLElement}
 */
function textItem({ title, heading, page, excerpt }) {
  const name = heading && heading !== title ? `${title}: ${heading}` : title;
  return element("li", "", link(name, href(page), "wb-answer-link"),
    element("p", "", ...excerpt.map(([text, asked]) => (asked ? element("mark", "", text) : text))));
}

/**
 * Return the links that arrows move between, in order.
 * @param {Box} box
 * @returns {HTMLElement[]}
 */
function answerLinks({ region }) {
  return region.hidden ? [] : all(".wb-answer-link", region);
}

/**
 * @param {Box} box
 * @param {KeyboardEvent} event
 */
function onAskKey(box, event) {
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    const inside = document.activeElement !== box.input && box.region.contains(document.activeElement);
    if (inside) box.input.focus();
    else closeBox(box, true);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const links = answerLinks(box);
    const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    if (next < 0) box.input.focus();
    else links[Math.min(next, links.length - 1)]?.focus();
  }
}

/**
 * @param {Box} box
 */
function openFirst(box) {
  const [first] = answerLinks(box);
  if (first) first.click();
}

/**
 * `/` comes to the box, unless it is typed somewhere or means something else.
 * @param {Box} box
 * @param {KeyboardEvent} event
 */
function onSlash({ input }, event) {
  const { target } = event;
  const typing = target instanceof HTMLElement
    && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  input.focus();
  input.select();
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

/**
 * @param {string} question
 */
function toAddress(question) {
  const hash = question ? HASH + encodeURIComponent(question) : "";
  if (location.hash === hash || (!hash && !location.hash.startsWith(HASH))) return;
  try {
    history.replaceState(history.state, "", hash || location.pathname + location.search);
  } catch { /* some browsers allow it only so often */ }
}
