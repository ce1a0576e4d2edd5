// @ts-check
// The transcript: one button a sentence; the one that is being said is marked and kept in view. The browser itself reads
// the WebVTT file and says which cue is due.

import { el } from "../shared/dom.js";
import { formatClock } from "./clock.js";

const SLACK = 0.01; // seconds: cue times are rounded to thousandths
const NOT_SPOKEN = "[not spoken]"; // what speech/publish writes in front of a sentence no voice could say

export class Transcript {
  /** @param {(second: number) => void} seek */
  constructor(seek) {
    this.seek = seek;
    this.items = [];
    this.current = -1;
    this.list = el("ol", { class: "cues", "aria-label": "Transcript" });
    this.note = el("p", { class: "muted" }, "The transcript appears when the episode is finished.");
    this.follow = el("input", { type: "checkbox", checked: true });
    const label = el("label", { class: "follow" }, this.follow, " Follow along");
    this.node = el("section", { class: "transcript" }, el("h3", {}, "Transcript"), label, this.note, this.list);
    this.list.addEventListener("keydown", (event) => this.moveFocus(event));
  }

  // Fill from the cues of a text track; chapters become headings between them.
  fill(cues, chapters) {
    this.list.replaceChildren();
    this.current = -1;
    let chapter = -1;
    this.items = cues.map((cue, index) => {
      const reached = chapters.findLastIndex((one) => one.start <= cue.startTime + SLACK);
      if (reached !== chapter && reached >= 0) {
        chapter = reached;
        this.list.append(el("li", { class: "heading" }, chapters[reached].title));
      }
      const sentence = document.createElement("span");
      sentence.append(cue.getCueAsHTML ? cue.getCueAsHTML() : cue.text);
      const text = sentence.textContent;
      const jump = el(
        "button",
        {
          type: "button",
          tabindex: index ? -1 : 0,
          class: text.startsWith(NOT_SPOKEN) ? "missing" : null,
          onclick: () => this.seek(cue.startTime),
        },
        el("time", {}, formatClock(cue.startTime)),
        el("span", {}, text),
      );
      this.list.append(el("li", {}, jump));
      return { start: cue.startTime, jump };
    });
    this.note.hidden = this.items.length > 0;
  }

  show(second) {
    const index = this.items.findLastIndex((item) => item.start <= second + SLACK);
    if (index === this.current) return;
    this.items[this.current]?.jump.removeAttribute("aria-current");
    this.items[this.current]?.jump.setAttribute("tabindex", "-1");
    this.current = index;
    const item = this.items[index];
    if (!item) return;
    item.jump.setAttribute("aria-current", "true");
    item.jump.setAttribute("tabindex", "0");
    if (this.follow.checked) {
      const top = item.jump.offsetTop - this.list.offsetTop - this.list.clientHeight / 3;
      const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.list.scrollTo({ top, behavior: reduced ? "auto" : "smooth" });
    }
  }

  moveFocus(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const index = this.items.findIndex((item) => item.jump === event.target);
    const next = this.items[index + step];
    if (index < 0 || !next) return;
    event.preventDefault();
    event.stopPropagation();
    next.jump.focus();
  }
}
