// @ts-check
// The keys that open the search from every page: "/" outside of text fields, Ctrl+K or Cmd+K anywhere.

const TEXT_FIELD = "textarea, select, [contenteditable=true], input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=range])";

/**
 * Tell whether a key press asks for the search.
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, repeat: boolean}} event
 * @param {boolean} isTyping
 */
export function asksForSearch(event, isTyping) {
  if (event.repeat || event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return event.key.toLowerCase() === "k";
  return event.key === "/" && !isTyping;
}

const WAITS_MS = 5000; // for a key that was pressed while the page was loading
const LOOKS_AGAIN_MS = 50;
const LINK = "[data-testid=stSidebarNav] a[href$='/search']";

/**
 * Go to the search: by its link in the sidebar, which keeps the session, else by its address.
 * @param {string} root
 * @param {number} until when it is too late for the link to be drawn
 */
function openSearch(root, until) {
  const link = /** @type {HTMLElement | null} */ (document.querySelector(LINK));
  if (link) link.click();
  else if (performance.now() < until) setTimeout(() => openSearch(root, until), LOOKS_AGAIN_MS);
  else window.location.assign(`${root}/search`);
}

/**
 * @param {{root: string}} page the app's root, without a slash at its end
 */
export default function mount({ root }) {
  const askedAt = /** @type {any} */ (window).rehearsalTakeSearch?.() ?? -Infinity;
  if (performance.now() < askedAt + WAITS_MS) openSearch(root, askedAt + WAITS_MS);
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const target = event.composedPath()[0];
    const isTyping = target instanceof Element && Boolean(target.closest(TEXT_FIELD));
    if (!asksForSearch(event, isTyping)) return;
    event.preventDefault();
    event.stopPropagation();
    // On the search page itself the field is there already.
    const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[class*=st-key-search-box] input"));
    if (field) field.select();
    else openSearch(root, performance.now() + WAITS_MS);
  };
  document.addEventListener("keydown", onKey, true);
}
