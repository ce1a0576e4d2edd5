import assert from "node:assert/strict";
import { test } from "node:test";
import { pointAt, shareAfterKey } from "../../labs/points.js";

test("keys move a point in steps and never off the paper", () => {
  assert.equal(shareAfterKey(0.5, "ArrowUp"), 0.52);
  assert.equal(shareAfterKey(0.05, "PageDown"), 0);
  assert.equal(shareAfterKey(0.3, "End"), 1);
  assert.equal(shareAfterKey(0.3, "a"), undefined);
});

test("a pointer moves the point nearest to it, also from beyond the edge", () => {
  assert.deepEqual(pointAt(0.26, 0.25), { index: 2, share: 0.75 });
  assert.deepEqual(pointAt(-1, 3), { index: 0, share: 0 });
  assert.deepEqual(pointAt(2, -1), { index: 8, share: 1 });
});
