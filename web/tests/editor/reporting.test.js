import assert from "node:assert/strict";
import { test } from "node:test";
import { breaksBefore, reportDelay, sectionStart } from "../../editor/reporting.js";

test("a report waits for a pause, but not for ever", () => {
  assert.equal(reportDelay(5000, 5000), 600);
  assert.equal(reportDelay(6000, 5000), 400);
  assert.equal(reportDelay(9000, 5000), 0);
});

test("a line belongs to the last heading above it", () => {
  const headings = [{ line: 3 }, { line: 10 }];
  assert.deepEqual([1, 3, 9, 10, 99].map((line) => sectionStart(headings, line)), [0, 3, 3, 10, 10]);
  assert.equal(sectionStart([], 4), 0);
});

test("a block is set apart by one empty line", () => {
  assert.equal(breaksBefore("text", ""), "\n\n");
  assert.equal(breaksBefore("", "text"), "\n");
  assert.equal(breaksBefore("", ""), "");
});
