// @ts-check
// What stands below the replay: the lobby, the vote, the spread, what the team did, calls, the mentor's panel.

import { inline } from "../replay/markdown.js";
import { clock } from "../replay/time.js";
import { el } from "../shared/dom.js";

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

export function drawPeople(room) {
  if (!room.players.length) return el("p", { class: "people" }, "Nobody has joined yet.");
  const voting = room.phase === "voting";
  return el(
    "ul",
    { class: "people", "aria-label": "Players" },
    room.players.map((player) => el("li", { class: voting && player.hasVoted ? "done" : null }, player.name, voting ? el("span", { class: "sr" }, player.hasVoted ? " has voted" : " has not voted yet") : null)),
  );
}

export function drawInjects(room) {
  if (!room.injects.length) return null;
  return el(
    "section",
    { class: "injects" },
    el("h3", {}, "From the mentor"),
    el("ul", {}, [...room.injects].reverse().map((one) => el("li", {}, el("bdi", { class: "stamp" }, clock(one.minute)), " ", one.text))),
  );
}

// The open decision. `act.vote(choice)` is null for the mentor.
export function drawStop(room, act) {
  const stop = room.stop;
  const spread = room.phase !== "voting" || !act.vote;
  const total = room.players.length;
  const head = el("h2", { tabindex: "-1" }, inline(stop.prompt));
  const top = el("p", { class: "before" }, `Decision ${stop.number} of ${stop.of}`);
  const left = room.phase === "voting" ? el("p", { class: "left", role: "timer" }) : null;
  const list = spread ? el("ol", { class: "choices" }, stop.choices.map((choice, index) => drawResult(room, choice, index, total))) : drawBallot(room, act);
  const team = stop.team ? el("p", { class: "team" }, el("strong", {}, "What the team did: "), inline(stop.team)) : null;
  return el("div", { class: "stop" }, top, head, left, list, team);
}

// Choosing is not voting yet: with the arrow keys one passes over the options on the way.
function drawBallot(room, act) {
  const button = el("button", { type: "submit", class: "primary", disabled: true }, room.mine === null ? "Vote" : "Change my vote");
  const options = room.stop.choices.map((choice, index) => {
    const input = el("input", { type: "radio", name: "vote", value: String(index), onchange: () => button.toggleAttribute("disabled", index === room.mine) });
    input.checked = room.mine === index;
    return el("label", {}, input, el("span", { class: "key", "aria-hidden": "true" }, String(index + 1)), el("span", { class: "wording" }, inline(choice.text)));
  });
  const legend = room.mine === null ? "Vote before time runs out" : "Your vote is in. You can change it until the vote is closed.";
  const onsubmit = (event) => {
    event.preventDefault();
    const chosen = form.querySelector("input:checked");
    if (chosen) act.vote(Number(chosen.value));
  };
  const form = el("form", { onsubmit }, el("fieldset", {}, el("legend", {}, legend), options), el("div", { class: "row" }, button));
  return form;
}

function drawResult(room, choice, index, total) {
  const voters = choice.voters || [];
  const share = total ? voters.length / total : 0;
  const mark = choice.isRight ? "right" : room.mine === index && choice.isRight === false ? "wrong" : null;
  const notes = [count(voters.length, "vote"), room.mine === index ? "yours" : "", choice.isRight ? "right" : ""].filter(Boolean).join(", ");
  return el(
    "li",
    { class: mark },
    el("span", { class: "wording" }, inline(choice.text)),
    el("i", { class: "bar", style: `--share:${share}` }),
    el("p", { class: "why" }, el("strong", {}, notes), voters.length ? ": " + voters.join(", ") : ""),
    choice.explanation ? el("p", { class: "why" }, inline(choice.explanation)) : null,
  );
}

const CALLS = [
  ["detect", "I see a problem"],
  ["diagnose", "I know the cause"],
  ["recover", "It is over"],
];

export function drawCalls(room, act) {
  if (room.phase === "lobby" || room.phase === "over") return null;
  return el(
    "div",
    { class: "row calls", role: "group", "aria-label": "Your calls" },
    CALLS.map(([kind, words]) => {
      const isMade = room.calls.includes(kind);
      return el("button", { type: "button", disabled: isMade, onclick: () => act.call(kind) }, isMade ? "✓ " + words : words);
    }),
  );
}

const COMMANDS = {
  lobby: [["start", "Start the exercise"]],
  playing: [["pause", "Pause"]],
  paused: [["start", "Resume"]],
  voting: [["close_vote", "Close the vote"]],
  spread: [["show_team", "Show what the team did"]],
  team: [["go_on", "Continue"]],
  over: [],
};

export function drawCommands(room, act) {
  const buttons = COMMANDS[room.phase].map(([name, words]) => el("button", { type: "button", class: "primary", "data-action": name, onclick: () => act.command(name) }, words));
  const end = room.phase === "over" ? null : el("button", { type: "button", "data-action": "end", onclick: () => act.end() }, "End the exercise");
  return el("div", { class: "row", role: "group", "aria-label": "Commands" }, buttons, end);
}

// What only the mentor knows: the next events of the incident.
export function drawUpcoming(track, second) {
  const next = track.events.filter((event) => event.second > second + 0.01).slice(0, 4);
  if (!next.length) return el("p", { class: "before" }, "No more events.");
  return el("ul", {}, next.map((event) => el("li", {}, el("bdi", { class: "stamp" }, clock(event.minute)), " ", inline(event.text))));
}
