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

export default function mount({ setTriggerValue }) {
  const askedAt = /** @type {any} */ (window).rehearsalTakeSearch?.() ?? -Infinity;
  if (performance.now() < askedAt + WAITS_MS) setTriggerValue("open", true);
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const target = event.composedPath()[0];
    const isTyping = target instanceof Element && Boolean(target.closest(TEXT_FIELD));
    if (!asksForSearch(event, isTyping)) return;
    event.preventDefault();
    event.stopPropagation();
    // On the search page itself the field is there already.
    const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[class*=st-key-search-box] input"));
    if (field) field.select();
    else setTriggerValue("open", true);
  };
  document.addEventListener("keydown", onKey, true);
  return () => document.removeEventListener("keydown", onKey, true);
}
