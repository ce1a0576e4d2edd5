import assert from "node:assert/strict";
import test from "node:test";
import { GradeQueue } from "../../listen/grade-queue.js";
import { BrowserStorage, lasting } from "../../shared/browser-storage.js";

function makeStorage() {
  const stored = new Map();
  return { stored, getItem: (name) => stored.get(name) ?? null, setItem: (name, text) => void stored.set(name, text), removeItem: (name) => void stored.delete(name) };
}

test("what can be stored is stored", () => {
  const browser = makeStorage();
  const storage = new BrowserStorage(() => browser);
  storage.setItem("a", "1");
  assert.deepEqual([storage.getItem("a"), browser.stored.get("a")], ["1", "1"]);
  storage.removeItem("a");
  assert.deepEqual([storage.getItem("a"), browser.stored.size], [null, 0]);
});

test("where storage is forbidden, the page keeps it in memory", () => {
  const storage = new BrowserStorage(() => { throw new Error("SecurityError"); });
  assert.equal(storage.getItem("a"), null);
  storage.setItem("a", "1");
  assert.equal(storage.getItem("a"), "1");
  storage.removeItem("a");
  assert.equal(storage.getItem("a"), null);
});

test("where storage is full, the newest value counts, and is stored once there is room", () => {
  const browser = makeStorage();
  browser.stored.set("a", "old");
  let isFull = true;
  const storage = new BrowserStorage(() => ({ ...browser, setItem: (name, text) => { if (isFull) throw new Error("QuotaExceededError"); browser.setItem(name, text); } }));
  storage.setItem("a", "new");
  assert.equal(storage.getItem("a"), "new");
  isFull = false;
  storage.setItem("a", "newest");
  assert.deepEqual([storage.getItem("a"), browser.stored.get("a")], ["newest", "newest"]);
});

test("grades are sent where the browser refuses storage", async () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  Object.defineProperty(globalThis, "localStorage", { get() { throw new Error("SecurityError"); }, configurable: true });
  try {
    const sent = [];
    const send = async (_address, { body }) => {
      const { operations } = JSON.parse(body);
      sent.push(...operations.map((one) => one.key));
      return { ok: true, json: async () => ({ results: operations.map(({ key }) => ({ key, outcome: "counted", reason: "" })) }) };
    };
    const queue = new GradeQueue({ address: "/listen/grades", learner: 1, send });
    queue.add({ key: "a", deck: "d", learner: 1, at: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([sent, queue.read(), lasting.getItem("rehearsal.grades")], [["a"], [], null]);
  } finally {
    if (before) Object.defineProperty(globalThis, "localStorage", before);
    else Reflect.deleteProperty(globalThis, "localStorage");
  }
});
