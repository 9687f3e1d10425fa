// Follows edits while `watchbill site serve` runs: only its server puts this into pages.
(() => {
  "use strict";
  const script = document.currentScript;
  const moment = script instanceof HTMLScriptElement ? (script.dataset.moment ?? "") : "";
  const page = location.pathname.slice(1);
  const asked = new URLSearchParams({ page, moment });
  const news = new EventSource(`/-/events?${asked}`);

  /** The box that says what is wrong; it is there while something is. */
  const box = document.createElement("div");
  box.className = "wb-preview";
  box.setAttribute("role", "alert");

  /**
   * Show what is wrong, or nothing.
   * @param {string[]} lines
   */
  function show(lines) {
    box.replaceChildren();
    if (!lines.length) return box.remove();
    const heading = document.createElement("strong");
    heading.textContent = "This page is older than the files:";
    const list = document.createElement("ul");
    for (const line of lines) {
      const item = document.createElement("li");
      item.textContent = line;
      list.append(item);
    }
    box.append(heading, list);
    if (!box.isConnected) document.body.append(box);
  }

  news.addEventListener("message", (event) => {
    const said = JSON.parse(event.data);
    if (said.reload) {
      news.close();
      location.reload();
    } else if (said.wrong) {
      show(said.wrong);
    }
  });
  addEventListener("pagehide", () => news.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
