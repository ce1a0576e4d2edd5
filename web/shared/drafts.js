// @ts-check
// What is typed, kept in this browser until the server has it: a closed tab, a reload or a lost line loses nothing.

const PREFIX = "rehearsal.draft.";
const MAX_AGE_MS = 30 * 24 * 3600 * 1000; // nobody comes back for an older one
const MAX_LETTERS = 1_000_000; // a browser keeps five megabytes in all

/**
 * Return a short fingerprint of a text (FNV-1a, 32 bits, and the length): enough to tell that it is the same text.
 * @param {string} text
 */
export function fingerprint(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}

/**
 * Store a draft. `before` is the fingerprint of the text that the server has.
 * @param {string} name
 * @param {string} text
 * @param {string} [before]
 */
export function saveDraft(name, text, before = "") {
  if (text.length > MAX_LETTERS) return;
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify({ text, before, at: Date.now() }));
  } catch {
    // full, or forbidden: the server gets the text all the same
  }
}

/**
 * Return the draft of this name, null where there is none.
 * @param {string} name
 * @returns {{text: string, before: string, at: number} | null}
 */
export function readDraft(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + name) || "null");
    return draft && typeof draft.text === "string" ? draft : null;
  } catch {
    return null; // not ours
  }
}

/** @param {string} name */
export function removeDraft(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // forbidden: then there is none
  }
}

/** Remove the drafts that nobody came back for. */
export function removeOldDrafts() {
  try {
    const names = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    for (const key of names) {
      const draft = readDraft(key.slice(PREFIX.length));
      if (!draft || draft.at < Date.now() - MAX_AGE_MS) localStorage.removeItem(key);
    }
  } catch {
    // forbidden: then there are none
  }
}
