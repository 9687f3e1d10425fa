// What else depends on the reader's clock: times, reviews that have become overdue, and what
// people's clocks show. Pages are whole without it.
import { all, element } from "./dom.js";
import { clockText, nowSecond, ownZone, timeText } from "./clock.js";

/** Times of tables: on the reader's clock, with those of the file as a tip. */
function showTimes() {
  for (const place of all("table.wb-shifts time")) {
    place.title = place.textContent ?? "";
    place.textContent = clockText(Date.parse(place.getAttribute("datetime") ?? "") / 1000);
  }
  const table = all("table.wb-shifts").find((one) => one.querySelector("time"));
  table?.parentElement?.before(element("p", "wb-words", `On your clock (${ownZone()}).`));
}

function showPast() {
  for (const row of all("table.wb-shifts tbody tr")) {
    const end = row.querySelectorAll("time")[1];
    if (end) row.classList.toggle("wb-past", Date.parse(end.dateTime) <= Date.now());
  }
}

function showReviews() {
  const today = new Date().toISOString().slice(0, 10);
  for (const banner of all("[data-wb-due]")) banner.hidden = today <= (banner.dataset.wbDue ?? "");
}

function showClocks() {
  for (const place of all("[data-wb-zone]")) {
    try {
      place.textContent = `now ${timeText(nowSecond(), place.dataset.wbZone)}`;
    } catch { /* a zone that this browser does not know: the page says its name */ }
  }
}

/** Keep what depends on the reader's clock right, from now on. */
export function startPages() {
  const tick = () => {
    showPast();
    showReviews();
    showClocks();
  };
  showTimes();
  tick();
  setInterval(tick, 60000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
}
