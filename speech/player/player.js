// The listening player: an audio element with chapters, a transcript that follows, speed, sleep, keys, lock screen. It keeps
// playing across reruns of the page, and goes over from the growing stream to the finished file where it was.

import { el } from "./parts.js";
import { free, keyboard, session } from "./remote.js";
import { Sleep } from "./sleep.js";
import { Transcript } from "./transcript.js";
import { View } from "./view.js";

const STEP = 15; // seconds
const REPORT = 20; // seconds of playing between two places kept in the browser
const SPEED = "rehearsal.listen.speed";
const PLACE = "rehearsal.listen."; // and an episode's name: where playing stopped
const HEARD = "rehearsal.heard."; // and an episode's name: the questions to be graded

const begun = new Set(); // presses of “Make and play” that have been answered with sound

class Player {
  constructor(host) {
    this.host = host;
    this.audio = el("audio", { preload: "metadata" });
    this.data = { name: "", src: "", marks: [] };
    this.heard = new Set();
    const actions = {
      toggle: () => (this.audio.paused ? this.play() : this.audio.pause()),
      play: () => this.play(), pause: () => this.audio.pause(),
      back: () => this.seek(this.audio.currentTime - STEP), forward: () => this.seek(this.audio.currentTime + STEP),
      previous: () => this.chapter(-1), next: () => this.chapter(1),
      slower: () => this.faster(-1), faster: () => this.faster(1),
      seek: (second) => this.seek(second), speed: (rate) => this.rate(rate), sleep: (choice) => this.sleeper.set(choice),
    };
    this.view = new View(actions);
    this.transcript = new Transcript((second) => this.seek(second));
    this.sleeper = new Sleep(this.audio, (second) => this.markAt(second)?.[1] ?? Infinity);
    this.node = el("div", { class: "listen" }, this.view.node, this.audio, this.view.contents, this.transcript.node);
    host.append(this.node);
    this.media = session(actions, (second) => this.seek(second));
    this.release = keyboard(actions, (event) => Boolean(this.data.src) && free(event, host.host || host));
    this.listen();
  }

  listen() {
    const audio = this.audio;
    audio.addEventListener("timeupdate", () => { this.tick(); this.drowse(); });
    audio.addEventListener("durationchange", () => this.tick());
    audio.addEventListener("play", () => this.view.playing(true));
    audio.addEventListener("playing", () => begun.add(this.data.play));
    audio.addEventListener("pause", () => { this.view.playing(false); this.report(); });
    audio.addEventListener("ended", () => this.report());
    audio.addEventListener("seeking", () => this.sleeper.moved());
    audio.addEventListener("seeked", () => this.tick());
    audio.addEventListener("error", () => {
      if (this.data.src) this.view.fail("The audio could not be loaded. Reload the page, or make the episode again.");
    });
    this.hidden = () => document.visibilityState === "hidden" && this.data.src && this.report();
    document.addEventListener("visibilitychange", this.hidden);
    this.timer = setInterval(() => this.drowse(), 500);
  }

  // A hidden page's timers are slowed down, the audio's own events are not: both look at the sleep timer.
  drowse() {
    if (this.sleeper.tick()) this.view.playing(false);
    this.view.sleeping(this.sleeper);
  }

  // New data of a rerun. The same source is left alone; another one of the same episode goes on where it was.
  update(data, tell) {
    this.tell = tell;
    const before = this.data;
    if (before.name && before.name !== data.name) this.keep(); // of what was heard until now
    this.data = data;
    this.node.hidden = !data.src;
    if (!data.src) return before.src ? this.rest() : undefined;
    if (data.graded.filter((name) => this.heard.delete(name)).length) this.keep();
    this.view.title = data.title;
    this.view.list(data.marks, data.seconds);
    this.view.place = undefined;
    this.media.describe(data.title, data.album, data.cover);
    if (data.src === before.src) return this.tick();
    const same = data.name === before.name;
    const at = same ? this.audio.currentTime : this.kept(data);
    const playing = (same && !this.audio.paused) || (data.play && !begun.has(data.play));
    if (!same) this.heard = new Set(this.remembered(data.name).filter((name) => !data.graded.includes(name)));
    this.load(data, at, playing);
  }

  // Nothing to play (any more): silent and out of sight, with its scripts loaded for what comes.
  rest() {
    this.heard.clear();
    this.audio.pause();
    this.audio.querySelectorAll("track").forEach((track) => track.remove());
    this.audio.removeAttribute("src");
    this.audio.load();
    this.media.rest();
  }

  load(data, at, playing) {
    this.view.fail("");
    this.audio.querySelectorAll("track").forEach((track) => track.remove());
    this.audio.src = data.src;
    if (!data.live) {
      this.audio.addEventListener("loadedmetadata", () => {
        if (at > 0) this.audio.currentTime = at;
        this.sleeper.moved();
        if (this.heard.size) this.report(); // an earlier visit's, not graded yet
      }, { once: true });
      this.cues(data);
    } else this.transcript.fill([], []);
    this.rate(Number(localStorage.getItem(SPEED)) || 1);
    if (playing || data.live) this.play(); // what has just been made began with a click, so the browser allows it
    this.view.show(at, data.seconds, data.live);
  }

  cues(data) {
    const track = el("track", { kind: "metadata", src: data.vtt });
    track.addEventListener("load", () => {
      this.transcript.fill([...track.track.cues], this.data.marks);
      this.transcript.show(this.audio.currentTime);
    });
    this.audio.append(track);
    track.track.mode = "hidden";
  }

  play() {
    this.audio.play().catch((error) => {
      if (error.name !== "AbortError") this.view.fail("The browser did not let it play. Press play once more.");
    });
  }

  seek(second) {
    const end = Number.isFinite(this.audio.duration) ? this.audio.duration - 0.05 : second;
    this.audio.currentTime = Math.max(0, Math.min(second, end));
    this.tick();
  }

  rate(value) {
    this.audio.playbackRate = value;
    this.audio.preservesPitch = true;
    this.view.speed.value = String(value);
    localStorage.setItem(SPEED, String(value));
  }

  faster(step) {
    const speed = this.view.speed;
    speed.selectedIndex = Math.max(0, Math.min(speed.options.length - 1, speed.selectedIndex + step));
    this.rate(Number(speed.value));
  }

  markAt(second) {
    return this.data.marks.findLast((mark) => mark[0] <= second + 0.05);
  }

  chapter(step) {
    const marks = this.data.marks;
    const now = this.audio.currentTime;
    const at = marks.findLastIndex((mark) => mark[0] <= now + 0.05);
    if (step < 0 && at >= 0 && now - marks[at][0] > 3) return this.seek(marks[at][0]);
    const target = marks[at + step];
    if (target) this.seek(target[0]);
  }

  tick() {
    const now = this.audio.currentTime;
    const known = Number.isFinite(this.audio.duration) ? this.audio.duration : this.data.seconds;
    this.view.show(now, this.data.live ? NaN : known, this.data.live);
    this.transcript.show(now);
    this.media.place(this.audio);
    const mark = this.markAt(now);
    if (mark?.[3] && !this.audio.paused && now > mark[1] - 2) this.heard.add(mark[3]);
    if (Math.abs(now - (this.last ?? 0)) > REPORT) this.keep();
  }

  // In this browser, often; to the server when playing stops.
  keep() {
    if (!this.data.name || this.data.live) return;
    this.last = this.audio.currentTime;
    localStorage.setItem(PLACE + this.data.name, String(this.finished() ? 0 : this.last));
    if (this.heard.size) localStorage.setItem(HEARD + this.data.name, JSON.stringify([...this.heard]));
    else localStorage.removeItem(HEARD + this.data.name);
  }

  // The questions that were heard in an earlier visit and not graded.
  remembered(name) {
    try {
      return JSON.parse(localStorage.getItem(HEARD + name)) || [];
    } catch {
      return []; // not ours
    }
  }

  finished() {
    return this.audio.ended || (Number.isFinite(this.audio.duration) && this.audio.duration - this.audio.currentTime < 1);
  }

  kept(data) {
    const here = Number(localStorage.getItem(PLACE + data.name));
    return here > 0 && here < data.seconds ? here : data.position;
  }

  report() {
    if (!this.data.name || this.data.live) return;
    this.keep();
    const at = this.finished() ? 0 : Math.round(this.audio.currentTime * 10) / 10;
    this.tell("stopped", { name: this.data.name, at, heard: [...this.heard] });
  }

  end() {
    this.keep();
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.hidden);
    this.release();
    this.media.clear();
    this.audio.pause();
    this.node.remove();
  }
}

const players = new WeakMap();

// Called at every run of the page: mounts once, then updates.
export default function ({ parentElement, data, setStateValue }) {
  let player = players.get(parentElement);
  if (!player) {
    player = new Player(parentElement);
    players.set(parentElement, player);
  }
  player.update(data, setStateValue);
  return () => {
    player.end();
    players.delete(parentElement);
  };
}
