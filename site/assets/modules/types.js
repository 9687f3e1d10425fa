// The types of the data contract, for those who read and for `tsc --checkJs`; no module, and no
// part of the script. Their source is tooling/watchbill/emit/data/types.py, which also says what
// the fields mean.

/**
 * @typedef {{kind: "phone" | "email" | "slack" | "teams" | "github", label: string, text: string,
 *   href?: string}} Way
 * @typedef {{id: string, name: string, hours: [number, number][], off: string[],
 *   away: [string, string][], available: boolean, ways: Way[], page?: string, zone?: string}} Human
 * @typedef {[start: number, end: number, people: number[], note: string]} Watch
 * @typedef {{id: string, name: string, shifts: Watch[], gaps: [number, number][],
 *   page?: string}} TeamRole
 * @typedef {{id: string, name: string, page: string, zone: string, members: number[],
 *   roles: TeamRole[], channel?: string, description?: string, lead?: number}} Team
 * @typedef {{person: number, covers: string[], confirmed: string}} Known
 * @typedef {[roster: string, role: string]} Post
 * @typedef {{id: string, name: string, page: string, also: string[], experts: Known[],
 *   services: string[], fallback?: Post}} Field
 * @typedef {{id: string, name: string, page: string, roster: string, escalation: string,
 *   needs: string[], topics: string[], tier?: number}} System
 * @typedef {{wait: number, people: number[], posts: Post[]}} Rung
 * @typedef {{id: string, name: string, page: string, repeat: number, steps: Rung[],
 *   services: string[]}} Ladder
 * @typedef {{id: string, name: string, page: string, pages: "always" | "working_hours" | "never",
 *   roles: string[], update_minutes?: number}} Level
 * @typedef {{id: string, name: string, page: string, summary: string, duties: string[]}} Duty
 * @typedef {{version: 3, made: number, until: number, name: string, zone: string,
 *   people: Human[], rosters: Team[], topics: Field[], services: System[], escalations: Ladder[],
 *   severities: Level[], roles: Duty[]}} SiteData
 *
 * @typedef {[kind: number, id: string, title: string, page: string]} AskEntry
 * @typedef {{version: 3, kinds: string[], folders: string[], entries: AskEntry[], words: string,
 *   found: string, fronts: [string, string][], books: number[],
 *   services: Record<string, number[]>, stems: string[], texts: number[], pages: number}} SiteAsk
 */

// What scripts of data set.
/** @type {SiteData | undefined} */
var watchbillData;
/** @type {SiteAsk | undefined} */
var watchbillAsk;

/**
 * A page of the full text: its title and address, its first steps, and its sections.
 * @typedef {[title: string, page: string, steps: string[],
 *   sections: [heading: string, anchor: string, text: string][]]} PageText
 */

// What the pieces of the full text call.
/** @type {((piece: number, stems: Record<string, string>) => void) | undefined} */
var watchbillText;
/** @type {((piece: number, pages: PageText[]) => void) | undefined} */
var watchbillPages;

/**
 * What modules pass to each other.
 *
 * An index prepared for any number of questions: `words` is sorted, the other lists go beside it;
 * `found` is as the contract has it, `lists` what was asked for of it: entry and weight in turn.
 * @typedef {{ask: SiteAsk, words: string[], found: string[], lists: number[][],
 *   letters?: {lengths: number[], bits: number[]}}} Prepared
 *
 * Words of an index by their place, and how well they are met.
 * @typedef {Map<number, number>} Meets
 *
 * @typedef {{entry: AskEntry, kind: string, score: number, missing: string[]}} Answer
 * @typedef {{words: string[], kinds: string[], answers: Answer[], count: number}} Found
 *
 * A part of a page: texts, and whether each was asked for.
 * @typedef {{title: string, heading: string, page: string, excerpt: [string, boolean][]}} Excerpt
 *
 * The parts of the ask box, and what it knows; `index` once the small index has come.
 * @typedef {{box: HTMLElement, input: HTMLInputElement, region: HTMLElement, said: HTMLElement,
 *   answers: HTMLElement, texts: HTMLElement, data: SiteData, index: Prepared | undefined,
 *   asked: string, pause: number}} Box
 */
