// What ends a component: its place has left the page, and nothing else.

import assert from "node:assert/strict";
import test from "node:test";

import { endWhenGone } from "../../shared/lifetime.js";

/** @returns {{place: {isConnected: boolean}, ended: () => number, call: () => void, wait: () => void}} */
function make() {
  const place = { isConnected: true };
  let count = 0;
  /** @type {(() => void)[]} */
  const waiting = [];
  const call = endWhenGone(place, () => count++, (work) => void waiting.push(work));
  return { place, ended: () => count, call, wait: () => waiting.splice(0).forEach((work) => work()) };
}

test("a run that was overtaken ends nothing while the place is there", () => {
  const { ended, call, wait } = make();
  call();
  wait();
  assert.equal(ended(), 0);
});

test("it ends when the place has gone, also a moment after the call", () => {
  const { place, ended, call, wait } = make();
  call();
  assert.equal(ended(), 0);
  place.isConnected = false;
  wait();
  assert.equal(ended(), 1);
});
