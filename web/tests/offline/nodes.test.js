import assert from "node:assert/strict";
import { before, test } from "node:test";
import { buildNodes } from "../../offline/nodes.js";

/** As much of a document as elements are made with. */
class FakeNode {
  constructor(name) {
    this.name = name;
    this.attributes = {};
    this.children = [];
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  append(...children) {
    this.children.push(...children);
  }
}

before(() => {
  globalThis.document = { createElement: (name) => new FakeNode(name), createTextNode: (text) => text };
});

const write = (node) => (typeof node === "string" ? node : [node.name, node.attributes, ...node.children.map(write)]);
const build = (tree) => buildNodes(tree).map(write);

test("text stays text, and an element that is not on the list gives way to what it holds", () => {
  assert.deepEqual(build(["<b>", ["script", {}, "alert(1)"], ["p", {}, ["strong", {}, "so"]]]), ["<b>", "alert(1)", ["p", {}, ["strong", {}, "so"]]]);
});

test("a link leads to the web or a mailbox, to nothing else", () => {
  const kept = { href: "https://example.org", rel: "noreferrer", target: "_blank" };
  assert.deepEqual(build([["a", { href: "https://example.org", onclick: "x()" }, "more"]]), [["a", kept, "more"]]);
  for (const href of ["javascript:alert(1)", "data:text/html,x", "//example.org", " https://example.org"]) {
    assert.deepEqual(build([["a", { href }, "more"]]), [["a", {}, "more"]], href);
  }
});

test("a picture comes from this server, with its words", () => {
  assert.deepEqual(build([["img", { src: "../pictures/a.png" }]]), [["img", { src: "../pictures/a.png", alt: "" }]]);
  assert.deepEqual(build([["img", { src: "https://example.org/a.png", alt: "a pool" }]]), [["img", {}]]);
});

test("a list goes on at its number, and a table or code scrolls by itself and has a name", () => {
  assert.deepEqual(build([["ol", { start: 3 }, ["li", {}, "x"]]]), [["ol", { start: 3 }, ["li", {}, "x"]]]);
  const [[name, attributes, table]] = build([["table", {}, ["tr", {}]]]);
  assert.deepEqual([name, attributes["aria-label"], attributes.tabindex, table[0]], ["div", "Table", 0, "table"]);
  assert.equal(build([["pre", {}, "a"]])[0][1]["aria-label"], "Code or diagram");
});
