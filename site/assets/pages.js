// What else depends on the reader's clock: times, reviews that have become overdue, the line of
// "now" in a strip, and what people's clocks show. Pages are whole without it.
(() => {
  "use strict";
  const own = new Intl.DateTimeFormat("en-GB", {
    weekday: "short", day: "numeric", month: "short",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });

  // Times of tables: on the reader's clock, with those of the file as a tip.
  function times() {
    const found = [...document.querySelectorAll("table.wb-shifts time")];
    for (const place of found) {
      place.title = place.textContent;
      place.textContent = own.format(new Date(place.dateTime)).replace(",", "");
    }
    for (const table of document.querySelectorAll("table.wb-shifts")) {
      if (!table.querySelector("time")) continue;
      const note = document.createElement("p");
      note.className = "wb-words";
      note.textContent = `On your clock (${own.resolvedOptions().timeZone}).`;
      table.parentElement.before(note);
      break;
    }
  }

  function past() {
    for (const row of document.querySelectorAll("table.wb-shifts tbody tr")) {
      const end = row.querySelectorAll("time")[1];
      if (end) row.classList.toggle("wb-past", Date.parse(end.dateTime) <= Date.now());
    }
  }

  function reviews() {
    const today = new Date().toISOString().slice(0, 10);
    for (const banner of document.querySelectorAll("[data-wb-due]")) {
      banner.hidden = today <= banner.dataset.wbDue;
    }
  }

  function strips() {
    for (const strip of document.querySelectorAll(".wb-strip")) {
      const [from, until] = [strip.dataset.wbFrom, strip.dataset.wbUntil].map((text) => Date.parse(text));
      const share = (Date.now() - from) / (until - from);
      const line = strip.querySelector(".wb-strip-now");
      line.toggleAttribute("hidden", share < 0 || share > 1);
      const place = `${Math.min(Math.max(share, 0), 1) * 100}%`;
      line.setAttribute("x1", place);
      line.setAttribute("x2", place);
    }
  }

  function clocks() {
    for (const place of document.querySelectorAll("[data-wb-zone]")) {
      try {
        const format = new Intl.DateTimeFormat("en-GB", {
          timeZone: place.dataset.wbZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
        });
        place.textContent = `now ${format.format(new Date())}`;
      } catch { /* a zone that this browser does not know: the page says its name */ }
    }
  }

  function tick() {
    past();
    reviews();
    strips();
    clocks();
  }
  times();
  tick();
  setInterval(tick, 60000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
})();
