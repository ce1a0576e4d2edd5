// @ts-check
// What has to be there before the page's own scripts: keys that are pressed while they load are kept until the card listens,
// and handed to it then; and Streamlit is told where its server is, which it would find out by asking below the page's own
// address first, two round trips later. Every page lies one level below the server's.

const shared = /** @type {any} */ (window);
shared.__streamlit = { ...shared.__streamlit, BACKEND_BASE_URL: new URL("./", location.href).href };

const keys = [];
const keep = (event) => {
  const field = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable=true]");
  if (field || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  keys.push({ key: event.key, code: event.code, shiftKey: event.shiftKey, at: performance.now() });
};
document.addEventListener("keydown", keep, true);

/** Return the keys so far, and keep no more. */
shared.rehearsalTakeKeys = () => {
  document.removeEventListener("keydown", keep, true);
  return keys.splice(0);
};
