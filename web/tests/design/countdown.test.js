import assert from "node:assert/strict";
import test from "node:test";
import { create, format, measure, toggle } from "../../design/countdown.js";

test("a countdown stands until it is started, and again when it is paused", () => {
  const fresh = create(300);
  assert.equal(measure(fresh, 1e6), 300_000);
  const running = toggle(fresh, 1000);
  assert.equal(measure(running, 61_000), 240_000);
  const paused = toggle(running, 61_000);
  assert.equal(measure(paused, 900_000), 240_000);
  assert.equal(measure(toggle(paused, 900_000), 910_000), 230_000);
});

test("what is left is written in minutes and seconds, what is over with a plus", () => {
  assert.equal(format(300_000), "5:00");
  assert.equal(format(299_400), "5:00");
  assert.equal(format(65_000), "1:05");
  assert.equal(format(0), "0:00");
  assert.equal(format(-12_300), "+0:12");
});
