// On call now, for the reader's now: the build knows every shift, the browser knows the time.
// All instants are seconds since 1970; zones are left to Intl. Without this script, or when the
// data does not fit, the page keeps what the build wrote, which says as of when it is right.
(() => {
  "use strict";
  const data = window.watchbillOnCall;
  if (!data || data.version !== 1) return;

  const base = new URL("../../", document.currentScript.src);
  const LONGEST = 2 ** 31 - 1; // milliseconds that a timer can wait
  const CLOCK_MAY_LAG = 300; // seconds that a reader's clock may be behind the build's

  const format = new Intl.DateTimeFormat("en-GB", {
    weekday: "short", day: "numeric", month: "short",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const zone = format.resolvedOptions().timeZone;
  const clock = (second) => format.format(new Date(second * 1000)).replace(",", "");

  function span(seconds) {
    const minutes = Math.max(1, Math.round(seconds / 60));
    const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
    if (d) return h ? `${d} d ${h} h` : `${d} d`;
    return h ? (m ? `${h} h ${m} min` : `${h} h`) : `${m} min`;
  }

  // How a role stands at a second: who, who next, whether a promise is broken, until when it holds.
  function standing(role, now) {
    const at = now - data.from;
    const running = role.shifts.filter(([start, end]) => start <= at && at < end);
    const later = role.shifts.filter(([start]) => start > at);
    const then = later.filter(([start]) => start === later[0][0]);
    const gap = role.gaps.find(([start, end]) => start <= at && at < end);
    const edges = role.shifts.concat(role.gaps).flat(1).filter((x) => typeof x === "number" && x > at);
    return { running, then, gap, until: Math.min(...edges, data.until - data.from) };
  }

  function element(tag, name, ...children) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...children);
    return made;
  }

  function link(text, href, name) {
    const made = element("a", name, text);
    made.href = href;
    return made;
  }

  function nameOf(index) {
    const who = data.people[index];
    return who.page ? link(who.name, new URL(who.page, base).href) : document.createTextNode(who.name);
  }

  function person(index) {
    const who = data.people[index];
    const made = element("span", "wb-person", nameOf(index));
    if (who.call) made.append(link("Call", who.call, "wb-call"));
    if (who.mail) made.append(link("Mail", who.mail, "wb-mail"));
    return made;
  }

  function until(second, now) {
    return element("small", "", `until ${clock(second)} (in ${span(second - now)})`);
  }

  function duties(state, now) {
    if (state.running.length) {
      return state.running.map(([, end, people]) =>
        element("div", "wb-duty", ...people.map(person), until(data.from + end, now)));
    }
    const said = state.gap ? ["wb-gap", "Nobody: a gap"] : ["wb-nobody", "Nobody at this hour"];
    return [element("div", "wb-duty", element("span", ...said))];
  }

  // Everybody who is on call next: shifts may begin together.
  function next(shifts) {
    const [[start]] = shifts;
    const people = [...new Set(shifts.flatMap(([, , who]) => who))];
    const names = people.flatMap((index, place) => (place ? [", ", nameOf(index)] : [nameOf(index)]));
    return element("small", "wb-then", "then ", ...names, `, from ${clock(data.from + start)}`);
  }

  function show(place, now) {
    const role = data.rosters[place.dataset.wbRoster]?.[place.dataset.wbRole];
    if (!role) return data.until;
    const state = standing(role, now);
    place.replaceChildren(...duties(state, now));
    if (state.then.length) place.append(next(state.then));
    return data.from + state.until;
  }

  function outdated(place) {
    const text = `Unknown: the rosters on this page ended ${clock(data.until)}`;
    place.replaceChildren(element("div", "wb-duty wb-stale", text));
  }

  function say(text, bad) {
    for (const place of document.querySelectorAll("[data-wb-asof]")) {
      place.textContent = text;
      place.classList.toggle("wb-stale", bad);
    }
  }

  let timer;
  function refresh() {
    clearTimeout(timer);
    const now = Math.floor(Date.now() / 1000);
    const places = [...document.querySelectorAll(".wb-now[data-wb-roster]")];
    if (now < data.from - CLOCK_MAY_LAG) {
      say(`Your clock says ${clock(now)}, which is before this page was made: what follows is as of ${clock(data.from)}.`, true);
      return;
    }
    if (now >= data.until) {
      places.forEach(outdated);
      say(`This page was made ${clock(data.from)} and knows nothing after ${clock(data.until)}. Build it again.`, true);
      return;
    }
    const soon = Math.min(...places.map((place) => show(place, now)), now + 60);
    say(`${clock(now)} on your clock (${zone}). Made ${clock(data.from)}, knows shifts until ${clock(data.until)}.`, false);
    timer = setTimeout(refresh, Math.min(Math.max(soon * 1000 - Date.now(), 1000), LONGEST));
  }

  refresh();
  // Phones stop timers while the screen is off.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  window.addEventListener("pageshow", refresh);
})();
