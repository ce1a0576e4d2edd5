// @ts-check
// A browser's storage that may be forbidden (cookies blocked, a private window) or full: what cannot be stored is kept in
// memory, for as long as the page is open.

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} KeyValues */

export class BrowserStorage {
  /** @param {() => KeyValues} open returns the storage; where it is forbidden, already this raises an error */
  constructor(open) {
    this.open = open;
    /** @type {Map<string, string>} */
    this.memory = new Map();
  }

  /** @param {string} name @returns {string | null} */
  getItem(name) {
    const kept = this.memory.get(name);
    if (kept !== undefined) return kept;
    try {
      return this.open().getItem(name);
    } catch {
      return null; // forbidden
    }
  }

  /** @param {string} name @param {string} text */
  setItem(name, text) {
    try {
      this.open().setItem(name, text);
      this.memory.delete(name);
    } catch {
      this.memory.set(name, text); // forbidden, or full
    }
  }

  /** @param {string} name */
  removeItem(name) {
    this.memory.delete(name);
    try {
      this.open().removeItem(name);
    } catch {
      // forbidden: then there is none
    }
  }
}

export const lasting = new BrowserStorage(() => localStorage);
export const ofThisTab = new BrowserStorage(() => sessionStorage);
