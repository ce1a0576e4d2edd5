// @ts-check
// The player: one per place on the page. It is given its data once, plays on the client, and speaks to Python at decisions only.

import { handleKey, isForPlayer } from "./keys.js";
import { spoken } from "./stage.js";
import { printStory } from "./story.js";
import { el } from "../shared/dom.js";
import { PAPER_THEME } from "./theme.js";
import { lastAt, minuteAt, secondAt } from "./time.js";
import { build, focusOpen, paint, renderOpen, resize } from "./view.js";

// Press the button of the open panel that has this action.
const press = (stage, action) => stage.querySelector(`[data-action=${action}]`)?.click();

const DARK = window.matchMedia("(prefers-color-scheme: dark)");
const places = new Map(); // where each incident was left, while this page stays open

export class Player {
  // Set up by `build` (view.js).
  Plotly = null;
  /** @type {any} */
  chart = null;
  /** @type {any} */
  ui = null;
  /** @type {any} */
  shown = {};
  /** @type {any} */
  live = null;
  /** @type {any} */
  stage = null;
  /** @type {() => void} */
  unmount = () => {};

  constructor(data, plotly, trigger) {
    this.plotly = plotly;
    this.trigger = trigger;
    this.speed = 1;
    this.deciding = true;
    this.chair = false;
    this.announcing = false;
    this.isFollowing = Boolean(data.isFollowing); // somebody else holds the clock: no transport, no keys
    this.root = el("section", { class: "player" + (this.isFollowing ? " following" : ""), tabindex: "-1" });
    this.onDocumentKey = (event) => {
      if (isForPlayer(this, event)) handleKey(this, event);
    };
    if (!this.isFollowing) {
      this.root.addEventListener("keydown", (event) => handleKey(this, event));
      document.addEventListener("keydown", this.onDocumentKey);
    }
    this.onScheme = () => resize(this);
    DARK.addEventListener("change", this.onScheme);
    this.sized = new ResizeObserver(() => resize(this));
    this.load(data);
  }

  destroy() {
    this.pause();
    places.set(this.track.incident, this.now);
    document.removeEventListener("keydown", this.onDocumentKey);
    DARK.removeEventListener("change", this.onScheme);
    this.sized.disconnect();
    if (this.Plotly) this.Plotly.purge(this.chart.plot);
  }

  // New data from Python: the same incident keeps its place and its answers, another one starts afresh.
  update(data, trigger) {
    this.trigger = trigger;
    const before = this.raw;
    if (JSON.stringify(data.track) !== before) {
      const same = data.track.incident === this.track.incident;
      const held = same ? minuteAt(this.track.knots, this.now) : null;
      const going = this.playing;
      this.pause();
      if (!same) places.set(this.track.incident, this.now);
      this.load(data, held);
      if (same && going) this.play();
    } else {
      this.takeOptions(data);
      if (this.open) renderOpen(this, false);
      resize(this);
    }
  }

  load(data, held = null) {
    const fresh = !this.track || this.track.incident !== data.track.incident;
    this.raw = JSON.stringify(data.track);
    this.track = data.track;
    this.takeOptions(data);
    this.linkBase = data.link || "";
    if (fresh) this.forget();
    this.seconds = this.track.events.map((event) => event.second);
    this.gates = [
      ...this.track.decisionPoints.map((item) => ({ second: item.second, kind: "stop", item })),
      ...this.track.interviewerPrompts.map((item) => ({ second: item.second, kind: "ask", item })),
    ].sort((a, b) => a.second - b.second);
    this.open = this.open && (this.gates.find((gate) => gate.item.id === this.open.item.id) || null);
    this.linked = fresh && held === null && Number.isFinite(data.start);
    const known = places.get(this.track.incident);
    const start = held ?? data.start;
    this.now = start !== null && start !== undefined ? this.firstSecond(start) : known || 0;
    if (fresh) this.pass(this.now);
    build(this);
  }

  // `kept` is null where nobody practises: an author's preview takes decisions and tells nobody.
  takeOptions(data) {
    this.kept = new Set(data.kept || []);
    this.report = data.kept ? this.trigger : null;
    this.canSuggest = Boolean(data.canSuggest);
  }

  // A link to a minute shows the event of that minute; before the first or after the last it is held to the ends.
  firstSecond(minute) {
    const event = this.track.events.find((e) => Math.abs(e.minute - minute) < 1e-6);
    return event ? event.second : Math.min(this.track.duration, Math.max(0, secondAt(this.track.knots, minute)));
  }

  forget() {
    this.answers = {};
    this.asked = {};
    this.passed = new Set();
    this.open = null;
    this.ended = false;
  }

  // What lies behind a deep link is not asked.
  pass(second) {
    this.gates.filter((gate) => gate.second < second).forEach((gate) => this.passed.add(gate.item.id));
  }

  // --- playing -------------------------------------------------------------------------------------------------

  toggle() {
    if (this.open) return this.advance();
    return this.playing ? this.pause() : this.play();
  }

  // At a decision or a question from the room: what the key of play does there.
  advance() {
    const { kind, item, isRevealed } = this.open;
    if (kind === "ask") return isRevealed ? this.askForChoice() : press(this.stage, "open");
    if (this.answers[item.id]) return this.close();
    if (this.stage.querySelector("input:checked")) return press(this.stage, "commit");
    return this.askForChoice();
  }

  askForChoice() {
    const { kind, item } = this.open;
    if (kind === "stop") return this.hint(this.answers[item.id] ? "Press Space to continue." : `Choose first: 1 – ${item.choices.length}, or s to skip.`);
    return this.hint(this.open.isRevealed ? "Press y if you had that, n if not yet." : "Press Space to see what they are testing, s to skip.");
  }

  // Say what is missing, beside the buttons and to a screen reader.
  hint(words) {
    const place = this.stage.querySelector(".hint");
    if (place) place.textContent = words;
    this.say(words);
    focusOpen(this);
  }

  // The role of an event whose decision is not taken yet would answer it.
  hidesRole(index) {
    return this.deciding && this.track.decisionPoints.some((point) => point.afterEvent === index && !this.answers[point.id] && !this.passed.has(point.id));
  }

  play() {
    if (this.playing || this.open) return;
    if (this.now >= this.track.duration - 1e-6) this.now = 0;
    this.ended = false;
    this.playing = true;
    this.then = null;
    this.comeIntoView();
    this.frame = requestAnimationFrame((t) => this.tick(t));
    paint(this);
  }

  // Once: from then on the reader scrolls as they like.
  comeIntoView() {
    if (this.seen || this.isFull()) return;
    this.seen = true;
    this.linked = false;
    const { top, bottom } = this.root.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) this.root.scrollIntoView({ block: "start" });
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    if (this.ui) paint(this);
  }

  tick(t) {
    if (!this.playing) return;
    const step = this.then === null ? 0 : Math.min(0.25, (t - this.then) / 1000) * this.speed;
    this.then = t;
    this.travel(this.now + step);
    if (this.playing) this.frame = requestAnimationFrame((next) => this.tick(next));
  }

  // Move on to `second`, but not past a decision that waits, nor past the end.
  travel(second) {
    const gate = this.waiting(second);
    if (gate) return this.halt(gate);
    this.now = Math.min(second, this.track.duration);
    if (this.now >= this.track.duration) this.finish();
    paint(this);
  }

  waiting(second) {
    return this.gates.find((gate) => gate.second <= second && gate.second >= this.now - 1e-6 && this.isDue(gate));
  }

  isDue({ kind, item }) {
    if (this.passed.has(item.id)) return false;
    return kind === "stop" ? this.deciding && !this.answers[item.id] : this.chair && !(item.id in this.asked);
  }

  halt(gate) {
    this.now = gate.second;
    this.pause();
    this.open = { ...gate, isRevealed: false };
    paint(this);
    renderOpen(this, true);
  }

  finish() {
    this.playing = false;
    this.ended = true;
    cancelAnimationFrame(this.frame);
    this.say("The end.");
  }

  // Show the second that whoever holds the clock is at.
  follow(second, isPlaying) {
    this.playing = isPlaying;
    this.now = Math.min(second, this.track.duration);
    paint(this);
  }

  seek(second) {
    if (this.isFollowing) return;
    const target = Math.min(this.track.duration, Math.max(0, second));
    if (this.open && target >= this.open.second) {
      paint(this);
      return this.askForChoice();
    }
    this.open = null;
    this.ended = false;
    if (target > this.now) return this.travel(target);
    this.now = target;
    this.shown.event = null;
    return paint(this);
  }

  step(direction) {
    const here = lastAt(this.seconds, this.now);
    if (direction > 0) return this.seek(here + 1 < this.seconds.length ? this.seconds[here + 1] : this.track.duration);
    const back = this.now - this.seconds[here] > 0.5 || this.open ? here : here - 1;
    return this.seek(this.seconds[Math.max(0, back)] ?? 0);
  }

  marker(direction) {
    const all = [...this.gates.map((g) => g.second), ...this.track.phases.map((p) => p.start), 0, this.track.duration].sort((a, b) => a - b);
    const next = direction > 0 ? all.find((s) => s > this.now + 0.01) : all.reverse().find((s) => s < this.now - 0.01);
    if (next !== undefined) this.seek(next);
  }

  restart() {
    this.pause();
    this.forget();
    this.now = 0;
    this.shown.event = null;
    paint(this);
  }

  // --- options -------------------------------------------------------------------------------------------------

  setSpeed(speed) {
    this.speed = speed;
    this.ui.speed.value = String(speed);
  }

  setDeciding(on) {
    this.deciding = on;
    if (!on && this.open?.kind === "stop") this.close();
  }

  setChair(on) {
    this.chair = on;
    if (!on && this.open?.kind === "ask") this.close();
  }

  setAnnouncing(on) {
    this.announcing = on;
    const index = Math.max(0, lastAt(this.seconds, this.now));
    const event = this.track.events[index];
    if (on && event) this.say(spoken(event, this.hidesRole(index)));
  }

  say(words) {
    this.live.textContent = words;
  }

  help() {
    const open = this.ui.help.hidden;
    this.ui.help.hidden = !open;
    this.ui.helper.setAttribute("aria-expanded", String(open));
  }

  isFull() {
    return document.fullscreenElement !== null || this.root.classList.contains("filled-screen");
  }

  async full() {
    if (document.fullscreenElement) return document.exitFullscreen();
    if (this.root.requestFullscreen) return this.root.requestFullscreen();
    this.root.classList.toggle("filled-screen"); // a phone that has no full screen for pages
    return resize(this);
  }

  async copyLink() {
    const minute = Math.floor(minuteAt(this.track.knots, this.now) * 100) / 100;
    const link = new URL(this.linkBase + "&t=" + minute, location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      this.ui.link.classList.add("done");
      this.say("Link copied.");
    } catch {
      window.prompt("The link to this moment:", link); // no clipboard without https
    }
  }

  // Ask for the page that edits the event on the screen. Its text holds the answer of a decision that is still to be taken.
  suggest() {
    const index = Math.max(0, lastAt(this.seconds, this.now));
    if (this.open?.kind === "stop" && !this.answers[this.open.item.id]) return this.askForChoice();
    const gate = this.gates.find(({ kind, item }) => kind === "stop" && item.afterEvent === index && this.isDue({ kind, item }));
    if (gate) {
      this.halt(gate);
      return this.hint("Decide first: the text of this event gives the answer away.");
    }
    this.pause();
    this.trigger("suggested", { incident: this.track.incident, event: index + 1 });
  }

  async print() {
    const picture = this.Plotly ? await this.chart.picture(this.Plotly, PAPER_THEME, 1000) : null;
    await printStory(this.track, picture);
  }

  close() {
    this.open = null;
    this.shown.event = null;
    this.root.focus({ preventScroll: true });
    this.play();
  }
}
