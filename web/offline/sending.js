// @ts-check
// Send the answers that wait, in their order; the page and the worker both do. What was sent twice counts once.

import { listAnswers, settleAnswers } from "./storage.js";

const MOST = 200; // answers of one request; the server takes 500
export const SEND_AFTER_MS = 1500; // a short while after a grade: it can be taken back meanwhile

/** The server answered, and refused: a reason for a person. */
export class RefusedError extends Error {}

/**
 * Post to the server and return what it answers. Throws RefusedError, or what `fetch` throws without a connection.
 * @param {string} address
 * @param {any} body
 */
export async function post(address, body) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => null);
  if (!problem?.message) throw new Error(`the server answered ${response.status}`);
  throw new RefusedError([problem.message, problem.remedy].filter(Boolean).join(" "));
}

/**
 * Send everything that waits. Resolves to how many answers are counted now. Throws what `post` throws.
 * @param {string} root the address of the folder `/offline/`
 */
async function sendWaiting(root) {
  let counted = 0;
  for (;;) {
    const waiting = (await listAnswers()).filter((answer) => !answer.refused);
    if (!waiting.length) return counted;
    const { learner, zone, session } = waiting[0];
    const same = (answer) => answer.learner === learner && answer.zone === zone && answer.session === session;
    const answers = waiting.filter(same).slice(0, MOST);
    const body = { learner, zone, session, sent_at: new Date().toISOString(), answers };
    const { answers: results } = await post(`${root}grades`, body);
    await settleAnswers(results, new Date().toISOString());
    counted += results.filter(({ status }) => status === "counted").length;
  }
}

/**
 * Send everything that waits, one page or worker at a time.
 * @param {string} root
 * @returns {Promise<number>}
 */
export function sendAnswers(root) {
  if (!navigator.locks) return sendWaiting(root);
  return /** @type {any} */ (navigator.locks.request("rehearsal-send", () => sendWaiting(root)));
}

/** Wait until the answer that was given last can have been looked at: it may be taken back meanwhile. */
export async function waitForUndo() {
  for (;;) {
    const newest = (await listAnswers()).at(-1);
    const left = newest ? Date.parse(newest.answered_at) + SEND_AFTER_MS - Date.now() : 0;
    if (!(left > 0)) return;
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, SEND_AFTER_MS)));
  }
}
