import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { SleepTimer } from "../../listen/sleep.js";

const fakeAudio = () => ({ currentTime: 0, playbackRate: 1, seeking: false, volume: 1, pause: mock.fn() });

test("it fades out over the last eight seconds and pauses", () => {
  mock.timers.enable({ apis: ["Date"] });
  const audio = fakeAudio();
  const timer = new SleepTimer(audio, () => Infinity);
  timer.set("5");
  mock.timers.tick(5 * 60_000 - 4000);
  assert.equal(timer.tick(), false);
  assert.equal(audio.volume, 0.5);
  mock.timers.tick(4000);
  assert.equal(timer.tick(), true);
  assert.equal(audio.pause.mock.callCount(), 1);
  assert.equal(timer.active, false);
  assert.equal(audio.volume, 1, "the next play is heard");
  mock.timers.reset();
});

test("the end of a chapter counts at the speed of playing, and moves with a seek", () => {
  const audio = fakeAudio();
  const timer = new SleepTimer(audio, (second) => (second < 60 ? 60 : 120));
  audio.playbackRate = 2;
  timer.set("chapter");
  assert.equal(timer.left, 30);
  audio.currentTime = 100;
  timer.restart();
  assert.equal(timer.left, 10);
  audio.seeking = true;
  audio.currentTime = 130;
  assert.equal(timer.tick(), false, "not while the audio is on its way elsewhere");
});

test("off is off", () => {
  const audio = fakeAudio();
  const timer = new SleepTimer(audio, () => 10);
  timer.set("0");
  assert.equal(timer.active, false);
  assert.equal(timer.tick(), false);
});
