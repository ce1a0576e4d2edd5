// @ts-check
// Parts that a page asks for by an element of its own: `<div class="rehearsal-part" data-parts='{"scroll": {…}}'>`.

import { el } from "../shared/dom.js";

const PART = ".rehearsal-part";

/**
 * A part of the page: it gets its data and a place of its own that stays while the page asks for it, and returns what
 * ends it. One that returns `update` as well is told of new data; any other is ended and mounted anew with them.
 * @typedef {{update?: (data: any) => void, end: () => void}} Mounted
 * @typedef {(given: {data: any, parentElement: HTMLElement}) => Mounted | (() => void) | void} Mount
 */

/**
 * Return what the page asks for now, by the name of the part, as JSON.
 * @returns {Map<string, string>}
 */
function readAsked() {
  const asked = new Map();
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(PART))) {
    for (const [name, data] of Object.entries(JSON.parse(node.dataset.parts || "{}"))) asked.set(name, JSON.stringify(data));
  }
  return asked;
}

/**
 * Mount each part when it is asked for, anew when its data change, and end it when nobody asks for it any more.
 * @param {Record<string, Mount>} table
 */
export function watchParts(table) {
  /** @type {Map<string, {text: string, place: HTMLElement, one: Mounted | undefined}>} */
  const mounted = new Map();
  const update = () => {
    const asked = readAsked();
    for (const [name, part] of mounted) {
      if (asked.has(name)) continue;
      part.one?.end();
      part.place.remove();
      mounted.delete(name);
    }
    for (const [name, text] of asked) {
      const before = mounted.get(name);
      if (!table[name] || before?.text === text) continue;
      const data = JSON.parse(text);
      if (before?.one?.update) {
        before.text = text;
        before.one.update(data);
        continue;
      }
      before?.one?.end();
      const place = before?.place ?? document.body.appendChild(el("div", { class: "rehearsal-place" }));
      const mountedAs = table[name]({ data, parentElement: place });
      mounted.set(name, { text, place, one: typeof mountedAs === "function" ? { end: mountedAs } : mountedAs || undefined });
    }
  };
  update();
  new MutationObserver(update).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-parts"],
  });
}
