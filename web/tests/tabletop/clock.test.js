import assert from "node:assert/strict";
import { test } from "node:test";
import { secondNow, secondsLeft } from "../../tabletop/clock.js";

const room = { phase: "playing", second: 10, limit: 14, speed: 2, voteLeft: 30 };

test("the clock runs on between two messages, and never past the next decision", () => {
  assert.equal(secondNow(room, 1000, 2000), 12);
  assert.equal(secondNow(room, 1000, 60000), 14);
  assert.equal(secondNow({ ...room, phase: "paused" }, 1000, 60000), 10);
});

test("the time to vote is told in whole seconds and ends at nought", () => {
  assert.equal(secondsLeft(room, 0, 100), 30);
  assert.equal(secondsLeft(room, 0, 29500), 1);
  assert.equal(secondsLeft(room, 0, 99999), 0);
});
