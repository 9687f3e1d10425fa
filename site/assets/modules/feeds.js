// Calendars to subscribe to: their addresses can be copied into a calendar program.
import { all, element } from "./dom.js";

const SAID_FOR = 2000; // milliseconds

/**
 * Copy an address; where the browser does not let us, show it to be copied by hand.
 * @param {HTMLButtonElement} button
 * @param {string} address
 */
async function copyAddress(button, address) {
  try {
    await navigator.clipboard.writeText(address);
    const before = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = before; }, SAID_FOR);
  } catch {
    const field = element("input", { class: "wb-address", readonly: true, "aria-label": "Address", value: address });
    button.replaceWith(field);
    field.focus();
    field.select();
  }
}

/** Give every calendar a button that copies its address; a file has none to subscribe to. */
export function startFeeds() {
  if (window.location.protocol === "file:") return;
  for (const file of all("a[data-wb-feed]")) {
    if (!(file instanceof HTMLAnchorElement)) continue;
    const name = file.closest(".wb-feed")?.querySelector(".wb-feed-name")?.textContent ?? "";
    const set = { type: "button", class: "wb-tool", "aria-label": `Copy address: ${name}` };
    const button = element("button", set, "Copy address");
    const address = file.dataset.wbAddress;
    button.addEventListener("click", () => { void copyAddress(button, address ?? file.href); });
    file.before(button);
  }
}
