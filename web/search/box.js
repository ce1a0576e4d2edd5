// @ts-check
// The search field: it has the focus when it appears, reports what is typed after a short pause, and Arrow Down leads
// from it to the results.

import { el } from "../shared/dom.js";

const PAUSE_MS = 180; // shorter than the pause between two words, longer than that between two letters
const RESULT = "[class*=st-key-search-results] a";

const boxes = new WeakMap();

/** @param {HTMLElement} host */
function createBox(host) {
  const input = el("input", {
    type: "search", placeholder: "Topics, questions, answers, code …", "aria-label": "Search all decks", autocomplete: "off",
    spellcheck: "false", enterkeyhint: "search",
  });
  host.append(el("div", { class: "search-box" }, input));
  const box = { input, send: (/** @type {string} */ _text) => {}, timer: 0, sent: "" };
  const report = () => {
    clearTimeout(box.timer);
    if (input.value === box.sent) return;
    box.sent = input.value;
    box.send(input.value);
  };
  input.addEventListener("input", () => {
    clearTimeout(box.timer);
    box.timer = window.setTimeout(report, PAUSE_MS);
  });
  input.addEventListener("change", report);
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter") report();
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    event.stopPropagation(); // or the listener below would go on to the second
    /** @type {HTMLElement | null} */ (document.querySelector(RESULT))?.focus();
  });
  return box;
}

function moveBetweenResults(/** @type {KeyboardEvent} */ event, box) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const results = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(RESULT)]);
  const index = results.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (!step || index < 0) return;
  event.preventDefault();
  (results[index + step] ?? (step < 0 ? box.input : results[index])).focus();
}

export default function mount({ data, parentElement, setStateValue }) {
  let box = boxes.get(parentElement);
  if (!box) {
    box = createBox(parentElement);
    boxes.set(parentElement, box);
    box.input.value = box.sent = data.query;
    box.input.focus();
    box.input.select();
  }
  box.send = (text) => setStateValue("query", text);
  const onKey = (event) => moveBetweenResults(event, box);
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
