// @ts-check
// A typed answer is kept in this browser as it is typed, and stands in its field again after a look at another page, a
// reload or a lost line. It is forgotten when the card is graded. So are an answer, a note and a wording of one's own, which
// the server has once their field was left: what was still being typed is put back, and saved.

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

const OWN_FIELD = "[class*=st-key-own-] textarea";
const OWN_KEY = /\bst-key-own-(answer|note|prompt)-/;
const CONNECTED = "[data-testid=stApp][data-test-connection-state=CONNECTED]";

/**
 * Keep what is typed into the learner's own texts below an answer until the server has it. `name` is the card's.
 * @param {string} name
 */
function keepOwnTexts(name) {
  const getDraftName = (field) => {
    const kind = OWN_KEY.exec(field?.closest?.("[class*=st-key-own-]")?.className ?? "")?.[1];
    return kind && field.matches(OWN_FIELD) ? `${name}/own-${kind}` : "";
  };
  const restore = (tries) => {
    const fields = /** @type {any[]} */ ([...document.querySelectorAll(OWN_FIELD)]);
    for (const field of fields) {
      const draft = readDraft(getDraftName(field));
      if (!draft?.text || field === document.activeElement) continue;
      if (field.value !== draft.text) {
        fillField(field, draft.text);
        field.dispatchEvent(new FocusEvent("focusout", { bubbles: true })); // as if it were left: Streamlit sends it
      } else removeDraft(getDraftName(field));
    }
    if (!fields.length && tries) setTimeout(() => restore(tries - 1), WAIT_MS);
  };
  const onInput = (event) => {
    const draft = getDraftName(event.target);
    if (draft) saveDraft(draft, event.target.value);
  };
  const onLeave = (event) => {
    const draft = getDraftName(event.target);
    if (draft && navigator.onLine && document.querySelector(CONNECTED)) removeDraft(draft);
  };
  const onClick = (event) => {
    if (event.target.closest?.("[data-testid=stPopover]")) restore(MAX_TRIES); // the note stands in a menu
  };
  restore(MAX_TRIES);
  document.addEventListener("input", onInput);
  document.addEventListener("focusout", onLeave);
  document.addEventListener("click", onClick);
  return () => {
    document.removeEventListener("input", onInput);
    document.removeEventListener("focusout", onLeave);
    document.removeEventListener("click", onClick);
  };
}

removeOldDrafts();
const shown = new WeakMap(); // the card that a place showed last

export default function mount({ data, parentElement }) {
  const { name, card, revealed } = data;
  const before = shown.get(parentElement);
  // Graded: the card went after its answer was shown. One that was left before that keeps its draft.
  if (before && before.name !== name && before.revealed) removeDraft(before.name);
  shown.set(parentElement, { name, revealed });
  if (revealed) return keepOwnTexts(name);

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
