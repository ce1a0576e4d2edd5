import assert from "node:assert/strict";
import test from "node:test";
import * as clocks from "../../interview/clock.js";

test("the clock stands while paused and goes on where it was", () => {
  let clock = clocks.run(clocks.create(10), 1000);
  assert.equal(clocks.measure(clock, 3000), 12);
  assert.equal(clocks.run(clock, 2000), clock);
  clock = clocks.stop(clock, 3000);
  assert.equal(clocks.measure(clock, 9000), 12);
  clock = clocks.run(clock, 10_000);
  assert.equal(clocks.measure(clock, 10_500), 12.5);
});

test("times are minutes and seconds", () => {
  assert.equal(clocks.format(125.9), "2:05");
  assert.equal(clocks.format(-1), "0:00");
});

test("the interviewer interrupts an answer that runs past its budget, and no silence", () => {
  const state = { interrupts: true, budget: 60, grace: 0.1, begun: true };
  assert.equal(clocks.isTooLong({ ...state, seconds: 65 }), false);
  assert.equal(clocks.isTooLong({ ...state, seconds: 67 }), true);
  assert.equal(clocks.isTooLong({ ...state, seconds: 67, begun: false }), false);
  assert.equal(clocks.isTooLong({ ...state, seconds: 67, interrupts: false }), false);
});
