// @ts-check
// A typed answer is kept in this browser as it is typed, and stands in its field again after a look at another page, a
// reload or a lost line. It is forgotten when the card is graded.

import { readDraft, removeDraft, removeOldDrafts, saveDraft } from "../shared/drafts.js";

const FIELD = "textarea, input[type=text]";
const WAIT_MS = 60; // between two looks for a field that is not drawn yet
const MAX_TRIES = 30;

/**
 * Set a field's text as typing would, so that Streamlit learns of it: React listens to the native setter's event.
 * @param {any} field
 * @param {string} text
 */
function fillField(field, text) {
  const prototype = field.tagName === "TEXTAREA" ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

removeOldDrafts();
const shown = new WeakMap(); // the card that a place showed last

export default function mount({ data, parentElement }) {
  const { name, card, revealed } = data;
  const before = shown.get(parentElement);
  // Graded: the card went after its answer was shown. One that was left before that keeps its draft.
  if (before && before.name !== name && before.revealed) removeDraft(before.name);
  shown.set(parentElement, { name, revealed });
  if (revealed) return undefined;

  const findField = () => /** @type {any} */ (document.querySelector(`[class*="st-key-${card}"] :is(${FIELD})`));
  const restore = (tries) => {
    const draft = readDraft(name);
    if (!draft?.text) return;
    const field = findField();
    if (field && !field.value) fillField(field, draft.text);
    else if (!field && tries) setTimeout(() => restore(tries - 1), WAIT_MS);
  };
  restore(MAX_TRIES);

  const onInput = (event) => {
    if (event.target === findField()) saveDraft(name, event.target.value);
  };
  document.addEventListener("input", onInput);
  return () => document.removeEventListener("input", onInput);
}
