// @ts-check
// Question mode: the buttons of a headset grade what was heard to its end. Next: knew it. Previous: not yet. Play/pause:
// once more. Two presses in a row take the last grade back. The player stops behind each question and waits.

import { chapterAt, findEnded } from "./chapters.js";

/** @typedef {import("./chapters.js").Chapter} Chapter */

export const MODE_KEY = "rehearsal.listen.questions";
export const KNEW_IT = 3; // Good
export const NOT_YET = 1; // Again
const DOUBLE_MS = 700; // two presses within this are one double press
const HEARD_SECONDS = 2; // a question counts as heard when it has played to within this of its end
const PATIENCE_MS = 30_000; // then the next question comes and this one is not graded

export class QuestionMode {
  /**
   * @param {{queue: import("./grade-queue.js").GradeQueue, tone: (name: string) => void, seek: (second: number) => void,
   *   play: () => void, pause: () => void, onGraded: (question: string) => void, onUngraded: (question: string) => void, onPassed: (question: string) => void,
   *   clock?: () => number, wait?: (f: () => void, ms: number) => any, cancel?: (timer: any) => void}} options
   */
  constructor(options) {
    this.options = { clock: () => Date.now(), wait: (f, ms) => setTimeout(f, ms), cancel: (timer) => clearTimeout(timer), ...options };
    this.isOn = false;
    /** @type {Chapter[]} */
    this.chapters = [];
    /** @type {Record<string, {token: string, key: string}>} */
    this.tickets = {};
    this.deck = "";
    this.ready = -1; // index of the chapter whose question was heard and can be graded now
    this.isWaiting = false;
    this.lastPress = { at: -Infinity, name: "" };
    /** @type {{index: number, key: string} | null} */
    this.last = null;
    this.used = new Map(); // question -> how often its key was used and taken back
    this.timer = null;
  }

  /**
   * @param {Chapter[]} chapters
   * @param {Record<string, {token: string, key: string}>} tickets
   * @param {string} deck
   * @param {boolean} isSame whether it is the episode that was there before
   */
  setEpisode(chapters, tickets, deck, isSame) {
    this.chapters = chapters;
    this.tickets = tickets;
    this.deck = deck;
    if (isSame) return;
    this.settle();
    this.last = null;
    this.used.clear();
  }

  get isPossible() {
    return this.chapters.some((chapter) => chapter.question && this.tickets[chapter.question]);
  }

  get isGrading() {
    return this.isOn && this.isPossible;
  }

  // The place in the sound, while it plays, and that of the last look: says when a question has been heard, and stops behind it.
  reach(second, isPlaying, before = second) {
    if (!this.isGrading || !isPlaying) return;
    const waiting = this.isWaiting ? this.chapters[this.ready] : undefined;
    // Somebody went elsewhere by the controls on the screen while it waited: what is heard there waits at its own end.
    if (waiting && (second < waiting.end - 0.15 || second >= waiting.end + HEARD_SECONDS)) this.settle();
    const ended = this.chapters[findEnded(this.chapters, before, second)];
    if (ended?.question && this.tickets[ended.question]) {
      this.stopBehind(this.chapters.indexOf(ended));
      return;
    }
    const index = chapterAt(this.chapters, second);
    const chapter = this.chapters[index];
    if (this.ready >= 0 && index === this.ready + 1 && second < this.chapters[index].start + HEARD_SECONDS) {
      this.stopBehind(this.ready);
    } else if (chapter?.question && this.tickets[chapter.question]) {
      if (second >= chapter.end - HEARD_SECONDS) this.ready = index;
      else if (this.ready !== index && this.ready >= 0) this.settle();
      if (second >= chapter.end - 0.15) this.stopBehind(index);
    } else if (this.ready >= 0 && index !== this.ready) this.settle();
  }

  // Wait behind a question for a button. The sound ended, or its last tenth of a second would begin the next question.
  stopBehind(index) {
    if (this.isWaiting || !this.isGrading) return;
    this.ready = index;
    this.isWaiting = true;
    this.options.pause();
    this.options.tone("ready");
    this.timer = this.options.wait(() => this.isWaiting && this.passOver(), PATIENCE_MS);
  }

  settle() {
    this.ready = -1;
    this.isWaiting = false;
    this.options.cancel(this.timer);
  }

  // Nobody pressed anything: the question is not graded here, and the page may ask for it later.
  passOver() {
    this.options.onPassed(this.chapters[this.ready].question);
    this.goOn();
  }

  goOn() {
    const next = this.chapters[this.ready + 1];
    this.settle();
    if (!next) return;
    this.options.seek(next.start);
    this.options.play();
  }

  // A press of "next" or "previous". Tells whether it was a grade, or meant as one.
  press(name) {
    if (!this.isGrading) return false;
    const now = this.options.clock();
    // The question after the graded one has not been heard yet: a second press can only mean the first.
    const isDouble = this.ready < 0 && this.last !== null && now - this.lastPress.at < DOUBLE_MS;
    this.lastPress = { at: isDouble ? -Infinity : now, name };
    if (isDouble) this.undo();
    else if (this.ready >= 0) this.grade(name === "next" ? KNEW_IT : NOT_YET);
    else this.options.tone("refused"); // nothing is graded that was not heard to its end
    return true;
  }

  // A press of "play/pause": behind a question it is heard once more; twice in a row takes the last grade back.
  pressToggle() {
    if (!this.isGrading) return false;
    const now = this.options.clock();
    const isDouble = now - this.lastPress.at < DOUBLE_MS && this.lastPress.name === "toggle";
    this.lastPress = { at: isDouble ? -Infinity : now, name: "toggle" };
    if (isDouble && this.last) {
      this.undo();
      return true;
    }
    if (!this.isWaiting) return false; // an ordinary pause
    const { start } = this.chapters[this.ready];
    this.settle();
    this.options.seek(start);
    this.options.play();
    return true;
  }

  grade(rating) {
    const index = this.ready;
    const { question } = this.chapters[index];
    const ticket = this.tickets[question];
    const count = this.used.get(question) ?? 0;
    const key = count ? `${ticket.key}:${count}` : ticket.key;
    this.options.queue.add({
      key, deck: this.deck, learner: this.options.queue.learner, at: this.options.clock(), question, token: ticket.token, rating,
    });
    this.last = { index, key };
    this.options.tone(rating === KNEW_IT ? "knew" : "not-yet");
    this.options.onGraded(question);
    this.goOn();
  }

  // Take the last grade back: the question behind which it was given can be graded again.
  undo() {
    if (!this.last) return;
    const { index, key } = this.last;
    const { question } = this.chapters[index];
    this.last = null;
    this.used.set(question, (this.used.get(question) ?? 0) + 1);
    if (!this.options.queue.drop(key)) {
      this.options.queue.add({
        key: `${key}:undo`, deck: this.deck, learner: this.options.queue.learner, at: this.options.clock(), undoes: key,
      });
    }
    this.options.onUngraded(question);
    this.options.seek(Math.max(this.chapters[index].start, this.chapters[index].end - HEARD_SECONDS / 2));
    this.isWaiting = false;
    this.stopBehind(index);
    this.options.tone("undo");
  }
}
