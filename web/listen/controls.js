// @ts-check
// Icons and buttons of the listening player.

import { drawIcon, el } from "../shared/dom.js";

export const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zm8 0h4v14h-4z",
  back: "M12 5V1L6 6l6 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z",
  forward: "M12 5V1l6 5-6 5V7a6 6 0 1 0 6 6h2a8 8 0 1 1-8-8z",
  previous: "M6 6h2v12H6zm3.5 6 8.5 6V6z",
  next: "M6 18l8.5-6L6 6zM16 6v12h2V6z",
};

/**
 * Create a button with an icon; `caption` is a short text on it for the eye alone.
 * @param {string} label
 * @param {string} path
 * @param {() => void} action
 * @param {Record<string, any>} [props]
 * @param {string} [caption]
 */
export function button(label, path, action, props, caption) {
  const text = caption ? el("span", { class: "caption", "aria-hidden": "true" }, caption) : null;
  return el("button", { type: "button", "aria-label": label, title: label, onclick: action, ...props }, drawIcon(path), text);
}
