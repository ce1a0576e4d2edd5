// DOM helpers. Deck text is hostile: everything enters as text nodes, never as markup.

export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const MARKS = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\n]+)\*|!?\[([^\]]*)\]\([^)\s]*\)/g;

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

export function svg(path, name) {
  const ns = "http://www.w3.org/2000/svg";
  const node = document.createElementNS(ns, "svg");
  node.setAttribute("viewBox", "0 0 24 24");
  node.setAttribute("aria-hidden", "true");
  node.setAttribute("class", "icon " + (name || ""));
  const shape = document.createElementNS(ns, "path");
  shape.setAttribute("d", path);
  node.append(shape);
  return node;
}

export function button(label, icon, action, extra) {
  return el("button", { type: "button", "aria-label": label, title: label, onclick: action, ...extra }, svg(icon));
}
