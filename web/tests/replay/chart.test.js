import assert from "node:assert/strict";
import { test } from "node:test";
import { findCommonNote, groupPanels, valueAt } from "../../replay/chart.js";

const curve = { name: "Wait", unit: "ms", seconds: [0, 10, 20], values: [100, 300, 200], interpolated: [1] };

test("a value says whether it is stated, interpolated or the last one known", () => {
  assert.deepEqual(valueAt(curve, -1), { text: "—", kind: "" });
  assert.deepEqual(valueAt(curve, 0), { text: "100 ms", kind: "stated" });
  assert.deepEqual(valueAt(curve, 5), { text: "≈ 200 ms", kind: "interpolated" });
  assert.deepEqual(valueAt(curve, 10), { text: "≈ 300 ms", kind: "interpolated" });
  assert.deepEqual(valueAt(curve, 20), { text: "200 ms", kind: "stated" });
  assert.deepEqual(valueAt(curve, 99), { text: "200 ms", kind: "last" });
});

test("two curves of one unit share a panel, a third has its own, and so has one without a unit", () => {
  const track = { curveSeconds: [[0, 1]], curves: ["ms", "ms", "", "ms", ""].map((unit, index) => ({ name: String(index), unit, seconds: 0, values: [1, 2] })) };
  assert.deepEqual(groupPanels(track).map((panel) => panel.map((one) => one.name)), [["0", "1"], ["2"], ["3"], ["4"]]);
});

test("a note is told once where all curves bear it", () => {
  assert.equal(findCommonNote({ curves: [{ note: "illustrative" }, { note: "illustrative" }] }), "illustrative");
  assert.equal(findCommonNote({ curves: [{ note: "illustrative" }, {}] }), "");
});
