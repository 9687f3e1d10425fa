// Buttons that copy: they say so, they are reached by the keyboard, and they work without https.
import { all, element } from "./dom.js";

const COPIED_FOR = 2000; // milliseconds
const NAMED_BY = 40; // characters of what is copied, in the name of a button

/**
 * Copy a text; return whether the browser let us.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
}

/**
 * Copy as browsers did before there was a clipboard to write to: pages without https have none.
 * @param {string} text
 * @returns {boolean}
 */
function copyByHand(text) {
  const before = document.activeElement;
  const field = element("textarea", { class: "wb-aside", readonly: true, "aria-hidden": "true" });
  field.value = text;
  document.body.append(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch { /* then it is left to the reader */ }
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}

/**
 * Make a button that copies what `text` returns; `failed` helps where the browser does not let us.
 * @param {string} name what it copies, for those who do not see it
 * @param {() => string} text
 * @param {() => void} failed
 * @returns {HTMLElement}
 */
export function copyButton(name, text, failed) {
  const said = element("span", { class: "wb-aside", role: "status" });
  const button = element("button", { type: "button", class: "wb-copy", "aria-label": `Copy: ${name}` }, "Copy");
  let timer = 0;
  button.addEventListener("click", async () => {
    const done = await copyText(text());
    if (!done) failed();
    button.textContent = done ? "Copied" : "Selected: press Ctrl+C";
    said.textContent = button.textContent;
    button.classList.toggle("wb-copied", done);
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      button.textContent = "Copy";
      said.textContent = "";
      button.classList.remove("wb-copied");
    }, COPIED_FOR);
  });
  return element("span", "wb-copy-place", button, said);
}

/**
 * Select what an element shows.
 * @param {Node} node
 */
function selectAll(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const selection = window.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** Give every block of code in the page a button that copies it. */
export function startCopy() {
  for (const block of all("article pre")) {
    const code = block.querySelector("code") ?? block;
    const text = () => (code.textContent ?? "").replace(/\n$/, "");
    const name = text().trim().slice(0, NAMED_BY);
    if (!name) continue;
    const frame = element("div", "wb-code");
    block.before(frame);
    frame.append(block, copyButton(name, text, () => selectAll(code)));
    // What scrolls must be reached by the keyboard, too.
    block.setAttribute("tabindex", "0");
  }
}
