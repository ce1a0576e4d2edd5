// @ts-check
// An incident as a page of its own: the player with the data that stands in the page.

import mount from "../replay/mount.js";

const data = JSON.parse(document.getElementById("incident").textContent);
const minute = new URLSearchParams(location.hash.slice(1)).get("t"); // …#t=5 opens at minute 5
if (minute !== null && Number.isFinite(Number(minute))) data.start = Number(minute);
const parentElement = /** @type {any} */ (document.getElementById("replay").attachShadow({ mode: "open" }));
mount({ data, parentElement, setTriggerValue: undefined });
