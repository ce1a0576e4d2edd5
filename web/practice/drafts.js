// @ts-check
// A typed answer is kept in this browser as it is typed, and stands in its field again after a look at another page, a
// reload or a lost line. It is forgotten when the card is graded. So are an answer, a note and a wording of one's own, which
// the server has once their field was left: what was still being typed is put back, and saved.

import { readDraft, removeDraft, removeOldDrafts, saveDraft } from "../shared/drafts.js";

const FIELD = "textarea, input[type=text]";
// A new field takes its first value from the server a moment after it is drawn, and with that drops what it was filled with.
const HOLD_MS = 60; // between two looks whether a field still holds its draft
const MAX_LOOKS = 30;
const HELD_LOOKS = 5; // after so many a draft that still stands there stays

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
  let isOver = false;
  const restored = new WeakSet(); // the fields that got their drafts
  const putBack = (field, text, looks) => {
    if (isOver || !field.isConnected || field === document.activeElement) return;
    if (field.value !== text) fillField(field, text);
    else if (looks <= MAX_LOOKS - HELD_LOOKS) {
      field.dispatchEvent(new FocusEvent("focusout", { bubbles: true })); // as if it were left: Streamlit sends it
      return;
    }
    if (looks) setTimeout(() => putBack(field, text, looks - 1), HOLD_MS);
  };
  // The fields come late, one of them with a menu.
  const restore = () => {
    for (const field of /** @type {any[]} */ ([...document.querySelectorAll(OWN_FIELD)])) {
      if (restored.has(field)) continue;
      restored.add(field);
      const draft = readDraft(getDraftName(field));
      if (draft?.text && field.value === draft.text) removeDraft(getDraftName(field));
      else if (draft?.text) putBack(field, draft.text, MAX_LOOKS);
    }
  };
  const onInput = (event) => {
    const draft = getDraftName(event.target);
    if (draft) saveDraft(draft, event.target.value);
  };
  const onLeave = (event) => {
    const draft = getDraftName(event.target);
    if (draft && navigator.onLine && document.querySelector(CONNECTED)) removeDraft(draft);
  };
  const drawing = new MutationObserver(restore);
  drawing.observe(document.body, { childList: true, subtree: true });
  restore();
  document.addEventListener("input", onInput);
  document.addEventListener("focusout", onLeave);
  return () => {
    isOver = true;
    drawing.disconnect();
    document.removeEventListener("input", onInput);
    document.removeEventListener("focusout", onLeave);
  };
}

removeOldDrafts();
const shown = new WeakMap(); // the card that a place showed last

/**
 * Keep what is typed in a card's field. `field` is what the keys of that card's widgets end with: while the next card is
 * drawn, a field of the last one may still stand on the page.
 * @type {import("../page/parts.js").Mount}
 */
export default function mount({ data, parentElement }) {
  const { name, field: key, revealed } = data;
  const before = shown.get(parentElement);
  // Graded: the card went after its answer was shown. One that was left before that keeps its draft.
  if (before && before.name !== name && before.revealed) removeDraft(before.name);
  shown.set(parentElement, { name, revealed });
  if (revealed) return keepOwnTexts(name);

  const findField = () => /** @type {any} */ (document.querySelector(`[class*="${key}"] :is(${FIELD})`));
  let restored = null; // the field that got its draft
  let typedIn = null; // the field that a person typed in
  let isFilling = false;
  let timer;
  const hold = (field, text, looks) => {
    if (!field.isConnected || field === typedIn) return;
    if (!field.value) {
      isFilling = true;
      fillField(field, text);
      isFilling = false;
    }
    if (looks) timer = setTimeout(() => hold(field, text, looks - 1), HOLD_MS);
  };
  // The field comes when Streamlit has loaded its code, on a slow line seconds later, and may come anew.
  const restore = () => {
    const field = findField();
    if (!field || field === restored) return;
    restored = field;
    clearTimeout(timer);
    const draft = readDraft(name);
    if (field.value) saveDraft(name, field.value); // typed before the page asked for its draft
    else if (draft?.text) hold(field, draft.text, MAX_LOOKS);
  };
  const drawing = new MutationObserver(restore);
  drawing.observe(document.body, { childList: true, subtree: true });
  restore();

  const onInput = (event) => {
    if (isFilling || event.target !== findField()) return;
    typedIn = event.target;
    saveDraft(name, event.target.value);
  };
  document.addEventListener("input", onInput);
  return () => {
    clearTimeout(timer);
    drawing.disconnect();
    document.removeEventListener("input", onInput);
  };
}
