import assert from "node:assert/strict";
import test from "node:test";

import { cutRange } from "../../offline/ranges.js";
import { beginRound, chooseNext, gradeCard, makeKey, previewGrades } from "../../offline/round.js";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const STEPS = [
  { label: "1 min", wait: 60, state: "learning-0" },
  { label: "6 min", wait: 330, state: "learning-0" },
  { label: "10 min", wait: 600, state: "learning-1" },
  { label: "8 d", wait: null, state: "" },
];
const LAST = [STEPS[0], STEPS[1], { label: "about 2 d", wait: null, state: "" }, { label: "about 9 d", wait: null, state: "" }];
const card = (id, more = {}) => ({ id, token: "0.a.b.c", follows: "", state: "new", due_at: "", previews: { new: STEPS, "learning-0": STEPS, "learning-1": LAST }, ...more });
const pack = (...cards) => ({ learn_ahead: 1200, decks: [{ id: "d", title: "D", lang: "en", dir: "ltr", cards }] });
const grade = (round, next, rating, now) => gradeCard(next, round, rating, { key: makeKey(now, new Uint8Array(16)), shownAt: now - 5000, now });

test("cards come in the order of the pack, and one in learning when its minute has come", () => {
  const day = pack(card("one"), card("two"), card("three"));
  let { round } = grade(beginRound(), chooseNext(day, beginRound(), NOW).card, 1, NOW);
  assert.equal(chooseNext(day, round, NOW + 30_000).card.id, "two");
  assert.equal(chooseNext(day, round, NOW + 61_000).card.id, "one");
  for (const name of ["two", "three"]) ({ round } = grade(round, { ...card(name), deck: "d" }, 4, NOW));
  assert.equal(chooseNext(day, round, NOW + 1000).card.id, "one"); // within the minutes to look ahead
  ({ round } = grade(round, { ...card("one"), deck: "d" }, 4, NOW));
  assert.deepEqual(chooseNext(day, round, NOW), { card: null, until: null, left: 0 });
});

test("a second answer to a card names the first, and the buttons know its step", () => {
  const day = pack(card("one"));
  const next = chooseNext(day, beginRound(), NOW).card;
  const first = grade(beginRound(), next, 3, NOW);
  assert.equal(first.answer.after, "");
  assert.deepEqual(previewGrades(next, first.round), LAST);
  const second = grade(first.round, next, 3, NOW + 600_000);
  assert.equal(second.answer.after, first.answer.key);
  assert.equal(second.answer.token, first.answer.token);
  assert.equal(chooseNext(day, second.round, NOW + 700_000).left, 0);
});

test("a follow-up waits for a good answer to its question", () => {
  const day = pack(card("q"), card("follow-up", { follows: "q" }), card("other"));
  const next = chooseNext(day, beginRound(), NOW).card;
  assert.equal(chooseNext(day, grade(beginRound(), next, 1, NOW).round, NOW + 1000).card.id, "other");
  assert.equal(chooseNext(day, grade(beginRound(), next, 3, NOW).round, NOW + 1000).card.id, "follow-up");
});

test("a card that is far from its minute is awaited", () => {
  const day = pack(card("late", { state: "relearning-0", due_at: new Date(NOW + 3_600_000).toISOString() }));
  assert.deepEqual(chooseNext(day, beginRound(), NOW), { card: null, until: NOW + 3_600_000, left: 1 });
});

test("keys begin with the time and differ by chance", () => {
  assert.match(makeKey(NOW, new Uint8Array(16).fill(255)), /^[0-9a-f]{12}f{32}$/);
});

test("a range of a stored sound", async () => {
  const whole = new Blob(["0123456789"]);
  const read = async (range) => {
    const response = cutRange(whole, range, "audio/mpeg");
    return [response.status, response.headers.get("content-range"), await response.text()];
  };
  assert.deepEqual(await read("bytes=2-4"), [206, "bytes 2-4/10", "234"]);
  assert.deepEqual(await read("bytes=8-"), [206, "bytes 8-9/10", "89"]);
  assert.deepEqual(await read("bytes=-3"), [206, "bytes 7-9/10", "789"]);
  assert.deepEqual(await read("bytes=10-"), [416, "bytes */10", ""]);
  assert.deepEqual(await read("bytes=0-1,4-5"), [200, null, "0123456789"]);
});
