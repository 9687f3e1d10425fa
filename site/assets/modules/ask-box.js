// The ask box as a thing on the page: its parts, where it is put, its keys, and the address.
import { siteRoot } from "./data.js";
import { all, element } from "./dom.js";

export const HASH = "#ask=";
const LONE_HALVES = /\p{Surrogate}/gu;
const EXAMPLE = "who is our database expert?";

/**
 * @param {SiteData} data
 * @returns {Box}
 */
export function buildBox(data) {
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
export function placeBox({ box, input }) {
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
 * @param {Box} box
 */
export function openBox(box) {
  box.box.classList.add("wb-ask-open");
  box.region.hidden = !box.input.value.trim();
}

/**
 * @param {Box} box
 * @param {boolean} clear whether the question is forgotten, too
 */
export function closeBox(box, clear) {
  box.box.classList.remove("wb-ask-open");
  box.region.hidden = true;
  if (clear) {
    box.input.value = "";
    box.input.blur();
  }
  toAddress("");
}

/**
 * @param {Box} box
 * @param {string} text
 */
export function sayInBox({ said }, text) {
  if (said.textContent !== text) said.textContent = text;
}

/**
 * Return the links that arrows move between, in order.
 * @param {Box} box
 * @returns {HTMLElement[]}
 */
export function answerLinks({ region }) {
  return region.hidden ? [] : all(".wb-answer-link", region);
}

/**
 * @param {Box} box
 * @param {KeyboardEvent} event
 */
export function onAskKey(box, event) {
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
export function openFirst(box) {
  const [first] = answerLinks(box);
  if (first) first.click();
}

/**
 * `/` comes to the box, unless it is typed somewhere or means something else.
 * @param {Box} box
 * @param {KeyboardEvent} event
 */
export function onSlash({ input }, event) {
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
 * @param {string} question
 */
export function toAddress(question) {
  // Half a letter, as text that was cut has it, has no place in an address.
  const hash = question ? HASH + encodeURIComponent(question.replace(LONE_HALVES, "\ufffd")) : "";
  if (location.hash === hash || (!hash && !location.hash.startsWith(HASH))) return;
  try {
    history.replaceState(history.state, "", hash || location.pathname + location.search);
  } catch { /* some browsers allow it only so often */ }
}
