// Time as people read it. All instants are seconds since 1970; zones are left to Intl.

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * Return the second that it is.
 * @returns {number}
 */
export function nowSecond() {
  return Math.floor(Date.now() / 1000);
}

/**
 * Return the reader's zone, such as Europe/London.
 * @returns {string}
 */
export function ownZone() {
  return new Intl.DateTimeFormat("en-GB").resolvedOptions().timeZone;
}

/**
 * Return an instant on the clock of a zone (the reader's unless said): Tue 24 Nov 12:00.
 * @param {number} second
 * @param {string} [zone]
 * @returns {string}
 */
export function clockText(second, zone) {
  const format = formatOf(`text ${zone ?? ""}`, zone, {
    weekday: "short", day: "numeric", month: "short",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return format.format(new Date(second * 1000)).replace(",", "");
}

/**
 * Return the weekday and time in a zone: Tue 12:00. Throws RangeError for an unknown zone.
 * @param {number} second
 * @param {string} [zone]
 * @returns {string}
 */
export function timeText(second, zone) {
  const format = formatOf(`time ${zone ?? ""}`, zone, {
    weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return format.format(new Date(second * 1000)).replace(",", "");
}

/**
 * Return the time of day in a zone: 12:00.
 * @param {number} second
 * @param {string} zone
 * @returns {string}
 */
export function hourText(second, zone) {
  const format = formatOf(`hour ${zone}`, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return format.format(new Date(second * 1000));
}

/**
 * Return a length of time in words: 2 d 23 h, 5 h 10 min, 4 min.
 * @param {number} seconds
 * @returns {string}
 */
export function spanText(seconds) {
  const minutes = Math.max(1, Math.round(seconds / 60));
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (d) return h ? `${d} d ${h} h` : `${d} d`;
  if (h) return m ? `${h} h ${m} min` : `${h} h`;
  return `${m} min`;
}

/**
 * Return what the clock of a zone shows: the date, seconds since its midnight, and those of a
 * count of local seconds that no change of the clock disturbs; day 0 is a Monday.
 * Throws RangeError for an unknown zone.
 * @param {number} second
 * @param {string} zone
 * @returns {{date: string, day: number, time: number, local: number}}
 */
export function wallOf(second, zone) {
  const format = formatOf(`wall ${zone}`, zone, {
    year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  });
  /** @type {Record<string, number>} */
  const part = {};
  for (const { type, value } of format.formatToParts(new Date(second * 1000))) {
    part[type] = Number(value);
  }
  const midnight = Date.UTC(part.year, part.month - 1, part.day) / 1000;
  const time = part.hour * 3600 + part.minute * 60 + part.second;
  return {
    date: new Date(midnight * 1000).toISOString().slice(0, 10),
    day: (midnight / 86400 + 3) % 7,
    time,
    local: midnight + time,
  };
}

/**
 * Return a day of the week that begins on Monday: 0 is Mon.
 * @param {number} day
 * @returns {string}
 */
export function dayName(day) {
  return DAYS[day % 7];
}

/**
 * Formats are dear to make, so each is made once.
 * @param {string} key
 * @param {string | undefined} timeZone
 * @param {Intl.DateTimeFormatOptions} options
 * @returns {Intl.DateTimeFormat}
 */
function formatOf(key, timeZone, options) {
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  formats.set(key, made);
  return made;
}
