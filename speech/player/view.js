// What the player looks like: built once, then only changed.

import { button, clock, el, ICONS } from "./parts.js";

const MOST_TICKS = 40; // more would be a bar, not marks
const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5];
const SLEEP = [["0", "Off"], ["5", "5 minutes"], ["15", "15 minutes"], ["30", "30 minutes"], ["60", "1 hour"], ["chapter", "End of chapter"]];

export class View {
  constructor(actions) {
    this.play = button("Play", ICONS.play, actions.toggle, { class: "play" });
    this.now = el("p", { class: "now", "aria-live": "off" });
    this.time = el("span", { class: "time" }, "0:00");
    this.left = el("span", { class: "time" }, "");
    this.bar = el("input", { type: "range", min: 0, max: 1, step: 0.1, value: 0, "aria-label": "Place in the episode" });
    this.bar.addEventListener("input", () => actions.seek(Number(this.bar.value)));
    this.ticks = el("div", { class: "ticks", "aria-hidden": "true" });
    this.speed = el("select", { "aria-label": "Speed" }, SPEEDS.map((s) => el("option", { value: s }, `${s}×`)));
    this.speed.addEventListener("change", () => actions.speed(Number(this.speed.value)));
    this.sleep = el("select", { "aria-label": "Sleep timer" }, SLEEP.map(([value, name]) => el("option", { value }, name)));
    this.sleep.addEventListener("change", () => actions.sleep(this.sleep.value));
    this.sleepLeft = el("span", { class: "muted" });
    this.chapters = el("ol", { class: "chapters", "aria-label": "Chapters" });
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
    const track = el("div", { class: "track" }, this.bar, this.ticks);
    const times = el("div", { class: "times" }, this.time, this.left);
    this.node = el("div", { class: "deck" }, this.now, track, times, buttons, settings, this.problem);
    const heading = el("h3", {}, "Chapters");
    this.contents = el("section", {}, heading, this.chapters);
  }

  // Chapters are [start, end, title, question, added].
  list(marks, duration) {
    this.marks = marks;
    this.contents.hidden = marks.length < 2;
    this.ticks.replaceChildren(
      ...(marks.length > MOST_TICKS ? [] : marks.slice(1)).map((mark) => {
        const tick = el("i");
        tick.style.left = `${(100 * mark[0]) / duration}%`;
        return tick;
      }),
    );
    this.chapters.replaceChildren(
      ...marks.map((mark) =>
        el(
          "li", {},
          el(
            "button", { type: "button", onclick: () => this.actions.seek(mark[0]) },
            el("time", {}, clock(mark[0])), el("span", {}, mark[2]), mark[4] ? el("em", {}, "added") : null,
          ),
        ),
      ),
    );
  }

  // `live` is true while the episode is being made: its length is not known yet.
  show(second, duration, live) {
    const known = Number.isFinite(duration) && duration > 0;
    this.time.textContent = clock(second);
    this.left.textContent = live ? "being made…" : known ? `−${clock(duration - second)}` : "";
    this.bar.max = known ? duration : Math.max(1, second);
    this.bar.value = second;
    this.bar.setAttribute("aria-valuetext", `${clock(second)}${known && !live ? ` of ${clock(duration)}` : ""}`);
    const place = (this.marks || []).findLastIndex((mark) => mark[0] <= second + 0.05);
    if (place === this.place) return;
    [...this.chapters.children].forEach((item, index) => {
      if (index === place) item.firstChild.setAttribute("aria-current", "true");
      else item.firstChild.removeAttribute("aria-current");
    });
    this.place = place;
    this.now.textContent = this.marks?.[place]?.[2] ?? this.title ?? "";
  }

  playing(yes) {
    this.play.setAttribute("aria-label", yes ? "Pause" : "Play");
    this.play.title = yes ? "Pause" : "Play";
    this.play.querySelector("path").setAttribute("d", yes ? ICONS.pause : ICONS.play);
  }

  sleeping(sleep) {
    const when = Number.isFinite(sleep.left) ? `stops in ${clock(sleep.left)}` : "stops with the chapter";
    this.sleepLeft.textContent = sleep.active ? when : "";
    if (!sleep.active) this.sleep.value = "0";
  }

  fail(text) {
    this.problem.hidden = !text;
    this.problem.textContent = text;
  }
}
