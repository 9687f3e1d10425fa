// Who is on call at an instant: the build knows every shift, the browser knows the time.

export const CLOCK_MAY_LAG = 300; // seconds that a reader's clock may be behind the build's

/**
 * How a role stands: shifts that run, those that begin next (all at the same instant), a broken
 * promise, and the second until which that holds. `watches` are those of the contract.
 * @typedef {{running: Watch[], then: Watch[], gap: [number, number] | undefined,
 *   until: number}} Standing
 */

/**
 * Say whether the data know an instant: too early for them, known, or over.
 * @param {SiteData} data
 * @param {number} at
 * @returns {"early" | "known" | "over"}
 */
export function knowledge(data, at) {
  if (at < data.made - CLOCK_MAY_LAG) return "early";
  return at < data.until ? "known" : "over";
}

/**
 * Return how a role stands at an instant that the data know.
 * @param {SiteData} data
 * @param {TeamRole} role
 * @param {number} at
 * @returns {Standing}
 */
export function standing(data, role, at) {
  const now = at - data.made;
  const running = role.shifts.filter(([start, end]) => start <= now && now < end);
  const later = role.shifts.filter(([start]) => start > now);
  const then = later.filter(([start]) => start === later[0][0]);
  const gap = role.gaps.find(([start, end]) => start <= now && now < end);
  const edges = [...role.shifts, ...role.gaps].flatMap(([start, end]) => [start, end]);
  const next = Math.min(...edges.filter((edge) => edge > now), data.until - data.made);
  return { running, then, gap, until: data.made + next };
}

/**
 * Return the positions of everybody in some shifts, each once.
 * @param {Watch[]} watches
 * @returns {number[]}
 */
export function peopleOf(watches) {
  return [...new Set(watches.flatMap(([, , people]) => people))];
}

/**
 * Return what a person is on call as at an instant: rosters, roles, and until when.
 * @param {SiteData} data
 * @param {number} person
 * @param {number} at
 * @returns {{team: Team, role: TeamRole, until: number}[]}
 */
export function dutiesOf(data, person, at) {
  if (knowledge(data, at) !== "known") return [];
  const now = at - data.made;
  return data.rosters.flatMap((team) => team.roles.flatMap((role) => role.shifts
    .filter(([start, end, people]) => start <= now && now < end && people.includes(person))
    .map(([, end]) => ({ team, role, until: data.made + end }))));
}
