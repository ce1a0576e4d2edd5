import assert from "node:assert/strict";
import { test } from "node:test";
import { endsTyping, isForCard, keyName, parseTarget } from "../../practice/keys.js";

test("a digit with Shift has its own name on every keyboard", () => {
  assert.equal(keyName({ key: "!", code: "Digit1", shiftKey: true }), "Shift+1");
  assert.equal(keyName({ key: "1", code: "Digit1", shiftKey: true }), "Shift+1", "a French keyboard writes 1 with Shift");
  assert.equal(keyName({ key: "1", code: "Digit1", shiftKey: false }), "1");
  assert.equal(keyName({ key: "?", code: "Slash", shiftKey: true }), "?");
});

test("after a click on a control Space and Enter are the card's", () => {
  for (const key of [" ", "Enter", "1", "u"]) {
    assert.equal(isForCard(key, "control"), true, key);
    assert.equal(isForCard(key, "none"), true, key);
  }
});

test("what somebody types, and what lies over the page, keeps its keys", () => {
  for (const key of [" ", "Enter", "1", "u"]) {
    assert.equal(isForCard(key, "text"), false, key);
    assert.equal(isForCard(key, "overlay"), false, key);
  }
});

test("a control that somebody went to by Tab is operated by Space and Enter, and by nothing else", () => {
  assert.equal(isForCard("Enter", "tabbed control"), false);
  assert.equal(isForCard(" ", "tabbed control"), false);
  assert.equal(isForCard("3", "tabbed control"), true);
});

test("Enter ends a line, Ctrl+Enter a text, and neither while a character is being composed", () => {
  const event = { key: "Enter", ctrlKey: false, metaKey: false, repeat: false, isComposing: false };
  assert.equal(endsTyping(event, "INPUT"), true);
  assert.equal(endsTyping(event, "TEXTAREA"), false);
  assert.equal(endsTyping({ ...event, ctrlKey: true }, "TEXTAREA"), true);
  assert.equal(endsTyping({ ...event, metaKey: true }, "TEXTAREA"), true);
  assert.equal(endsTyping({ ...event, isComposing: true }, "INPUT"), false);
  assert.equal(endsTyping({ ...event, key: "a" }, "INPUT"), false);
});

test("a target may name one of several buttons", () => {
  assert.deepEqual(parseTarget("reveal-"), { prefix: "reveal-", index: 0 });
  assert.deepEqual(parseTarget("sure-#3"), { prefix: "sure-", index: 2 });
});
