// What the build knows, and where its pages are.

/**
 * Return the site's data; undefined where the page has none that this script understands.
 * @returns {SiteData | undefined}
 */
export function siteData() {
  const data = globalThis.watchbillData;
  return data && data.version === 3 ? data : undefined;
}

/**
 * Return the address of the site, which ends in a slash, wherever this page lies in it.
 * @returns {string}
 */
export function siteRoot() {
  return new URL("../../", ownAddress()).href;
}

/**
 * Return the version of the build that this page belongs to, as it asks for its own files: ?v=…,
 * or nothing where pages are not made to be kept.
 * @returns {string}
 */
export function siteVersion() {
  return new URL(ownAddress()).search;
}

/** @returns {string} */
function ownAddress() {
  const own = /** @type {HTMLScriptElement | null} */ (
    document.querySelector('script[src*="assets/watchbill/watchbill.js"]'));
  return own ? own.src : document.baseURI;
}

/**
 * Return where a page of the contract is, such as people/ada/. Folders have no index in files.
 * @param {string} page
 * @returns {string}
 */
export function href(page) {
  const root = siteRoot();
  if (!root.startsWith("file:")) return root + page;
  const [path, fragment] = page.split("#");
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  return root + file + (fragment ? `#${fragment}` : "");
}

/**
 * Return what has an id in a list of the contract.
 * @template {{id: string}} T
 * @param {T[] | undefined} list
 * @param {string | null | undefined} id
 * @returns {T | undefined}
 */
export function byId(list, id) {
  return (list ?? []).find((one) => one.id === id);
}

/**
 * Return a role of a roster.
 * @param {SiteData} data
 * @param {string | undefined} roster
 * @param {string | undefined} role
 * @returns {TeamRole | undefined}
 */
export function teamRole(data, roster, role) {
  return byId(byId(data.rosters, roster)?.roles, role);
}

/** @type {Map<string, Promise<void>>} */
const loads = new Map();

/**
 * Load a script of data, such as assets/watchbill/ask.js, once; one that fails may be tried again.
 * @param {string} path
 * @returns {Promise<void>}
 */
export function loadScript(path) {
  const known = loads.get(path);
  if (known) return known;
  /** @type {Promise<void>} */
  const load = new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => {
      loads.delete(path);
      reject(new Error(`${path} cannot be loaded`));
    });
    script.src = siteRoot() + path + siteVersion();
    document.head.append(script);
  });
  loads.set(path, load);
  return load;
}
