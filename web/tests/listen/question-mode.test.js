import assert from "node:assert/strict";
import { test } from "node:test";
import { GradeQueue, QUEUE_KEY } from "../../listen/grade-queue.js";
import { KNEW_IT, NOT_YET, QuestionMode } from "../../listen/question-mode.js";

class Storage {
  constructor() {
    this.items = new Map();
  }
  getItem(name) {
    return this.items.get(name) ?? null;
  }
  setItem(name, value) {
    this.items.set(name, value);
  }
  removeItem(name) {
    this.items.delete(name);
  }
}

const CHAPTERS = ["", "one", "two", "three"].map((question, index) => ({
  start: index * 10, end: index * 10 + 10, title: question || "Intro", question, added: false,
}));
const TICKETS = Object.fromEntries(["one", "two", "three"].map((name) => [name, { token: `t-${name}`, key: `k-${name}` }]));
const settle = () => new Promise((done) => setImmediate(done));

/** A server that counts each key once, and can be out of reach. */
function makeServer() {
  const server = { counted: [], undone: [], isUp: true, losesAnswer: false, requests: 0 };
  server.send = async (_address, { body }) => {
    server.requests += 1;
    if (!server.isUp) throw new TypeError("Failed to fetch");
    const results = JSON.parse(body).operations.map((one) => {
      const list = one.undoes ? server.undone : server.counted;
      const entry = one.undoes ?? `${one.key}=${one.rating}`;
      const isNew = !list.includes(entry);
      if (isNew) list.push(entry);
      return { key: one.key, outcome: isNew ? "counted" : "repeated", reason: "" };
    });
    if (server.losesAnswer) throw new TypeError("Connection reset");
    return { ok: true, json: async () => ({ results }) };
  };
  return server;
}

function makeMode({ server = makeServer(), storage = new Storage() } = {}) {
  const state = { now: 0, tones: [], graded: [], place: 0, playing: true, retries: [], passed: [], timers: [] };
  const queue = new GradeQueue({ address: "/listen/grades", learner: 1, storage, send: server.send, wait: (retry) => state.retries.push(retry) });
  const mode = new QuestionMode({
    queue,
    tone: (name) => state.tones.push(name),
    seek: (second) => (state.place = second),
    play: () => (state.playing = true),
    pause: () => (state.playing = false),
    onGraded: (question) => state.graded.push(question),
    onUngraded: (question) => state.graded.splice(state.graded.indexOf(question), 1),
    onPassed: (question) => state.passed.push(question),
    clock: () => state.now,
    wait: (f) => state.timers.push(f),
    cancel: () => state.timers.splice(0),
  });
  mode.isOn = true;
  mode.setEpisode(CHAPTERS, TICKETS, "pools", false);
  const hear = (index) => {
    mode.reach(CHAPTERS[index].end - 1, true);
    mode.reach(CHAPTERS[index].end - 0.1, true);
    state.now += 5000;
  };
  return { mode, state, queue, server, storage, hear };
}

test("next and previous grade what was heard to its end, and go on", async () => {
  const { mode, state, server, hear } = makeMode();
  hear(1);
  assert.equal(state.playing, false, "it waits behind the question");
  assert.equal(mode.press("next"), true);
  assert.equal(state.place, 20);
  assert.equal(state.playing, true);
  hear(2);
  mode.press("previous");
  await settle();
  await settle();
  assert.deepEqual(server.counted, [`k-one=${KNEW_IT}`, `k-two=${NOT_YET}`]);
  assert.deepEqual(state.tones, ["ready", "knew", "ready", "not-yet"]);
});

test("nothing is graded that was not heard to its end", async () => {
  const { mode, state, server } = makeMode();
  mode.reach(14, true);
  assert.equal(mode.press("next"), true);
  mode.reach(19, false); // sought there, not played
  state.now += 5000;
  mode.press("previous");
  await settle();
  assert.deepEqual(server.counted, []);
  assert.deepEqual(state.tones, ["refused", "refused"]);
  mode.isOn = false;
  assert.equal(mode.press("next"), false, "otherwise the buttons are the player's");
});

test("a page that looks again only behind the end still stops there, and a jump is no end", async () => {
  const { mode, state, server } = makeMode();
  mode.reach(14, true, 13.5);
  mode.reach(23.4, true, 14);
  assert.equal(state.playing, false);
  mode.press("next");
  await settle();
  await settle();
  assert.deepEqual(server.counted, [`k-one=${KNEW_IT}`]);
  assert.equal(state.place, 20, "the next question from its beginning");
  mode.reach(33, true, 32.8); // sought past the end of the second
  assert.equal(state.playing, true);
});

test("a question that is sought back to while it waits is heard again, and waits again", async () => {
  const { mode, state, server, hear } = makeMode();
  hear(1);
  assert.equal(state.playing, false);
  state.playing = true; // by the slider and the play button on the screen
  mode.reach(15, true, 15);
  mode.reach(20.2, true, 15);
  assert.equal(state.playing, false);
  mode.press("previous");
  await settle();
  await settle();
  assert.deepEqual(server.counted, [`k-one=${NOT_YET}`]);
});

test("play/pause behind a question hears it again and grades nothing", async () => {
  const { mode, state, server, hear } = makeMode();
  assert.equal(mode.pressToggle(), false, "while it plays it is an ordinary pause");
  state.now += 5000;
  hear(1);
  assert.equal(mode.pressToggle(), true);
  assert.equal(state.place, 10);
  assert.equal(state.playing, true);
  await settle();
  assert.deepEqual(server.counted, []);
});

test("a double press takes the last grade back, before and after it was sent; then it can be given anew", async () => {
  const { mode, state, server, hear } = makeMode();
  hear(1);
  mode.press("next");
  await settle();
  await settle();
  state.now += 300;
  mode.press("next");
  await settle();
  await settle();
  assert.deepEqual(server.undone, ["k-one"]);
  assert.deepEqual(state.graded, []);
  state.now += 2000;
  mode.press("previous");
  await settle();
  await settle();
  assert.deepEqual(server.counted, [`k-one=${KNEW_IT}`, `k-one:1=${NOT_YET}`]);
  server.isUp = false;
  hear(2);
  mode.press("next");
  await settle();
  state.now += 100;
  mode.press("next");
  assert.equal(state.tones.at(-1), "undo");
});

test("grades wait while the server is away and are applied once, in order, also when an answer is lost", async () => {
  const { mode, state, queue, server, storage, hear } = makeMode();
  server.isUp = false;
  for (const index of [1, 2, 3]) {
    hear(index);
    mode.press(index === 2 ? "previous" : "next");
  }
  await settle();
  assert.equal(JSON.parse(storage.getItem(QUEUE_KEY)).length, 3);
  server.isUp = true;
  server.losesAnswer = true;
  state.retries.shift()();
  await settle();
  await settle();
  server.losesAnswer = false;
  // A new page: it finds what the old one left.
  const later = new GradeQueue({ address: "/listen/grades", learner: 1, storage, send: server.send, wait: () => {} });
  await later.flush();
  await settle();
  assert.deepEqual(server.counted, ["k-one=3", "k-two=1", "k-three=3"]);
  assert.equal(storage.getItem(QUEUE_KEY), null);
  assert.equal(queue.read().length, 0);
});

test("grades of somebody else stay where they are", async () => {
  const storage = new Storage();
  const server = makeServer();
  storage.setItem(QUEUE_KEY, JSON.stringify([{ key: "x", learner: 2, deck: "d", at: 0, rating: 3 }]));
  const queue = new GradeQueue({ address: "/", learner: 1, storage, send: server.send, wait: () => {} });
  await queue.flush();
  assert.equal(server.requests, 0);
  assert.equal(queue.read().length, 1);
});

test("who presses nothing hears the next question, and the page asks later", () => {
  const { mode, state, hear } = makeMode();
  hear(1);
  state.timers[0]();
  assert.deepEqual(state.passed, ["one"]);
  assert.equal(state.place, 20);
  assert.equal(mode.ready, -1);
});
