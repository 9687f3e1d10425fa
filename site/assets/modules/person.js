// A person's page: whether they can be asked now, on their own clock.
import { siteData } from "./data.js";
import { all } from "./dom.js";
import { nowSecond } from "./clock.js";
import { stateLine } from "./lines.js";

/** Keep what a page says of somebody's clock right, from now on. */
export function startPerson() {
  const data = siteData();
  const places = all("[data-wb-state]");
  if (!data || !places.length) return;
  const tick = () => {
    for (const place of places) {
      const index = data.people.findIndex((one) => one.id === place.dataset.wbState);
      if (index >= 0) place.replaceChildren(stateLine(data, index, nowSecond()));
    }
  };
  tick();
  setInterval(tick, 20000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
}
