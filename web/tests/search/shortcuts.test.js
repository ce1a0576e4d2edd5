import assert from "node:assert/strict";
import { test } from "node:test";
import { asksForSearch } from "../../search/shortcuts.js";

const press = (key, modifiers = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...modifiers });

test("a slash asks for the search, except where somebody types", () => {
  assert.equal(asksForSearch(press("/"), false), true);
  assert.equal(asksForSearch(press("/"), true), false);
});

test("Ctrl+K and Cmd+K do so everywhere", () => {
  for (const isTyping of [true, false]) {
    assert.equal(asksForSearch(press("k", { ctrlKey: true }), isTyping), true);
    assert.equal(asksForSearch(press("K", { metaKey: true }), isTyping), true);
    assert.equal(asksForSearch(press("k"), isTyping), false);
    assert.equal(asksForSearch(press("/", { ctrlKey: true }), isTyping), false);
    assert.equal(asksForSearch(press("k", { ctrlKey: true, repeat: true }), isTyping), false);
  }
});
