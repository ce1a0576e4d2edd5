// @ts-check
// What the reader found: problems and outline, each entry leading to its line.

import { el } from "../shared/dom.js";
import { editors } from "./registry.js";

/** @typedef {{line: number, severity: "error" | "warning" | "info", message: string, remedy: string, fix: string, written: string}} Problem */

const SIGNS = { error: "✕", warning: "⚠", info: "ⓘ" };
const RETRY_MS = 100; // the editor may be drawn after its notes
const MAX_TRIES = 30;

function drawEntry({ line, text, remedy = "", fix = "", written = "" }, findEditor) {
  const button = el("button", { type: "button", onclick: () => findEditor()?.goToLine(line) }, text);
  const advice = remedy ? el("p", {}, remedy) : null;
  if (!fix) return el("li", {}, button, advice);
  const mend = () => findEditor()?.replaceLine(line, written, fix);
  const label = `Fix line ${line}`;
  return el("li", {}, button, advice, el("button", { type: "button", class: "fix", title: fix, "aria-label": label, onclick: mend }, "Fix"));
}

function drawGroup(title, entries, isOpen, findEditor) {
  const list = el("ul", {}, entries.map((entry) => drawEntry(entry, findEditor)));
  return el("details", { open: isOpen }, el("summary", {}, title), list);
}

export function describeProblems(shown, hidden) {
  const count = shown + hidden;
  const part = hidden ? ` (the first ${shown} of ${count})` : "";
  return `${count || "No"} problem${count === 1 ? "" : "s"}${part}`;
}

export function notes({ data, parentElement }) {
  const findEditor = () => editors.get(data.key);
  // A list that was empty and is not any more opens by itself.
  const wasOpen = [...parentElement.querySelectorAll("details")].map((group) => (group.querySelector("li") ? group.open : undefined));
  parentElement.querySelector(".notes")?.remove(); // the component's style stands beside it
  const problems = data.problems.map(({ line, severity, message, remedy, fix, written }) => ({
    line, remedy, fix, written, text: `${SIGNS[severity]} ${severity}, line ${line}: ${message}`,
  }));
  const headings = data.headings.map(({ line, depth, title }) => ({ line, text: `${"\u2003".repeat(depth)}line ${line}: ${title}` }));
  const title = describeProblems(problems.length, data.hiddenProblems);
  parentElement.append(
    el(
      "div", { class: "notes" },
      drawGroup(title, problems, wasOpen[0] ?? problems.length > 0, findEditor),
      drawGroup(`Outline (${headings.length})`, headings, wasOpen[1] ?? false, findEditor),
    ),
  );
  const deliver = (tries) => {
    const editor = findEditor();
    if (editor && editor.token === data.token) editor.receiveNotes(data);
    else if (tries) setTimeout(() => deliver(tries - 1), RETRY_MS);
  };
  deliver(MAX_TRIES);
}
