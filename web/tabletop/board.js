// @ts-check
// The board of a table-top exercise: the replay that all see, held by the server's clock, and what can be done now.

import { Player } from "../replay/player.js";
import { el } from "../shared/dom.js";
import { secondNow, secondsLeft } from "./clock.js";
import { drawCalls, drawCommands, drawInjects, drawPeople, drawStop, drawUpcoming } from "./panels.js";

const PHASES = {
  lobby: "Waiting for the mentor to start",
  playing: "The incident is running",
  paused: "Paused by the mentor",
  voting: "Vote now",
  spread: "How the group voted",
  team: "What the team did",
  over: "The exercise is over",
};

export class Board {
  constructor(data, plotly) {
    this.data = data;
    this.room = null;
    this.receivedAt = 0;
    this.player = new Player({ track: data.track, start: 0, link: "", kept: null, isFollowing: true }, plotly, null);
    this.phase = el("p", { class: "tabletop-phase", role: "status" }, "Connecting …");
    this.main = el("div", { class: "tabletop-main" });
    this.news = el("div", { class: "tabletop-news", "aria-live": "polite" });
    this.side = el("div", { class: "tabletop-side" });
    this.mentorPanel = data.isMentor ? this.buildMentorPanel() : null;
    this.message = el("p", { class: "tabletop-message", role: "alert" });
    this.root = el("div", { class: "tabletop player" }, this.phase, this.message, this.mentorPanel ? this.mentorPanel.node : null, this.main, this.news, this.player.root, this.side);
    this.connect();
    this.frame = requestAnimationFrame(() => this.tick());
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    this.source.close();
    this.player.destroy();
  }

  connect() {
    this.source = new EventSource(`${this.data.root}/tabletop/${this.data.code}/events?seat=${encodeURIComponent(this.data.seat)}`);
    this.source.onmessage = (event) => this.show(JSON.parse(event.data));
    this.source.addEventListener("refused", (event) => {
      const { error, remedy } = JSON.parse(/** @type {MessageEvent} */ (event).data);
      this.source.close();
      this.phase.textContent = `${error} ${remedy}`.trim();
    });
    // The stream ends now and then, and the browser opens it again by itself: only a longer silence is shown.
    this.source.onerror = () => {
      clearTimeout(this.silence);
      this.silence = setTimeout(() => (this.phase.textContent = "The connection was lost. Trying again …"), 3000);
    };
    this.source.onopen = () => clearTimeout(this.silence);
  }

  // Draw the room as the server describes it. What has the focus keeps it, unless the phase has changed.
  show(room) {
    const before = this.room;
    this.room = room;
    this.receivedAt = performance.now();
    this.root.dataset.phase = room.phase;
    this.root.dataset.version = String(room.version);
    this.phase.textContent = PHASES[room.phase];
    const isNew = !before || before.step !== room.step;
    if (isNew) this.message.textContent = "";
    const changed = (keys) => isNew || keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(room[key]));
    if (changed(["stop", "mine"])) this.drawMain(isNew);
    if (changed(["players", "injects", "calls"])) this.drawSide();
    if (this.mentorPanel && isNew) this.mentorPanel.commands.replaceChildren(drawCommands(room, this.acts()));
    if (room.stop && room.phase === "team") this.player.answers[room.stop.id] = { choice: -1 }; // its event's role is no secret now
    if (isNew) this.shownNext = null;
  }

  drawMain(isNew) {
    const focused = this.main.getRootNode().activeElement;
    const value = focused && this.main.contains(focused) && !isNew ? focused.value : null;
    const stop = this.room.stop ? drawStop(this.room, this.acts()) : null;
    const debrief = this.room.phase === "over" ? el("p", {}, el("a", { class: "debrief", href: this.data.debrief }, "Open the debrief")) : null;
    this.main.replaceChildren(...[stop, debrief].filter((node) => node !== null));
    if (value !== null) this.main.querySelector(`input[value="${CSS.escape(value)}"]`)?.focus();
    else if (isNew && stop) {
      this.main.querySelector("h2")?.focus({ preventScroll: true });
      this.main.scrollIntoView({ block: "start" });
    }
  }

  drawSide() {
    const calls = this.data.isMentor ? null : drawCalls(this.room, this.acts());
    this.side.replaceChildren(...[calls, drawPeople(this.room)].filter((node) => node !== null));
    const injects = drawInjects(this.room);
    this.news.replaceChildren(...(injects ? [injects] : []));
  }

  tick() {
    if (this.room) {
      const now = performance.now();
      const second = secondNow(this.room, this.receivedAt, now);
      this.player.follow(second, this.room.phase === "playing");
      const left = this.main.querySelector(".left");
      if (left) {
        const words = `${secondsLeft(this.room, this.receivedAt, now)} s left`;
        if (left.textContent !== words) left.textContent = words;
      }
      this.drawNext(second);
    }
    this.frame = requestAnimationFrame(() => this.tick());
  }

  drawNext(second) {
    if (!this.mentorPanel) return;
    const next = this.data.track.events.findIndex((event) => event.second > second + 0.01);
    if (next === this.shownNext) return;
    this.shownNext = next;
    this.mentorPanel.upcoming.replaceChildren(drawUpcoming(this.data.track, second));
  }

  buildMentorPanel() {
    const commands = el("div", {});
    const upcoming = el("div", {});
    const text = el("input", { type: "text", maxlength: "500", "aria-label": "An event to add", placeholder: "The provider reports a second outage" });
    const form = el("form", { class: "row", onsubmit: (event) => this.inject(event, text) }, text, el("button", { type: "submit" }, "Add event"));
    const node = el("section", { class: "tabletop-desk", "aria-label": "Mentor" }, commands, el("details", { open: true }, el("summary", {}, "What comes next"), upcoming), form);
    return { node, commands, upcoming };
  }

  inject(event, field) {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    this.key = this.key?.text === text ? this.key : { text, key: crypto.getRandomValues(new Uint32Array(4)).join("-") };
    this.post("inject", this.key).then((isDone) => {
      if (!isDone) return;
      field.value = "";
      this.key = undefined;
    });
  }

  acts() {
    return {
      vote: this.data.isMentor ? null : (choice) => this.post("vote", { stop: this.room.stop.id, choice }),
      call: (kind) => this.post("call", { kind }),
      command: (name) => this.post(name, { step: this.room.step }),
      end: () => window.confirm("End the exercise for everybody?") && this.post("end", { step: this.room.step }),
    };
  }

  // Send what was done; what the server refuses is said. Resolves to whether it was taken.
  async post(action, body) {
    try {
      const answer = await fetch(`${this.data.root}/tabletop/${this.data.code}/${action}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Seat": this.data.seat },
        body: JSON.stringify(body),
      });
      const refusal = await answer.json();
      this.message.textContent = answer.ok ? "" : `${refusal.error} ${refusal.remedy}`.trim();
      return answer.ok;
    } catch {
      this.message.textContent = "The server did not answer. Try again.";
      return false;
    }
  }
}
