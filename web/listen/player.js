// @ts-check
// The listening player: an audio element with chapters, a transcript that follows, speed, sleep timer, keys, lock screen.
// It keeps playing across reruns of the page, and goes over from the growing stream to the finished file where it was.

import { el } from "../shared/dom.js";
import { endWhenGone } from "../shared/lifetime.js";
import { chapterAt, chapterTarget, findEnded } from "./chapters.js";
import { GradeQueue } from "./grade-queue.js";
import { MODE_KEY, QuestionMode } from "./question-mode.js";
import { connectMediaSession, isForPlayer, listenForKeys } from "./remote.js";
import { SleepTimer } from "./sleep.js";
import { Tones } from "./tones.js";
import { Transcript } from "./transcript.js";
import { View } from "./view.js";

/** @typedef {import("./chapters.js").Chapter} Chapter */

/**
 * What Python sends. `play` names a press of “Create and play”; `graded` are questions that need not be reported any more.
 * @typedef {{name: string, src: string, vtt?: string, live?: boolean, title?: string, album?: string, cover?: string,
 *   seconds?: number, chapters: Chapter[], position?: number, play?: string, graded?: string[], deck?: string,
 *   tickets?: Record<string, {token: string, key: string}>, learner?: number, grades?: string}} Episode
 */

const STEP_SECONDS = 15; // what podcast players take
const STORE_SECONDS = 20; // of playing between two positions stored in the browser
const SPEED_KEY = "rehearsal.listen.speed";
const POSITION_KEY = "rehearsal.listen."; // followed by an episode's name
const HEARD_KEY = "rehearsal.heard."; // followed by an episode's name: the questions still to be graded

const answeredPresses = new Set(); // presses of “Create and play” that have been answered with sound

class Player {
  /** @param {any} host */
  constructor(host) {
    this.audio = el("audio", { preload: "metadata" });
    /** @type {Episode} */
    this.episode = { name: "", src: "", chapters: [] };
    this.heard = new Set();
    this.lastStored = 0;
    this.place = 0; // at the last look, or where it was sought since
    this.whole = ""; // the address of the sound in this browser's memory
    this.wholeOf = ""; // of which address it is the sound
    const actions = {
      toggle: () => (this.audio.paused ? this.play() : this.audio.pause()),
      play: () => this.play(),
      pause: () => this.audio.pause(),
      back: () => this.seek(this.audio.currentTime - STEP_SECONDS),
      forward: () => this.seek(this.audio.currentTime + STEP_SECONDS),
      previous: () => this.skipChapter(-1),
      next: () => this.skipChapter(1),
      slower: () => this.changeSpeed(-1),
      faster: () => this.changeSpeed(1),
      seek: (second) => this.seek(second),
      setSpeed: (rate) => this.setSpeed(rate),
      setSleep: (choice) => this.sleepTimer.set(choice),
      setQuestionMode: (isOn) => this.setQuestionMode(isOn),
    };
    this.view = new View(actions);
    this.transcript = new Transcript((second) => this.seek(second));
    this.sleepTimer = new SleepTimer(this.audio, (second) => this.episode.chapters[chapterAt(this.episode.chapters, second)]?.end ?? Infinity);
    this.node = el("div", { class: "listen" }, this.view.node, this.audio, this.view.contents, this.transcript.node);
    host.append(this.node);
    this.tones = new Tones();
    this.queue = new GradeQueue({ address: "", learner: 0, onResult: (result) => this.showResult(result) });
    this.questions = new QuestionMode({
      queue: this.queue,
      tone: (name) => this.tones.play(name),
      seek: (second) => this.seek(second),
      play: () => this.play(),
      pause: () => this.audio.pause(),
      onGraded: (question) => this.markGraded(question),
      onUngraded: (question) => this.handled.delete(question),
      onPassed: (question) => this.heard.add(question),
    });
    this.handled = new Set(); // questions graded by the buttons: the page need not ask for them
    this.mediaSession = connectMediaSession(this.listMediaActions(actions), (second) => this.seek(second));
    this.stopListening = listenForKeys(actions, (event) => Boolean(this.episode.src) && isForPlayer(event, host.host || host));
    this.listen();
  }

  // What the headset and the lock screen do: in question mode they grade.
  listMediaActions(actions) {
    return {
      ...actions,
      play: () => this.questions.pressToggle() || actions.play(),
      pause: () => this.questions.pressToggle() || actions.pause(),
      previous: () => this.questions.press("previous") || actions.previous(),
      next: () => this.questions.press("next") || actions.next(),
    };
  }

  setQuestionMode(isOn) {
    this.questions.isOn = isOn;
    this.questions.settle();
    localStorage.setItem(MODE_KEY, isOn ? "on" : "");
    if (isOn) this.tones.unlock();
    this.view.showQuestionMode(this.questions.isPossible, isOn);
    this.keepWhole();
  }

  // In question mode one may be without a network for the whole ride: the sound is taken into the browser as a whole.
  async keepWhole() {
    const { src, live } = this.episode;
    if (!this.questions.isGrading || live || !src || this.wholeOf === src) return;
    this.wholeOf = src;
    try {
      const answer = await fetch(src);
      if (!answer.ok) throw new Error(String(answer.status));
      const whole = URL.createObjectURL(await answer.blob());
      if (this.episode.src !== src) return URL.revokeObjectURL(whole);
      this.replaceSource(whole);
    } catch {
      this.wholeOf = ""; // it plays from the server as before
    }
  }

  replaceSource(address) {
    const { currentTime, paused, playbackRate } = this.audio;
    this.dropWhole();
    this.whole = address;
    this.audio.addEventListener("loadedmetadata", () => {
      this.audio.currentTime = currentTime;
      this.audio.playbackRate = playbackRate;
      if (!paused) this.play();
    }, { once: true });
    this.audio.src = address;
  }

  dropWhole() {
    if (this.whole) URL.revokeObjectURL(this.whole);
    this.whole = "";
  }

  markGraded(question) {
    this.handled.add(question);
    if (this.heard.delete(question)) this.store();
  }

  // A grade that the server would not count is said where it can be read later: the listener is not looking now.
  showResult({ outcome, reason }) {
    if (outcome === "stale" || outcome === "refused") this.view.showProblem(`A grade was not counted: ${reason}`);
  }

  listen() {
    const audio = this.audio;
    audio.addEventListener("timeupdate", () => {
      this.update();
      this.checkSleepTimer();
    });
    audio.addEventListener("durationchange", () => this.update());
    audio.addEventListener("play", () => this.view.showPlaying(true));
    audio.addEventListener("playing", () => answeredPresses.add(this.episode.play));
    audio.addEventListener("pause", () => {
      this.view.showPlaying(false);
      this.report();
    });
    audio.addEventListener("ended", () => {
      const last = this.episode.chapters.length - 1;
      this.follow(audio.duration, true);
      if (this.questions.ready === last && last >= 0) this.questions.stopBehind(last);
      this.report();
    });
    audio.addEventListener("seeking", () => {
      this.place = audio.currentTime; // what lies between was not heard
      this.sleepTimer.restart();
    });
    audio.addEventListener("seeked", () => this.update());
    audio.addEventListener("error", () => {
      if (this.episode.src) this.view.showProblem("The audio could not be loaded. Reload the page, or make the episode again.");
    });
    this.onVisibility = () => {
      this.queue.flush();
      if (document.visibilityState === "hidden" && this.episode.src) this.report();
    };
    document.addEventListener("visibilitychange", this.onVisibility);
    this.onOnline = () => this.queue.flush();
    window.addEventListener("online", this.onOnline);
    this.timer = setInterval(() => this.checkSleepTimer(), 500);
  }

  // A hidden page's timers are slowed down, the audio's own events are not: both look at the sleep timer.
  checkSleepTimer() {
    if (this.sleepTimer.tick()) this.view.showPlaying(false);
    this.view.showSleepTimer(this.sleepTimer);
  }

  /**
   * Take the data of a rerun. The same source is left alone; another one of the same episode goes on where it was.
   * @param {Episode} episode
   * @param {(name: string, value: any) => void} setState
   */
  receive(episode, setState) {
    this.setState = setState;
    const before = this.episode;
    if (before.name && before.name !== episode.name) this.store(); // of what was heard until now
    this.episode = episode;
    this.node.hidden = !episode.src;
    if (!episode.src) return before.src ? this.unload() : undefined;
    if (episode.graded.filter((question) => this.heard.delete(question)).length) this.store();
    this.view.showEpisode(episode.title, episode.chapters, episode.seconds);
    this.mediaSession.describe(episode.title, episode.album, episode.cover);
    this.described = -1;
    this.connectGrading(episode, episode.name === before.name);
    if (episode.src === before.src) return this.update();
    const isSame = episode.name === before.name;
    const position = isSame ? this.audio.currentTime : this.readPosition(episode);
    const isPlaying = (isSame && !this.audio.paused) || (episode.play && !answeredPresses.has(episode.play));
    if (!isSame) this.heard = new Set(this.readHeard(episode.name).filter((question) => !episode.graded.includes(question)));
    return this.load(episode, position, isPlaying);
  }

  connectGrading(episode, isSame) {
    this.queue.address = episode.grades ?? "";
    this.queue.learner = episode.learner ?? 0;
    if (!isSame) this.handled.clear();
    this.questions.setEpisode(episode.chapters, episode.tickets ?? {}, episode.deck ?? "", isSame);
    this.questions.isOn = localStorage.getItem(MODE_KEY) === "on";
    this.view.showQuestionMode(this.questions.isPossible, this.questions.isOn);
    if (this.queue.address) this.queue.flush(); // what an earlier visit could not send
  }

  // Nothing to play (any more): silent and out of sight, with its script loaded for what comes.
  unload() {
    this.heard.clear();
    this.audio.pause();
    this.audio.querySelectorAll("track").forEach((track) => track.remove());
    this.audio.removeAttribute("src");
    this.audio.load();
    this.mediaSession.rest();
  }

  load(episode, position, isPlaying) {
    this.view.showProblem("");
    this.audio.querySelectorAll("track").forEach((track) => track.remove());
    this.dropWhole();
    this.wholeOf = "";
    this.audio.src = episode.src;
    if (episode.live) this.transcript.fill([], []);
    else {
      const begin = () => {
        if (position > 0) this.audio.currentTime = position;
        this.sleepTimer.restart();
        if (this.heard.size) this.report(); // an earlier visit's, not graded yet
      };
      this.audio.addEventListener("loadedmetadata", begin, { once: true });
      this.loadCues(episode);
      this.keepWhole();
    }
    this.setSpeed(Number(localStorage.getItem(SPEED_KEY)) || 1);
    if (isPlaying || episode.live) this.play(); // what has just been made began with a click, so the browser allows it
    this.view.show(position, episode.seconds, episode.live);
  }

  loadCues(episode) {
    const track = el("track", { kind: "metadata", src: episode.vtt });
    track.addEventListener("load", () => {
      this.transcript.fill([...track.track.cues], this.episode.chapters);
      this.transcript.show(this.audio.currentTime);
    });
    this.audio.append(track);
    track.track.mode = "hidden";
  }

  play() {
    this.audio.play().catch((error) => {
      if (error.name !== "AbortError") this.view.showProblem("The browser did not let it play. Press play once more.");
    });
  }

  seek(second) {
    const end = Number.isFinite(this.audio.duration) ? this.audio.duration - 0.05 : second;
    this.audio.currentTime = Math.max(0, Math.min(second, end));
    this.update();
  }

  setSpeed(rate) {
    this.audio.playbackRate = rate;
    this.audio.preservesPitch = true;
    this.view.speed.value = String(rate);
    localStorage.setItem(SPEED_KEY, String(rate));
  }

  changeSpeed(step) {
    const speed = this.view.speed;
    speed.selectedIndex = Math.max(0, Math.min(speed.options.length - 1, speed.selectedIndex + step));
    this.setSpeed(Number(speed.value));
  }

  skipChapter(step) {
    const second = chapterTarget(this.episode.chapters, this.audio.currentTime, step);
    if (second !== null) this.seek(second);
  }

  update() {
    const { chapters, live, seconds } = this.episode;
    const second = this.audio.currentTime;
    const duration = Number.isFinite(this.audio.duration) ? this.audio.duration : seconds;
    this.view.show(second, live ? NaN : duration, live);
    this.transcript.show(second);
    this.mediaSession.setPosition(this.audio);
    this.describeChapter(chapterAt(chapters, second));
    this.follow(second, !this.audio.paused && !this.audio.seeking);
    if (Math.abs(second - this.lastStored) > STORE_SECONDS) this.store();
  }

  // Notice what was heard up to this second. A question counts as heard when its chapter has played to within two seconds of its end.
  follow(second, isPlaying) {
    const { chapters } = this.episode;
    const before = this.place;
    this.place = second;
    this.questions.reach(second, isPlaying, before);
    if (!isPlaying || this.questions.isGrading) return;
    const current = chapters[chapterAt(chapters, second)];
    for (const chapter of [chapters[findEnded(chapters, before, second)], current]) {
      if (chapter?.question && second > chapter.end - 2 && !this.handled.has(chapter.question)) this.heard.add(chapter.question);
    }
  }

  // The lock screen names what is being asked.
  describeChapter(index) {
    if (index === this.described) return;
    this.described = index;
    const { title, album, cover, chapters } = this.episode;
    this.mediaSession.describe(chapters[index]?.title || title, chapters[index]?.title ? title : album, cover);
  }

  // In this browser, often; to the server when playing stops.
  store() {
    const { name, live } = this.episode;
    if (!name || live) return;
    this.lastStored = this.audio.currentTime;
    localStorage.setItem(POSITION_KEY + name, String(this.isFinished() ? 0 : this.lastStored));
    if (this.heard.size) localStorage.setItem(HEARD_KEY + name, JSON.stringify([...this.heard]));
    else localStorage.removeItem(HEARD_KEY + name);
  }

  // The questions that were heard in an earlier visit and not graded.
  readHeard(name) {
    try {
      return JSON.parse(localStorage.getItem(HEARD_KEY + name)) || [];
    } catch {
      return []; // not ours
    }
  }

  readPosition(episode) {
    const stored = Number(localStorage.getItem(POSITION_KEY + episode.name));
    return stored > 0 && stored < episode.seconds ? stored : episode.position;
  }

  isFinished() {
    return this.audio.ended || (Number.isFinite(this.audio.duration) && this.audio.duration - this.audio.currentTime < 1);
  }

  report() {
    const { name, live } = this.episode;
    if (!name || live) return;
    this.store();
    const seconds = this.isFinished() ? 0 : Math.round(this.audio.currentTime * 10) / 10;
    this.setState("stopped", { name, seconds, heard: [...this.heard] });
  }

  destroy() {
    this.store();
    clearInterval(this.timer);
    this.questions.settle();
    this.tones.close();
    this.dropWhole();
    window.removeEventListener("online", this.onOnline);
    document.removeEventListener("visibilitychange", this.onVisibility);
    this.stopListening();
    this.mediaSession.clear();
    this.audio.pause();
    this.node.remove();
  }
}

const players = new WeakMap();

// Called at every run of the page: mounts once, then updates.
export default function mount({ parentElement, data, setStateValue }) {
  let player = players.get(parentElement);
  if (!player) {
    player = new Player(parentElement);
    players.set(parentElement, player);
  }
  player.receive(data, setStateValue);
  return endWhenGone(parentElement, () => {
    if (players.get(parentElement) !== player) return;
    players.delete(parentElement);
    player.destroy();
  });
}
