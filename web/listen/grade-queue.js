// @ts-check
// Grades on their way to the server: kept in this browser until the server has said what became of each, sent in the
// order in which they were given, one request at a time.

import { lasting } from "../shared/browser-storage.js";

/**
 * A grade that was given, or (with `undoes`) one that is taken back.
 * @typedef {{key: string, deck: string, learner: number, at: number, question?: string, token?: string, rating?: number,
 *   undoes?: string}} Operation
 */

export const QUEUE_KEY = "rehearsal.grades";
const FIRST_DELAY = 1000; // ms before the first repetition; each further one waits twice as long
const LONGEST_DELAY = 30_000;
const AT_ONCE = 100; // operations in a request
const FINAL = [400, 413]; // what our server answers to what it can never read: no grades, or too much at once

export class GradeQueue {
  /**
   * @param {{address: string, learner: number, storage?: import("../shared/browser-storage.js").KeyValues, send?: typeof fetch, wait?: (f: () => void, ms: number) => any,
   *   onResult?: (result: {key: string, outcome: string, reason: string}) => void}} options
   */
  constructor({ address, learner, storage = lasting, send = (...a) => fetch(...a), wait = (f, ms) => setTimeout(f, ms), onResult }) {
    this.address = address;
    this.learner = learner;
    this.storage = storage;
    this.sendRequest = send;
    this.wait = wait;
    this.onResult = onResult ?? (() => {});
    this.isSending = false;
    this.delay = FIRST_DELAY;
    this.atOnce = AT_ONCE;
  }

  /** @returns {Operation[]} */
  read() {
    try {
      const stored = JSON.parse(this.storage.getItem(QUEUE_KEY) || "[]");
      return Array.isArray(stored) ? stored : [];
    } catch {
      return []; // not ours
    }
  }

  /** @param {Operation[]} operations */
  write(operations) {
    if (operations.length) this.storage.setItem(QUEUE_KEY, JSON.stringify(operations));
    else this.storage.removeItem(QUEUE_KEY);
  }

  /** @param {Operation} operation */
  add(operation) {
    this.write([...this.read(), operation]);
    this.flush();
  }

  /**
   * Drop an operation that has not been sent yet. Tells whether it was still there.
   * @param {string} key
   */
  drop(key) {
    const stored = this.read();
    if (this.isSending || !stored.some((one) => one.key === key)) return false;
    this.write(stored.filter((one) => one.key !== key));
    return true;
  }

  // Send what is there. What cannot be sent now is tried again later; the server counts each key once.
  async flush() {
    const own = this.read().filter((one) => one.learner === this.learner).slice(0, this.atOnce);
    if (!own.length || this.isSending) return;
    this.isSending = true;
    const isDone = await this.send(own);
    this.isSending = false;
    if (isDone) {
      this.delay = FIRST_DELAY;
      this.flush(); // what came meanwhile
    } else {
      this.wait(() => this.flush(), this.delay);
      this.delay = Math.min(2 * this.delay, LONGEST_DELAY);
    }
  }

  /** @param {Operation[]} operations */
  async send(operations) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const body = JSON.stringify({ learner: this.learner, zone, operations });
    try {
      const headers = { "Content-Type": "application/json" };
      const answer = await this.sendRequest(this.address, { method: "POST", headers, body, credentials: "same-origin", keepalive: body.length < 60_000 });
      if (FINAL.includes(answer.status)) return await this.handleRefusal(answer, operations);
      if (!answer.ok) return false;
      const { results } = await answer.json();
      // The first that has to wait stops those behind it: they are applied in the order in which they were given.
      const waiting = results.findIndex((one) => one.outcome === "later");
      const settled = waiting < 0 ? results : results.slice(0, waiting);
      const keys = new Set(settled.map((one) => one.key));
      this.write(this.read().filter((one) => !keys.has(one.key)));
      settled.forEach((one) => this.onResult(one));
      this.atOnce = Math.min(2 * this.atOnce, AT_ONCE);
      return waiting < 0 && settled.length > 0;
    } catch {
      return false; // offline, or the server is being restarted
    }
  }

  /**
   * Find the operation for which the server refuses a request: half as many are sent next, and one that is refused alone is
   * dropped. Tells whether to go on; a proxy's refusal, which is not in our server's words, may pass.
   * @param {Response} answer
   * @param {Operation[]} operations
   */
  async handleRefusal(answer, operations) {
    if (typeof (await answer.json()).error !== "string") return false;
    if (operations.length > 1) {
      this.atOnce = Math.ceil(operations.length / 2);
      return true;
    }
    const [{ key }] = operations;
    this.write(this.read().filter((one) => one.key !== key));
    this.onResult({ key, outcome: "refused", reason: "the server could not read it." });
    return true;
  }
}
