// @ts-check

import { drawIcon, el } from "../shared/dom.js";

/**
 * Create a button with an icon alone: its label is read out and shown as a tip.
 * @param {string} label
 * @param {string} icon
 * @param {() => void} action
 * @param {Record<string, any>} [props]
 */
export function button(label, icon, action, props) {
  return el("button", { type: "button", "aria-label": label, title: label, onclick: action, ...props }, drawIcon(icon));
}
