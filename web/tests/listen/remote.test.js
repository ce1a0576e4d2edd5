import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { listenForKeys } from "../../listen/remote.js";

const listeners = new Set();
globalThis.document = {
  addEventListener: (_type, listener) => listeners.add(listener),
  removeEventListener: (_type, listener) => listeners.delete(listener),
};
afterEach(() => listeners.clear());

function press(key, modifiers = {}) {
  const event = { key, ctrlKey: false, metaKey: false, altKey: false, ...modifiers, handled: false };
  event.preventDefault = () => (event.handled = true);
  event.stopPropagation = () => {};
  for (const listener of listeners) listener(event);
  return event.handled;
}

test("keys as in players people know, until it is told to stop", () => {
  const pressed = [];
  const actions = Object.fromEntries(["toggle", "back", "forward", "previous", "next", "slower", "faster"].map((name) => [name, () => pressed.push(name)]));
  const stop = listenForKeys(actions, () => true);
  for (const key of [" ", "k", "ArrowLeft", "ArrowRight", "[", "]", "<", ">"]) assert.equal(press(key), true);
  assert.deepEqual(pressed, ["toggle", "toggle", "back", "forward", "previous", "next", "slower", "faster"]);
  assert.equal(press("x"), false);
  assert.equal(press(" ", { ctrlKey: true }), false, "a browser's own shortcut stays the browser's");
  stop();
  assert.equal(press(" "), false);
});

test("a key that is meant for somebody else is left alone", () => {
  listenForKeys({ toggle: () => assert.fail() }, () => false);
  assert.equal(press(" "), false);
});
