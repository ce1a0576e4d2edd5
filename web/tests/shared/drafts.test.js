import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { fingerprint, readDraft, removeDraft, removeOldDrafts, saveDraft } from "../../shared/drafts.js";

class FakeStorage {
  getItem(key) {
    return key in this ? this[key] : null;
  }
  setItem(key, value) {
    this[key] = value;
  }
  removeItem(key) {
    delete this[key];
  }
}

beforeEach(() => {
  globalThis.localStorage = new FakeStorage();
});

test("a draft is read as it was saved, until it is removed", () => {
  saveDraft("1/pools/q-ten", "Because every\nthread", "3-abc");
  assert.equal(readDraft("1/pools/q-ten").text, "Because every\nthread");
  assert.equal(readDraft("1/pools/q-ten").before, "3-abc");
  assert.equal(readDraft("1/pools/q-other"), null);
  removeDraft("1/pools/q-ten");
  assert.equal(readDraft("1/pools/q-ten"), null);
});

test("what is no draft of ours is none", () => {
  localStorage.setItem("rehearsal.draft.x", "{broken");
  localStorage.setItem("rehearsal.draft.y", "[1]");
  assert.equal(readDraft("x"), null);
  assert.equal(readDraft("y"), null);
});

test("old drafts go, new ones and other people's things stay", () => {
  mock.timers.enable({ apis: ["Date"], now: 0 });
  saveDraft("old", "text");
  mock.timers.tick(31 * 24 * 3600 * 1000);
  saveDraft("new", "text");
  localStorage.setItem("somebody.else", "1");
  removeOldDrafts();
  mock.timers.reset();
  assert.deepEqual([readDraft("old"), readDraft("new").text, localStorage.getItem("somebody.else")], [null, "text", "1"]);
});

test("a browser that stores nothing is no error", () => {
  globalThis.localStorage = { setItem() { throw new Error("full"); }, getItem() { throw new Error(); }, removeItem() { throw new Error(); } };
  saveDraft("x", "text");
  removeDraft("x");
  assert.equal(readDraft("x"), null);
});

test("a fingerprint tells texts apart", () => {
  assert.equal(fingerprint("abc"), fingerprint("abc"));
  const texts = ["", "a", "b", "ab", "ba", "abc", "acb"];
  assert.equal(new Set(texts.map(fingerprint)).size, texts.length);
});
