// @ts-check
// Record an answer into this browser, a second at a time.

import { measureStream } from "./levels.js";
import { saveChunk } from "./storage.js";

const CHUNK_MS = 1000;

/** Say why there is no recording, and what to do. @param {any} error */
export function explain(error) {
  if (error?.name === "NotAllowedError") return "The microphone is blocked for this page. Allow it beside the address, or type your answer.";
  if (error?.name === "NotFoundError") return "No microphone was found. Type your answer.";
  if (error?.name === "QuotaExceededError")
    return "This browser has no room left: the recording ends here. Type the rest of your answer; what you typed is safe.";
  return "The microphone cannot be used now. Type your answer.";
}

export class Recorder {
  /**
   * @param {string} round
   * @param {number} turn
   * @param {number} session a number that no earlier recording of this answer has
   * @param {{onLevel: (level: number) => void, onProblem: (message: string) => void}} listener
   */
  constructor(round, turn, session, listener) {
    this.round = round;
    this.turn = turn;
    this.session = session;
    this.listener = listener;
    this.part = 0;
    /** @type {number[]} */
    this.fresh = []; // levels since the last piece
    /** @type {Uint8Array[]} */
    this.unsaved = []; // levels of pieces that found no room
    this.isPaused = false;
    this.isFull = false;
    /** @type {Promise<void>} */
    this.saving = Promise.resolve();
  }

  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: false } });
    this.meter = await measureStream(this.stream, (levels) => {
      if (this.isPaused) return;
      this.fresh.push(...levels);
      this.listener.onLevel(levels.at(-1));
    });
    this.media = new MediaRecorder(this.stream);
    this.media.ondataavailable = ({ data }) => this.keep(data);
    this.media.start(CHUNK_MS);
  }

  /** @param {Blob} blob */
  keep(blob) {
    const levels = Uint8Array.from(this.fresh.splice(0));
    if (this.isFull) {
      this.unsaved.push(levels);
      return;
    }
    if (!blob.size && !levels.length) return;
    const chunk = { round: this.round, turn: this.turn, session: this.session, part: this.part++, blob, levels };
    this.saving = this.saving
      .then(() => saveChunk(chunk))
      .catch((error) => {
        // What was stored stays; how loud the rest is goes on being measured.
        this.unsaved.push(levels);
        if (!this.isFull) this.listener.onProblem(explain(error?.name ? error : { name: "QuotaExceededError" }));
        this.isFull = true;
      });
  }

  pause() {
    this.isPaused = true;
    if (this.media?.state === "recording") this.media.pause();
  }

  resume() {
    this.isPaused = false;
    if (this.media?.state === "paused") this.media.resume();
  }

  /** Stop, and wait until the last piece is stored. */
  async stop() {
    const { media } = this;
    if (media && media.state !== "inactive") {
      await new Promise((resolve) => {
        media.onstop = resolve;
        media.stop();
      });
    }
    this.meter?.stop();
    this.stream?.getTracks().forEach((track) => track.stop());
    await this.saving;
  }
}
