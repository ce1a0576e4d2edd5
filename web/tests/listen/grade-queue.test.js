import assert from "node:assert/strict";
import test from "node:test";
import { GradeQueue, QUEUE_KEY } from "../../listen/grade-queue.js";

/** A browser's storage, and a server that answers as it is told. */
function makeQueue({ answers = [], learner = 1 } = {}) {
  const stored = new Map();
  const storage = { getItem: (name) => stored.get(name) ?? null, setItem: (name, text) => stored.set(name, text), removeItem: (name) => stored.delete(name) };
  const sent = [];
  const waits = [];
  const told = [];
  const send = async (_address, { body }) => {
    sent.push(JSON.parse(body));
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer ?? count(JSON.parse(body).operations);
  };
  const queue = new GradeQueue({ address: "/listen/grades", learner, storage, send, wait: (work, ms) => waits.push({ work, ms }), onResult: (one) => told.push(one) });
  return { queue, sent, waits, told, stored };
}
const count = (operations, outcome = () => "counted") => ({ ok: true, json: async () => ({ results: operations.map(({ key }) => ({ key, outcome: outcome(key), reason: "" })) }) });
const give = (key, more = {}) => ({ key, deck: "d", learner: 1, at: 0, question: "q", token: "t", rating: 3, ...more });
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("a grade stays in the browser until the server has said what became of it", async () => {
  const { queue, sent, waits, told } = makeQueue({ answers: [new Error("no line")] });
  queue.add(give("a"));
  await settle();
  assert.deepEqual(queue.read().map((one) => one.key), ["a"]);
  assert.equal(waits[0].ms, 1000);
  waits[0].work();
  await settle();
  assert.deepEqual(queue.read(), []);
  assert.equal(sent.length, 2);
  assert.deepEqual(told.map((one) => one.key), ["a"]);
});

test("what cannot be sent is tried again, each time after twice as long, half a minute at most", async () => {
  const { queue, waits } = makeQueue({ answers: Array.from({ length: 7 }, () => ({ ok: false })) });
  queue.add(give("a"));
  for (let turn = 0; turn < 7; turn++) {
    await settle();
    waits[turn].work();
  }
  assert.deepEqual(waits.map(({ ms }) => ms), [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
  await settle();
  assert.deepEqual(queue.read(), []);
  assert.equal(queue.delay, 1000, "after a success the next failure is tried again soon");
});

test("grades go in their order: one that has to wait stops those behind it", async () => {
  const { queue, sent, told, waits } = makeQueue();
  queue.sendRequest = async (_address, { body }) => {
    const { operations } = JSON.parse(body);
    sent.push(operations.map((one) => one.key));
    return count(operations, (key) => (key === "b" && sent.length === 1 ? "later" : "counted"));
  };
  queue.write([give("a"), give("b"), give("c")]);
  await queue.flush();
  assert.deepEqual(queue.read().map((one) => one.key), ["b", "c"]);
  assert.deepEqual(told.map((one) => one.key), ["a"]);
  waits[0].work();
  await settle();
  assert.deepEqual(sent, [["a", "b", "c"], ["b", "c"]]);
});

test("grades of somebody else wait for theirs, and a hundred go at once", async () => {
  const { queue, sent } = makeQueue();
  queue.write([give("x", { learner: 2 }), ...Array.from({ length: 101 }, (_, number) => give(`k${number}`))]);
  await queue.flush();
  await settle();
  await settle();
  assert.deepEqual(sent.map(({ operations }) => operations.length), [100, 1]);
  assert.ok(sent.every(({ learner }) => learner === 1));
  assert.deepEqual(queue.read().map((one) => one.key), ["x"]);
});

test("a grade can be taken back before it is sent, and not while it is under way", async () => {
  const { queue } = makeQueue();
  queue.write([give("a"), give("b")]);
  assert.equal(queue.drop("a"), true);
  assert.equal(queue.drop("a"), false);
  assert.deepEqual(queue.read().map((one) => one.key), ["b"]);
  const sending = queue.flush();
  assert.equal(queue.drop("b"), false);
  await sending;
});

test("what is stored and is not ours is passed over", () => {
  const { queue, stored } = makeQueue();
  for (const text of ["no json", '{"a": 1}', "null"]) {
    stored.set(QUEUE_KEY, text);
    assert.deepEqual(queue.read(), []);
  }
});

const refuse = (status = 400) => ({ ok: false, status, json: async () => ({ error: "These are not grades." }) });

test("a grade that the server can never read is dropped and reported, and the others are counted", async () => {
  const { queue, told, waits } = makeQueue();
  queue.sendRequest = async (_address, { body }) => {
    const { operations } = JSON.parse(body);
    return operations.some((one) => one.rating === 9) ? refuse() : count(operations);
  };
  queue.write([give("a"), give("b"), give("bad", { rating: 9 }), give("c"), give("d")]);
  queue.flush();
  for (let turn = 0; turn < 10; turn++) await settle();
  assert.deepEqual(queue.read(), []);
  assert.deepEqual(told.map(({ key, outcome }) => [key, outcome]), [["a", "counted"], ["b", "counted"], ["bad", "refused"], ["c", "counted"], ["d", "counted"]]);
  assert.deepEqual(waits, []);
});

test("a refusal that may pass keeps the grades: another learner, no log-in, a proxy's own page", async () => {
  const page = { ok: false, status: 400, json: async () => { throw new Error("a page, not JSON"); } };
  for (const answer of [refuse(401), refuse(409), refuse(500), page]) {
    const { queue, told, waits } = makeQueue({ answers: [answer] });
    queue.add(give("a"));
    await settle();
    assert.deepEqual([queue.read().length, told.length, waits.length], [1, 0, 1]);
  }
});
