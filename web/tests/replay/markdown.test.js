import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inline, plain, prose } from "../../replay/markdown.js";

before(() => {
  globalThis.document = {
    createElement: (name) => ({
      name,
      className: "",
      children: [],
      setAttribute() {},
      append(...children) {
        this.children.push(...children);
      },
      get textContent() {
        return this.children.map((child) => (typeof child === "string" ? child : child.textContent)).join("");
      },
    }),
  };
});

const write = (nodes) => nodes.map((node) => (typeof node === "string" ? node : `<${node.name}>${node.textContent}`)).filter(Boolean);

test("code, strong and emphasis become elements, everything else is text", () => {
  assert.deepEqual(write(inline("a **b** *c* `d*e*` <i>")), ["a ", "<strong>b", " ", "<em>c", " ", "<code>d*e*", " <i>"]);
});

test("stars with spaces around them multiply", () => {
  assert.deepEqual(write(inline("2 * 3 * 4 and 2 ** 3 ** 4, but *a* * **b c**")), ["2 * 3 * 4 and 2 ** 3 ** 4, but ", "<em>a", " * ", "<strong>b c"]);
});

test("a link and a picture become their words", () => {
  assert.equal(plain("see [the **pool**](javascript:x) and ![a graph](https://example.org/x.png)."), "see the **pool** and a graph.");
});

test("lines become paragraphs, and an item has its bullet in the place of its sign", () => {
  const nodes = prose("First.\n\n- [x] done\n* more\n\n");
  assert.deepEqual(nodes.map((node) => [node.className, node.textContent]), [["", "First."], ["item", "• done"], ["item", "• more"]]);
});
