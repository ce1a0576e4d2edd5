import assert from "node:assert/strict";
import { test } from "node:test";
import { nextScale } from "../../diagrams/scale.js";

test("larger and smaller are each other's way back", () => {
  assert.equal(nextScale(1, 1), 1.25);
  assert.equal(nextScale(nextScale(1, 1), -1), 1);
});

test("there is a largest and a smallest", () => {
  assert.equal(nextScale(3.9, 1), 4);
  assert.equal(nextScale(0.26, -1), 0.25);
});
