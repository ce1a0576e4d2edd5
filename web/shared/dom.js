// @ts-check
// Build elements. Text from a deck is hostile: it enters as text nodes, never as markup.

/** @typedef {Node | string | null | undefined} Child */

/**
 * Create an element. A property that begins with "on" is a listener, `class` the class name, every other one an
 * attribute; null, undefined and false leave it out.
 * @param {string} tag
 * @param {Record<string, any> | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {any} the element
 */
export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(.../** @type {(Node | string)[]} */ (children.flat().filter((child) => child !== null && child !== undefined)));
  return node;
}

/**
 * Create an icon of one path on a grid of 24 by 24.
 * @param {string} path
 * @param {string} [className]
 */
export function drawIcon(path, className = "") {
  const namespace = "http://www.w3.org/2000/svg";
  const node = document.createElementNS(namespace, "svg");
  node.setAttribute("viewBox", "0 0 24 24");
  node.setAttribute("aria-hidden", "true");
  node.setAttribute("class", `icon ${className}`.trim());
  const shape = document.createElementNS(namespace, "path");
  shape.setAttribute("d", path);
  node.append(shape);
  return node;
}
