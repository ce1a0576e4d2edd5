// @ts-check
// The clock of a step. It runs in the browser alone: the server is not asked while it runs, and a rerun of the page
// neither stops nor resets it.

import { el } from "../shared/dom.js";
import { create, format, measure, toggle } from "./countdown.js";

/** @type {Map<string, import("./countdown.js").Countdown>} */
const countdowns = new Map();
const TICK_MS = 250; // often enough that no second is skipped

export default function mount({ data, parentElement }) {
  const { token, seconds, running } = data;
  // One that runs from the start has what the server says is left: the server decides when the time is up.
  if (running) countdowns.set(token, toggle(create(seconds), Date.now()));
  if (!countdowns.has(token)) countdowns.set(token, create(seconds));
  const clock = el("output", { class: "step-clock", "aria-live": "off" });
  const news = el("span", { class: "step-news", role: "status" });
  const start = el("button", { type: "button", onclick: () => change(toggle(current(), Date.now())) });
  const reset = el("button", { type: "button", onclick: () => change(create(seconds)) }, "Reset");
  const bar = el("div", { class: "step-timer", role: "group", "aria-label": running ? "Time left" : "Time for this step" }, clock, running ? null : [start, reset], news);
  // The component's style sheet stands beside it and has to stay.
  parentElement.querySelector(".step-timer")?.remove();
  parentElement.append(bar);

  function current() {
    return /** @type {import("./countdown.js").Countdown} */ (countdowns.get(token));
  }
  function change(/** @type {import("./countdown.js").Countdown} */ next) {
    countdowns.set(token, next);
    draw();
  }
  function draw() {
    const left = measure(current(), Date.now());
    clock.textContent = format(left);
    bar.classList.toggle("is-over", left < 0);
    start.textContent = current().since === null ? (left < current().total ? "Continue" : "Start") : "Pause";
    const over = left < 0 ? (running ? "The time is up" : "The time for this step is over") : "";
    if (news.textContent !== over) news.textContent = over;
  }
  draw();
  const ticking = setInterval(draw, TICK_MS);
  return () => clearInterval(ticking);
}
