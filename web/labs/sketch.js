// @ts-check
// Sketch a curve as a prediction: nine points that are dragged, or moved with the arrow keys.

import STYLE from "./sketch.css";
import { el } from "../shared/dom.js";
import { endWhenGone } from "../shared/lifetime.js";
import { POINTS, pointAt, shareAfterKey } from "./points.js";

const [WIDTH, HEIGHT] = [600, 220];
const [LEFT, RIGHT, TOP, BOTTOM] = [16, 16, 12, 12];
const NAMESPACE = "http://www.w3.org/2000/svg";
const mounted = new WeakMap();

function draw(tag, attributes) {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}

const xOf = (index) => LEFT + (index / (POINTS - 1)) * (WIDTH - LEFT - RIGHT);
const yOf = (share) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);

class Sketch {
  constructor(data, trigger) {
    this.data = data;
    this.trigger = trigger;
    this.shares = Array(POINTS).fill(0);
    this.isTouched = false;
    this.line = draw("polyline", { class: "line", fill: "none" });
    this.handles = this.shares.map((_, index) => this.buildHandle(index));
    this.paper = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "paper", role: "group", "aria-label": `Sketch of: ${data.label}` });
    const frame = draw("rect", { x: LEFT, y: TOP, width: WIDTH - LEFT - RIGHT, height: HEIGHT - TOP - BOTTOM, class: "frame" });
    this.paper.append(frame, this.line, ...this.handles);
    this.paper.addEventListener("pointerdown", (event) => this.begin(event));
    this.paper.addEventListener("pointermove", (event) => this.drag(event));
    this.commit = el("button", { type: "button", class: "primary", disabled: true, onclick: () => this.send() }, "Commit and run");
    const axis = el("div", { class: "axis" }, el("span", {}, data.first), el("span", {}, data.last));
    const help = el("p", { class: "help" }, "Draw with the mouse or a finger. From the keyboard: Tab to a point, ↑ ↓ move it, ← → go to the next one.");
    this.root = el("div", { class: "sketch" }, el("p", { class: "top" }, `${data.label}: the upper edge is ${data.topText}`), this.paper, axis, help, this.commit);
    this.paint();
  }

  buildHandle(index) {
    const handle = draw("circle", { r: 9, class: "handle", role: "slider", tabindex: index ? "-1" : "0", "aria-label": this.data.moments[index], "aria-orientation": "vertical", "aria-valuemin": 0, "aria-valuemax": this.data.top });
    handle.addEventListener("keydown", (event) => this.key(event, index));
    return handle;
  }

  key(event, index) {
    const next = event.key === "ArrowRight" ? index + 1 : event.key === "ArrowLeft" ? index - 1 : -1;
    const share = shareAfterKey(this.shares[index], event.key);
    if (share !== undefined) this.set(index, share);
    else if (next >= 0 && next < POINTS) this.focus(next);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  focus(index) {
    this.handles.forEach((handle, place) => handle.setAttribute("tabindex", place === index ? "0" : "-1"));
    this.handles[index].focus();
  }

  begin(event) {
    this.paper.setPointerCapture(event.pointerId);
    this.dragged = true;
    this.drag(event);
  }

  drag(event) {
    if (!this.dragged || !event.buttons) return;
    const box = this.paper.getBoundingClientRect();
    const scale = WIDTH / box.width;
    const x = ((event.clientX - box.left) * scale - LEFT) / (WIDTH - LEFT - RIGHT);
    const y = ((event.clientY - box.top) * scale - TOP) / (HEIGHT - TOP - BOTTOM);
    const { index, share } = pointAt(x, y);
    this.set(index, share);
  }

  set(index, share) {
    // The first stroke lifts all points that are still on the ground to its height: half a sketch is seldom meant.
    if (!this.isTouched) this.shares.fill(share);
    this.isTouched = true;
    this.commit.removeAttribute("disabled");
    this.shares[index] = share;
    this.paint();
  }

  paint() {
    this.line.setAttribute("points", this.shares.map((share, index) => `${xOf(index)},${yOf(share)}`).join(" "));
    this.handles.forEach((handle, index) => {
      handle.setAttribute("cx", String(xOf(index)));
      handle.setAttribute("cy", String(yOf(this.shares[index])));
      const value = Number((this.shares[index] * this.data.top).toPrecision(3));
      handle.setAttribute("aria-valuenow", String(value));
      handle.setAttribute("aria-valuetext", `${value} ${this.data.unit}`.trim());
    });
  }

  send() {
    this.commit.setAttribute("disabled", "");
    this.trigger("sketch", { token: this.data.token, shares: this.shares });
  }
}

export default function mount({ data, parentElement, setTriggerValue }) {
  const existing = mounted.get(parentElement);
  if (existing && existing.data.token === data.token) {
    existing.trigger = setTriggerValue;
    return existing.unmount;
  }
  existing?.remove();
  const style = el("style", {}, STYLE);
  const sketch = new Sketch(data, setTriggerValue);
  const remove = () => {
    style.remove();
    sketch.root.remove();
  };
  const unmount = endWhenGone(parentElement, () => {
    if (mounted.get(parentElement) === sketch) mounted.delete(parentElement);
    remove();
  });
  parentElement.append(style, sketch.root);
  mounted.set(parentElement, Object.assign(sketch, { remove, unmount }));
  return unmount;
}
