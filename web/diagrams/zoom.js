// @ts-check
// Diagrams to full screen, by click and by key: a dialog in which the diagram scrolls, larger and smaller.

import { el } from "../shared/dom.js";
import { nextScale } from "./scale.js";

const DIAGRAM = "[data-testid=stMermaidChart] img";

let dialog = null; // one for the page

/** @param {HTMLImageElement} image */
function openDialog(image) {
  dialog?.remove();
  // The dialog lies beside the app, which has the theme's colours.
  const { backgroundColor, color } = getComputedStyle(document.querySelector("[data-testid=stApp]") ?? document.body);
  let scale = Math.min(1, (0.94 * window.innerWidth) / image.naturalWidth, (0.84 * window.innerHeight) / image.naturalHeight);
  scale = Math.max(0.75, scale); // letters of 12 px at least: mermaid draws them with 16
  const copy = el("img", { src: image.src, alt: image.alt });
  const place = el("div", { class: "place", tabindex: "0", role: "region", "aria-label": "Diagram" }, copy);
  const show = () => (copy.style.width = `${Math.round(image.naturalWidth * scale)}px`);
  const zoom = (step) => {
    scale = nextScale(scale, step);
    show();
  };
  const opened = dialog = el(
    "dialog", { class: "diagram-dialog", "aria-label": "Diagram in full screen" },
    el(
      "div", { class: "bar" },
      el("button", { type: "button", onclick: () => zoom(-1) }, "Smaller"),
      el("button", { type: "button", onclick: () => zoom(1) }, "Larger"),
      el("button", { type: "button", onclick: () => opened.close() }, "Close"),
    ),
    place,
  );
  opened.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    event.stopPropagation(); // the page's keys rest
    const step = { "+": 1, "=": 1, "-": -1 }[event.key];
    if (step) zoom(step);
  });
  opened.addEventListener("close", () => {
    opened.remove();
    image.focus({ preventScroll: true });
  });
  Object.assign(opened.style, { backgroundColor, color });
  show();
  document.body.append(opened);
  opened.showModal();
  place.focus();
}

// A diagram is a picture that does something: it can be reached and pressed by keyboard.
function makeReachable() {
  for (const image of document.querySelectorAll(DIAGRAM)) {
    if (image.getAttribute("role") === "button") continue;
    image.setAttribute("role", "button");
    image.setAttribute("tabindex", "0");
    image.setAttribute("title", "Open in full screen (Enter)");
  }
}

export default function mount() {
  const findImage = (event) => (event.target instanceof Element ? event.target.closest(DIAGRAM) : null);
  makeReachable();
  new MutationObserver(makeReachable).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("click", (event) => {
    const image = findImage(event);
    if (image) openDialog(image);
  });
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const image = findImage(event);
    if (!image || event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    openDialog(image);
  };
  document.addEventListener("keydown", onKey, true);
}
