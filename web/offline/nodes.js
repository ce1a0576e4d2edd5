// @ts-check
// Elements from the tree that the server makes of deck text. Names and attributes outside of this list do not pass.

import { el } from "../shared/dom.js";

const ALLOWED = new Set(
  "p h1 h2 h3 h4 h5 h6 ul ol li strong em s code pre blockquote table thead tbody tr th td a img hr br".split(" "),
);
const ADDRESSES = { a: /^(?:https?:\/\/|mailto:)/i, img: /^\.\.\/pictures\// };

/**
 * @param {any[]} tree
 * @returns {Node[]}
 */
export function buildNodes(tree) {
  return tree.flatMap((node) => {
    if (typeof node === "string") return [document.createTextNode(node)];
    const [name, attributes, ...children] = node;
    if (!ALLOWED.has(name)) return buildNodes(children);
    const props = {};
    if (name === "a" && ADDRESSES.a.test(attributes.href)) Object.assign(props, { href: attributes.href, rel: "noreferrer", target: "_blank" });
    if (name === "img" && ADDRESSES.img.test(attributes.src)) Object.assign(props, { src: attributes.src, alt: attributes.alt || "" });
    if (name === "ol" && attributes.start) props.start = attributes.start;
    // A wide table or diagram scrolls by itself, by keyboard too.
    if (name === "pre" || name === "table") return [el("div", { class: "wide", tabindex: 0, role: "group", "aria-label": name === "pre" ? "Code or diagram" : "Table" }, el(name, props, buildNodes(children)))];
    return [el(name, props, buildNodes(children))];
  });
}
