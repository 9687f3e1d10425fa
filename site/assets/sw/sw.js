// The service worker: keeps a build of the site whole, so that it answers without a network.
// The build writes what it keeps before this: BUILD, its version, and its files with their hashes.
// Every build has a cache of its own. Pages ask for script and data by their build's version, and
// get them from that cache or from the network, never from another build.
"use strict";

const PREFIX = "watchbill-";
const NAME = PREFIX + BUILD.version;
const COMPLETE = "kept-completely"; // an entry that is written last
const PATIENCE = 3000; // milliseconds that a page from the network may take
const AT_ONCE = 8; // files that are fetched at the same time
const LOGIN = "login"; // the query of a page whose reader would see what the host asks for
const SCOPE = self.registration.scope;
const PINNED = /assets\/watchbill\/watchbill\.js\?v=(\w+)/;

/** Why a page came from here, by page; gone with the worker, and then not said. */
const kept = new Map();

/** Return the address under which a file of the build is kept; its path is written as it is. */
const whole = (path) => plain(new URL(path.split("/").map(encodeURIComponent).join("/"), SCOPE));

/** Return the address under which a page is kept: without query, fragment and index.html. */
function plain(address) {
  const url = new URL(address);
  const path = url.pathname.replace(/(^|\/)index\.html$/, "$1");
  try {
    return url.origin + path.split("/").map((part) => encodeURIComponent(decodeURIComponent(part))).join("/");
  } catch {
    return url.origin + path; // no address of ours
  }
}

async function hashOf(response) {
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  const bytes = [...new Uint8Array(digest).slice(0, 8)];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return a file that an earlier build, or an attempt that was cut off, has left here unchanged. */
async function left(path, hash) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const response = await (await caches.open(name)).match(whole(path));
    if (response && await hashOf(response.clone()) === hash) return response;
  }
  return undefined;
}

async function fetched(path, hash) {
  const response = await fetch(whole(path), { cache: "no-cache", credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  if (await hashOf(response.clone()) !== hash) throw new Error(`${path}: not of this build`);
  return response;
}

async function keepFile(cache, [path, hash]) {
  if (await cache.match(whole(path)).then((r) => r && hashOf(r)) === hash) return;
  await cache.put(whole(path), await left(path, hash) ?? await fetched(path, hash));
}

/** Keep what was looked at in the build before beyond its list; what is gone is left behind. */
async function keepVisited() {
  const listed = new Set(BUILD.files.map(([path]) => whole(path)));
  const old = (await builds()).at(-1);
  const had = old ? await (await caches.open(old)).keys() : [];
  for (const { url } of had.filter((one) => !listed.has(one.url) && one.url.endsWith("/"))) {
    const response = await fetch(url, { cache: "no-cache" }).catch(() => undefined);
    if (response?.ok) await keepPage(url, response);
  }
}

async function install() {
  const cache = await caches.open(NAME);
  const rest = [...BUILD.files];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = rest.pop(); next; next = rest.pop()) await keepFile(cache, next);
  }));
  await keepVisited();
  await cache.put(whole(COMPLETE), new Response(String(BUILD.files.length)));
  await self.skipWaiting();
}

/** Return the caches of other builds that are complete, the oldest first. */
async function builds() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  const complete = [];
  for (const name of names) {
    if (await (await caches.open(name)).match(whole(COMPLETE))) complete.push(name);
  }
  return complete;
}

/** Let go of all but this build and the one before it, whose pages may still be open. */
async function activate() {
  const stay = [NAME, (await builds()).at(-1)];
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && !stay.includes(name)) await caches.delete(name);
  }
  await self.clients.claim();
}

/** Keep a page from the network with the build that it belongs to, if that build is kept. */
async function keepPage(address, response) {
  const pinned = PINNED.exec(await response.clone().text());
  if (!pinned || !(await caches.has(PREFIX + pinned[1]))) return;
  await (await caches.open(PREFIX + pinned[1])).put(plain(address), response);
}

async function fromHere(address) {
  return (await caches.open(NAME)).match(plain(address));
}

/** Return a page from here; its links hold only under the address that ends in a slash. */
async function pageFromHere(address) {
  const found = await fromHere(address);
  if (found || !await fromHere(`${plain(address)}/`)) return found;
  return Response.redirect(`${plain(address)}/`);
}

/** Say whether a redirect, whose aim is not told here, leads to a page of this site. */
async function leadsHere(address) {
  const led = await fetch(address, { cache: "no-cache", mode: "same-origin" }).catch(() => undefined);
  return Boolean(led?.ok) && PINNED.test(await led.text());
}

/** Say whether an answer is no page of somebody else: some hosts ask for a login with status 200. */
async function isOurs(response) {
  const html = /^text\/html\b/i.test(response.headers.get("content-type") ?? "");
  return !html || PINNED.test(await response.clone().text());
}

/** Return why an answer of the network is not shown; nothing where it is. */
async function refusal(response, address) {
  if (response.ok && await isOurs(response)) return "";
  const redirect = response.type === "opaqueredirect";
  if (redirect && await leadsHere(address)) return "";
  if (!redirect && !response.ok && response.status !== 401 && response.status !== 403) return "error";
  return new URL(address).searchParams.has(LOGIN) ? "" : "login";
}

const patience = () => new Promise((done) => { setTimeout(done, PATIENCE, "network"); });

/** Answer with a page: from the network, and from here where that is slow, broken or not there. */
async function page(event) {
  const { request } = event;
  // Not what the browser kept by itself: that may be of any build.
  const network = fetch(request, { cache: "no-cache" }).then((response) => {
    if (response.ok && response.type === "basic") {
      event.waitUntil(keepPage(request.url, response.clone()));
    }
    return response;
  });
  const judged = network.then((response) => refusal(response, request.url)).catch(() => "network");
  const refused = await Promise.race([judged, patience()]);
  if (!refused) return network;
  const ours = await pageFromHere(request.url);
  if (ours) {
    kept.set(event.resultingClientId, refused);
    return ours;
  }
  return network.catch(nothing);
}

/** Answer with a file of a build: from its cache, else from the network. */
async function pinned(request, version) {
  const name = PREFIX + version;
  const cache = await caches.has(name) ? await caches.open(name) : undefined;
  return await cache?.match(plain(request.url)) ?? fetch(request);
}

/** Answer with a file that never changes under its name, or that does not matter. */
async function other(request) {
  return await fromHere(request.url) ?? fetch(request);
}

const LITERAL = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const literal = (text) => text.replace(/[&<>"]/g, (sign) => LITERAL[sign]);

function item(address) {
  const path = decodeURIComponent(address.slice(whole("").length)).replace(/\/$/, "");
  return `<li><a href="${literal(address)}">${literal(path || "On call now")}</a></li>`;
}

/** Answer where neither the network nor this device has a page: with what is here. */
async function nothing() {
  const addresses = (await (await caches.open(NAME)).keys()).map(({ url }) => url);
  const pages = addresses.filter((url) => url.endsWith("/")).sort();
  const text = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Not kept on this device</title></head><body>
<h1>Not kept on this device</h1><p>There is no network, and this page was never opened here. These
were kept:</p><ul>${pages.map(item).join("\n")}</ul></body></html>`;
  return new Response(text, {
    status: 503, headers: { "content-type": "text/html; charset=utf-8" },
  });
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const version = new URL(request.url).searchParams.get("v");
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (version) event.respondWith(pinned(request, version));
  else event.respondWith(other(request));
});

/** A page says that it is there: keep it, if it came before this did, and say where it is from. */
self.addEventListener("message", (event) => {
  if (event.data !== "here" || !event.source) return;
  const { source } = event;
  event.waitUntil((async () => {
    const known = await fromHere(source.url);
    if (!known) {
      const response = await fetch(source.url).catch(() => undefined);
      if (response?.ok) await keepPage(source.url, response);
    }
    source.postMessage({ files: BUILD.files.length, kept: kept.get(source.id) ?? "" });
  })());
});
