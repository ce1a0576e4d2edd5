// @ts-check
// The service worker of `/offline/`: its page and files without a connection, what was saved beside the pack, and answers
// that are sent when the connection is back, even when no page is open.

import { cutRange } from "./ranges.js";
import { sendAnswers, waitForUndo } from "./sending.js";

const SHELL = "rehearsal-shell";
const PACK = "rehearsal-pack";
const FILES = ["./", "page.js", "page.css", "manifest.webmanifest", "icon-192.png"];
const POSTED = /\/offline\/(?:pack|commute|grades)$/;
const SLOW_MS = 4000; // a connection on which nothing comes for so long is treated as none

const worker = /** @type {any} */ (self);
const ROOT = new URL("./", worker.location.href).href;

worker.addEventListener("install", (event) => {
  const store = async () => {
    const cache = await caches.open(SHELL);
    await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
    await worker.skipWaiting();
  };
  event.waitUntil(store());
});

worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

const find = (request) => caches.match(request, { ignoreVary: true, ignoreSearch: request.mode === "navigate" });

/**
 * Ask the server, and keep what it says of the page; without a connection, or with a slow one, answer from what was kept.
 * @param {Request} request
 */
async function answerFresh(request) {
  const kept = await find(request);
  const asked = fetch(request).then(async (response) => {
    if (response.ok && kept) {
      const cache = await caches.open(request.url.includes("/offline/incident/") ? PACK : SHELL);
      await cache.put(request.url.split("?")[0], response.clone());
    }
    return response.status >= 500 && kept ? kept : response;
  });
  if (!kept) return asked;
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), SLOW_MS));
  return Promise.race([asked.catch(() => kept), late]).then((response) => response.clone());
}

/**
 * Answer from what was saved beside the pack, a range of it where one is asked for; else ask the server.
 * @param {Request} request
 */
async function answerSaved(request) {
  const kept = await find(new Request(request.url));
  if (!kept) return fetch(request);
  const range = request.headers.get("range");
  return range ? cutRange(await kept.blob(), range, kept.headers.get("content-type") || "") : kept;
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(worker.location.origin) || POSTED.test(request.url)) return;
  event.respondWith(request.url.startsWith(ROOT) ? answerFresh(request) : answerSaved(request));
});

// Where the browser has background synchronisation: the connection is back.
worker.addEventListener("sync", (event) => {
  if (event.tag !== "answers") return;
  const send = async () => {
    await waitForUndo();
    await sendAnswers(ROOT);
    for (const client of await worker.clients.matchAll({ type: "window" })) client.postMessage("sent");
  };
  event.waitUntil(send());
});
