// Elements are made here, from texts and other elements: nothing is ever parsed as HTML.

/**
 * Make an element; `set` is its class, or its attributes (false and undefined leave one out).
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string | Record<string, string | number | boolean | undefined>} set
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, set, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(typeof set === "string" ? { class: set } : set)) {
    if (value !== false && value !== undefined && value !== "") {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  made.append(...children);
  return made;
}

/**
 * Make a link.
 * @param {string | Node} text
 * @param {string} address
 * @param {string} [name] its class
 * @returns {HTMLAnchorElement}
 */
export function link(text, address, name = "") {
  return element("a", { href: address, class: name }, text);
}

/**
 * Return all elements of the page that a selector meets.
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {HTMLElement[]}
 */
export function all(selector, within = document) {
  return [...within.querySelectorAll(selector)].filter((one) => one instanceof HTMLElement);
}

/**
 * Put other children into a place, as time passes; a link in it that has the focus keeps it, by its
 * position.
 * @param {HTMLElement} place
 * @param {...(Node | string)} children
 */
export function refill(place, ...children) {
  const focused = all("a", place).findIndex((one) => one === document.activeElement);
  place.replaceChildren(...children);
  if (focused >= 0) all("a", place)[focused]?.focus({ preventScroll: true });
}
