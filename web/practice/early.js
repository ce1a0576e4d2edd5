// @ts-check
// What has to be there before the page's own scripts: keys that are pressed while they load are kept until the card listens,
// and handed to it then; and Streamlit is told where its server is and whom it may talk to, which it would find out by asking
// first, three round trips later. Every page lies one level below the server's. A cookie tells the server that the screen is
// a phone's; with it the connection is opened.

import openConnection from "../connection/early-socket.js";
import { asksForSearch } from "../search/shortcuts.js";

const shared = /** @type {any} */ (window);
const root = new URL("./", location.href);
shared.__streamlit = {
  ...shared.__streamlit,
  BACKEND_BASE_URL: root.href,
  // No other page may send this one messages: none can hold it in a frame.
  HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
};

// A phone has more room below than beside: the server draws flow charts from the top down there.
const isNarrow = matchMedia("(max-width: 640px)").matches;
document.cookie = `rehearsal-narrow=${Number(isNarrow)}; path=${root.pathname}; SameSite=Lax`;
openConnection(shared, root);

const keys = [];
const keep = (event) => {
  const field = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable=true]");
  if (field || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  keys.push({ key: event.key, code: event.code, shiftKey: event.shiftKey, at: performance.now() });
};
document.addEventListener("keydown", keep, true);

// The key that opens the search, pressed before the page listens for it: the page's script takes it over.
const noteSearch = (/** @type {KeyboardEvent} */ event) => {
  const field = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable=true]");
  if (asksForSearch(event, Boolean(field))) shared.rehearsalSearchAskedAt = performance.now();
};
document.addEventListener("keydown", noteSearch, true);
shared.rehearsalTakeSearch = () => {
  document.removeEventListener("keydown", noteSearch, true);
  const askedAt = shared.rehearsalSearchAskedAt ?? -Infinity;
  delete shared.rehearsalSearchAskedAt;
  return askedAt;
};

/** Return the keys so far, and keep no more. */
shared.rehearsalTakeKeys = () => {
  document.removeEventListener("keydown", keep, true);
  return keys.splice(0);
};
