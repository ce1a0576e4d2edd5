// @ts-check
// One question of a round: it is spoken, the clock runs, the answer is recorded here or typed. A rerun of the page leaves it alone;
// a reload finds clock, text and recording where they were.

import { ofThisTab } from "../shared/browser-storage.js";
import { el } from "../shared/dom.js";
import { endWhenGone } from "../shared/lifetime.js";
import { readDraft, removeDraft, saveDraft } from "../shared/drafts.js";
import * as clocks from "./clock.js";
import { Recorder, explain } from "./recorder.js";
import {
  joinChunks, joinLevels, listChunks, readHidden, readProgress, removeProgress, saveHidden, saveProgress, toBase64,
} from "./storage.js";

/**
 * What Python sends. `speech` is the question as sound ("" for none), `spent` the seconds of the round before it, `recogniser`
 * is the host that writes recordings down where the learner wants it ("" for none).
 * @typedef {{round: string, number: number, title: string, prompt: string, speech: string, hidden: boolean, budget: number,
 *   grace: number, interrupts: boolean, spent: number, total: number, recogniser: string}} Question
 */

const TICK_MS = 250;
const WISH = "rehearsal.interview.record"; // in this tab: whoever recorded the last answer records the next
const WRITTEN = "rehearsal.interview.written"; // in this tab: whether recordings are sent to the recogniser

const TEXT_FIELD = "textarea, select, [contenteditable=true], input:not([type=checkbox]):not([type=radio]):not([type=button])";
const NOTICE = {
  recognition: "Your browser sends your voice to its maker’s servers to transcribe it.",
  stays: "The recording stays in this browser.",
};

/** @param {string} round @param {number} number */
const nameDraft = (round, number) => `interview.${round}.${number}`;

/** @type {Answering | null} */
let current = null;

class Answering {
  /** @param {Question} question @param {any} host @param {(name: string, value: any) => void} report */
  constructor(question, host, report) {
    this.question = question;
    this.host = host;
    this.report = report;
    const { round, number } = question;
    this.draftName = nameDraft(round, number);
    const before = readProgress(round, number);
    this.clock = clocks.create(before);
    this.isResumed = before > 0;
    this.isPaused = false;
    this.isSent = false;
    /** @type {Recorder | null} */
    this.recorder = null;
    this.draw();
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.onKey = (event) => this.press(event);
    document.addEventListener("keydown", this.onKey, true);
    this.begin();
  }

  draw() {
    const { question } = this;
    const button = (label, key, action, className = "") =>
      el("button", { type: "button", class: className, onclick: action, "aria-keyshortcuts": key, title: `Key ${key.toUpperCase()}` }, label);
    this.questionClock = el("output", { class: "question-clock", "aria-live": "off" });
    this.roundClock = el("output", { class: "round-clock", "aria-live": "off" });
    this.prompt = el("p", { class: "prompt", tabindex: "-1" }, question.prompt);
    this.hear = button("Hear the question", "h", () => this.speak());
    this.show = button("", "t", () => this.setHidden(!this.prompt.hidden));
    this.record = button("Record", "m", () => (this.recorder ? this.stopRecording() : this.startRecording()));
    this.pause = button("Pause", "p", () => this.togglePause());
    this.done = button("Done", "d", () => this.send(false), "primary");
    this.meter = el("span", { class: "meter", "aria-hidden": "true" }, el("i"));
    this.text = el("textarea", { rows: "7", placeholder: "Type here at any time, or type nothing and speak. Ctrl+Enter when you are done." });
    this.text.value = readDraft(this.draftName)?.text || "";
    this.text.addEventListener("input", () => {
      saveDraft(this.draftName, this.text.value);
      this.run();
    });
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.send(false);
      }
      event.stopPropagation(); // what is typed here is no key of the page
    });
    this.status = el("p", { class: "status", role: "status" });
    this.recognition = this.drawRecognition();
    this.node = el("section", { class: "interview", "aria-label": question.title },
      el("div", { class: "clocks" }, this.questionClock, this.roundClock),
      this.prompt,
      el("div", { class: "buttons" }, this.speechAvailable() && this.hear, this.show, this.record, this.pause, this.done, this.meter),
      el("label", null, el("span", null, "Your answer"), this.text),
      this.recognition,
      this.drawRecogniser(),
      this.status,
      el("p", { class: "muted" }, NOTICE.stays),
      el("p", { class: "muted keys" }, "Keys: H hear, T text, M record, P pause, D done; Ctrl+Enter while you type."),
    );
    this.host.querySelector(".interview")?.remove();
    this.host.append(this.node);
    this.setHidden(readHidden(question.round, question.hidden));
    this.tick();
  }

  speechAvailable() {
    return Boolean(this.question.speech);
  }

  drawRecognition() {
    const Recognition = /** @type {any} */ (window).SpeechRecognition || /** @type {any} */ (window).webkitSpeechRecognition;
    if (!Recognition) return null;
    const box = el("input", { type: "checkbox" });
    box.addEventListener("change", () => (box.checked ? this.startRecognition(Recognition) : this.stopRecognition()));
    return el("label", { class: "recognition" }, box, el("span", null, `Transcribe what I say with this browser’s speech recognition. ${NOTICE.recognition}`));
  }

  drawRecogniser() {
    const { recogniser } = this.question;
    if (!recogniser) return null;
    this.isWritten = el("input", { type: "checkbox" });
    this.isWritten.checked = ofThisTab.getItem(WRITTEN) === "yes";
    this.isWritten.addEventListener("change", () => ofThisTab.setItem(WRITTEN, this.isWritten.checked ? "yes" : "no"));
    const sentence = `Have my recordings transcribed by ${recogniser}. They are sent there when you press Done.`;
    return el("label", { class: "recognition" }, this.isWritten, el("span", null, sentence));
  }

  startRecognition(Recognition) {
    this.recogniser = new Recognition();
    this.recogniser.continuous = true;
    this.recogniser.onresult = ({ results, resultIndex }) => {
      for (let i = resultIndex; i < results.length; i++) {
        if (!results[i].isFinal) continue;
        this.text.value = `${this.text.value} ${results[i][0].transcript}`.trim();
        saveDraft(this.draftName, this.text.value);
      }
    };
    this.recogniser.onerror = () => this.say("The browser’s speech recognition does not work here. Type instead.");
    this.recogniser.start();
  }

  stopRecognition() {
    this.recogniser?.stop();
    this.recogniser = null;
  }

  // The question is spoken first and the clock begins after it; on resuming, the clock stands until somebody goes on.
  begin() {
    if (this.isResumed) {
      this.setPaused(true);
      this.say("Welcome back. Your answer is as you left it: continue when you are ready.");
    } else if (this.speechAvailable()) this.speak();
    else this.run();
    (this.prompt.hidden ? this.done : this.prompt).focus();
  }

  speak() {
    this.sound?.pause();
    this.sound = new Audio(this.question.speech);
    this.sound.addEventListener("ended", () => this.run());
    this.sound.addEventListener("error", () => this.run());
    this.sound.play().catch(() => {
      if (!this.isSent) this.say("Your browser waits for a click before it plays sound: press “Hear the question”.");
      this.run();
    });
  }

  // The learner's time begins.
  run() {
    if (this.isSent || this.isPaused) return;
    const wasStanding = this.clock.since === null;
    this.clock = clocks.run(this.clock, Date.now());
    if (wasStanding && !this.recorder && ofThisTab.getItem(WISH) === "yes") this.startRecording();
  }

  get seconds() {
    return clocks.measure(this.clock, Date.now());
  }

  tick() {
    const { question, seconds } = this;
    const left = question.budget - seconds;
    this.questionClock.textContent = left >= 0 ? `${clocks.format(left)} left` : `${clocks.format(-left)} over`;
    this.roundClock.textContent = `Round ${clocks.format(question.spent + seconds)} of ${question.total}:00`;
    this.node?.classList.toggle("is-over", left < 0);
    if (this.clock.since !== null && !this.isSent) saveProgress(question.round, question.number, seconds);
    const begun = Boolean(this.recorder || this.text.value.trim());
    // Nobody is interrupted while the clock stands, even if what was said before was long.
    if (!this.isSent && !this.isPaused && clocks.isTooLong({ ...question, seconds, begun })) this.send(true);
  }

  async startRecording() {
    if (this.recorder || this.isSent) return;
    this.sound?.pause();
    const { round, number } = this.question;
    this.record.disabled = true;
    try {
      const earlier = await listChunks(round, number).catch(() => []);
      const session = Math.max(-1, ...earlier.map((chunk) => chunk.session)) + 1;
      const recorder = new Recorder(round, number, session, {
        onLevel: (level) => this.meter.firstChild.style.setProperty("width", `${Math.max(0, Math.min(100, 2 * (70 - level)))}%`),
        onProblem: (message) => this.say(message),
      });
      await recorder.start();
      if (this.isSent) return void recorder.stop(); // Done was pressed while the browser asked for the microphone
      this.recorder = recorder;
      ofThisTab.setItem(WISH, "yes");
      this.setPaused(false);
      this.record.textContent = "Stop recording";
      this.node.classList.add("is-recording");
      this.say("Recording.");
    } catch (error) {
      this.say(explain(error));
      this.run();
    } finally {
      this.record.disabled = false;
    }
  }

  async stopRecording() {
    const { recorder } = this;
    this.recorder = null;
    ofThisTab.setItem(WISH, "no");
    await this.finishRecorder(recorder);
    this.say("Recording stopped. You can type, or record more.");
  }

  async finishRecorder(recorder) {
    if (!recorder) return;
    await recorder.stop();
    this.unsaved = [...(this.unsaved || []), ...recorder.unsaved];
    this.record.textContent = "Record more";
    this.node.classList.remove("is-recording");
  }

  togglePause() {
    this.setPaused(!this.isPaused);
    if (this.isPaused) this.say("Paused. The clock and the recording have stopped.");
    else this.say(this.recorder ? "Recording." : "");
  }

  setPaused(isPaused) {
    this.isPaused = isPaused;
    this.pause.textContent = isPaused ? "Continue" : "Pause";
    if (isPaused) {
      this.sound?.pause();
      this.clock = clocks.stop(this.clock, Date.now());
      saveProgress(this.question.round, this.question.number, this.seconds);
      this.recorder?.pause();
    } else {
      this.recorder?.resume();
      this.run();
    }
  }

  setHidden(isHidden) {
    this.prompt.hidden = isHidden;
    this.show.textContent = isHidden ? "Show the text" : "Hide the text";
    saveHidden(this.question.round, isHidden);
  }

  // Send the answer: words and loudness. The recording itself stays.
  async send(interrupted) {
    if (this.isSent) return;
    this.isSent = true;
    this.sound?.pause();
    const { round, number } = this.question;
    const seconds = this.seconds;
    this.clock = clocks.stop(this.clock, Date.now());
    for (const control of [this.record, this.pause, this.done, this.hear]) control.disabled = true;
    this.text.readOnly = true;
    this.say("Saving your answer.");
    this.stopRecognition();
    await this.finishRecorder(this.recorder);
    this.recorder = null;
    const chunks = await listChunks(round, number).catch(() => []);
    const levels = joinLevels([...chunks.map((chunk) => chunk.levels), ...(this.unsaved || [])]);
    const sounds = [];
    for (const { blob } of this.isWritten?.checked ? joinChunks(chunks) : []) {
      sounds.push({ type: blob.type, data: toBase64(new Uint8Array(await blob.arrayBuffer())) });
    }
    this.report("answer", { round, number, text: this.text.value, seconds, levels: toBase64(levels), interrupted, sounds });
  }

  press(event) {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const path = event.composedPath();
    if (path.some((node) => node instanceof Element && node.matches(TEXT_FIELD))) return;
    if (path.some((node) => node instanceof Element && node.matches("[role=dialog], [role=menu], [role=listbox]"))) return;
    const target = { h: this.hear, t: this.show, m: this.record, p: this.pause, d: this.done }[event.key];
    if (!target?.isConnected || target.disabled) return;
    event.preventDefault();
    event.stopPropagation();
    target.click();
  }

  say(message) {
    if (this.status.textContent !== message) this.status.textContent = message;
  }

  // The page went on, or was left: nothing may go on recording.
  close() {
    clearInterval(this.timer);
    document.removeEventListener("keydown", this.onKey, true);
    this.sound?.pause();
    this.stopRecognition();
    void this.finishRecorder(this.recorder);
    this.recorder = null;
    this.node.remove();
  }
}

export default function mount({ data, parentElement, setTriggerValue }) {
  const isSame = current && current.question.round === data.round && current.question.number === data.number && current.node.isConnected;
  if (isSame) current.report = setTriggerValue;
  else {
    current?.close();
    // The server asks this question: it has the answers to those before it.
    for (let number = 1; number < data.number; number++) {
      removeDraft(nameDraft(data.round, number));
      removeProgress(data.round, number);
    }
    current = new Answering(data, parentElement, setTriggerValue);
  }
  const mine = current;
  return endWhenGone(mine.node, () => {
    mine.close();
    if (current === mine) current = null;
  });
}
