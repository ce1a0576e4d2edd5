// @ts-check
// The keys of players people know: asciinema's and YouTube's.

import { SPEEDS } from "./controls.js";

export function handleKey(player, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.composedPath()[0];
  if (target.closest?.("select")) return;
  const own = target.closest?.("button, summary, input[type=radio], a");
  const isChosen = player.open && target.type === "radio" && target.checked; // a second Space commits
  if (own && !isChosen && (event.key === " " || event.key === "Enter")) return;
  if (isChosen && event.key === "Enter") return; // the form's own
  if (target.type === "radio" && event.key.startsWith("Arrow")) return;
  if (player.open && (chooseByDigit(player, event.key) || pressByKey(player, event.key))) {
    event.stopPropagation();
    return event.preventDefault();
  }
  const action = actionOf(player, event.key);
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

const TAKES_KEYS = "input, textarea, select, button, a, summary, iframe, audio, video, [contenteditable], [role]:not(main, [role=main])";

// A key pressed on the page itself, a click on its text before, is meant for the player; one pressed on a control is not.
export function isForPlayer(player, event) {
  return !event.composedPath().includes(player.root) && !event.target.closest?.(TAKES_KEYS);
}

// While a decision waits, a digit chooses an option; it never seeks.
function chooseByDigit(player, key) {
  if (!/^[0-9]$/.test(key)) return false;
  const option = player.stage.querySelectorAll("input[type=radio]")[Number(key) - 1];
  if (option) option.click();
  if (option) option.focus();
  return true;
}

const OPEN_KEYS = { s: "skip", k: "keep", y: "yes", n: "no" };

// While a decision or a question waits, letters press the buttons that bear them.
function pressByKey(player, key) {
  const button = OPEN_KEYS[key] && player.stage.querySelector(`[data-action=${OPEN_KEYS[key]}]:not(:disabled)`);
  button?.click();
  return Boolean(button);
}

function actionOf(player, key) {
  const faster = (by) => player.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(player.speed) + by))]);
  const table = {
    " ": () => player.toggle(),
    ",": () => player.step(-1),
    ".": () => player.step(1),
    "[": () => player.marker(-1),
    "]": () => player.marker(1),
    ArrowLeft: () => player.seek(player.now - 5),
    ArrowRight: () => player.seek(player.now + 5),
    Home: () => player.seek(0),
    End: () => player.seek(player.track.duration),
    "<": () => faster(-1),
    ">": () => faster(1),
    f: () => player.full(),
    "?": () => player.help(),
  };
  if (/^[0-9]$/.test(key)) return () => player.seek((player.track.duration * Number(key)) / 10);
  return table[key];
}
