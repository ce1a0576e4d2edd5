// @ts-check
// Inline markdown as elements. Deck text is hostile: everything enters as text nodes, never as markup.

import { el } from "../shared/dom.js";

// Code, strong, emphasis, a link or a picture; each bounded by its own closing mark. As in CommonMark, a star with a space
// behind it opens nothing and one with a space before it closes nothing: "2 * 3 * 4" is a product.
const MARKS = /`([^`]+)`|\*\*(?!\s)([^*]*[^*\s])\*\*|\*(?![\s*])([^*\n]*[^*\s])\*|!?\[([^\]]*)\]\([^)\s]*\)/g;

// Inline markdown: code, strong and emphasis become elements, a link becomes its words.
export function inline(markdown) {
  const nodes = [];
  let last = 0;
  for (const match of markdown.matchAll(MARKS)) {
    nodes.push(markdown.slice(last, match.index));
    if (match[1]) nodes.push(el("code", {}, match[1]));
    else if (match[2]) nodes.push(el("strong", {}, match[2]));
    else if (match[3]) nodes.push(el("em", {}, match[3]));
    else nodes.push(match[4]);
    last = match.index + match[0].length;
  }
  nodes.push(markdown.slice(last));
  return nodes;
}

export function plain(markdown) {
  return inline(markdown)
    .map((node) => (typeof node === "string" ? node : node.textContent))
    .join("");
}

// A block of markdown as short paragraphs and list items.
export function prose(markdown) {
  const lines = markdown.split(/\n+/).filter((line) => line.trim());
  return lines.map((line) => {
    const item = /^\s*[-*]\s+(?:\[[ x]\]\s*)?/.exec(line);
    return el("p", { class: item ? "item" : null }, inline(item ? "• " + line.slice(item[0].length) : line));
  });
}
