import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { readDraft, saveDraft } from "../../shared/drafts.js";

// As much of a page as the part asks for: one card with at most one field, told of what is drawn by `draw`.
class TextArea {
  tagName = "TEXTAREA";
  isConnected = true;
  #text = "";
  get value() {
    return this.#text;
  }
  set value(text) {
    this.#text = text;
  }
  dispatchEvent() {
    type(this, this.value);
  }
}

let listeners, watchers, field, key;

function type(target, text) {
  target.value = text;
  for (const listen of listeners) listen({ target });
}

function draw(found, token) {
  [field, key] = [found, token];
  for (const look of watchers) look();
}

let mount;
beforeEach(async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  [listeners, watchers, field, key] = [new Set(), new Set(), null, ""];
  globalThis.HTMLTextAreaElement = TextArea;
  globalThis.localStorage = {
    getItem(name) {
      return this[name] ?? null;
    },
    setItem(name, value) {
      this[name] = value;
    },
    removeItem(name) {
      delete this[name];
    },
  };
  globalThis.document = {
    body: {},
    querySelectorAll: () => [],
    querySelector: (selector) => (selector.startsWith(`[class*="${key}"]`) ? field : null),
    addEventListener: (_, listen) => listeners.add(listen),
    removeEventListener: (_, listen) => listeners.delete(listen),
  };
  globalThis.MutationObserver = class {
    constructor(look) {
      this.look = look;
    }
    observe() {
      watchers.add(this.look);
    }
    disconnect() {
      watchers.delete(this.look);
    }
  };
  mount = (await import("../../practice/drafts.js")).default;
});

afterEach(() => mock.timers.reset());

const ask = (name, token, place = {}, revealed = false) =>
  mount({ data: { name, field: token, revealed }, parentElement: place });

test("a draft comes back into a field that is drawn late, and once", () => {
  saveDraft("one", "Every thread waits");
  ask("one", "t1");
  const late = new TextArea();
  draw(late, "t1");
  assert.equal(late.value, "Every thread waits");
  type(late, "");
  draw(late, "t1");
  assert.equal(late.value, "");
});

test("a draft is held while its field takes its first value from the server, and not once somebody types", () => {
  saveDraft("one", "Every thread waits");
  ask("one", "t1");
  const fresh = new TextArea();
  draw(fresh, "t1");
  fresh.value = ""; // without an event, as React sets it
  mock.timers.tick(100);
  assert.equal(fresh.value, "Every thread waits");
  type(fresh, "");
  mock.timers.tick(10_000);
  assert.equal(fresh.value, "");
});

test("what is typed before the page asks for its draft is kept, and not replaced by an older one", () => {
  saveDraft("one", "old");
  const early = new TextArea();
  draw(early, "t1");
  type(early, "Every thread waits");
  ask("one", "t1");
  assert.equal(early.value, "Every thread waits");
  assert.equal(readDraft("one").text, "Every thread waits");
});

test("the field of the card before is not the next card's", () => {
  const place = {};
  const last = new TextArea();
  draw(last, "t1");
  const leave = ask("one", "t1", place);
  type(last, "of the first card");
  leave();
  ask("two", "t2", place);
  draw(last, "t1");
  assert.equal(readDraft("two"), null);
  assert.equal(readDraft("one").text, "of the first card"); // left, not graded
});

test("a draft is forgotten when its card goes after the answer was shown", () => {
  const place = {};
  saveDraft("one", "Every thread waits");
  ask("one", "t1", place, true)();
  ask("two", "t2", place);
  assert.equal(readDraft("one"), null);
});
