// What the ask box shows: cards first, then what the full text has.
import { href } from "./data.js";
import { all, element, link, refill } from "./dom.js";
import { nowSecond } from "./clock.js";
import { sayInBox } from "./ask-box.js";
import { KIND_NAMES, answerCard } from "./cards.js";
import { excerptOf, pageText, searchText } from "./text.js";

export const MOST_CARDS = 4;
export const MOST_OTHERS = 6;
const MOST_TEXTS = 5;

/**
 * @param {Box} box
 * @param {Prepared} index
 * @param {Found} found
 */
export function showAnswers(box, index, found) {
  const now = nowSecond();
  const cards = found.answers.slice(0, MOST_CARDS)
    .map(({ kind, entry }) => answerCard(box.data, index.ask, kind, entry, now));
  const others = found.answers.slice(MOST_CARDS, MOST_CARDS + MOST_OTHERS)
    .map(({ kind, entry }) => element("li", "",
      link(entry[2], href(entry[3]), "wb-answer-link"), " ", element("small", "", KIND_NAMES[kind])));
  const list = others.length ? [element("ul", "wb-others", ...others)] : [];
  refill(box.answers, ...cards, ...list);
  for (const place of all("[data-wb-text]", box.answers)) showSteps(index.ask, place);
}

/**
 * Fill in the first steps of a runbook as soon as its text has come. A host that has a newer build by
 * now has other pages under the numbers of this one: whatever is not this page's is left out.
 * @param {SiteAsk} ask
 * @param {HTMLElement} place
 */
function showSteps(ask, place) {
  pageText(ask, Number(place.dataset.wbText)).then((text) => {
    if (!text || text[1] !== place.dataset.wbPage) return;
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
export async function showTexts(box, index, question) {
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
