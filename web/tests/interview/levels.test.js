import assert from "node:assert/strict";
import test from "node:test";
import { measureFrame } from "../../interview/levels.js";
import { explain } from "../../interview/recorder.js";
import { findSound } from "../../interview/recordings.js";
import { fromBase64, joinChunks, joinLevels, toBase64 } from "../../interview/storage.js";

test("loudness is decibels below full scale, without a constant offset", () => {
  const sine = Array.from({ length: 960 }, (_, i) => Math.sin((2 * Math.PI * i) / 96));
  assert.equal(measureFrame(sine), 3);
  assert.equal(measureFrame(sine.map((value) => value / 10 + 0.5)), 23);
  assert.equal(measureFrame(new Float32Array(960)), 127);
});

test("bytes survive base64, also many", () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => i % 256);
  assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
  assert.deepEqual(joinLevels([bytes.slice(0, 3), bytes.slice(3, 5)]), Uint8Array.of(0, 1, 2, 3, 4));
});

test("a recording that went on after a reload is two sounds, and moments are found in the right one", () => {
  const piece = (session, part) => ({ round: "r", turn: 1, session, part, blob: new Blob(["x"]), levels: new Uint8Array(50) });
  const sounds = joinChunks([piece(0, 0), piece(0, 1), piece(1, 0)]);
  assert.deepEqual(sounds.map((sound) => [sound.blob.size, sound.frames]), [[2, 100], [1, 50]]);
  assert.deepEqual(findSound(sounds, 1.5), { index: 0, second: 1.5 });
  assert.deepEqual(findSound(sounds, 2.5), { index: 1, second: 0.5 });
  assert.deepEqual(findSound(sounds, 99), { index: 1, second: 97 });
  assert.deepEqual(findSound([], 1), { index: -1, second: 0 });
});

test("what goes wrong is told with a remedy", () => {
  for (const name of ["NotAllowedError", "NotFoundError", "QuotaExceededError", "AbortError"]) assert.match(explain({ name }), /[Tt]ype/);
});
