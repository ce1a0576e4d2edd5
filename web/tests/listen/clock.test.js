import assert from "node:assert/strict";
import { test } from "node:test";
import { formatClock } from "../../listen/clock.js";

test("seconds are shown as players show them", () => {
  const cases = { 0: "0:00", 9.9: "0:09", 65: "1:05", 3599: "59:59", 3725: "1:02:05", 36000: "10:00:00" };
  for (const [seconds, text] of Object.entries(cases)) assert.equal(formatClock(Number(seconds)), text);
});

test("what is no time is the start", () => {
  for (const value of [NaN, -3, undefined]) assert.equal(formatClock(value), "0:00");
});
