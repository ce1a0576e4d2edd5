import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, lastAt, minuteAt, number, secondAt, span, wallClock, withUnit } from "../../replay/time.js";

const KNOTS = { minutes: [0, 10, 130], seconds: [0, 20, 26] }; // two hours in which nothing happens take six seconds

test("minutes and seconds of play are each other's inverse, held to the ends", () => {
  for (const minute of [0, 4, 10, 70, 130]) assert.equal(minuteAt(KNOTS, secondAt(KNOTS, minute)), minute);
  assert.equal(minuteAt(KNOTS, -5), 0);
  assert.equal(minuteAt(KNOTS, 99), 130);
  assert.equal(secondAt(KNOTS, 500), 26);
});

test("the clock shows whole minutes, with days, and before the start", () => {
  const cases = [[0, "00:00"], [5.99, "00:05"], [65, "01:05"], [1500, "1 d 01:00"], [-5, "-00:05"], [-0.2, "00:00"]];
  for (const [minute, text] of cases) assert.equal(clock(minute), text);
});

test("the wall's clock goes on past midnight", () => {
  assert.equal(wallClock({ minute: 23 * 60 + 50, zone: "UTC" }, 15), "00:05 UTC");
  assert.equal(wallClock(null, 15), "");
});

test("a span is told in the two largest units", () => {
  const cases = [[0, "0 min"], [0.5, "30 s"], [7, "7 min"], [60, "1 h"], [125, "2 h 5 min"], [1440, "1 d"], [1500, "1 d 1 h"]];
  for (const [minutes, text] of cases) assert.equal(span(minutes), text);
});

test("a number has three figures, and its unit stands as one writes it", () => {
  assert.equal(number(1234.5), "1,235");
  assert.equal(number(0.12345), "0.123");
  assert.deepEqual(["%", "/s", "ms", "count", "1/s", ""].map((unit) => withUnit("5", unit)), ["5%", "5/s", "5 ms", "5", "5/s", "5"]);
});

test("the last place that is not after a second", () => {
  assert.deepEqual([-1, 0, 4, 5, 9].map((second) => lastAt([0, 5, 5], second)), [-1, 0, 0, 2, 2]);
  assert.equal(lastAt([], 3), -1);
});
