// The transcript: one button a sentence, the one that is being said is marked and kept in view. The browser itself
// reads the WebVTT file and says which cue is due.

import { clock, el } from "./parts.js";

export class Transcript {
  constructor(seek) {
    this.seek = seek;
    this.items = [];
    this.current = -1;
    this.list = el("ol", { class: "cues", "aria-label": "Transcript" });
    this.note = el("p", { class: "muted" }, "The transcript appears when the episode is finished.");
    this.follow = el("input", { type: "checkbox", checked: true });
    const label = el("label", { class: "follow" }, this.follow, " Follow along");
    this.node = el("section", { class: "transcript" }, el("h3", {}, "Transcript"), label, this.note, this.list);
    this.list.addEventListener("keydown", (event) => this.move(event));
  }

  // Fill from the cues of a text track; chapters become headings between them.
  fill(cues, chapters) {
    this.list.replaceChildren();
    this.current = -1;
    let chapter = -1;
    this.items = cues.map((cue, index) => {
      const starts = chapters.findLastIndex((mark) => mark[0] <= cue.startTime + 0.01);
      if (starts !== chapter && starts >= 0) {
        chapter = starts;
        this.list.append(el("li", { class: "heading" }, chapters[starts][2]));
      }
      const said = document.createElement("span");
      said.append(cue.getCueAsHTML ? cue.getCueAsHTML() : cue.text);
      const text = said.textContent;
      const missing = text.startsWith("[not spoken]");
      const jump = el(
        "button",
        { type: "button", tabindex: index ? -1 : 0, class: missing ? "missing" : null, onclick: () => this.seek(cue.startTime) },
        el("time", {}, clock(cue.startTime)),
        el("span", {}, text),
      );
      this.list.append(el("li", {}, jump));
      return { start: cue.startTime, end: cue.endTime, jump };
    });
    this.note.hidden = this.items.length > 0;
  }

  show(second) {
    const index = this.items.findLastIndex((item) => item.start <= second + 0.01);
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
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.list.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
    }
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const at = this.items.findIndex((item) => item.jump === event.target);
    const next = this.items[at + step];
    if (at < 0 || !next) return;
    event.preventDefault();
    event.stopPropagation();
    next.jump.focus();
  }
}
