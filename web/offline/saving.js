// @ts-check
// Fetch the pack of the day and store what goes with it: incidents, pictures, the player, the sound of the ride.

import { post } from "./sending.js";

const PACK = "rehearsal-pack";
const POLL_MS = 2000; // while the ride is being made
const MAX_POLLS = 150;

const getZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** @param {string} root */
export const fetchPack = (root) => post(`${root}pack`, { zone: getZone() });

const locate = (app, address) => new URL(`.${address}`, app).href;

/**
 * Store files below the app's root. One that is there already stays, where its address changes with its content.
 * @param {string} app
 * @param {string[]} addresses
 * @param {(done: number, all: number) => void} report
 */
export async function saveFiles(app, addresses, report) {
  const cache = await caches.open(PACK);
  let done = 0;
  for (const address of addresses) {
    const url = locate(app, address);
    const isLasting = address.includes("?v=") && (await cache.match(url, { ignoreVary: true }));
    if (!isLasting) {
      const response = await fetch(url, { cache: "no-cache" });
      // A picture that went meanwhile is no reason to be without the rest.
      if (response.ok) await cache.put(url, response);
    }
    report(++done, addresses.length);
  }
}

/**
 * Have the ride of the chosen deck made, and store its sound. Resolves to the ride, null where there is none.
 * @param {string} root
 * @param {string} app
 * @param {any} pack
 * @param {(text: string) => void} report
 */
export async function waitForCommute(root, app, pack, report) {
  for (let poll = 0; poll < MAX_POLLS; poll++) {
    const commute = await post(`${root}commute`, { zone: getZone(), deck: pack.chosen });
    if (commute.empty) return null;
    if (commute.address) {
      report("Saving today's commute …");
      await saveFiles(app, [commute.address], () => {});
      return commute;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return null;
}

/**
 * Remove what was stored beside earlier packs.
 * @param {string} app
 * @param {any} pack
 */
export async function removeOldFiles(app, pack) {
  const wanted = new Set([...pack.assets, pack.commute?.address].filter(Boolean).map((address) => locate(app, address)));
  const cache = await caches.open(PACK);
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}
