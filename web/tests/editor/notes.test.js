import assert from "node:assert/strict";
import { test } from "node:test";
import { describeProblems } from "../../editor/notes.js";

test("the title counts the problems, and says when some are not shown", () => {
  assert.equal(describeProblems(0, 0), "No problems");
  assert.equal(describeProblems(1, 0), "1 problem");
  assert.equal(describeProblems(100, 20), "120 problems (the first 100 of 120)");
});
