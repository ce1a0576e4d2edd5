import assert from "node:assert/strict";
import { test } from "node:test";
import { chapterAt, chapterTarget, findEnded } from "../../listen/chapters.js";

const CHAPTERS = [0, 10, 25].map((start) => ({ start, end: start + 10, title: `From ${start}`, question: "", added: false }));

test("the chapter of a second is the last one that has begun", () => {
  assert.equal(chapterAt(CHAPTERS, 0), 0);
  assert.equal(chapterAt(CHAPTERS, 9.9), 0);
  assert.equal(chapterAt(CHAPTERS, 9.96), 1, "a seek may end a moment before the start");
  assert.equal(chapterAt(CHAPTERS, 99), 2);
  assert.equal(chapterAt([], 3), -1);
  assert.equal(chapterAt(CHAPTERS.slice(1), 3), -1);
});

test("previous goes to the start of a chapter that has played for three seconds, else to the one before", () => {
  assert.equal(chapterTarget(CHAPTERS, 13.5, -1), 10);
  assert.equal(chapterTarget(CHAPTERS, 12, -1), 0);
  assert.equal(chapterTarget(CHAPTERS, 1, -1), null);
});

test("next goes to the next start, and nowhere from the last chapter", () => {
  assert.equal(chapterTarget(CHAPTERS, 13.5, 1), 25);
  assert.equal(chapterTarget(CHAPTERS, 30, 1), null);
});

test("an end that was played over is found however seldom the page looks", () => {
  const chapters = [0, 10, 20].map((start) => ({ start, end: start + 10, title: "", question: "", added: false }));
  assert.equal(findEnded(chapters, 8, 9.5), -1);
  assert.equal(findEnded(chapters, 9.5, 10.2), 0);
  assert.equal(findEnded(chapters, 9.5, 17), 0);
  assert.equal(findEnded(chapters, 29.5, 30), 2);
  assert.equal(findEnded(chapters, 10, 10.3), -1, "the end before was looked at already");
  assert.equal(findEnded(chapters, 15, 12), -1, "it went back");
});
