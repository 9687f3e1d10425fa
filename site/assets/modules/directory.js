// The directory of experts and the pages of topics: whoever can be reached now comes first, and
// the facets narrow it down. What is chosen stands in the address, so that it can be passed on.
import { byId, siteData } from "./data.js";
import { all, element } from "./dom.js";
import { clockText, nowSecond } from "./clock.js";
import { reach, reachOrder } from "./reach.js";
import { wordsOf } from "./words.js";

const DIRECTORY_TICK = 20000; // milliseconds
const LAST_AWAKE = 1; // of reachOrder: whoever is behind it is asleep or away
const FACETS = /** @type {const} */ (["topic", "service", "zone"]);
/** @type {Record<string, string>} */
const FACET_NAMES = { topic: "Topic", service: "Service", zone: "Zone" };

/**
 * Somebody in the directory: their places in it and what they are found by.
 * @typedef {{index: number, name: string, topic: string[], service: string[], zone: string[],
 *   words: string[]}} Listed
 * @typedef {{topic: string, service: string, zone: string, awake: boolean, text: string}} Choice
 */

/**
 * Return everybody whom a topic names, by the id of the person.
 * @param {SiteData} data
 * @returns {Map<string, Listed>}
 */
export function listedExperts(data) {
  /** @type {Map<string, Listed>} */
  const listed = new Map();
  for (const topic of data.topics) {
    for (const { person, covers } of topic.experts) {
      const { id, name, zone } = data.people[person];
      const one = listed.get(id)
        ?? { index: person, name, topic: [], service: [], zone: zone ? [zone] : [], words: wordsOf(`${name} ${zone ?? ""}`) };
      one.topic.push(topic.id);
      one.service.push(...topic.services);
      const services = topic.services.map((service) => byId(data.services, service)?.name ?? service);
      one.words.push(...wordsOf([topic.name, ...topic.also, ...covers, ...services].join(" ")));
      listed.set(id, one);
    }
  }
  return listed;
}

/**
 * Say whether somebody is among what is chosen; every word of the text must begin one of theirs.
 * @param {SiteData} data
 * @param {Listed} one
 * @param {Choice} choice
 * @param {number} now
 * @returns {boolean}
 */
export function isChosen(data, one, choice, now) {
  if (FACETS.some((facet) => choice[facet] && !one[facet].includes(choice[facet]))) return false;
  if (choice.awake && !isAwake(data, one.index, now)) return false;
  return wordsOf(choice.text).every((asked) => one.words.some((word) => word.startsWith(asked)));
}

/**
 * @param {SiteData} data
 * @param {number} person
 * @param {number} now
 * @returns {boolean}
 */
function isAwake(data, person, now) {
  return ["working", "awake"].includes(reach(data.people[person], now).state);
}

/**
 * Return what is chosen in the fragment of an address.
 * @param {string} hash
 * @returns {Choice}
 */
export function choiceIn(hash) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const one = (/** @type {string} */ name) => said.get(name) ?? "";
  return { topic: one("topic"), service: one("service"), zone: one("zone"), awake: one("awake") === "1", text: one("q") };
}

/**
 * @param {Choice} choice
 * @returns {string} empty where nothing is chosen
 */
export function choiceHash(choice) {
  const said = new URLSearchParams();
  for (const facet of FACETS) if (choice[facet]) said.set(facet, choice[facet]);
  if (choice.awake) said.set("awake", "1");
  if (choice.text) said.set("q", choice.text);
  const text = said.toString();
  return text ? `#${text}` : "";
}

/**
 * Put the cards of a list in the order of asking: stable, so that equals stay in the build's order.
 * Not while the reader is in it: what one is about to tap stays where it is.
 * @param {SiteData} data
 * @param {HTMLElement} list
 * @param {Map<string, number>} places the order of the files
 * @param {number} now
 */
function arrange(data, list, places, now) {
  if (list.contains(document.activeElement)) return;
  const cards = all(":scope > [data-wb-expert]", list);
  const rank = new Map(cards.map((card) => {
    const index = data.people.findIndex((one) => one.id === card.dataset.wbExpert);
    return [card, index < 0 ? LAST_AWAKE + 2 : reachOrder(data, index, now)];
  }));
  const key = (/** @type {HTMLElement} */ card) => places.get(card.dataset.wbExpert ?? "") ?? 0;
  const sorted = [...cards].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0) || key(a) - key(b));
  if (sorted.some((card, place) => card !== cards[place])) list.append(...sorted);
}

/**
 * @param {string} facet
 * @param {[string, string][]} options ids and names
 * @returns {[HTMLElement, HTMLSelectElement]}
 */
function facetField(facet, options) {
  const select = element("select", "wb-select", new Option("any", ""), ...options.map(([id, name]) => new Option(name, id)));
  return [element("label", "wb-choice", element("span", "", FACET_NAMES[facet]), select), select];
}

/**
 * Return the names of a facet's values that somebody has, by name.
 * @param {SiteData} data
 * @param {Map<string, Listed>} listed
 * @param {"topic" | "service" | "zone"} facet
 * @returns {[string, string][]}
 */
function facetOptions(data, listed, facet) {
  /** @type {Record<string, {id: string, name: string}[]>} */
  const lists = { topic: data.topics, service: data.services, zone: [] };
  const ids = new Set([...listed.values()].flatMap((one) => one[facet]));
  return [...ids].map((id) => /** @type {[string, string]} */ ([id, byId(lists[facet], id)?.name ?? id]))
    .sort(([, a], [, b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

/**
 * Put the fields in the place of the plain lists, and keep cards, count and address in step.
 * @param {SiteData} data
 * @param {HTMLElement} place
 * @param {HTMLElement} list
 * @returns {() => void} shows what is chosen as of now
 */
function startFacets(data, place, list) {
  const listed = listedExperts(data);
  const text = element("input", { type: "search", class: "wb-select wb-facet-text", autocomplete: "off", placeholder: "name, topic, service …" });
  const awake = element("input", { type: "checkbox" });
  const said = element("p", { class: "wb-facet-said", role: "status" });
  const clear = element("button", { type: "button", class: "wb-tool", hidden: true }, "Clear");
  const fields = FACETS.map((facet) => ({ facet, made: facetField(facet, facetOptions(data, listed, facet)) }));
  let choice = choiceIn(window.location.hash);
  const show = () => {
    const now = nowSecond();
    for (const { facet, made: [, select] } of fields) select.value = choice[facet];
    [awake.checked, clear.hidden] = [choice.awake, choiceHash(choice) === ""];
    if (document.activeElement !== text) text.value = choice.text;
    let [shown, up] = [0, 0];
    for (const card of all(":scope > [data-wb-expert]", list)) {
      const one = listed.get(card.dataset.wbExpert ?? "");
      card.hidden = !one || !isChosen(data, one, choice, now);
      if (!card.hidden) shown += 1;
      if (one && !card.hidden && isAwake(data, one.index, now)) up += 1;
    }
    const count = `${shown === listed.size ? "All" : `${shown} of`} ${listed.size} experts, ${up} awake now`;
    const sentence = shown ? count : "Nobody like that.";
    if (said.textContent !== sentence) said.textContent = sentence;
  };
  const choose = () => {
    const chosen = { topic: "", service: "", zone: "", awake: awake.checked, text: text.value.trim() };
    for (const { facet, made: [, select] } of fields) chosen[facet] = select.value;
    choice = chosen;
    show();
    const { pathname, search } = window.location;
    try {
      window.history.replaceState(window.history.state, "", pathname + search + choiceHash(chosen));
    } catch { /* a browser that finds this too often: the address is late, the list is right */ }
  };
  for (const { made: [, select] } of fields) select.addEventListener("change", choose);
  awake.addEventListener("change", choose);
  text.addEventListener("input", choose);
  clear.addEventListener("click", () => {
    for (const { made: [, select] } of fields) select.value = "";
    [awake.checked, text.value] = [false, ""];
    choose();
    text.focus();
  });
  window.addEventListener("hashchange", () => {
    choice = choiceIn(window.location.hash);
    show();
  });
  const find = element("label", "wb-choice wb-facet-find", element("span", "", "Find"), text);
  const check = element("label", "wb-choice wb-facet-awake", awake, element("span", "", "Awake now"));
  place.replaceChildren(find, ...fields.map(({ made: [label] }) => label), check, said, clear);
  place.classList.add("wb-facets-live");
  return show;
}

/**
 * On a topic's page: put whom to ask instead on top while no expert can be reached.
 * @param {SiteData} data
 * @param {HTMLElement} page
 * @param {HTMLElement} list
 * @param {number} now
 */
function showFallback(data, page, list, now) {
  const topic = byId(data.topics, page.dataset.wbTopic);
  const box = all("[data-wb-fallback]", page)[0];
  const said = box?.querySelector("[data-wb-fallback-said]");
  if (!topic || !box || !said || box.contains(document.activeElement)) return;
  const nobody = topic.experts.every(({ person }) => reachOrder(data, person, now) > LAST_AWAKE);
  const end = topic.fallback ? ": ask" : ":";
  said.textContent = nobody ? `No expert is awake now${end}` : "When no expert can be reached:";
  box.classList.toggle("wb-fallback-now", nobody);
  if (nobody && box.nextElementSibling !== list) list.before(box);
  if (!nobody && list.nextElementSibling !== box) list.after(box);
}

/** Keep the order of experts right, from now on; and let readers choose among them. */
export function startDirectory() {
  const data = siteData();
  const list = all("[data-wb-experts]")[0];
  if (!data || !list) return;
  const places = new Map(all("[data-wb-expert]", list).map((card) => [card.dataset.wbExpert ?? "", 0]));
  const page = list.closest("[data-wb-topic]");
  const named = page instanceof HTMLElement ? data.topics.filter(({ id }) => id === page.dataset.wbTopic) : data.topics;
  const inFiles = new Set(named.flatMap(({ experts }) => experts.map(({ person }) => data.people[person].id)));
  [...inFiles].forEach((id, place) => places.set(id, place));
  const place = all("[data-wb-facets]")[0];
  const show = place ? startFacets(data, place, list) : () => {};
  const tick = () => {
    const now = nowSecond();
    arrange(data, list, places, now);
    if (page instanceof HTMLElement) showFallback(data, page, list, now);
    for (const one of all("[data-wb-directory-asof]")) {
      one.textContent = `Whoever can be reached now, ${clockText(now)} on your clock, comes first.`;
    }
    show();
  };
  tick();
  setInterval(tick, DIRECTORY_TICK);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
}
