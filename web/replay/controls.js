// @ts-check
// The transport: buttons, the scrubber with its marks, the keys.

import { ICONS } from "./roles.js";
import { drawIcon, el } from "../shared/dom.js";
import { button } from "./button.js";

export const SPEEDS = [0.5, 1, 2, 4, 8];

export const KEYS = [
  ["Space", "play, pause; at a decision: commit, continue"],
  ["1 – 9", "at a decision: choose"],
  ["s k", "at a decision: skip, save as a card"],
  ["y n", "in the director's chair: I had that, not yet"],
  [", .", "one event back, forward"],
  ["[ ]", "previous, next phase or decision"],
  ["← →", "5 seconds back, forward"],
  ["Home End", "start, end"],
  ["0 – 9", "to 0 % – 90 %"],
  ["< >", "slower, faster"],
  ["f", "full screen"],
  ["?", "these keys"],
];

function toggle(label, icon, words, on, action) {
  const node = el("button", { type: "button", class: "toggle", title: label, "aria-pressed": String(on) }, drawIcon(icon), el("span", {}, words));
  node.addEventListener("click", () => {
    const next = node.getAttribute("aria-pressed") !== "true";
    node.setAttribute("aria-pressed", String(next));
    action(next);
  });
  return node;
}

export function controls(track, player) {
  const play = button("Play", ICONS.play, () => player.toggle(), { class: "play" });
  const speed = el(
    "select",
    { "aria-label": "Speed", title: "Speed", onchange: () => player.setSpeed(Number(speed.value)) },
    SPEEDS.map((s) => el("option", { value: String(s), selected: s === 1 }, (s === 0.5 ? "½" : s) + "×")),
  );
  const time = el("span", { class: "position" });
  const help = el("dl", { class: "help", hidden: true }, KEYS.flatMap(([keys, what]) => [el("dt", {}, keys), el("dd", {}, what)]));
  const helper = el("button", { type: "button", class: "keys", "aria-label": "Keys", title: "Keys (?)", "aria-expanded": "false", onclick: () => player.help() }, "?");
  const link = el("button", { type: "button", "aria-label": "Copy a link to this moment", title: "Copy a link to this moment", onclick: () => player.copyLink() }, drawIcon(ICONS.link));
  const playback = el(
    "div",
    { class: "group", role: "group", "aria-label": "Playback" },
    button("Restart", ICONS.restart, () => player.restart()),
    button("Event back", ICONS.back, () => player.step(-1)),
    play,
    button("Event forward", ICONS.forward, () => player.step(1)),
    speed,
    time,
  );
  const node = el(
    "div",
    { class: "controls" },
    el(
      "div",
      { class: "group", role: "group", "aria-label": "Options" },
      track.decisionPoints.length ? toggle("Stop at decisions", ICONS.stop, "Decisions", player.deciding, (on) => player.setDeciding(on)) : null,
      track.interviewerPrompts.length ? toggle("Questions from the room", ICONS.chair, "Director's chair", player.chair, (on) => player.setChair(on)) : null,
      toggle("Read each event out to a screen reader", ICONS.speak, "Announce", player.announcing, (on) => player.setAnnouncing(on)),
      player.linkBase ? link : null,
      player.canSuggest ? button("Suggest a change to this event", ICONS.suggest, () => player.suggest()) : null,
      button("Print", ICONS.print, () => player.print()),
      button("Full screen", ICONS.full, () => player.full()),
      helper,
    ),
    help,
  );
  return { node, playback, play, speed, time, help, helper, link };
}

export function scrubber(track, player) {
  const range = el("input", {
    type: "range", min: "0", max: String(track.duration), step: "0.01", value: "0", "aria-label": "Position in the incident",
    oninput: () => player.seek(Number(range.value)),
  });
  const filled = el("div", { class: "filled" });
  const place = (second) => `left:${(100 * second) / (track.duration || 1)}%`;
  const marks = el(
    "div",
    { class: "marks", "aria-hidden": "true" },
    track.breaks.map(({ start: from, end: to }) => el("i", { class: "break", style: `${place(from)};width:${(100 * (to - from)) / (track.duration || 1)}%` })),
    track.events.length <= 120 ? track.events.map((event) => el("i", { style: place(event.second) })) : [],
    track.decisionPoints.map((stop) => el("i", { class: "decision", style: place(stop.second) })),
  );
  return { node: el("div", { class: "scrubber" }, el("div", { class: "rail" }, filled, marks), range), range, filled };
}
