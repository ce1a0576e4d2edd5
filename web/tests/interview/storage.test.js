import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { readHidden, saveHidden } from "../../interview/storage.js";

function useStorage(storage) {
  Object.defineProperty(globalThis, "sessionStorage", { value: storage, configurable: true, writable: true });
}

afterEach(() => Reflect.deleteProperty(globalThis, "sessionStorage"));

test("a round's questions stay hidden or shown as they were left, and another round begins as it was asked for", () => {
  const values = new Map();
  useStorage({ getItem: (name) => values.get(name) ?? null, setItem: (name, value) => values.set(name, value) });
  assert.equal(readHidden("first", false), false);
  saveHidden("first", true);
  assert.equal(readHidden("first", false), true);
  assert.equal(readHidden("second", false), false);
  saveHidden("first", false);
  assert.equal(readHidden("first", true), false);
  assert.equal(readHidden("second", true), true);
});

test("a browser that forbids storage shows what the round was begun with", () => {
  useStorage({
    getItem: () => { throw new Error("forbidden"); },
    setItem: () => { throw new Error("forbidden"); },
  });
  saveHidden("first", true);
  assert.equal(readHidden("first", false), false);
});
