// @ts-check
// What the player looks like: built once, then only changed.

import { el } from "../shared/dom.js";
import { chapterAt } from "./chapters.js";
import { formatClock } from "./clock.js";
import { button, ICONS } from "./controls.js";

const MAX_TICKS = 40; // more would be a bar, not marks
const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5];
const SLEEP_CHOICES = [["0", "Off"], ["5", "5 minutes"], ["15", "15 minutes"], ["30", "30 minutes"], ["60", "1 hour"], ["chapter", "End of chapter"]];

export class View {
  /** @param {Record<string, (value?: any) => void>} actions */
  constructor(actions) {
    this.title = "";
    this.chapters = [];
    this.current = undefined;
    this.play = button("Play", ICONS.play, actions.toggle, { class: "play" });
    this.now = el("p", { class: "now", "aria-live": "off" });
    this.time = el("span", { class: "time" }, "0:00");
    this.left = el("span", { class: "time" }, "");
    this.bar = el("input", { type: "range", min: 0, max: 1, step: 0.1, value: 0, "aria-label": "Position in the episode" });
    this.bar.addEventListener("input", () => actions.seek(Number(this.bar.value)));
    this.ticks = el("div", { class: "ticks", "aria-hidden": "true" });
    this.speed = el("select", { "aria-label": "Speed" }, SPEEDS.map((s) => el("option", { value: s }, `${s}×`)));
    this.speed.addEventListener("change", () => actions.setSpeed(Number(this.speed.value)));
    this.sleep = el("select", { "aria-label": "Sleep timer" }, SLEEP_CHOICES.map(([value, name]) => el("option", { value }, name)));
    this.sleep.addEventListener("change", () => actions.setSleep(this.sleep.value));
    this.sleepLeft = el("span", { class: "muted" });
    this.list = el("ol", { class: "chapters", "aria-label": "Chapters" });
    this.problem = el("p", { class: "problem", role: "alert", hidden: true });
    this.actions = actions;
    const buttons = el(
      "div", { class: "buttons", role: "group", "aria-label": "Playback" },
      button("Previous chapter", ICONS.previous, actions.previous),
      button("Back 15 seconds", ICONS.back, actions.back, {}, "15"),
      this.play,
      button("Forward 15 seconds", ICONS.forward, actions.forward, {}, "15"),
      button("Next chapter", ICONS.next, actions.next),
    );
    const settings = el(
      "div", { class: "settings" },
      el("label", {}, "Speed ", this.speed), el("label", {}, "Sleep ", this.sleep), this.sleepLeft,
    );
    this.mode = el("input", { type: "checkbox" });
    this.mode.addEventListener("change", () => actions.setQuestionMode(this.mode.checked));
    this.questionMode = el(
      "div", { class: "question-mode", hidden: true },
      el("label", {}, this.mode, " Question mode"),
      el("p", { class: "muted" }, "Grade with your headset. Playback stops after each question: next means you knew it, previous means not yet, play/pause plays it again. Press twice to undo."),
    );
    const track = el("div", { class: "track" }, this.bar, this.ticks);
    const times = el("div", { class: "times" }, this.time, this.left);
    this.node = el("div", { class: "deck" }, this.now, track, times, buttons, settings, this.questionMode, this.problem);
    this.contents = el("section", {}, el("h3", {}, "Chapters"), this.list);
  }

  /**
   * @param {string} title
   * @param {import("./chapters.js").Chapter[]} chapters
   * @param {number} duration in seconds
   */
  showEpisode(title, chapters, duration) {
    this.title = title;
    this.chapters = chapters;
    this.current = undefined;
    this.contents.hidden = chapters.length < 2;
    this.ticks.replaceChildren(
      ...(chapters.length > MAX_TICKS ? [] : chapters.slice(1)).map((chapter) => {
        const tick = el("i");
        tick.style.left = `${(100 * chapter.start) / duration}%`;
        return tick;
      }),
    );
    this.list.replaceChildren(
      ...chapters.map((chapter) =>
        el(
          "li", {},
          el(
            "button", { type: "button", onclick: () => this.actions.seek(chapter.start) },
            el("time", {}, formatClock(chapter.start)),
            el("span", {}, chapter.title),
            chapter.added ? el("em", {}, "added") : null,
          ),
        ),
      ),
    );
  }

  // `live` is true while the episode is being made: its length is not known yet.
  show(second, duration, live) {
    const isKnown = Number.isFinite(duration) && duration > 0;
    this.time.textContent = formatClock(second);
    this.left.textContent = live ? "being made…" : isKnown ? `−${formatClock(duration - second)}` : "";
    this.bar.max = isKnown ? duration : Math.max(1, second);
    this.bar.value = second;
    this.bar.setAttribute("aria-valuetext", `${formatClock(second)}${isKnown && !live ? ` of ${formatClock(duration)}` : ""}`);
    const current = chapterAt(this.chapters, second);
    if (current === this.current) return;
    [...this.list.children].forEach((item, index) => {
      if (index === current) item.firstChild.setAttribute("aria-current", "true");
      else item.firstChild.removeAttribute("aria-current");
    });
    this.current = current;
    this.now.textContent = this.chapters[current]?.title ?? this.title;
  }

  showPlaying(isPlaying) {
    this.play.setAttribute("aria-label", isPlaying ? "Pause" : "Play");
    this.play.title = isPlaying ? "Pause" : "Play";
    this.play.querySelector("path").setAttribute("d", isPlaying ? ICONS.pause : ICONS.play);
  }

  showQuestionMode(isPossible, isOn) {
    this.questionMode.hidden = !isPossible;
    this.mode.checked = isOn;
  }

  showSleepTimer(timer) {
    const when = Number.isFinite(timer.left) ? `stops in ${formatClock(timer.left)}` : "stops with the chapter";
    this.sleepLeft.textContent = timer.active ? when : "";
    if (!timer.active) this.sleep.value = "0";
  }

  showProblem(text) {
    this.problem.hidden = !text;
    this.problem.textContent = text;
  }
}
